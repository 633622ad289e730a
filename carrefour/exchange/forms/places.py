"""A field for a territory, typed by name: a script proposes names, and none is needed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from carrefour.exchange.people import clean
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.territory.model import Level

LEVELS = (Level.COMMUNE, Level.EPCI, Level.DEPARTEMENT, Level.REGION)


class PlaceInput(forms.Widget):
    """The name of a territory beside its reference, which a script fills in."""

    template_name = "exchange/parts/place.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template shows: ``value`` is a reference, or both as they were typed."""
        context = super().get_context(name, None, attrs)
        ref, typed = value if isinstance(value, tuple) else (value or "", "")
        known = gazetteer().get(ref)
        context["widget"] |= {"ref": ref, "typed": typed or (known.name if known else ref)}
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Both as they were typed."""
        return str(data.get(name) or ""), clean(data.get(f"{name}_name") or "", 100, lines=False)


class PlaceField(forms.Field):
    """A territory; its value is a reference such as ``commune:44109``, empty for none."""

    widget = PlaceInput

    def clean(self, value: Any) -> str:
        """The reference of what was typed. The name counts where it is not that of the reference.

        Raises ``ValidationError`` for a name that no territory has.
        """
        ref, typed = value or ("", "")
        known = gazetteer().get(ref)
        if known and known.level in LEVELS and (not typed or typed == known.name):
            return known.ref
        if not typed:
            if self.required:
                raise ValidationError(_("Dites où."))
            return ""
        found = gazetteer().suggest(typed, 1, LEVELS, forgiving=False)
        if not found:
            raise ValidationError(_("Aucun lieu de ce nom."))
        return found[0].ref
