"""Why a backup or a restore could not be done."""

from __future__ import annotations


class NotDone(Exception):
    """It was refused or failed; the message says why and what to do."""
