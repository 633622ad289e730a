"""Why a backup, a restore or a move could not be done."""

from __future__ import annotations


class NotDone(Exception):
    """It was refused or failed; the message says why and what to do."""
