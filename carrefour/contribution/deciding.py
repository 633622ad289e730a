"""Deciding on what people bring in: once, by whom it concerns, and so that it can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.models import Correction, Sheet
from carrefour.community.audit import Verb, note
from carrefour.community.models import Holding, User
from carrefour.community.rights import Right, Stake, Standing
from carrefour.contribution.fields import Texts, faults, raw_of
from carrefour.contribution.models import Proposal
from carrefour.contribution.telling import tell_decision
from carrefour.pipeline import contributions
from carrefour.pipeline.corrections import apply_written, read_all, write, write_all
from carrefour.pipeline.remaking import make_again
from carrefour.structure import Unusable

ACCEPTED = Verb("proposal.accepted", _("a accepté une proposition"))
REFUSED = Verb("proposal.refused", _("a refusé une proposition"))
UNDONE = Verb("proposal.undone", _("est revenu sur une décision"))
Kind, State = Proposal.Kind, Proposal.State
_RIGHTS = {
    Kind.PROJECT: Right.MODERATE,
    Kind.CORRECTION: Right.EDIT_SHEET,
    Kind.CLAIM: Right.APPROVE_HOLDER,
    Kind.SOURCE: Right.OPERATE,
}
KEPT = timedelta(days=730)  # what was refused or withdrawn, after the decision
MOST_WAITING = 2_000  # that are looked through for those that someone may decide on


class NotWaiting(Exception):
    """Someone else decided meanwhile, or the author took it back."""


class Unacceptable(Exception):
    """What cannot be accepted as it stands: ``faults`` say why, by field."""

    def __init__(self, found: dict[str, Any]) -> None:
        super().__init__(", ".join(found))
        self.faults = found


@dataclass(frozen=True, slots=True)
class Reader:
    """Someone who looks at the queue: what they are, and the sheets that they hold."""

    standing: Standing
    held: frozenset[str]

    @classmethod
    def of(cls, user: User, standing: Standing) -> Reader:
        """``user`` as the queue sees them."""
        held = Holding.objects.filter(user=user).values_list("sheet", flat=True)
        return cls(standing, frozenset(held))

    def may_decide(self, proposal: Proposal) -> bool:
        """Whether it is theirs to decide; of their own only an operator decides."""
        person, theirs = self.standing.person, proposal.sheet in self.held
        if proposal.by_id == person and not self.standing.operator:
            return False
        stake = Stake(
            persons=frozenset([person] if theirs and person is not None else ()),
            organisations=frozenset(proposal.organisations),
            themes=frozenset(proposal.themes),
            territories=frozenset(proposal.territories),
        )
        return self.standing.may(_RIGHTS[Kind(proposal.kind)], stake)


def waiting_for(reader: Reader) -> list[Proposal]:
    """What waits for a decision of ``reader``, the oldest first."""
    if not any(reader.standing.may(right) for right in _RIGHTS.values()) and not reader.held:
        return []
    waiting = Proposal.objects.filter(state=State.SENT).select_related("by")[:MOST_WAITING]
    return [proposal for proposal in waiting if reader.may_decide(proposal)]


def accept(proposal: Proposal, by: User, answer: str = "", texts: Texts | None = None) -> None:
    """Take ``proposal`` in, with ``texts`` in the place of what it says, and tell its author.

    Raises `NotWaiting`, and `Unacceptable` when it cannot be read.
    """
    said = proposal.content if texts is None else {**proposal.content, **texts}
    if proposal.kind in (Kind.PROJECT, Kind.CORRECTION):
        _require_readable(proposal, said)
    apply = _ACCEPTING[Kind(proposal.kind)](proposal, said, by)
    with transaction.atomic():
        _decide(proposal, State.SENT, State.ACCEPTED, by, answer)
        proposal.applied, finish = apply()
        if said != proposal.content:
            proposal.applied["changed"] = True
        proposal.save(update_fields=["applied", "sheet"])
        note(by, ACCEPTED, f"proposal:{proposal.pk}", proposal.title, kind=proposal.kind)
        tell_decision(proposal)
    finish()


def refuse(proposal: Proposal, by: User, answer: str) -> None:
    """Leave ``proposal`` out, and tell its author why. Raises `NotWaiting`."""
    with transaction.atomic():
        _decide(proposal, State.SENT, State.REFUSED, by, answer)
        note(by, REFUSED, f"proposal:{proposal.pk}", proposal.title, reason=answer)
        tell_decision(proposal)


def undo(proposal: Proposal, by: User) -> None:
    """Have ``proposal`` wait again, and take back what its acceptance changed.

    What someone changed since then stays as it is. Raises `NotWaiting`.
    """
    before = State(proposal.state)
    if before not in (State.ACCEPTED, State.REFUSED):
        raise NotWaiting
    with transaction.atomic():
        applied = dict(proposal.applied)
        _decide(proposal, before, State.SENT, None, "")
        made = _take_back(proposal, applied, by) if before == State.ACCEPTED else []
        proposal.applied = {}
        proposal.save(update_fields=["applied"])
        note(
            by,
            UNDONE,
            f"proposal:{proposal.pk}",
            proposal.title,
            was=before.value,
            corrections=made,
        )
        tell_decision(proposal)
    if before == State.ACCEPTED and proposal.kind == Kind.PROJECT:
        contributions.withdraw_dropped()
    elif before == State.ACCEPTED and proposal.kind == Kind.CORRECTION:
        apply_written(())


def grant(proposal: Proposal) -> None:
    """Make the author of a claim the holder of its sheet: they proved it. Raises `NotWaiting`."""
    with transaction.atomic():
        _decide(proposal, State.DRAFT, State.ACCEPTED, None, "")
        proposal.applied = _hold(proposal)
        proposal.save(update_fields=["applied"])
        note(proposal.by, ACCEPTED, f"proposal:{proposal.pk}", proposal.title, kind="claim")


def resume(proposal: Proposal) -> Proposal:
    """A new draft of a project that was not taken, to be put right and sent again."""
    return Proposal.objects.create(
        kind=Kind.PROJECT,
        by=proposal.by,
        title=proposal.title,
        content=proposal.content,
        terms=proposal.terms,
    )


def forget_decided() -> None:
    """Delete what was refused or withdrawn long ago."""
    over = Proposal.objects.filter(state__in=(State.REFUSED, State.WITHDRAWN))
    over.filter(decided_at__lt=timezone.now() - KEPT).delete()


def _decide(
    proposal: Proposal, was: Proposal.State, becomes: Proposal.State, by: User | None, answer: str
) -> None:
    """Change the state, unless someone was quicker. Raises `NotWaiting`."""
    now = None if becomes == State.SENT else timezone.now()
    changed = Proposal.objects.filter(pk=proposal.pk, state=was).update(
        state=becomes, decided_by=by, decided_at=now, answer=answer[:2000]
    )
    if not changed:
        raise NotWaiting
    proposal.state, proposal.decided_by, proposal.decided_at = becomes, by, now
    proposal.answer = answer[:2000]


def _require_readable(proposal: Proposal, said: Texts) -> None:
    found = faults(said, _sheet_of(proposal))
    if proposal.kind == Kind.PROJECT and not found:
        try:
            contributions.require_usable(raw_of(said, proposal.terms.get("licence", "")))
        except Unusable:
            found = {"title": faults({"title": ""})["title"]}
    if found:
        raise Unacceptable(found)


_Applied = tuple[dict[str, Any], Callable[[], object]]
_Apply = Callable[[], _Applied]


def _project(proposal: Proposal, said: Texts, _by: User) -> _Apply:
    def apply() -> _Applied:
        raw = raw_of(said, proposal.terms.get("licence", ""))
        proposal.sheet = contributions.keep(proposal.pk.hex, raw)
        applied = _hold(proposal) if proposal.terms.get("mine") and proposal.by else {}
        return applied, make_again

    return apply


def _correction(proposal: Proposal, said: Texts, by: User) -> _Apply:
    sheet = _sheet_of(proposal)
    read = read_all(said, sheet)

    def apply() -> _Applied:
        if sheet is None:
            raise Unacceptable({"sheet": _("Cette fiche n’est plus là.")})
        before = {c.field: c.pk for c in Correction.objects.standing().filter(sheet=sheet.pk)}
        made = write_all(sheet, read, str(proposal.by or by), proposal.reason)
        kept = {one.field: [one.pk, before.get(one.field)] for one in made}
        return {"corrections": kept}, lambda: apply_written(made)

    return apply


def _sheet_of(proposal: Proposal) -> Sheet | None:
    return Sheet.objects.prefetch_related("places").filter(pk=proposal.sheet).first()


def _claim(proposal: Proposal, _said: Texts, _by: User) -> _Apply:
    return lambda: (_hold(proposal), lambda: None)


def _source(_proposal: Proposal, _said: Texts, _by: User) -> _Apply:
    return lambda: ({}, lambda: None)


_ACCEPTING: dict[Proposal.Kind, Callable[[Proposal, Texts, User], _Apply]] = {
    Kind.PROJECT: _project,
    Kind.CORRECTION: _correction,
    Kind.CLAIM: _claim,
    Kind.SOURCE: _source,
}


def _hold(proposal: Proposal) -> dict[str, Any]:
    """Make the author a holder of the sheet; gives what undoing it takes."""
    if proposal.by is None:
        return {}
    _held, made = Holding.objects.get_or_create(user=proposal.by, sheet=proposal.sheet)
    return {"held": True} if made else {}


def _take_back(proposal: Proposal, applied: dict[str, Any], by: User) -> list[int]:
    """Undo what ``applied`` says; the corrections that this took."""
    made: list[int] = []
    if applied.get("held"):
        Holding.objects.filter(user=proposal.by, sheet=proposal.sheet).delete()
    if proposal.kind == Kind.PROJECT:
        contributions.drop(proposal.pk.hex)
    for mine, earlier in applied.get("corrections", {}).values():
        now = Correction.objects.filter(pk=mine, current=True).first()
        if now is None:
            continue
        was = Correction.objects.filter(pk=earlier).first() if earlier else None
        said = was or now
        again = write(
            now.sheet, now.field, said.value, str(by),
            given=now.told, reason=said.reason, taken_back=was is None,
        )  # fmt: skip
        made.append(again.pk)
    return made
