"""Licences as people call them: a sheet keeps the SPDX id, for programs."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

_CREATIVE_COMMONS = re.compile(r"CC-((?:BY|NC|ND|SA)(?:-(?:NC|ND|SA))*)-(\d\.\d)")


def licence_name(licence: str) -> str:
    """What a licence is called: "CC BY-SA 4.0" for ``CC-BY-SA-4.0``; itself when not known."""
    if match := _CREATIVE_COMMONS.fullmatch(licence):
        return f"CC {match.group(1)} {match.group(2)}"
    names = {
        "etalab-2.0": _("Licence Ouverte 2.0"),
        "ODbL-1.0": "ODbL 1.0",
        "ODC-By-1.0": "ODC-By 1.0",
        "CC0-1.0": "CC0 1.0",
        "CC-PDM-1.0": _("Domaine public"),
    }
    return names.get(licence, licence)
