"""Contacts taken out of texts: nobody told that they may be published (RGPD).

Generic addresses and switchboards go too: a machine cannot tell them from a person's.
"""

from __future__ import annotations

import re

_LABEL = (
    r"(?:\(\s*)?(?:\b(?:t[ée]l(?:[ée]phone)?|mobile|portable|port|fax|courriel|"
    r"e-?mails?|mails?|m[ée]l|contact)\b[\s.:]*)?"
)
_AT = r"(?:@|＠|\s?[\[({]\s?(?:at|arobase|arobas|chez|@)\s?[\])}]\s?|\s(?:arobase|AT)\s)"
_EMAIL = re.compile(
    rf"{_LABEL}(?:mailto:)?[\w.+'-]{{1,64}}{_AT}[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,5}}(?:\s*\))?",
    re.I,
)
# +33 6 12 34 56 78, 06.12.34.56.78, 0612345678, 0262 12 34 56, +262 2 62 18 98 98, 0 800 123 456
_GAP = r"[\s.\-/·_]{0,3}"
_PHONE = re.compile(
    rf"{_LABEL}(?<![\w=-])(?<![^\d\s]/)(?<!\d[.,])"
    rf"(?:(?:\+|00)\d{{2,3}}{_GAP}(?:\(0\){_GAP})?\d{{1,3}}|0{_GAP}\d{{1,3}})"
    rf"(?:{_GAP}\d{{2,3}}){{2,4}}(?!\w|/[a-z])(?![.,]\d)(?:\s*\))?",
    re.I,
)
_DIGITS = re.compile(r"\d")
_LEFT_OVER = re.compile(r"[ \t]{2,}")
_TAG = re.compile(r"(<[^>]*>)")


def without_contacts(text: str) -> str:
    """``text`` without e-mail addresses and telephone numbers, nor the label before them."""
    if "@" not in text and not _may_hold(text):
        return text
    cleaned = _PHONE.sub(_phone, _EMAIL.sub("", text))
    return text if cleaned == text else _LEFT_OVER.sub(" ", cleaned)


def without_contacts_html(markup: str) -> str:
    """Sanitised ``markup`` without contacts in its texts; its tags are left alone."""
    if "@" not in markup and not _may_hold(markup):
        return markup
    parts = _TAG.split(markup)
    return "".join(part if part.startswith("<") else without_contacts(part) for part in parts)


_NINE_DIGITS = re.compile(r"\d(?:[^\w\n]{0,3}\d){8}")
_AT_IN_WORDS = re.compile(r"arobas|[\[({]\s?(?:at|chez)\s?[\])}]|\sAT\s|＠", re.I)

_LONE_AT = re.compile(r"\s[aA][tT]\s")


def _may_hold(text: str) -> bool:
    """A quick look, so that the thorough one is seldom needed."""
    if ("0" in text or "+" in text) and _NINE_DIGITS.search(text):
        return True
    # This is asked of every text: a chain of "in" takes half the time that any() does.
    bracketed = "(" in text or "[" in text or "{" in text or "＠" in text
    likely = bracketed or "arobas" in text.lower() or _LONE_AT.search(text)
    return bool(likely) and _AT_IN_WORDS.search(text) is not None


def _phone(match: re.Match[str]) -> str:
    """Nothing for a telephone number; what has too few or too many digits for one stays."""
    found = match.group()
    digits = len(_DIGITS.findall(found))
    most = 14 if "+" in found or re.match(r"\D*00", found) else 10
    return "" if (10 if most == 10 else 11) <= digits <= most else found
