"""How good the sheets of a source are, and what to mend first."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from carrefour.catalogue.models import Sheet, Source
from carrefour.catalogue.quality import WEIGHTS, Part
from carrefour.pipeline.measuring import measure, measured, quality_of_one


def test_a_harvest_measures_its_source(harvest_rows) -> None:
    harvest_rows()
    source = Source.objects.get()
    found = measured(source)
    assert found
    assert found.sheets == 3
    lacks = {lack.part: lack for lack in found.lacks}
    # None has a link, an image or a holder; their texts are a tenth of what they should be.
    assert lacks[Part.LINK].count == 3
    assert lacks[Part.LINK].gain == WEIGHTS[Part.LINK]
    assert lacks[Part.TEXT].gain > lacks[Part.IMAGE].gain
    assert found.lacks[0].part is Part.TEXT  # which would gain most
    scores = [quality_of_one(sheet).score for sheet in Sheet.objects.all()]
    assert abs(found.score - sum(scores) / 3) <= 1


def test_what_its_source_has_not_told_for_long_is_worth_less(harvest_rows) -> None:
    harvest_rows()
    fresh = quality_of_one(Sheet.objects.first())
    for age, share in ((80, 1.0), (410, 0.5), (900, 0.0)):
        Source.objects.update(harvested_at=timezone.now() - timedelta(days=age))
        assert abs(quality_of_one(Sheet.objects.first()).shares[Part.FRESH] - share) < 0.01
    assert fresh.shares[Part.FRESH] == 1.0


def test_the_desk_shows_what_to_mend_and_the_public_page_does_not(harvest_rows, client) -> None:
    harvest_rows()
    assert "sur 100" not in client.get("/sources/essai/").content.decode()
    sheet = Sheet.objects.first()
    address = f"/fiches/{sheet.slug}-{sheet.pk}/"
    assert "sur 100" not in client.get(address).content.decode()
    user = get_user_model().objects.create_user("op@example.org", password="x" * 16)
    user.is_operator = True
    user.save()
    client.force_login(user)
    page = client.get("/pilotage/sources/essai/").content.decode()
    assert "Quoi améliorer d’abord" in page
    assert sheet.title in page
    assert "sur 100" in client.get(address).content.decode()


def test_the_score_is_told_to_programs(harvest_rows, client) -> None:
    harvest_rows()
    measure(Source.objects.get())
    sources = client.get("/health/sources.json").json()["sources"]
    (told,) = (source for source in sources if source["id"] == "essai")
    assert told["quality"]["score"] == measured(Source.objects.get()).score
    assert told["quality"]["lacking"]["link"] == 3
