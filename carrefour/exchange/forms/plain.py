"""Fields of text that hold what a reader can see, and nothing else."""

from __future__ import annotations

from typing import Any

from django import forms

from carrefour.exchange.people import clean


class Line(forms.CharField):
    """One line of text."""

    def to_python(self, value: Any) -> str:
        """The line that was typed, without what no one sees."""
        return clean(str(value or ""), 10_000, lines=False)


class Text(forms.CharField):
    """Paragraphs of text; addresses in them become links where they are shown."""

    def __init__(self, *, rows: int = 6, **more: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "cols": 60}), **more)

    def to_python(self, value: Any) -> str:
        """The text that was typed, without what no one sees."""
        return clean(str(value or ""), 100_000)


class Form(forms.Form):
    """A form as this room draws them: no colon after labels, which French sets apart."""

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, label_suffix="", **more)
