"""Every text of the site is told in English too."""

import re
from pathlib import Path

from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[2] / "carrefour"
_CALL = re.compile(r'\b(?:n?gettext|gettext_lazy|_)\(\s*u?("(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\')')


def texts() -> set[str]:
    """Every text that templates and views ask to translate."""
    found = set()
    for path in [*PACKAGE.rglob("templates/**/*.*"), *PACKAGE.rglob("*.py")]:
        source = path.read_text("utf-8")
        code = source if path.suffix == ".py" else templatize(source)
        found |= {eval(text) for text in _CALL.findall(code)}  # noqa: S307 - our own literals
    return found


def test_no_text_lacks_its_english() -> None:
    told = {
        message.id[0] if isinstance(message.id, tuple) else message.id
        for path in PACKAGE.rglob("django.po")
        for message in read_po(path.read_text("utf-8").splitlines(keepends=True))
        if message.string
    }
    assert texts() - told == set()
