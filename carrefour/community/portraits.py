"""An organisation as pages show it: what its people say, else what its source does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.models import Organisation, Sheet, Source
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.community.audit import Verb, note
from carrefour.community.logos import drop_logo
from carrefour.community.models import Membership, Profile, User
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.territory.model import Territory

DESCRIBED = Verb("organisation.described", _("a modifié la présentation de"))
LOGO_CHANGED = Verb("organisation.logo", _("a changé le logo de"))
SHOWN = ("name", "kind", "parts", "themes", "description_fr", "description_en", "url", "territory")


@dataclass(frozen=True, slots=True)
class Portrait:
    """Who an organisation is. ``territory`` is ``None`` where it is all of France or unknown."""

    SHARES: ClassVar[Promise] = _("Partage ses fiches")

    organisation: Organisation
    kind: str
    description: str
    url: str
    parts: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    territory: Territory | None = None
    logo: str = ""
    shares: bool = False  # runs a source

    @property
    def name(self) -> str:
        """Its name as it is written."""
        return self.organisation.name

    @property
    def slug(self) -> str:
        """What addresses name it by."""
        return self.organisation.pk

    @property
    def kind_name(self) -> str:
        """What it is, in words; empty when that says nothing."""
        known = self.kind in Profile.Kind.values and self.kind != Profile.Kind.OTHER
        return str(Profile.Kind(self.kind).label) if known else ""

    @property
    def parts_names(self) -> list[str]:
        """What it brings, in words."""
        told = [str(self.SHARES)] if self.shares else []
        return told + [str(one.label) for one in Profile.Part if one in self.parts]


def of_the_collective() -> QuerySet[Organisation]:
    """Organisations that run a source or were welcomed, by name."""
    joined = Q(pk__in=Source.objects.values("organisation")) | Q(profile__isnull=False)
    return Organisation.objects.filter(joined).select_related("profile").order_by("name")


def is_of_the_collective(organisation: Organisation) -> bool:
    """Whether it runs a source or was welcomed."""
    return of_the_collective().filter(pk=organisation.pk).exists()


def portrait_of(organisation: Organisation, *, shares: bool) -> Portrait:
    """``organisation`` as pages show it, in the language of the visitor."""
    plain = Portrait(
        organisation=organisation,
        kind=organisation.kind,
        description=organisation.description,
        url=organisation.url,
        shares=shares,
    )
    profile: Profile | None = getattr(organisation, "profile", None)
    if profile is None:
        return plain
    told = (profile.description_fr, profile.description_en)
    described = [one for one in (told if get_language() != "en" else told[::-1]) if one]
    return replace(
        plain,
        kind=profile.kind or plain.kind,
        description=described[0] if described else plain.description,
        url=profile.url or plain.url,
        parts=tuple(profile.parts),
        themes=tuple(one for one in profile.themes if one in taxonomy().categories),
        territory=gazetteer().get(profile.territory) if profile.territory else None,
        logo=profile.logo,
    )


def team_of(organisation: Organisation) -> list[Membership]:
    """The colleagues who let their name be shown, editors first."""
    shown = organisation.memberships.filter(shown=True, user__is_active=True)
    named = shown.exclude(approved_at=None).exclude(user__name="").select_related("user")
    return sorted(named, key=lambda one: (one.role != Membership.Role.EDITOR, one.user.name))


@transaction.atomic
def describe(by: User, organisation: Organisation, said: dict[str, Any]) -> None:
    """Keep what its people say of ``organisation``: a value for each of `SHOWN`."""
    profile, _new = Profile.objects.get_or_create(organisation=organisation)
    changed = {
        field: [getattr(profile, field), said[field]]
        for field in SHOWN
        if getattr(profile, field) != said[field]
    }
    if not changed:
        return
    for field in changed:
        setattr(profile, field, said[field])
    profile.save()
    if profile.name and profile.name != organisation.name:
        organisation.name = profile.name
        organisation.save(update_fields=["name"])
        # The engine finds sheets by the names of those who tell them.
        Sheet.objects.filter(organisation=organisation).update(needs_indexing=True)
    note(by, DESCRIBED, f"organisation:{organisation.pk}", organisation.name, changes=changed)


@transaction.atomic
def show_logo(by: User, organisation: Organisation, digest: str) -> None:
    """Show the logo of ``digest``, or none when it is empty; the one before is deleted."""
    profile, _new = Profile.objects.get_or_create(organisation=organisation)
    before, profile.logo = profile.logo, digest
    profile.save(update_fields=["logo"])
    note(by, LOGO_CHANGED, f"organisation:{organisation.pk}", organisation.name)
    if before and not Profile.objects.filter(logo=before).exists():
        transaction.on_commit(lambda: drop_logo(before))


def keep_the_name_people_chose(instance: Organisation, **_kwargs: Any) -> None:
    """Before a harvest writes an organisation anew: the name that its people chose stands."""
    if instance._state.adding:
        return
    chosen = Profile.objects.filter(pk=instance.pk).exclude(name="").values_list("name", flat=True)
    if name := chosen.first():
        instance.name = name
