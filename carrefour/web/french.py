"""French counts nothing as one: "0 projet", where Django's fallback for texts says "0 projets".

French is the language that texts are written in, so it has no catalogue that would say so.
"""

from __future__ import annotations

from gettext import NullTranslations

from django.utils.translation import trans_real


class _French(NullTranslations):
    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return msgid1 if abs(n) < 2 else msgid2

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return self.ngettext(msgid1, msgid2, n)


def count_as_in_french() -> None:
    """Have what is not translated into French counted by the rule of French."""
    trans_real.translation("fr").add_fallback(_French())
