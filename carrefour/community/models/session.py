"""Sessions: who is signed in, and where they may see and end it."""

from __future__ import annotations

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from carrefour.community.models.people import User


class Session(AbstractBaseSession):
    """A browser that is signed in, or about to be; ``user`` is ``None`` until it is.

    A session is deleted with its person. What it holds, the words by which they recognise it among
    it, is in its data.
    """

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="sessions"
    )

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """The store that reads and writes these."""
        from carrefour.community.account.sessions import SessionStore

        return SessionStore
