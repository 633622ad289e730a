"""Sheets that may tell the same project: side by side, and the decision on each pair."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from rapidfuzz import fuzz

from carrefour.catalogue.models import Record, Sheet, TwinDecision
from carrefour.community.access import operators_only, person
from carrefour.community.audit import noting
from carrefour.desk.acts import TWINS_APART, TWINS_SAME, TWINS_UNDONE
from carrefour.desk.returning import back
from carrefour.pipeline import likenesses
from carrefour.pipeline.likenesses import NoPair, Proposed, proposed, titles_of
from carrefour.structure.text import plain
from carrefour.structure.twins.trait import address_of
from carrefour.structure.twins.words import folded
from carrefour.territory.gazetteer import GazetteerError
from carrefour.web.templatetags.carrefour_web import place_name

PER_PAGE = 10
WHEN_BUILT = gettext_lazy("Décidé ; ce sera appliqué quand le référentiel sera construit.")
CLOSE = 80  # of 100: texts so alike say nearly the same
MANY = 50  # pairs that are decided on together
TEXT = 300  # characters shown of a text
_PAIR = re.compile(r"(\d{1,18})-(\d{1,18})")


@dataclass(frozen=True, slots=True)
class Line:
    """What two sheets say of one thing, and how that compares."""

    name: str
    one: str
    other: str

    @property
    def verdict(self) -> str:
        """``same``, ``close``, ``differs``, or ``unknown`` when one says nothing."""
        one, other = folded(self.one), folded(self.other)
        if not one or not other:
            return "unknown"
        if one == other:
            return "same"
        return "close" if fuzz.token_set_ratio(one, other) >= CLOSE else "differs"


@dataclass(frozen=True, slots=True)
class Looked:
    """A pair that waits, with its two records and sheets and what they say."""

    pair: Proposed
    records: tuple[Record, Record]
    sheets: tuple[Sheet, Sheet]
    lines: list[Line]

    @property
    def place(self) -> str:
        """Where the two are, in the words of each where they differ."""
        told = dict.fromkeys(
            ", ".join(filter(None, (_address(sheet), _town(sheet)))) for sheet in self.sheets
        )
        return " / ".join(text for text in told if text)


@operators_only
def twins(request: HttpRequest) -> HttpResponse:
    """Every pair that waits for a person, the likeliest first."""
    page = Paginator(proposed(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/twins.html", {"page": page, "looked": _looked_at(list(page))})


@operators_only
def repeated(request: HttpRequest) -> HttpResponse:
    """The pairs that one source surely tells twice, to be united together."""
    page = Paginator(likenesses.repeated(), MANY).get_page(request.GET.get("page"))
    return render(request, "desk/repeated.html", {"page": page, "looked": _looked_at(list(page))})


@operators_only
@require_POST
def unite(request: HttpRequest) -> HttpResponse:
    """Unite the pairs that are ticked: ``pair`` holds the ids of two records, ``12-34``."""
    ticked = [_PAIR.fullmatch(text) for text in request.POST.getlist("pair")[:MANY]]
    pairs = [(int(found[1]), int(found[2])) for found in ticked if found]
    if not pairs:
        messages.error(request, _("Cochez au moins une paire."))
        return back(request, "desk:repeated")
    records = Record.objects.select_related("sheet").in_bulk({pk for two in pairs for pk in two})
    named = [[_title(records.get(pk)) for pk in two] for two in pairs]
    with noting(person(request), TWINS_SAME, "pairs", pairs=named):
        try:
            number = likenesses.unite(pairs, str(request.user))
        except GazetteerError:
            messages.error(request, WHEN_BUILT)
        else:
            told = ngettext("%(n)s paire réunie.", "%(n)s paires réunies.", number)
            messages.success(request, told % {"n": number})
    return back(request, "desk:repeated")


@operators_only
def merged_sheets(request: HttpRequest) -> HttpResponse:
    """The sheets that several records tell; ``fiche`` shows one of them alone."""
    every = likenesses.merged()
    chosen = request.GET.get("fiche", "")
    if chosen:
        every = every.filter(pk=chosen)
    page = Paginator(every, PER_PAGE).get_page(request.GET.get("page"))
    told = Record.objects.filter(sheet__in=[sheet.pk for sheet in page], gone_at=None)
    records = list(told.select_related("source").order_by("pk"))
    titles = titles_of(records)
    shown = [
        (sheet, [(r, titles[r.pk]) for r in records if r.sheet_id == sheet.pk]) for sheet in page
    ]
    return render(request, "desk/merged.html", {"page": page, "shown": shown, "chosen": chosen})


@operators_only
def decided(request: HttpRequest) -> HttpResponse:
    """What was decided, the newest first, with who and when."""
    page = Paginator(TwinDecision.objects.all(), PER_PAGE * 3).get_page(request.GET.get("page"))
    return render(request, "desk/decided_twins.html", {"page": page})


@operators_only
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Write a decision on the records ``first`` and ``second`` and apply it.

    ``choice`` is ``same``, ``different``, or ``undo``, which takes back the decision ``taken``.
    """
    choice = request.POST.get("choice", "")
    same = {"same": True, "different": False, "undo": None}.get(choice, ...)
    records = _named(request.POST)
    if same is ... or records is None:
        messages.error(request, _("Cette décision ne peut être lue."))
        return back(request, "desk:twins")
    verb = TWINS_UNDONE if same is None else TWINS_SAME if same else TWINS_APART
    titles = [_title(one) for one in records]
    target = f"sheet:{records[0].sheet_id}"
    try:
        with noting(person(request), verb, target, titles[0], pairs=[titles]):
            _settle(request, records, same=same)
    except NoPair:
        messages.error(request, _("Cette décision ne peut être lue."))
    return back(request, "desk:twins")


def _settle(request: HttpRequest, records: tuple[Record, Record], *, same: bool | None) -> None:
    try:
        made = likenesses.decide(*records, same=same, by=str(request.user))
    except GazetteerError:
        messages.error(request, WHEN_BUILT)
    else:
        messages.success(request, _told(made))


@operators_only
@require_POST
def part(request: HttpRequest) -> HttpResponse:
    """Say of ``record`` that it tells another project than the others of its sheet."""
    key = request.POST.get("record", "")
    record = get_object_or_404(Record, pk=int(key) if key.isdecimal() else 0)
    target, title = f"sheet:{record.sheet_id}", _title(record)
    try:
        with noting(person(request), TWINS_APART, target, title, source=record.source_id):
            _part(request, record)
    except NoPair:
        messages.error(request, _("Cette fiche n’a qu’une source."))
    return back(request, "desk:merged")


def _part(request: HttpRequest, record: Record) -> None:
    try:
        made = likenesses.part(record, str(request.user))
    except GazetteerError:
        messages.error(request, WHEN_BUILT)
    else:
        for one in made:
            one.refresh_from_db()
        messages.success(request, _told(made[0]))


def _title(record: Record | None) -> str:
    """What the sheet of ``record`` is called."""
    return record.sheet.title if record and record.sheet else ""


def _named(posted: Any) -> tuple[Record, Record] | None:
    """The two records that a form names: by their ids, or by the decision on them."""
    taken = posted.get("taken", "")
    if taken.isdecimal():
        decision = get_object_or_404(TwinDecision, pk=int(taken))
        names = (
            (decision.source, decision.key),
            (decision.other_source, decision.other_key),
        )
        found = [Record.objects.filter(source=s, external_id=key).first() for s, key in names]
    else:
        keys = [posted.get(name, "") for name in ("first", "second")]
        found = [Record.objects.filter(pk=int(k)).first() if k.isdecimal() else None for k in keys]
    one, other = found
    return (one, other) if one and other else None


def _told(made: TwinDecision) -> str:
    """What was decided, and whether it shows already."""
    named = dict(zip(("one", "other"), made.titles, strict=True))
    if made.same is None:
        told = _("« %(one)s » et « %(other)s » : la décision est annulée.") % named
    elif made.same:
        told = _("« %(one)s » et « %(other)s » sont un même projet.") % named
    else:
        told = _("« %(one)s » et « %(other)s » sont deux projets.") % named
    if made.applied_at is None:
        told += " " + _("Ce sera appliqué quand la comparaison en cours sera finie.")
    return told


def _looked_at(pairs: Sequence[Proposed]) -> list[Looked]:
    pks = {pk for pair in pairs for pk in (pair.first, pair.second)}
    records = Record.objects.select_related("source").in_bulk(pks)
    related = Sheet.objects.prefetch_related("places").defer("images", "partners")
    sheets = related.in_bulk({id_ for pair in pairs for id_ in pair.sheets})
    looked = []
    for pair in pairs:
        one, other = (sheets[id_] for id_ in pair.sheets)
        both = (records[pair.first], records[pair.second])
        looked.append(Looked(pair, both, (one, other), _lines(one, other)))
    return looked


def _lines(one: Sheet, other: Sheet) -> list[Line]:
    """What the two say, thing by thing, without those of which neither says anything."""
    told = (
        (_("Titre"), one.title, other.title),
        (_("Lieu"), _town(one), _town(other)),
        (_("Adresse"), _address(one), _address(other)),
        (_("Porteur"), one.holder, other.holder),
        (_("Site web"), address_of(one.url), address_of(other.url)),
        (_("Début"), one.start_date, other.start_date),
        (_("Texte"), _text(one), _text(other)),
    )
    return [Line(name, a, b) for name, a, b in told if a or b]


def _town(sheet: Sheet) -> str:
    return ", ".join(dict.fromkeys(place_name(place) for place in sheet.places.all()[:3]))


def _address(sheet: Sheet) -> str:
    return next((place.address for place in sheet.places.all() if place.address), "")


def _text(sheet: Sheet) -> str:
    text = sheet.summary or plain(sheet.description)
    return text if len(text) <= TEXT else f"{text[:TEXT]}…"
