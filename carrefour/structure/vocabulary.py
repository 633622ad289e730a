"""Words that sources choose from a list: status, language, licence."""

from __future__ import annotations

import re

from carrefour.catalogue.draft import Status
from carrefour.structure.odd import Odd, shown
from carrefour.structure.tagging import folded

_STATUSES = {
    Status.PLANNED: "planned|a venir|en projet|projet|prevu|en preparation|non demarre",
    Status.RUNNING: "running|en cours|actif|active|ouvert|en service|lance|en activite",
    Status.ENDED: "ended|termine|terminee|acheve|achevee|fini|clos|cloture|livre|realise|abandonne",
}
_STATUS = {word: status for status, words in _STATUSES.items() for word in words.split("|")}
_LANGUAGES = {
    "francais": "fr", "french": "fr", "fra": "fr", "fre": "fr", "anglais": "en", "english": "en",
    "eng": "en", "allemand": "de", "german": "de", "espagnol": "es", "italien": "it",
    "neerlandais": "nl", "portugais": "pt", "breton": "br", "occitan": "oc", "basque": "eu",
    "corse": "co", "catalan": "ca", "alsacien": "gsw", "creole": "cpf",
}  # fmt: skip
_TAG = re.compile(r"^([a-z]{2})(?:[-_][a-z0-9]{2,8})*$", re.I)
_CC = re.compile(
    r"\b(?:cc|creative ?commons?)[ \-_]*((?:by|nc|nd|sa)(?:[ \-_/](?:nc|nd|sa))*)", re.I
)
_CC_URL = re.compile(r"creativecommons\.org/licenses/([a-z-]+)/(\d\.\d)", re.I)
_VERSION = re.compile(r"(\d)(?:\.(\d))?")
# A Creative Commons licence spelt out, in French or English.
_ATTRIBUTION = re.compile(
    r"creative commons attribution|paternite|"
    r"^attribution (?:share ?alike|non ?commercial|no ?deriv|\d|partage|pas d)"
)
_CC_WORDS = (
    (re.compile(r"non ?commercial|pas d utilisation commerciale"), "NC"),
    (re.compile(r"no ?deriv|pas de modification"), "ND"),
    (re.compile(r"share ?alike|memes conditions|partage a l identique"), "SA"),
)
_LICENCES = (
    (re.compile(r"creativecommons\.org/publicdomain/zero|\bcc ?0\b|\bcc zero\b", re.I), "CC0-1.0"),
    (re.compile(r"\bodbl\b|open database licen[cs]e|odc open database", re.I), "ODbL-1.0"),
    (re.compile(r"\bodc by\b|open data commons attribution", re.I), "ODC-By-1.0"),
    (
        re.compile(r"licence ouverte|open licen[cs]e|etalab|\blov? ?2\b|\bfr lo\b", re.I),
        "etalab-2.0",
    ),
    (re.compile(r"^(?:domaine public|public domain)(?: mark)?$", re.I), "CC-PDM-1.0"),
    (re.compile(r"^mit(?: licen[cs]e)?$", re.I), "MIT"),
    (re.compile(r"\bagpl", re.I), "AGPL-3.0-or-later"),
)


def read_status(text: str) -> Status:
    """The status that a common French or English word says. Raises `Odd`."""
    status = _STATUS.get(folded(text))
    if status is None:
        raise Odd(f"status '{shown(text)}' is not mapped")
    return status


def read_language(text: str) -> str:
    """The ISO 639-1 code of a language, from its name or a tag such as ``fr-FR``. Raises `Odd`."""
    if match := _TAG.match(text.strip()):
        return match.group(1).lower()
    language = _LANGUAGES.get(folded(text))
    if language is None:
        raise Odd(f"language '{shown(text)}' is not known")
    return language


def read_licence(text: str) -> str:
    """The SPDX id of a licence written in one of the usual ways, else its name as it stands."""
    text = text.strip()
    if match := _CC_URL.search(text):
        return f"CC-{match.group(1).upper()}-{match.group(2)}"
    bare = folded(text)
    for pattern, spdx in _LICENCES:
        if pattern.search(bare) or pattern.search(text):
            version_one = spdx == "etalab-2.0" and re.search(r"\b1(?: 0)?\b", bare)
            return "etalab-1.0" if version_one else spdx
    if match := _CC.search(text):
        parts = re.split(r"[ \-_/]+", match.group(1).upper())
        version = _VERSION.search(text[match.end() :])
        number = f"{version.group(1)}.{version.group(2) or 0}" if version else "4.0"
        return f"CC-{'-'.join(parts)}-{number}"
    if _ATTRIBUTION.search(bare):
        version = _VERSION.search(text)
        number = f"{version.group(1)}.{version.group(2) or 0}" if version else "4.0"
        named = [part for pattern, part in _CC_WORDS if pattern.search(bare)]
        return f"CC-{'-'.join(['BY', *named])}-{number}"
    return text
