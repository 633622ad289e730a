"""Writing to someone, and saying whether one may be written to."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from carrefour.exchange.complaining import LONGEST as LONGEST_COMPLAINT
from carrefour.exchange.conversing import LONGEST, SHORTEST
from carrefour.exchange.forms.plain import Form, Line, Text


class LetterForm(Form):
    """A letter in a conversation that there is."""

    text = Text(label=_("Votre message"), min_length=SHORTEST, max_length=LONGEST)


class FirstLetterForm(LetterForm):
    """The letter by which a conversation begins, and what it is about."""

    subject = Line(label=_("Objet"), max_length=150)
    field_order = ("subject", "text")


class ReachForm(Form):
    """Whether one may be written to."""

    in_person = forms.BooleanField(
        label=_("Les personnes qui ont un compte peuvent m’écrire par le site"), required=False
    )
    for_organisations = forms.BooleanField(
        label=_("Je reçois les messages adressés à mes organisations"), required=False
    )


class ComplaintForm(Form):
    """What is wrong about something that someone wrote."""

    why = Text(label=_("Ce qui ne va pas"), min_length=5, max_length=LONGEST_COMPLAINT, rows=4)
