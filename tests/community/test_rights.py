"""Who may do what: the whole table, cell by cell, and how far each cell reaches."""

from __future__ import annotations

import pytest

from carrefour.catalogue.models import Organisation, Sheet
from carrefour.community.models import Holding, Mandate, Membership, User
from carrefour.community.rights import (
    RIGHTS,
    Right,
    Role,
    Scope,
    Stake,
    Standing,
    may,
    stake_of,
)

# - nothing, s what is theirs, o what is of their organisation, f what lies in their field, a all.
TABLE = """
                      visitor member editor moderator operator
search                a       a      a      a         a
follow                a       a      a      a         a
report                a       a      a      a         a
write-to-holder       a       a      a      a         a
propose               -       a      a      a         a
claim                 -       a      a      a         a
approve-holder        -       -      o      f         a
edit-sheet            -       s      o      f         a
moderate              -       -      -      f         a
ask-to-join           -       a      a      a         a
invite                -       o      o      -         a
approve-member        -       -      o      -         a
edit-organisation     -       -      o      -         a
approve-organisation  -       -      -      -         a
watch-source          -       o      o      -         a
write-to-member       -       a      a      a         a
join-community        -       a      a      a         a
post                  -       s      -      f         a
run-community         -       -      -      f         a
give-notice           -       a      a      a         a
collect               -       a      a      a         a
edit-collection       -       s      -      -         a
run-collection        -       s      -      -         a
feature               -       -      -      -         a
edit-pages            -       -      -      -         a
see-audit             -       -      -      -         a
operate               -       -      -      -         a
"""
HEAD, *ROWS = (line.split() for line in TABLE.strip().splitlines())
LETTERS = {"s": Scope.SELF, "o": Scope.ORGANISATION, "f": Scope.FIELD, "a": Scope.ALL}
CELLS = [
    (Right(name), Role(role), LETTERS.get(letter))
    for name, *letters in ROWS
    for role, letter in zip(HEAD, letters, strict=True)
]
WITH = {
    Role.VISITOR: Standing(),
    Role.MEMBER: Standing(person=1, member_of=frozenset({"a"})),
    Role.EDITOR: Standing(person=1, member_of=frozenset({"a"}), editor_of=frozenset({"a"})),
    Role.MODERATOR: Standing(person=1, mandates=(("AGR", "departement:44"),)),
    Role.OPERATOR: Standing(person=1, operator=True),
}
IN_REACH = {
    Scope.SELF: Stake(persons=frozenset({1})),
    Scope.ORGANISATION: Stake(organisations=frozenset({"a"})),
    Scope.FIELD: Stake(
        themes=frozenset({"AGR"}), territories=frozenset({"departement:44", "region:52"})
    ),
    Scope.ALL: Stake(),
}
ELSEWHERE = Stake(
    persons=frozenset({2}),
    organisations=frozenset({"b"}),
    themes=frozenset({"EMP"}),
    territories=frozenset({"departement:44"}),
)


def test_the_table_names_every_right_once() -> None:
    assert [row[0] for row in ROWS] == [right.value for right in Right]


@pytest.mark.parametrize(("right", "role", "scope"), CELLS, ids=str)
def test_each_cell_of_the_table(right: Right, role: Role, scope: Scope | None) -> None:
    assert RIGHTS[right].get(role) == scope
    # A member's own rights are told of by the member's own cell.
    someone = WITH[role]
    reached = {scope} if scope else set()
    if role in (Role.EDITOR, Role.MODERATOR, Role.OPERATOR):
        reached |= {of for of in (RIGHTS[right].get(Role.MEMBER),) if of}
    assert someone.may(right) == bool(reached)
    if scope:
        assert someone.may(right, IN_REACH[scope])
    assert someone.may(right, ELSEWHERE) == (Scope.ALL in reached)


@pytest.fixture
def member(db) -> User:
    return User.objects.create_user("lea@exemple.fr", "une phrase que je connais", name="Léa")


def jardin() -> Sheet:
    return Sheet.objects.get(title="Le Jardin partagé")


def test_an_editor_may_edit_what_their_organisation_tells(harvest_rows, member) -> None:
    harvest_rows()
    membership = Membership.objects.create(
        user=member, organisation=Organisation.objects.get(pk="essai-org"), role="editor"
    )
    assert not may(member, Right.EDIT_SHEET, stake_of(jardin()))  # nobody approved it yet
    Membership.objects.filter(pk=membership.pk).update(approved_at=membership.asked_at)
    assert may(member, Right.EDIT_SHEET, stake_of(jardin()))
    Membership.objects.update(role="member")
    assert not may(member, Right.EDIT_SHEET, stake_of(jardin()))
    assert may(member, Right.INVITE, Stake(organisations=frozenset({"essai-org"})))


@pytest.mark.parametrize(
    ("theme", "territory", "covered"),
    [
        ("", "", True),
        ("AGR", "", True),
        ("domains_food", "departement:44", None),
        ("EMP", "", False),
        ("", "commune:44109", True),
        ("", "region:52", True),
        ("", "departement:35", False),
        ("AGR", "departement:35", False),
    ],
)
def test_a_moderator_may_edit_what_lies_in_their_field(
    harvest_rows, member, theme, territory, covered
) -> None:
    from carrefour.catalogue.taxonomy import taxonomy

    harvest_rows()
    if covered is None:  # any category that holds the code
        theme, covered = taxonomy().categories_of(["AGR"])[0], True
    Mandate.objects.create(user=member, theme=theme, territory=territory)
    assert may(member, Right.EDIT_SHEET, stake_of(jardin())) == covered


def test_a_holder_may_edit_their_sheet_and_no_other(harvest_rows, member) -> None:
    harvest_rows()
    Holding.objects.create(user=member, sheet=jardin().pk)
    assert may(member, Right.EDIT_SHEET, stake_of(jardin()))
    other = Sheet.objects.exclude(pk=jardin().pk).first()
    assert other
    assert not may(member, Right.EDIT_SHEET, stake_of(other))


def test_an_account_that_was_closed_may_do_no_more_than_a_visitor(member) -> None:
    member.is_operator, member.is_active = True, False
    assert not may(member, Right.PROPOSE)
    assert may(member, Right.SEARCH)
