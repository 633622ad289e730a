"""Which encoding a text file is in."""

from __future__ import annotations

from pathlib import Path

from charset_normalizer import from_bytes

from carrefour.harvest.connectors.raw import Unreadable

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SAMPLE = 2_000_000  # bytes


def encoding_of(path: Path) -> str:
    """The encoding of the file: its byte order mark, UTF-8 if it reads so, else the likeliest.

    French files that are not UTF-8 are nearly all Windows-1252, which wins when in doubt.
    """
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4 or len(sample) < _SAMPLE:
            guess = from_bytes(
                sample[:200_000], cp_isolation=["cp1252", "mac_roman", "cp850"]
            ).best()
            return guess.encoding if guess else "cp1252"
    return "utf-8"


class IsWebPage(Unreadable):
    """A web page where data were expected: often a notice, or a form to sign in."""

    def __init__(self) -> None:
        cure = "Check that the address leads to the file."
        super().__init__("the answer", "is a web page, not data", cure)


def refuse_page(path: Path) -> None:
    """Raise `IsWebPage` when the file is a web page where data were expected."""
    with path.open("rb") as file:
        head = file.read(400).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        raise IsWebPage
