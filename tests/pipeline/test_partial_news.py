"""Sources that tell only what is new, or what is gone: the rest of the catalogue stands."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from carrefour.catalogue.definition import SourceDefinition, Watch
from carrefour.catalogue.models import Record
from carrefour.pipeline.harvesting import harvest
from tests.harvest.conftest import partner as partner  # noqa: PLC0414 - a fixture
from tests.harvest.test_oai import START, answer, dc, record
from tests.harvest.trying import source


def kept() -> set[str]:
    return set(Record.objects.filter(gone_at=None).values_list("external_id", flat=True))


def feed(*numbers: int) -> str:
    entries = "".join(
        f"<item><title>Projet {n}</title><link>https://exemple.org/{n}</link></item>"
        for n in numbers
    )
    return f'<rss version="2.0"><channel><title>t</title>{entries}</channel></rss>'


def definition(**fetch: object) -> SourceDefinition:
    declared = source(**fetch)
    return declared.model_copy(update={"watch": Watch(gone_after=1)})


def test_what_fell_off_a_feed_stays_in_the_catalogue(partner, site) -> None:
    fetch = {"kind": "feed", "url": f"{partner.url}/feed"}
    partner.answers["/feed"] = feed(3, 2, 1)
    harvest(definition(**fetch), partner.origin(cache=True))
    partner.answers["/feed"] = feed(4, 3)
    report = harvest(definition(**fetch), partner.origin(cache=True))
    assert (report.new, report.missing, report.gone) == (1, 0, 0)
    assert kept() == {f"https://exemple.org/{n}" for n in (1, 2, 3, 4)}


def test_what_fell_off_a_complete_feed_is_gone(partner, site) -> None:
    fetch = {"kind": "feed", "url": f"{partner.url}/feed", "complete": True}
    partner.answers["/feed"] = feed(3, 2, 1)
    harvest(definition(**fetch), partner.origin())
    partner.answers["/feed"] = feed(3, 2)
    assert harvest(definition(**fetch), partner.origin()).gone == 1
    assert kept() == {"https://exemple.org/2", "https://exemple.org/3"}


def test_a_repository_is_asked_for_its_news_and_tells_what_is_gone(partner, site) -> None:
    fetch = {"kind": "oai", "url": f"{partner.url}/oai", "incremental": True}
    partner.answers[START] = answer(record("a", dc()), record("b", dc()), record("c", dc()))
    first = harvest(definition(**fetch), partner.origin())
    assert (first.new, first.error) == (3, "")
    news = answer(record("b", header='status="deleted"'), record("d", dc()))
    today = timezone.now().date()
    for day in (today - timedelta(days=1), today):
        partner.answers[f"{START}&from={day}"] = news
    second = harvest(definition(**fetch), partner.origin())
    assert "from=" in partner.paths()[-1]
    assert (second.new, second.gone, second.missing) == (1, 1, 0)
    assert kept() == {"a", "c", "d"}
