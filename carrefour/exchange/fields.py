"""The field in which a community or a notice lies: a theme, a territory, as moderators have it."""

from __future__ import annotations

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.community.models import User
from carrefour.community.rights import Stake
from carrefour.exchange.models import Community, Notice
from carrefour.pipeline.gazetteer import gazetteer


def themes_of(theme: str) -> frozenset[str]:
    """The codes that ``theme``, a code or a category, stands for; none for an unknown one."""
    if category := taxonomy().categories.get(theme):
        return frozenset(category.codes)
    return frozenset({theme} & taxonomy().codes.keys())


def territories_of(ref: str) -> frozenset[str]:
    """``ref`` and all that hold it; none for an unknown one."""
    one = gazetteer().get(ref)
    if one is None:
        return frozenset()
    around = (("epci", one.epci), ("departement", one.departement), ("region", one.region))
    return frozenset({ref, "country:FR", *(f"{level}:{code}" for level, code in around if code)})


def stake_of_community(community: Community, member: User | None = None) -> Stake:
    """Where ``community`` lies; it is ``member``'s own who joined it."""
    return Stake(
        persons=frozenset({member.pk} if member else ()),
        themes=themes_of(community.theme),
        territories=territories_of(community.territory),
    )


def stake_of_notice(notice: Notice) -> Stake:
    """Where ``notice`` lies: in its own field and in that of its community."""
    own = Stake(
        persons=frozenset({notice.by_id}),
        themes=themes_of(notice.theme),
        territories=territories_of(notice.territory),
    )
    if notice.community is None:
        return own
    around = stake_of_community(notice.community)
    return Stake(
        own.persons,
        own.organisations,
        own.themes | around.themes,
        own.territories | around.territories,
    )
