"""What those who ask for a community, run one or write in one fill in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.exchange.agenda import ZONES
from carrefour.exchange.discussing import LONGEST, SHORTEST
from carrefour.exchange.forms.places import PlaceField
from carrefour.exchange.forms.plain import Form, Line, Text

Choices = list[tuple[str, Any]]


def themes() -> Choices:
    """The themes by category, in the language of the page; a category may be chosen as a whole."""
    language = get_language() or "fr"
    shown: Choices = [("", gettext("tous les thèmes"))]
    for category in taxonomy().facets["domains"].categories:
        whole = (category.id, gettext("%(theme)s (tout)") % {"theme": category.label(language)})
        codes = [(code, taxonomy().label(code, language)) for code in category.codes]
        shown.append((category.label(language), [whole, *codes]))
    return shown


class CommunityForm(Form):
    """What a community is for, and what its sheets are found by."""

    name = Line(label=_("Nom de la communauté"), min_length=3, max_length=100)
    purpose = Text(label=_("À quoi sert-elle, à qui ?"), min_length=20, max_length=5000)
    theme = forms.ChoiceField(label=_("Thème"), choices=themes, required=False)
    territory = PlaceField(label=_("Territoire"), required=False)
    words = Line(label=_("Mots de plus pour trouver ses projets"), max_length=100, required=False)


class NewsForm(Form):
    """A piece of news for the members."""

    title = Line(label=_("Titre"), min_length=3, max_length=150)
    text = Text(label=_("Texte"), min_length=3, max_length=10_000, rows=10)


class PostForm(Form):
    """A text in a discussion."""

    text = Text(label=_("Votre texte"), min_length=SHORTEST, max_length=LONGEST)


class ReasonForm(Form):
    """Why something is removed or refused; its author is told."""

    reason = Line(label=_("Pourquoi ?"), min_length=3, max_length=300)


class Moment(forms.Field):
    """A day and an hour as clocks show them, of no zone yet."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **more)

    def to_python(self, value: Any) -> datetime | None:
        """What was typed; raises ``ValidationError`` for what is no moment."""
        if not value:
            return None
        try:
            read = datetime.fromisoformat(str(value)[:16])
        except ValueError as error:
            told = gettext("Écrivez un jour et une heure, comme 2027-03-12T18:30.")
            raise ValidationError(told) from error
        if read.tzinfo or not 2000 <= read.year <= 2100:
            raise ValidationError(gettext("Ce jour n’est pas possible."))
        return read


class EventForm(Form):
    """An event and its hours, which are those of clocks where it is held."""

    title = Line(label=_("Titre"), min_length=3, max_length=150)
    start = Moment(label=_("Début"))
    end = Moment(label=_("Fin"))
    zone = forms.ChoiceField(label=_("Heure locale"), choices=list(ZONES.items()))
    place = Line(label=_("Lieu, ou « en ligne »"), max_length=300, required=False)
    url = forms.URLField(
        label=_("Page où s’inscrire"), max_length=500, required=False, assume_scheme="https"
    )
    text = Text(label=_("Ce qu’on y fera"), max_length=5000, required=False)

    def clean_url(self) -> str:
        """A page of the web and nothing else."""
        url = str(self.cleaned_data["url"])
        if url and not url.startswith(("https://", "http://")):
            raise ValidationError(gettext("Écrivez une adresse qui commence par https://."))
        return url

    def clean(self) -> dict[str, Any]:
        """Both ends as moments of the zone."""
        told = super().clean() or self.cleaned_data
        zone = ZoneInfo(told["zone"]) if "zone" in told else None
        for name in ("start", "end"):
            if zone and isinstance(told.get(name), datetime):
                moment = told[name].replace(tzinfo=zone)
                if moment.astimezone(UTC).astimezone(zone).replace(fold=0) != moment:
                    self.add_error(
                        name,
                        gettext("Cette heure n’existe pas ce jour-là."),
                    )
                else:
                    told[name] = moment
        start, end = told.get("start"), told.get("end")
        if start and end and not self.errors and end <= start:
            self.add_error("end", gettext("La fin vient après le début."))
        return told
