"""Errors that visitors report: read by operators, who decide, and whose decision is told."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from carrefour.community.letters import address, letter
from carrefour.community.limits import Limit
from carrefour.community.models import Report

KEPT = timedelta(days=90)  # after the decision
LONGEST = 3000  # characters of a text
OF_AN_ADDRESS = Limit("report.address", 15, timedelta(hours=1))
OF_A_SHEET = Limit("report.sheet", 20, timedelta(days=1))


def decide(report: Report, state: Report.State, by: str, answer: str) -> bool:
    """Say what became of ``report``, and tell who left an address; False if that was done."""
    with transaction.atomic():
        still_open = Report.objects.filter(pk=report.pk, state=Report.State.OPEN)
        now = timezone.now()
        if not still_open.update(state=state, decided_by=by[:150], decided_at=now, email=""):
            return False
        if report.email:
            _write(report, state, answer)
    return True


def _write(report: Report, state: Report.State, answer: str) -> None:
    sheet = report.sheet
    with override(report.language):
        context = {
            "sheet": sheet,
            "done": state == Report.State.DONE,
            "answer": answer,
            "page": address("web:sheet", sheet.slug, sheet.pk),
        }
        subject = gettext("Votre signalement sur %(title)s") % {"title": sheet.title}
        letter("community/mail/report_decided", report.email, subject, context).save()


def forget_reports() -> None:
    """Delete what was decided on long ago."""
    Report.objects.filter(decided_at__lt=timezone.now() - KEPT).delete()
