"""Who may do what: one table of roles and rights, and the question asked of it.

Someone may have several roles; what one of them may do, the person may.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from carrefour.catalogue.models import Sheet
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.community.models import Holding, Membership, User


class Role(StrEnum):
    """What someone is to Carrefour; docs/roles.md tells each in words."""

    VISITOR = "visitor"
    MEMBER = "member"  # has an account
    EDITOR = "editor"  # writes for an organisation
    MODERATOR = "moderator"  # looks after a theme or a territory
    OPERATOR = "operator"


class Scope(StrEnum):
    """What a role may do something to."""

    SELF = "self"  # what is theirs in person
    ORGANISATION = "organisation"  # what is of an organisation of theirs
    FIELD = "field"  # what lies in the theme and the territory that they look after
    ALL = "all"


class Right(StrEnum):
    """Something that one may or may not do."""

    SEARCH = "search"
    FOLLOW = "follow"
    REPORT = "report"
    WRITE_TO_HOLDER = "write-to-holder"
    PROPOSE = "propose"  # a project, a source, a correction
    CLAIM = "claim"
    APPROVE_HOLDER = "approve-holder"
    EDIT_SHEET = "edit-sheet"
    MODERATE = "moderate"
    ASK_TO_JOIN = "ask-to-join"
    INVITE = "invite"
    APPROVE_MEMBER = "approve-member"
    EDIT_ORGANISATION = "edit-organisation"
    APPROVE_ORGANISATION = "approve-organisation"
    WATCH_SOURCE = "watch-source"
    WRITE_TO_MEMBER = "write-to-member"
    JOIN_COMMUNITY = "join-community"
    POST = "post"  # in a community
    RUN_COMMUNITY = "run-community"
    GIVE_NOTICE = "give-notice"
    COLLECT = "collect"
    EDIT_COLLECTION = "edit-collection"
    RUN_COLLECTION = "run-collection"  # say who reads it and who edits it, and delete it
    FEATURE = "feature"
    EDIT_PAGES = "edit-pages"
    SEE_AUDIT = "see-audit"
    OPERATE = "operate"


_Scopes = Mapping[Role, Scope]
_EVERYONE: _Scopes = dict.fromkeys(Role, Scope.ALL)
_SIGNED_IN: _Scopes = {role: scope for role, scope in _EVERYONE.items() if role != Role.VISITOR}
_OPERATORS: _Scopes = {Role.OPERATOR: Scope.ALL}
_COLLEAGUES: _Scopes = {
    Role.MEMBER: Scope.ORGANISATION,
    Role.EDITOR: Scope.ORGANISATION,
    Role.OPERATOR: Scope.ALL,
}
_EDITORS: _Scopes = {Role.EDITOR: Scope.ORGANISATION, Role.OPERATOR: Scope.ALL}
_MODERATORS: _Scopes = {Role.MODERATOR: Scope.FIELD, Role.OPERATOR: Scope.ALL}
_IN_PERSON: _Scopes = {Role.MEMBER: Scope.SELF}

RIGHTS: Mapping[Right, _Scopes] = {
    Right.SEARCH: _EVERYONE,
    Right.FOLLOW: _EVERYONE,
    Right.REPORT: _EVERYONE,
    Right.WRITE_TO_HOLDER: _EVERYONE,
    Right.PROPOSE: _SIGNED_IN,
    Right.CLAIM: _SIGNED_IN,
    Right.APPROVE_HOLDER: {**_EDITORS, **_MODERATORS},
    Right.EDIT_SHEET: {**_IN_PERSON, **_EDITORS, **_MODERATORS},
    Right.MODERATE: _MODERATORS,
    Right.ASK_TO_JOIN: _SIGNED_IN,
    Right.INVITE: _COLLEAGUES,
    Right.APPROVE_MEMBER: _EDITORS,
    Right.EDIT_ORGANISATION: _EDITORS,
    Right.APPROVE_ORGANISATION: _OPERATORS,
    Right.WATCH_SOURCE: _COLLEAGUES,
    Right.WRITE_TO_MEMBER: _SIGNED_IN,
    Right.JOIN_COMMUNITY: _SIGNED_IN,
    Right.POST: {**_IN_PERSON, **_MODERATORS},
    Right.RUN_COMMUNITY: _MODERATORS,
    Right.GIVE_NOTICE: _SIGNED_IN,
    Right.COLLECT: _SIGNED_IN,
    Right.EDIT_COLLECTION: {**_IN_PERSON, **_OPERATORS},
    Right.RUN_COLLECTION: {**_IN_PERSON, **_OPERATORS},
    Right.FEATURE: _OPERATORS,
    Right.EDIT_PAGES: _OPERATORS,
    Right.SEE_AUDIT: _OPERATORS,
    Right.OPERATE: _OPERATORS,
}


@dataclass(frozen=True, slots=True)
class Stake:
    """Whose something is, and the field it lies in.

    ``persons`` and ``organisations`` are those whose own it is. ``themes`` are codes of the
    taxonomy, ``territories`` keys such as ``departement:35`` of all that hold its places.
    """

    persons: frozenset[int] = frozenset()
    organisations: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    territories: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """Someone as rights see them, read from the database once; a visitor has the empty one.

    ``mandates`` are pairs of a theme and a territory, either empty where it is no bound.
    """

    person: int | None = None
    operator: bool = False
    member_of: frozenset[str] = frozenset()
    editor_of: frozenset[str] = frozenset()
    mandates: tuple[tuple[str, str], ...] = ()

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that they have on anything at all."""
        held = {
            Role.VISITOR: True,
            Role.MEMBER: self.person is not None,
            Role.EDITOR: bool(self.editor_of),
            Role.MODERATOR: bool(self.mandates),
            Role.OPERATOR: self.operator,
        }
        return frozenset(role for role, has in held.items() if has)

    def may(self, right: Right, on: Stake | None = None) -> bool:
        """Whether they have ``right`` on something; without ``on``, whether on anything at all."""
        scopes = RIGHTS[right]
        return any(self._reaches(role, scopes[role], on) for role in self.roles & scopes.keys())

    def _reaches(self, role: Role, scope: Scope, on: Stake | None) -> bool:
        if on is None or scope == Scope.ALL:
            return True
        if scope == Scope.SELF:
            return self.person in on.persons
        if scope == Scope.ORGANISATION:
            theirs = self.editor_of if role == Role.EDITOR else self.member_of
            return bool(theirs & on.organisations)
        return any(_covers(theme, territory, on) for theme, territory in self.mandates)


def standing_of(user: User | None) -> Standing:
    """What ``user`` is to Carrefour; ``None`` is a visitor."""
    if user is None or not user.is_active:
        return Standing()
    memberships = user.memberships.exclude(approved_at=None)
    roles = dict(memberships.values_list("organisation", "role"))
    return Standing(
        person=user.pk,
        operator=user.is_operator,
        member_of=frozenset(roles),
        editor_of=frozenset(o for o, role in roles.items() if role == Membership.Role.EDITOR),
        mandates=tuple(user.mandates.values_list("theme", "territory")),
    )


def may(user: User | None, right: Right, on: Stake | None = None) -> bool:
    """Whether ``user``, ``None`` for a visitor, has ``right``; see `Standing.may`."""
    return standing_of(user).may(right, on)


def stake_of(sheet: Sheet) -> Stake:
    """Whose ``sheet`` is: its holders, those who tell it, who carries it; and where it acts."""
    telling = sheet.records.filter(gone_at=None).values_list("source__organisation", flat=True)
    carrier = [sheet.carrier_id] if sheet.carrier_id else []
    territories = {
        f"{level}:{code}"
        for place in sheet.places.all()
        for level in ("commune", "epci", "departement", "region", "country")
        if (code := getattr(place, level))
    }
    return Stake(
        persons=frozenset(Holding.objects.filter(sheet=sheet.pk).values_list("user", flat=True)),
        organisations=frozenset([sheet.organisation_id, *telling, *carrier]),
        themes=frozenset(sheet.themes),
        territories=frozenset(territories),
    )


def _covers(theme: str, territory: str, on: Stake) -> bool:
    """Whether a moderator's ``theme`` and ``territory`` take in what ``on`` lies in."""
    category = taxonomy().categories.get(theme)
    codes = set(category.codes) if category else {theme}
    in_theme = not theme or bool(codes & on.themes)
    return in_theme and (not territory or territory in on.territories)
