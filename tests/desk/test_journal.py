"""The log of acts: every change by a person is in it, and operators find their way through it."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from typer.testing import CliRunner

from carrefour.catalogue.models import Correction, Organisation, Record, Sheet, Source
from carrefour.cli.app import app
from carrefour.community.audit import Verb, forget_acts, note
from carrefour.community.models import Act, Application, Mandate, Message, Report, User
from carrefour.desk import public_urls
from carrefour.desk import urls as desk_urls
from carrefour.desk.alerts import leave_token
from carrefour.harvest.models import DefinitionVersion, Run, Watcher
from carrefour.pipeline import namings
from carrefour.workshop import urls as workshop_urls
from carrefour.workshop.models import WorkshopDraft
from tests.conftest import DEFINITION

ROWS = [
    "1;Les semeurs;Le samedi.;permaculture;2021;44000 Nantes",
    "2;Les planteurs;Le dimanche.;Permaculture,troc;2021;44000 Nantes",
    "3;Soleil citoyen;Une centrale sur les toits.;énergie;2022;97400 Saint-Denis",
]
TRIED = Verb("test.tried", "a essayé")


@dataclass
class Deed:
    """What is sent to an address, what there must be before, and the verb that is noted."""

    verb: str
    before: Callable[[], dict[str, object]]
    posted: dict[str, object] = field(default_factory=dict)


def records() -> list[Record]:
    return list(Record.objects.order_by("external_id"))


def run(state: str) -> Callable[[], dict[str, object]]:
    def made() -> dict[str, object]:
        one = Run.objects.create(source=Source.objects.get(), state=state, held_because="odd")
        return {"pk": one.pk}

    return made


def source() -> dict[str, object]:
    return {"slug": "essai"}


def organisation() -> dict[str, object]:
    return {"slug": "essai-org"}


def watcher() -> dict[str, object]:
    one = Watcher.objects.create(source=Source.objects.get(), email="a@exemple.fr")
    return {"slug": "essai", "pk": one.pk}


def report() -> dict[str, object]:
    return {"pk": Report.objects.create(sheet=Sheet.objects.first(), about="title").pk}


def letter() -> dict[str, object]:
    one = Message.objects.create(
        sheet=Sheet.objects.first(), name="A", email="a@exemple.fr", text="Bonjour",
        held=True, confirmed_at=timezone.now(),
    )  # fmt: skip
    return {"pk": one.pk}


def correction() -> dict[str, object]:
    sheet = Sheet.objects.first()
    one = Correction.objects.create(
        sheet=sheet.pk, field="summary", value="Mieux.", given="", told="", decided_by="A"
    )
    return {"pk": one.pk}


def someone() -> dict[str, object]:
    return {"pk": User.objects.create_user("lea@exemple.fr", name="Léa").pk}


def mandate() -> dict[str, object]:
    user = someone()["pk"]
    return {"pk": user, "mandate": Mandate.objects.create(user_id=user).pk}


def application() -> dict[str, object]:
    user = someone()["pk"]
    return {"pk": Application.objects.create(user_id=user, name="Les Voisins", charter=1).pk}


def two_organisations() -> tuple[Organisation, Organisation]:
    one, other = (
        Organisation.objects.create(pk=name.lower(), name=name, key=name.lower())
        for name in ("Alpha", "Beta")
    )
    return one, other


def named() -> dict[str, object]:
    two_organisations()
    return {}


def naming() -> dict[str, object]:
    return {"pk": namings.decide(*two_organisations(), "alpha", "A").pk}


def draft() -> dict[str, object]:
    return {"pk": WorkshopDraft.objects.create(text="fetch: {kind: feed, url: 'x'}").pk}


def versions() -> dict[str, object]:
    for number in (1, 2):
        DefinitionVersion.objects.create(
            source="essai", number=number, text=DEFINITION, current=number == 2
        )
    return {"id_": "essai", "number": 1}


def twins() -> dict[str, object]:
    one, other, _ = records()
    return {"first": str(one.pk), "second": str(other.pk), "pair": f"{one.pk}-{other.pk}"}


def merged() -> dict[str, object]:
    one, other, _ = records()
    Record.objects.filter(pk=other.pk).update(sheet=one.sheet)
    return {"record": str(other.pk)}


def a_file(text: str, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


DEEDS = {
    "desk:harvest": Deed("source.harvest", source),
    "desk:watch": Deed("source.watched", source, {"email": "b@exemple.fr"}),
    "desk:unwatch": Deed("source.unwatched", watcher),
    "desk:decide-tag": Deed(
        "tag.decided", dict, {"tag": "permaculture", "source": "essai", "choice": "AGR"}
    ),
    "desk:decide-text": Deed("text.decided", dict, {"choice": "none"}),
    "desk:sheet": Deed("sheet.corrected", dict, {"title": "Mieux dit"}),
    "desk:decide-correction": Deed("correction.kept", correction, {"keep": "1"}),
    "desk:unite-twins": Deed("twins.same", dict),
    "desk:decide-twins": Deed("twins.same", dict, {"choice": "same"}),
    "desk:part-twins": Deed("twins.apart", dict),
    "desk:decide-report": Deed("report.decided", report, {"done": "1"}),
    "desk:decide-letter": Deed("message.deleted", letter, {"delete": "1"}),
    "desk:decide-naming": Deed(
        "organisations.same", named, {"kept": "alpha", "with": ["alpha", "beta"]}
    ),
    "desk:undo-naming": Deed("organisations.undone", naming),
    "desk:accept": Deed("run.accepted", run(Run.State.HELD)),
    "desk:refuse": Deed("run.refused", run(Run.State.HELD)),
    "desk:cancel": Deed("run.cancelled", run(Run.State.WAITING)),
    "desk:decide-application": Deed("organisation.refused", application, {"reason": "Non."}),
    "desk:part-organisation": Deed("organisation.parted", organisation, {"sure": "1"}),
    "desk:give-mandate": Deed("mandate.given", someone, {"everything": "1"}),
    "desk:take-mandate": Deed("mandate.taken", mandate),
    "desk:charter": Deed(
        "charter.published", dict, {"text_fr": "Un", "text_en": "One", "sure": "1"}
    ),
    "watch:leave": Deed("source.left", dict),
    "workshop:new": Deed("draft.begun", dict),
    "workshop:new-file": Deed("draft.begun", dict),
    "workshop:new-yaml": Deed("draft.begun", dict),
    "workshop:proposals": Deed("draft.worked", draft),
    "workshop:page": Deed("draft.worked", draft),
    "workshop:page-preview": Deed("draft.worked", draft),
    "workshop:also-pages": Deed("draft.worked", draft),
    "workshop:fields": Deed("draft.worked", draft),
    "workshop:fields-preview": Deed("draft.worked", draft),
    "workshop:sample": Deed("draft.worked", draft),
    "workshop:about": Deed("draft.worked", draft),
    "workshop:yaml": Deed("draft.worked", draft, {"text": "id: x"}),
    "workshop:drop": Deed("draft.dropped", draft),
    "workshop:edit": Deed("draft.begun", versions),
    "workshop:harvest": Deed("source.harvest", versions),
    "workshop:back": Deed("definition.went-back", versions),
}
# Addresses that show and change nothing, even when something is sent to them.
SHOWN = {
    *(f"desk:{name}" for name in (
        "home source tags decided-tags texts corrections twins merged decided-twins repeated "
        "usage usage-csv reports letters organisations decided-namings run journal journal-csv "
        "applications people person"
    ).split()),
    *(f"workshop:{name}" for name in (
        "home frame draft-download source source-download version"
    ).split()),
}  # fmt: skip
ROOMS = {"desk": desk_urls, "watch": public_urls, "workshop": workshop_urls}


def addresses() -> dict[str, list[str]]:
    """Every address of the desk and of the workshop, with the arguments that it takes."""
    return {
        f"{room}:{pattern.name}": list(pattern.pattern.converters)
        for room, urls in ROOMS.items()
        for pattern in urls.urlpatterns
    }


def plain(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def desk(operator: Client, harvest_rows) -> Client:
    harvest_rows(ROWS)
    return operator


def test_every_address_is_told_to_show_or_to_do() -> None:
    assert {*addresses()} == SHOWN | {*DEEDS}, "say in this file what a new address notes"


@pytest.mark.parametrize("name", [name for name in DEEDS if name != "workshop:new"])
def test_every_deed_is_noted(desk: Client, name: str) -> None:
    deed = DEEDS[name]
    given = {**deed.before(), **deed.posted}
    if name in ("desk:unite-twins", "desk:decide-twins"):
        given |= twins()
    if name == "desk:part-twins":
        given |= merged()
    sheet = records()[0].sheet
    if name == "desk:decide-text":
        one = records()[0]
        one.proposed = [{"code": "EMP", "score": 0.6, "words": ["emploi"]}]
        one.save()
        Sheet.objects.filter(pk=sheet.pk).update(themes=[])
        given["sheet"] = sheet.pk
    if name == "watch:leave":
        watcher()
        given["token"] = leave_token(Watcher.objects.get())
    if name == "workshop:new-file":
        given["file"] = a_file("id;nom\n1;a\n2;b\n", "a.csv")
    if name == "workshop:new-yaml":
        given["file"] = a_file("id: x", "x.yml")
    given.setdefault("id_", sheet.pk)
    arguments = {key: given.pop(key) for key in addresses()[name]}
    answer = desk.post(reverse(name, kwargs=arguments), given)
    assert answer.status_code < 500
    assert Act.objects.filter(what=deed.verb).count() == 1, plain(answer)


def test_a_draft_that_begins_from_an_address_is_noted(desk: Client, partner, settings) -> None:
    settings.ALLOWED_PRIVATE = frozenset({partner.url.removeprefix("http://")})
    partner.answers["/projets.json"] = '[{"id": 1, "nom": "Un"}, {"id": 2, "nom": "Deux"}]'
    answer = desk.post("/atelier/nouvelle/", {"address": f"{partner.url}/projets.json"})
    assert answer.status_code == 302, plain(answer)
    assert Act.objects.get().what == "draft.begun"


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_what_shows_changes_nothing_when_sent_to(desk: Client, name: str) -> None:
    arguments = {"slug": "essai", "id_": "essai", "pk": run("held")()["pk"], "number": 1}
    arguments |= {"role": "list"}
    address = reverse(name, kwargs={key: arguments[key] for key in addresses()[name]})
    with CaptureQueriesContext(
        connection,
    ) as asked:
        desk.post(address, {"delete": "1", "choice": "same"})
    written = [q["sql"] for q in asked if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    # That someone was there is kept of every page.
    assert [sql for sql in written if "session" not in sql and "seen_on" not in sql] == []


def test_a_correction_is_shown_with_what_it_changed_and_who_made_it(desk: Client) -> None:
    sheet = Sheet.objects.get(title="Les semeurs")
    page = f"/pilotage/fiches/{sheet.pk}/"
    given = {"title": "Les semeuses", "summary": sheet.summary, "reason": "Elles le disent"}
    desk.post(page, given | {"tags": "permaculture", "places": "Nantes (44)"})
    for told in (plain(desk.get("/pilotage/journal/")), plain(desk.get(page))):
        assert "<strong>Camille</strong> a corrigé une fiche" in told
        assert "<del>Les semeurs</del><ins>Les semeuses</ins>" in told
        assert "Elles le disent" in told


def test_what_is_refused_leaves_no_act(desk: Client) -> None:
    desk.post("/pilotage/mots-cles/decider/", {"tag": "troc", "source": "essai", "choice": "RIEN"})
    sheet = Sheet.objects.first()
    desk.post(f"/pilotage/fiches/{sheet.pk}/", {"title": "", "start_date": "hier"})
    done = run(Run.State.DONE)()["pk"]
    for deed in ("accepter", "refuser", "annuler"):
        desk.post(f"/pilotage/moissons/{done}/{deed}/")
    assert not Act.objects.exists()


def test_the_log_is_filtered_by_person_deed_object_and_day(operator: Client) -> None:
    lea = User.objects.create_user("lea@exemple.fr", name="Léa")
    old = note(lea, TRIED, "sheet:AB12CD", "Le jardin")
    Act.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=40))
    note(None, TRIED, "source:essai", "Une source", who="cli")
    day = (timezone.localdate() - timedelta(days=10)).isoformat()

    def labels(**asked: str) -> set[str]:
        told = plain(operator.get("/pilotage/journal/", asked))
        return {label for label in ("Le jardin", "Une source") if label in told}

    assert labels() == {"Le jardin", "Une source"}
    assert labels(qui="léa") == labels(qui="lea@exemple.fr") == {"Le jardin"}
    assert labels(objet="AB12CD") == labels(objet="jardin") == labels(au=day) == {"Le jardin"}
    assert labels(du=day) == {"Une source"}
    assert labels(quoi="test.tried", qui="personne") == set()
    assert "quelqu’un, en ligne de commande" in plain(operator.get("/pilotage/journal/"))


def test_the_log_as_a_file_cannot_act_in_a_spreadsheet(operator: Client) -> None:
    lea = User.objects.create_user("lea@exemple.fr", name="=HYPERLINK(1)")
    note(lea, TRIED, "sheet:AB12CD", "<b>gras</b>", changes={"title": ["a", "b"]})
    answer = operator.get("/pilotage/journal/journal.csv")
    told = b"".join(answer.streaming_content).decode()
    assert "'=HYPERLINK(1)" in told
    assert "titre : a → b" in told.replace("\N{NO-BREAK SPACE}", " ")
    page = operator.get("/pilotage/journal/").content.decode()
    assert "<b>gras" not in page


@pytest.mark.parametrize(
    ("command", "verb", "target"),
    [
        (["tags", "decide", "essai", "permaculture", "AGR"], "tag.decided", "tag:essai"),
        (["sheet", "correct", "ID", "title", "Mieux dit"], "sheet.corrected", "sheet:ID"),
        (["source", "watch", "essai", "a@exemple.fr"], "source.watched", "source:essai"),
        (["tags", "decide", "essai", "permaculture", "RIEN"], "", ""),
    ],
)
def test_what_is_done_by_a_command_is_noted_too(
    desk: Client, command: list[str], verb: str, target: str
) -> None:
    id_ = Sheet.objects.get(title="Les semeurs").pk
    CliRunner().invoke(app, [id_ if word == "ID" else word for word in command])
    told = list(Act.objects.values_list("what", "target", "who"))
    assert told == ([(verb, target.replace("ID", id_), "cli")] if verb else [])


def test_an_act_is_forgotten_after_three_years(db) -> None:
    for days in (1090, 1100):
        Act.objects.filter(pk=note(None, TRIED, "x").pk).update(
            at=timezone.now() - timedelta(days=days)
        )
    forget_acts()
    assert Act.objects.count() == 1


def test_the_log_is_for_operators_alone(client: Client, db) -> None:
    client.force_login(User.objects.create_user("lea@exemple.fr"))
    for page in ("/pilotage/journal/", "/pilotage/journal/journal.csv"):
        assert client.get(page).status_code == 403
