"""Who carries projects: from the names and numbers that records give to one organisation each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.utils.text import slugify

from carrefour.catalogue.models import Organisation, Sheet
from carrefour.pipeline.kept_names import kept_names
from carrefour.structure.organisations import name_key, written
from carrefour.structure.titles import GENERIC

# These many places share the name of, but they are one organisation all the same.
_ONE = {
    "la poste", "croix rouge francaise", "emmaus connect", "familles rurales",
    "harmonie mutuelle", "les restos du coeur",
}  # fmt: skip
_NO_ONE = {name_key(name) for name in GENERIC - _ONE}


def tie_to_carriers(sheets: Iterable[Sheet]) -> None:
    """Give each of ``sheets`` the organisation that carries it; none is saved here but these.

    A number (SIREN, else RNA) tells who it is, whatever the name. Without one, spellings of one
    name are one organisation, unless a hundred bear that name, as "CCAS" does. What people say of
    two names holds above all.
    """
    named = [sheet for sheet in sheets if sheet.holder]
    for sheet in sheets:
        sheet.carrier_id = None
    if not named:
        return
    keys = {sheet.pk: name_key(sheet.holder)[:200] for sheet in named}
    known = _Known(keys.values(), [sheet.holder_number for sheet in named])
    # Those with a number first: a name alone then finds them.
    for sheet in sorted(named, key=lambda one: (not one.holder_number, one.pk)):
        key = keys[sheet.pk]
        if sheet.holder_number or (key not in _NO_ONE and len(key) > 2):
            sheet.carrier_id = known.one(key, sheet.holder_number, sheet.holder)


def meant_by(one: Organisation) -> Organisation:
    """``one``, or the organisation that people say it is, as long as it runs no source itself."""
    if one.sources.exists():
        return one
    return _Known([one.key], [one.number]).meant(one)


class _Known:
    """The organisations that a batch of sheets may be carried by."""

    def __init__(self, keys: Iterable[str], numbers: Iterable[str]) -> None:
        self._kept = kept_names()
        meant = {name.reference for name in self._kept.values()}
        given = {number for number in numbers if number} | meant
        named = Organisation.objects.filter(key__in={*keys} | meant)
        numbered = Organisation.objects.filter(number__in=given)
        self._by_number = {one.number: one for one in (*named, *numbered) if one.number}
        self._by_key: dict[str, Organisation] = {}
        for one in sorted(named, key=lambda one: one.pk):
            self._by_key.setdefault(one.key, one)

    def one(self, key: str, number: str, name: str) -> str:
        """The slug of the organisation of that key and number; a new one when nobody has them."""
        found = self._by_number.get(number) if number else None
        if found is None:
            found = self._by_key.get(key)
            if found and number and found.number and found.number != number:
                found = None  # a namesake
        if found is None:
            found = self._new(key, number, name)
        elif number and not found.number:
            found.number = number
            found.save(update_fields=["number"])
        if found.number:
            self._by_number[found.number] = found
        self._by_key.setdefault(found.key, found)
        return self.meant(found).pk

    def meant(self, found: Organisation) -> Organisation:
        """``found``, or the organisation that people say it is."""
        kept = self._kept.get(found.number) or self._kept.get(found.key)
        if kept is None:
            return found
        number = kept.reference if ":" in kept.reference else ""
        key = name_key(kept.name)[:200] if number else kept.reference
        meant = self._by_number.get(number) if number else self._by_key.get(key)
        if meant is None:
            meant = self._new(key, number, kept.name)
            self._by_key.setdefault(key, meant)
            if number:
                self._by_number[number] = meant
        return meant

    def _new(self, key: str, number: str, name: str) -> Organisation:
        slug = slugify(key)[:60].strip("-") or "organisation"
        if Organisation.objects.filter(pk=slug).exists():
            mark = hashlib.sha256(f"{key}{number}".encode()).hexdigest()[:8]
            slug = f"{slug}-{mark}"
        shown = written(name)[:200]
        one, _ = Organisation.objects.get_or_create(
            slug=slug, defaults={"name": shown, "key": key, "number": number}
        )
        return one
