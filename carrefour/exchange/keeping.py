"""What this room keeps of people, in words, for the privacy notice."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carrefour.community.kept import keeps, lasting
from carrefour.exchange import complaining, conversing, noticing


def say_what_is_kept() -> None:
    """Tell the notice of conversations, complaints, and what people write in communities."""
    keeps(
        _("Conversations entre membres"),
        _("Vous permettre d’échanger sans montrer vos adresses"),
        lambda: gettext("%(kept)s après le dernier message") % {"kept": lasting(conversing.KEPT)},
    )
    keeps(
        _("Signalement d’un abus : les messages signalés et qui les signale"),
        _("Protéger celles et ceux qui échangent"),
        lambda: gettext("%(kept)s après la décision") % {"kept": lasting(complaining.KEPT)},
    )
    keeps(
        _("Annonces : ce que vous cherchez ou offrez, avec votre nom"),
        _("Les montrer, comme vous le demandez"),
        lambda: gettext("%(kept)s après leur fin") % {"kept": lasting(noticing.KEPT)},
    )
    keeps(
        _("Communautés : en être, ce que vous y écrivez, les évènements que vous y annoncez"),
        _("Les montrer, comme vous le demandez"),
        lambda: gettext("jusqu’à ce que vous les retiriez ; sans votre nom si le compte s’efface"),
    )
