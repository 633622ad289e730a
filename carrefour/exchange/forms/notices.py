"""What those who give a notice fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carrefour.community.models import User
from carrefour.exchange.forms.communities import themes
from carrefour.exchange.forms.places import PlaceField
from carrefour.exchange.forms.plain import Form, Line, Text
from carrefour.exchange.models import Notice
from carrefour.exchange.noticing import LONGEST, SHORTEST, joined


class NoticeForm(Form):
    """A notice; ``by`` may give it in the communities that they joined."""

    way = forms.ChoiceField(label=_("Je cherche ou j’offre"), choices=Notice.Way.choices)
    kind = forms.ChoiceField(label=_("Quoi"), choices=Notice.Kind.choices)
    title = Line(label=_("En une ligne"), min_length=5, max_length=120)
    text = Text(label=_("En détail"), min_length=SHORTEST, max_length=LONGEST)
    territory = PlaceField(label=_("Où"), required=False)
    theme = forms.ChoiceField(label=_("Thème"), choices=themes, required=False)
    community = forms.ChoiceField(label=_("Dans une communauté"), required=False)

    def __init__(
        self, data: Any = None, *, by: User, only_offers: bool = False, **more: Any
    ) -> None:
        super().__init__(data, **more)
        theirs = joined(by)
        field = self.fields["community"]
        if theirs:
            field.choices = [("", gettext("aucune")), *theirs]  # type: ignore[attr-defined]
        else:
            del self.fields["community"]
        if only_offers:
            offered = Notice.Way.OFFERED
            self.fields["way"].choices = [(offered.value, offered.label)]  # type: ignore[attr-defined]
