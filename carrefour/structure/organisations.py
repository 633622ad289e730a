"""Names and numbers of organisations, so that one organisation is one, however it is written."""

from __future__ import annotations

import re
from functools import lru_cache

from carrefour.structure.tagging import folded
from carrefour.structure.titles import name_case, shouts, title_of

_RNA = re.compile(r"(?<![A-Z0-9])W\d{9}(?!\d)", re.I)
_NUMBER = re.compile(
    r"(?<![\d])(\d(?:[\s.\u00a0\u202f]?\d){8}(?:(?:[\s.\u00a0\u202f]?\d){5})?)(?![\d])"
)
_FORM = re.compile(
    r"^(?:l )?(?:assoc(?:iation)?|asso|sarl|sas|sasu|sa|scic|scop|sci|eurl|fondation d entreprise|"
    r"societe|entreprise|ste)\b(?: loi 1901| loi de 1901)?|"
    r"\b(?:association|assoc|asso|sarl|sas|sasu|scic|scop|sci|eurl|loi 1901|loi de 1901)$"
)
_ARTICLE = re.compile(r"^(?:les?|la|l|des?|du|d|the)\b ?")
_ACRONYM = re.compile(r"\s*\(([A-Z][A-Z0-9.&-]{1,11})\)\s*$")
_ELIDED = re.compile(r"\b(Commune|Mairie|Ville|CCAS|Département) [Dd]e (?=[AEIOUYÉÈÊÎ])")
_LA_POSTE = "356000000"  # whose establishments alone do not follow Luhn


def identifier(text: str) -> str:
    """The number of an organisation in ``text``: ``rna:W…`` or ``siren:…``, or the empty text.

    A SIRET gives the SIREN that it begins with. Numbers whose check digit is wrong are no numbers.
    """
    for match in _NUMBER.finditer(text):
        digits = re.sub(r"\D", "", match.group(1))
        siren = digits[:9]
        right = _luhn(digits) or (len(digits) == 14 and siren == _LA_POSTE)
        if right and siren.strip("0") and _luhn(siren):
            return f"siren:{siren}"
    rna = _RNA.search(text)
    return f"rna:{rna.group().upper()}" if rna else ""


def _luhn(digits: str) -> bool:
    """Whether ``digits`` end in the check digit that Luhn's formula asks for."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (2 if place % 2 else 1)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


@lru_cache(maxsize=20_000)
def name_key(name: str) -> str:
    """What the spellings of one organisation's name share.

    Case, accents and punctuation go, and so do its legal form ("Assoc.", "SARL"), the article
    that begins it and the acronym in brackets that ends it.
    """
    bare = folded(_ACRONYM.sub("", name))
    short = bare
    for _ in range(2):
        short = _ARTICLE.sub("", _FORM.sub("", short).strip()).strip()
    return short if len(short) > 1 else bare


def written(name: str) -> str:
    """``name`` as it is shown: not shouted, and "de" elided where French has it so."""
    name = _ELIDED.sub(r"\1 d’", name)
    if len(name.split()) > 1 and shouts(name):
        return _capital(name)
    return name


def _capital(name: str) -> str:
    """A name that shouted, each of its words as a name has it, but for acronyms."""
    calm = title_of(name)
    return (
        calm
        if calm == name
        else " ".join(
            _word(one, other)
            for one, other in zip(name_case(name).split(), calm.split(), strict=False)
        )
    )


def _word(capital: str, calm: str) -> str:
    return calm if calm.isupper() else capital
