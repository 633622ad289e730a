"""Communities: asked for by anyone, opened and run by moderators of that field or operators."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.models import Sheet
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.community.audit import Verb, note
from carrefour.community.letters import address, write_to
from carrefour.community.limits import Limit
from carrefour.community.models import User
from carrefour.community.rights import Right, may
from carrefour.exchange.fields import stake_of_community
from carrefour.exchange.models import Community, Joining
from carrefour.pipeline.engine import search_engine
from carrefour.search.engine import SearchResting
from carrefour.search.params import encode, to_pairs
from carrefour.search.query import Facet, Query, Reading
from carrefour.web.cards import sheets_in_order

SHOWN = 6  # sheets on the page of a community
BY_A_PERSON = Limit("exchange.community", 3, timedelta(days=1))
TAKEN = frozenset({"demander", "ask"})  # words that addresses have in the place of a name
ASKED = Verb("exchange.community-asked", _("a demandé l’ouverture d’une communauté"))
OPENED = Verb("exchange.community-opened", _("a ouvert une communauté"))
REFUSED = Verb("exchange.community-refused", _("a refusé l’ouverture d’une communauté"))
CHANGED = Verb("exchange.community-changed", _("a changé une communauté"))
CLOSED = Verb("exchange.community-closed", _("a fermé une communauté"))
JOINED = Verb("exchange.joined", _("a rejoint une communauté"))
LEFT = Verb("exchange.left", _("a quitté une communauté"))
_State = Community.State


def to_be_seen() -> QuerySet[Community]:
    """The communities that all may read, with how many are in each."""
    opened = Community.objects.filter(state__in=[_State.OPEN, _State.CLOSED])
    return opened.annotate(members=Count("joinings"))


def ask(community: Community, by: User) -> None:
    """Keep a new ``community``, which is open at once where ``by`` may run it."""
    community.slug, community.asked_by = _free_slug(community.name), by
    with transaction.atomic():
        community.save(force_insert=True)
        note(by, ASKED, f"community:{community.pk}", community.name)
        if may(by, Right.RUN_COMMUNITY, stake_of_community(community)):
            open_(community, by)


def open_(community: Community, by: User) -> bool:
    """Open ``community``; who asked for it is its first member, and told. False if it was open."""
    with transaction.atomic():
        shut = Community.objects.filter(pk=community.pk).exclude(state=_State.OPEN)
        first = community.opened_at is None
        opened_at = community.opened_at or timezone.now()
        if not shut.update(state=_State.OPEN, opened_at=opened_at):
            return False
        note(by, OPENED, f"community:{community.pk}", community.name)
        asker = community.asked_by
        if first and asker:
            Joining.objects.get_or_create(community=community, user=asker)
            if asker != by:
                _tell_asker(asker, community, "")
    return True


def refuse(community: Community, by: User, reason: str) -> bool:
    """Refuse to open ``community``, and tell who asked why; nothing is left of it."""
    with transaction.atomic():
        asked = Community.objects.filter(pk=community.pk, state=_State.ASKED)
        if not asked.exists():
            return False
        key = community.pk
        note(by, REFUSED, f"community:{key}", community.name, reason=reason)
        if community.asked_by:
            _tell_asker(community.asked_by, community, reason)
        asked.delete()
    return True


def close(community: Community, by: User) -> None:
    """Let nobody write in ``community`` any more; all of it can be read."""
    with transaction.atomic():
        if Community.objects.filter(pk=community.pk, state=_State.OPEN).update(state=_State.CLOSED):
            note(by, CLOSED, f"community:{community.pk}", community.name)


def change(community: Community, by: User, before: dict[str, str]) -> None:
    """Keep what was changed of ``community``."""
    with transaction.atomic():
        community.save()
        note(by, CHANGED, f"community:{community.pk}", community.name, before=before)


def join(community: Community, user: User, *, shown: bool) -> None:
    """Take ``user`` in, or change whether others see them there."""
    with transaction.atomic():
        _joining, new = Joining.objects.update_or_create(
            community=community, user=user, defaults={"shown": shown}
        )
        if new:
            note(user, JOINED, f"community:{community.pk}", community.name)


def leave(community: Community, user: User) -> None:
    """Take ``user`` out; what they wrote stays."""
    with transaction.atomic():
        if Joining.objects.filter(community=community, user=user).delete()[0]:
            note(user, LEFT, f"community:{community.pk}", community.name)


def query_of(community: Community) -> Query:
    """The search that finds the sheets of ``community``."""
    return Query(
        text=community.words,
        chosen=((Facet.THEME, (community.theme,)),) if community.theme else (),
        territories=(community.territory,) if community.territory else (),
        reading=Reading.EXACT,
    )


def sheets_of(community: Community) -> tuple[list[Sheet], int, str]:
    """Some sheets of ``community``, how many there are, and the search as an address has it."""
    query = query_of(community)
    if query == Query(reading=Reading.EXACT):
        return [], 0, ""  # all sheets of all subjects are nobody's in particular
    params = encode(to_pairs(query))
    try:
        found = search_engine().search(query, limit=SHOWN, facets=False)
    except SearchResting:
        return [], 0, params
    return sheets_in_order(hit.id for hit in found.hits), found.total, params


def around(sheet: Sheet) -> QuerySet[Community]:
    """The open communities that a project concerns: of its themes, where it acts.

    Its places are read already where its page is shown.
    """
    themes = [*sheet.themes, *taxonomy().categories_of(sheet.themes)]
    territories = {
        f"{level}:{code}"
        for place in sheet.places.all()
        for level in ("commune", "epci", "departement", "region")
        if (code := getattr(place, level))
    }
    about, where = Q(theme="") | Q(theme__in=themes), Q(territory__in=["", *territories])
    # One that is about everything everywhere concerns nothing in particular.
    found = Community.objects.filter(about & where, state=_State.OPEN)
    return found.exclude(theme="", territory="").order_by("name")


def _free_slug(name: str) -> str:
    """An address for a community of that name that no other has."""
    root = slugify(name)[:70] or "communaute"
    taken = set(Community.objects.filter(slug__startswith=root).values_list("slug", flat=True))
    taken |= TAKEN
    slug, number = root, 1
    while slug in taken:
        number += 1
        slug = f"{root}-{number}"
    return slug


def _tell_asker(asker: User, community: Community, reason: str) -> None:
    with override(asker.language):
        told = {"name": community.name}
        if reason:
            lines = [
                gettext("La communauté « %(name)s » ne sera pas ouverte, pour cette raison :")
                % told,
                reason,
            ]
            page, words = address("exchange:communities"), gettext("Voir les communautés")
        else:
            lines = [
                gettext("La communauté « %(name)s » que vous avez demandée est ouverte.") % told
            ]
            page = address("exchange:community", community.pk)
            words = gettext("Y aller")
    context: dict[str, object] = {"lines": lines, "page": page, "page_words": words}
    subject = _("Votre demande de communauté : %(name)s")
    write_to(asker, "community/mail/account", subject, context, values=dict(told))
