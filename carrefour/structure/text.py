"""Texts made fit to show: plain text cleaned, HTML sanitised, shouting titles mended."""

from __future__ import annotations

import html
import re
import unicodedata

import nh3

_TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "a", "h3", "h4", "blockquote"}
_RENAMED = (("<b>", "<strong>"), ("</b>", "</strong>"), ("<i>", "<em>"), ("</i>", "</em>"))
_LOOKS_HTML = re.compile(
    r"</?(?:p|br|ul|ol|li|b|i|strong|em|a|div|span|h\d|table|img)\b[^>]*>", re.I
)
_BLOCK_END = re.compile(r"<br\s*/?>|</(?:p|div|li|h\d|tr)>", re.I)
_ANY_TAG = re.compile(r"<[a-zA-Z/!][^>]*>")
_DROPPED = re.compile(r"<(script|style)\b.*?</\1\s*>", re.I | re.S)
_SPACES = re.compile(r"[^\S\n]+")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒ«0-9])")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\d/])(?:(?:\+|00)\d{2,3}[ .]?(?:\(0\) ?)?|0)[1-9](?:[ .-]?\d{2}){4}(?!\d)"
)
# Letters broken by UTF-8 read as Windows-1252: two bytes that make one French letter.
_BROKEN = re.compile("[ÃÂ][\u0080-\u00bf]|â€[\u0099™œ“”¦]")
ACRONYMS = frozenset(
    [
        "AMAP",
        "ANCT",
        "BAFA",
        "CAF",
        "CCAS",
        "CIAS",
        "CPAM",
        "CPIE",
        "EHPAD",
        "EPN",
        "ESAT",
        "ESS",
        "FJT",
        "GIP",
        "GRETA",
        "IME",
        "MDS",
        "MFR",
        "MJC",
        "MLJ",
        "MSA",
        "MSAP",
        "ONG",
        "PIMMS",
        "PLIE",
        "QPV",
        "RSA",
        "SCIC",
        "SCOP",
        "SIAE",
        "TPE",
        "UDAF",
        "UFCV",
        "UTC",
        "UNA",
    ]
)


def plain(text: str) -> str:
    """``text`` without markup, entities, control characters or superfluous white space.

    Line ends are kept, at most two in a row. The words of scripts and styles are dropped.
    """
    if "<" in text:
        text = _DROPPED.sub(" ", text)
        text = _ANY_TAG.sub(" ", _BLOCK_END.sub("\n", text))
    text = mended(html.unescape(text)).replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(
        c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs")
    )
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def one_line(text: str) -> str:
    """``text`` as `plain` leaves it, on one line."""
    return " ".join(plain(text).split())


def mended(text: str) -> str:
    """``text`` with letters put right that were read in the wrong encoding ("Ã©" for "é").

    Done only when the whole text can be read back without loss.
    """
    if not _BROKEN.search(text):
        return unicodedata.normalize("NFC", text)
    try:
        return text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return unicodedata.normalize("NFC", text)


def rich(text: str) -> str:
    """``text`` as safe HTML: sanitised when it holds markup, else in paragraphs.

    Kept are paragraphs, lists, emphasis, small headings, quotations and links to the web.
    """
    text = "".join(c for c in mended(text) if c in "\n\t" or unicodedata.category(c)[0] != "C")
    if _LOOKS_HTML.search(text):
        for old, new in _RENAMED:
            text = text.replace(old, new)
        return nh3.clean(
            text,
            tags=_TAGS,
            attributes={"a": {"href"}},
            url_schemes={"http", "https"},
            link_rel="noopener nofollow ugc",
        ).strip()
    paragraphs = [p for p in re.split(r"\n\s*\n", plain(text)) if p]
    return "".join(
        f"<p>{html.escape(p, quote=False).replace(chr(10), '<br>')}</p>" for p in paragraphs
    )


def summary_of(text: str, most: int = 280) -> str:
    """The first sentences of plain ``text`` that fit in ``most`` characters; a word is never cut."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    taken = ""
    for sentence in _SENTENCE.split(text):
        if len(taken) + len(sentence) + 1 > most:
            break
        taken = f"{taken} {sentence}".strip()
    return taken or text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def title_of(text: str) -> str:
    """A title on one line of at most 300 characters, in sentence case when it shouted."""
    title = one_line(text)
    letters = [c for c in title if c.isalpha()]
    if len(letters) > 8 and all(c.isupper() for c in letters) and " " in title:
        words = [w if w.strip("'’(),.:;-") in ACRONYMS else w.lower() for w in title.split(" ")]
        title = " ".join(words)
        title = title[:1].upper() + title[1:]
    return title if len(title) <= 300 else title[:299].rsplit(" ", 1)[0] + "…"


def without_contacts(text: str) -> str:
    """``text`` without e-mail addresses and telephone numbers, which may be a person's."""
    return _PHONE.sub("", _EMAIL.sub("", text))
