"""What the desk calls things."""

from __future__ import annotations

import re
from datetime import datetime

from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from carrefour.harvest.models import Run
from carrefour.pipeline.health import Health

HEALTH = {
    Health.HELD: _("à décider"),
    Health.FAILING: _("en échec"),
    Health.LATE: _("en retard"),
    Health.SHRINKING: _("en baisse"),
    Health.NEVER: _("jamais moissonnée"),
    Health.FRESH: _("fraîche"),
}
STATES = {
    Run.State.WAITING: _("en attente"),
    Run.State.RUNNING: _("en cours"),
    Run.State.DONE: _("appliquée"),
    Run.State.HELD: _("à décider"),
    Run.State.REFUSED: _("refusée"),
    Run.State.FAILED: _("en échec"),
    Run.State.CANCELLED: _("annulée"),
    Run.State.INTERRUPTED: _("interrompue"),
}
ASKED = {
    Run.Asked.COMMAND: _("en ligne de commande"),
    Run.Asked.SCHEDULE: _("par l’horaire"),
    Run.Asked.PERSON: _("au pilotage"),
}
VERDICTS = {
    "same": _("pareil"),
    "close": _("proche"),
    "differs": _("différent"),
    "unknown": "",
}
FIELDS = {
    "summary": _("résumé"),
    "description": _("description"),
    "url": _("site web"),
    "source_url": _("page d’origine"),
    "holder": _("porteur"),
    "partners": _("partenaires"),
    "start_date": _("date de début"),
    "end_date": _("date de fin"),
    "status": _("avancement"),
    "budget": _("budget"),
    "contact": _("contact"),
    "images": _("images"),
    "themes": _("thèmes"),
    "publics": _("publics"),
    "methods": _("méthodes"),
    "tags": _("mots-clés"),
    "places": _("lieux"),
}
CORRECTED_FIELDS = FIELDS | {"title": _("titre"), "language": _("langue")}
HINTS = {
    "places": _(
        "Un par ligne : « Nantes (44) », « 5 rue Crébillon, 44000 Nantes @ 47.213, -1.56 »"
    ),
    "tags": _("Un mot-clé par ligne."),
    "partners": _("Un partenaire par ligne."),
    "start_date": _("2019, 2019-05 ou 2019-05-02"),
    "end_date": _("2019, 2019-05 ou 2019-05-02"),
    "budget": _("en euros"),
    "language": _("fr, en, br…"),
}
_INTERVAL = re.compile(r"^every (?:(\d+) )?(hour|day|week)s?$")


def age(since: datetime) -> str:
    """How long ago that was, as people say it: in its largest unit."""
    return str(timesince(since, depth=1))


def schedule_in_words(schedule: str) -> str:
    """A schedule as people say it; the five fields of cron as they are."""
    interval = _INTERVAL.match(schedule)
    if not interval:
        return schedule
    count = int(interval[1] or 1)
    told = {
        "hour": ngettext("toutes les heures", "toutes les %(n)s heures", count),
        "day": ngettext("tous les jours", "tous les %(n)s jours", count),
        "week": ngettext("toutes les semaines", "toutes les %(n)s semaines", count),
    }[interval[2]]
    return told % {"n": count}
