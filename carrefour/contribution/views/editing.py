"""Editing a sheet, or proposing to correct it: one form for both."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from carrefour.catalogue.models import Correction, Sheet
from carrefour.community.access import insist, person, signed_in
from carrefour.community.audit import Verb, note
from carrefour.community.rights import Right, may, stake_of
from carrefour.community.visiting import TRAP, is_machine, typed
from carrefour.contribution.fields import Texts, changed, faults, fields, posted, texts_of, written
from carrefour.contribution.models import Proposal
from carrefour.contribution.sending import send
from carrefour.contribution.wording import LABELS
from carrefour.pipeline.corrections import apply_written, keep, read_all, write_all, write_back
from carrefour.structure.correcting import as_typed

EDITED = Verb("sheet.edited", gettext_lazy("a modifié une fiche"))
KEPT = Verb("sheet.correction-kept", gettext_lazy("a gardé une correction"))
TAKEN_BACK = Verb("sheet.correction-taken-back", gettext_lazy("a rendu la parole à la source"))
MOST_REASON = 1000  # characters
_SHOWN = Sheet.objects.filter(withdrawn_at=None).prefetch_related("places")


@signed_in
def edit(request: HttpRequest, id_: str) -> HttpResponse:
    """The form of a sheet: written at once by those who may, proposed by others."""
    sheet = get_object_or_404(_SHOWN.all(), pk=id_)
    user, stake = person(request), stake_of(sheet)
    free = may(user, Right.EDIT_SHEET, stake)
    before = texts_of(sheet)
    texts, wrong, busy, status = before, {}, False, 200
    if request.method == "POST":
        texts = posted(request, LABELS)
        news = changed(before, texts)
        wrong = faults(news, sheet)
        if not news:
            messages.info(request, _("Rien n’a changé."))
            return redirect("web:sheet", sheet.slug, sheet.pk)
        if "more" in request.POST:
            wrong = {}
        elif wrong:
            status = 422
        elif free:
            return _write(request, sheet, news)
        else:
            proposal = Proposal(
                kind=Proposal.Kind.CORRECTION,
                by=user,
                sheet=sheet.pk,
                title=sheet.title,
                content=news,
                before={name: before[name] for name in news},
                reason=typed(request, "reason", MOST_REASON),
            )
            if is_machine(request) or not send(request, proposal, stake):
                return render(request, "contribution/sent.html", {"proposal": proposal})
            busy, status = True, 429
    context = {
        "sheet": sheet,
        "free": free,
        "fields": fields(LABELS, texts, wrong, _said(sheet) if free else None),
        "wrong": wrong,
        "busy": busy,
        "reason": typed(request, "reason", MOST_REASON),
        "trap": TRAP,
    }
    return render(request, "contribution/edit.html", context, status=status)


@signed_in
@require_POST
def settle(request: HttpRequest, id_: str, pk: int) -> HttpResponse:
    """``keep`` what people say against a source that says something else, or let it speak."""
    sheet = get_object_or_404(_SHOWN.all(), pk=id_)
    insist(request, Right.EDIT_SHEET, stake_of(sheet))
    one = get_object_or_404(Correction.objects.standing(), pk=pk, sheet=sheet.pk)
    verb = KEPT if "keep" in request.POST else TAKEN_BACK
    with transaction.atomic():
        made = (keep if verb is KEPT else write_back)(one, str(request.user))
        target, user = f"sheet:{sheet.pk}", person(request)
        note(user, verb, target, sheet.title, field=one.field, corrections=[made.pk])
    if verb is TAKEN_BACK:
        apply_written([made])
    told = _("Votre texte reste.") if verb is KEPT else _("La source a de nouveau la parole.")
    messages.success(request, told)
    return redirect("contribution:edit", id_)


def _write(request: HttpRequest, sheet: Sheet, news: Texts) -> HttpResponse:
    """Write what changed, note it, and apply it."""
    user, read = person(request), read_all(news, sheet)
    reason = typed(request, "reason", MOST_REASON)
    with transaction.atomic():
        made = write_all(sheet, read, str(user), reason)
        target, keys = f"sheet:{sheet.pk}", [one.pk for one in made]
        note(user, EDITED, target, sheet.title, fields=sorted(news), corrections=keys)
    told = _("C’est modifié. Vos changements tiendront à chaque moisson de la source.")
    if any(one.applied_at is None for one in apply_written(made)):
        told += " " + _("Ils seront visibles quand la moisson en cours sera finie.")
    messages.success(request, told)
    return redirect("contribution:edit", sheet.pk)


def _said(sheet: Sheet) -> dict[str, tuple[Correction, str]]:
    """What people say in the place of the sources, and what those say, by field."""
    standing = Correction.objects.standing().filter(sheet=sheet.pk)
    return {one.field: (one, written(as_typed(one.field, one.told))) for one in standing}
