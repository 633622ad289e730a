"""Sheets that people correct, and what they corrected."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.catalogue.correcting import CORRECTABLE, PLACES
from carrefour.catalogue.draft import Status
from carrefour.catalogue.merging import FACETS
from carrefour.catalogue.models import Correction, Sheet
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.community.access import operators_only, person
from carrefour.community.audit import note, noting
from carrefour.desk.acts import CORRECTION_KEPT, GIVEN_BACK, SHEET_CORRECTED
from carrefour.desk.journal import acts_on
from carrefour.desk.remarks import remark
from carrefour.desk.returning import back
from carrefour.desk.wording import CORRECTED_FIELDS, HINTS
from carrefour.pipeline.corrections import correct_all, keep, take_back, typed
from carrefour.structure.correcting import as_typed
from carrefour.structure.odd import Odd
from carrefour.territory.gazetteer import GazetteerError

PER_PAGE = 25
MOST_ACTS = 50  # of the log of acts that the page of a sheet shows
MOST_NOTED = 2000  # characters of a text in the log of acts
ROWS = {"summary": 3, "description": 12, PLACES: 3, "tags": 4, "partners": 3}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form: how it is typed now, and what a person said of it before, if any.

    ``rows`` is the height of a field of many lines; ``choices`` are codes or states, with
    ``several`` when more than one may be ticked.
    """

    name: str
    text: str
    correction: Correction | None
    rows: int = 0
    choices: tuple[str, ...] = ()
    several: bool = False
    label: str = ""
    hint: str = ""
    told: str = ""

    @property
    def chosen(self) -> list[str]:
        """What is ticked."""
        return self.text.split("\n")


@operators_only
def sheet(request: HttpRequest, id_: str) -> HttpResponse:
    """The form of one sheet; what is changed in it becomes a correction."""
    shown = get_object_or_404(Sheet.objects.prefetch_related("places"), pk=id_)
    before = typed(shown)
    texts, error, status = before, "", 200
    if request.method == "POST":
        texts = {field: _posted(request, field) for field in CORRECTABLE}
        changed = {name: text for name, text in texts.items() if text != before[name]}
        if not changed:
            messages.info(request, _("Rien n’a changé."))
            return redirect("desk:sheet", id_)
        try:
            reason = request.POST.get("reason", "")[:300]
            told = {"changes": _changes(before, changed), "reason": reason}
            with noting(person(request), SHEET_CORRECTED, f"sheet:{id_}", shown.title, **told):
                made = correct_all(shown, changed, str(request.user), reason)
        except Odd as odd:
            error, status = remark(str(odd)), 422
        except GazetteerError as missing:
            error, status = str(missing), 503
        else:
            messages.success(request, _told(made))
            return redirect("desk:sheet", id_)
    context = {
        "sheet": shown,
        "fields": _fields(shown, texts),
        "error": error,
        "reason": request.POST.get("reason", ""),
        "log": Correction.objects.filter(sheet=id_),
        "acts": acts_on(f"sheet:{id_}", MOST_ACTS),
    }
    return render(request, "desk/sheet.html", context, status=status)


@operators_only
def corrections(request: HttpRequest) -> HttpResponse:
    """What people corrected: first what a source contradicts since, then the newest."""
    standing = Correction.objects.standing()
    disputed = [one for one in Correction.objects.disputed() if one.disputed]
    page = Paginator(standing, PER_PAGE).get_page(request.GET.get("page"))
    ids = {one.sheet for one in [*page, *disputed]}
    context = {"page": page, "disputed": disputed, "sheets": Sheet.objects.in_bulk(ids)}
    return render(request, "desk/corrections.html", context)


@operators_only
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """``keep`` a correction that a source contradicts, or take it ``back``."""
    one = get_object_or_404(Correction.objects.standing(), pk=pk)
    if "keep" in request.POST:
        with transaction.atomic():
            keep(one, str(request.user))
            note(
                person(request),
                CORRECTION_KEPT,
                f"sheet:{one.sheet}",
                _title(one.sheet),
                field=one.field,
            )
        messages.success(request, _("La correction reste."))
    else:
        said = {one.field: as_typed(one.field, one.value)}
        changes = _changes(said, {one.field: as_typed(one.field, one.told)})
        target, label = f"sheet:{one.sheet}", _title(one.sheet)
        with noting(person(request), GIVEN_BACK, target, label, changes=changes):
            _give_back(request, one)
    return back(request, "desk:corrections")


def _give_back(request: HttpRequest, one: Correction) -> None:
    try:
        made = take_back(one, str(request.user))
    except GazetteerError as missing:
        messages.error(request, str(missing))
    else:
        messages.success(request, _told([made]))


def _changes(before: dict[str, str], after: dict[str, str]) -> dict[str, list[str]]:
    """What each field said and says, as the log keeps it."""
    return {name: [before[name][:MOST_NOTED], text[:MOST_NOTED]] for name, text in after.items()}


def _title(sheet: str) -> str:
    return Sheet.objects.filter(pk=sheet).values_list("title", flat=True).first() or ""


def _posted(request: HttpRequest, field: str) -> str:
    if field in FACETS:
        return "\n".join(sorted(request.POST.getlist(field)))
    return request.POST.get(field, "").replace("\r\n", "\n").strip()


def _fields(shown: Sheet, texts: dict[str, str]) -> list[Field]:
    said = {one.field: one for one in Correction.objects.standing().filter(sheet=shown.pk)}
    every = [(code, asdict(taxonomy().sort_codes([code]))) for code in sorted(taxonomy().codes)]
    fields = []
    for name in CORRECTABLE:
        choices: tuple[str, ...] = ()
        if name in FACETS:
            choices = tuple(code for code, facets in every if facets[name])
        elif name == "status":
            choices = ("", *Status)
        before = said.get(name)
        fields.append(
            Field(
                name, texts[name], before, ROWS.get(name, 0), choices, name in FACETS,
                str(CORRECTED_FIELDS[name]), str(HINTS.get(name, "")),
                as_typed(name, before.told) if before else "",
            )
        )  # fmt: skip
    return fields


def _told(made: list[Correction]) -> str:
    told = _("La correction est faite : elle tiendra à chaque moisson.")
    if made[0].taken_back:
        told = _("La source a de nouveau la parole.")
    if any(one.applied_at is None for one in made):
        told += " " + _("Ce sera appliqué quand la moisson en cours sera finie.")
    return told
