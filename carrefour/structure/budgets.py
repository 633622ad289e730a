"""Budgets as sources write them, to whole euros."""

from __future__ import annotations

import re

from carrefour.structure.odd import Odd, shown

MOST_EUROS = 10**12  # more than the State spends in a year
_NUMBER = re.compile(r"\d[\d\s\u00a0\u202f.,'’]*")
_UNIT = re.compile(
    r"^(?:(mds?|milliards?)|(m|mios?|millions?)|(k|mille|milliers?))(?![^\W\d_])"
    r"(?: ?d['’e])?\s*(?:€|eur)?",
    re.I,
)
_JOINED_UNIT = re.compile(r"^(?:(mds?)|(m)|(k))(?=€|eur)", re.I)
# A small "m" alone is more likely a metre than a million.
_METRES = re.compile(r"^(?:m|M)(?:[²2³3]|ètres?)|^m\b(?!\s*(?:€|eur|d['’]))")
_OTHER_MONEY = re.compile(r"[$£¥]|\b(?:usd|gbp|chf|dollars?|livres?|xpf|fcfa|francs?)\b", re.I)


def read_euros(text: str) -> int:
    """Whole euros in "1 500 000 €", "3700000", "1,5 M€" or "12 k€". Raises `Odd`.

    A range, a negative amount and other currencies are refused: which number would be meant?
    """
    if _OTHER_MONEY.search(text):
        raise Odd(f"budget '{shown(text)}' is not in euros")
    found = list(_NUMBER.finditer(text))
    if len(found) != 1:
        raise Odd(f"budget '{shown(text)}' holds {'several numbers' if found else 'no number'}")
    match = found[0]
    if text[: match.start()].rstrip().endswith(("-", "−")):
        raise Odd(f"budget '{shown(text)}' is negative")
    euros = _number(match.group(), text) * _factor(text[match.end() :].lstrip(), text)
    if euros > MOST_EUROS:
        raise Odd(f"budget '{shown(text)}' is absurd")
    return round(euros)


def _number(digits: str, text: str) -> float:
    """The number in ``digits``, whichever marks part its thousands and its decimals."""
    digits = re.sub(r"[\s'’\u00a0\u202f]", "", digits).rstrip(".,")
    for thousands, decimal in ((".", ","), (",", ".")):
        # Marks followed by three digits each part thousands: 1.500.000 or 1,500,000.00
        if re.fullmatch(rf"\d{{1,3}}(?:\{thousands}\d{{3}})+(?:\{decimal}\d+)?", digits):
            return float(digits.replace(thousands, "").replace(decimal, "."))
    digits = digits.replace(",", ".")
    if not re.fullmatch(r"\d{1,18}(?:\.\d+)?", digits):
        raise Odd(f"budget '{shown(text)}' cannot be read")
    return float(digits)


def _factor(after: str, text: str) -> int:
    if _METRES.match(after):
        raise Odd(f"budget '{shown(text)}' is no amount of money")
    unit = _JOINED_UNIT.match(after) or _UNIT.match(after)
    if not unit:
        return 1
    milliard, million, _ = unit.groups()
    return 1_000_000_000 if milliard else 1_000_000 if million else 1_000
