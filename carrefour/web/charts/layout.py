"""A chart, and where its bars and words lie. Lengths are in pixels, from the top left."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.formats import number_format

WIDTH = 360  # as wide as a phone’s column, nearly, so that letters stay legible there
ROW, BAR = 42, 12  # a bar lies under its label
TALL, FOOT = 170, 26  # upright bars, and the years under them
NUMBER_SPACE = 70
_LETTER = 0.52  # of the size: what a letter takes on average
SHOWN = 12  # bars of a chart; its table and its files hold all
COLUMNS = 12


class Tone(StrEnum):
    """What a shape is painted with; the page and the files each know their colours."""

    INK = "ink"
    SOFT = "soft"
    BAR = "value"
    TRACK = "track"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Bar:
    """One value: how it is called, how many sheets, and the search that finds them."""

    label: str
    value: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart says; ``note`` is a sentence that one must know to read it right.

    ``bars`` are all values, those to draw first; ``upright`` ones run from left to right, as years
    do, and the last of them are drawn.
    """

    id: str
    title: str
    bars: list[Bar]
    note: str = ""
    upright: bool = False
    before: str = "avant {}"

    @property
    def more(self) -> int:
        """How many values are not drawn."""
        return 0 if self.upright else max(0, len(self.bars) - SHOWN)


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled rectangle; ``round_`` is the radius of its corners."""

    x: float
    y: float
    width: float
    height: float
    tone: Tone
    round_: float = 0


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text on the baseline ``y``; ``anchor`` is start, middle or end of it."""

    x: float
    y: float
    text: str
    size: int
    tone: Tone = Tone.INK
    bold: bool = False
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Group:
    """What belongs to one bar."""

    bar: Bar
    shapes: list[Rect | Words] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart laid out: its height, and the shapes of each bar."""

    height: float
    groups: list[Group]


def number(value: int) -> str:
    """``value`` as people write it: "1 234"."""
    return str(number_format(value, force_grouping=True))


def shortened(text: str, room: float, size: int) -> str:
    """``text`` cut so that it fits in ``room``, more or less."""
    most = int(room / (size * _LETTER))
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _brief(value: int, room: float) -> str:
    """``value`` in thousands where it is wider than ``room``, its bar: "14 k"."""
    whole = number(value)
    if len(whole) * 11 * _LETTER <= room or value < 1000:
        return whole
    return f"{number(round(value / 1000))}\N{NO-BREAK SPACE}k"


def lay_out(chart: Chart) -> Drawing:
    """Where everything of ``chart`` lies."""
    return _upright(chart) if chart.upright else _lying(chart)


def _lying(chart: Chart) -> Drawing:
    shown = chart.bars[:SHOWN]
    most = max((bar.value for bar in shown), default=1) or 1
    groups = []
    for row, bar in enumerate(shown):
        top = row * ROW
        long = max(3.0, WIDTH * bar.value / most)
        groups.append(
            Group(
                bar,
                [
                    Rect(0, top, WIDTH, ROW - 4, Tone.NONE),
                    Words(0, top + 17, shortened(bar.label, WIDTH - NUMBER_SPACE, 15), 15),
                    Words(WIDTH, top + 17, number(bar.value), 15, bold=True, anchor="end"),
                    Rect(0, top + 24, WIDTH, BAR, Tone.TRACK, BAR / 2),
                    Rect(0, top + 24, long, BAR, Tone.BAR, min(BAR, long) / 2),
                ],
            )
        )
    return Drawing(len(shown) * ROW, groups)


def drawn_columns(chart: Chart) -> list[Bar]:
    """The upright bars that are drawn: the last ones, and the others together before them."""
    early, late = chart.bars[: -COLUMNS + 1], chart.bars[-COLUMNS + 1 :]
    if len(chart.bars) <= COLUMNS:
        return chart.bars
    told = chart.before.format(late[0].label)
    return [Bar(told, sum(bar.value for bar in early)), *late]


def _upright(chart: Chart) -> Drawing:
    shown = drawn_columns(chart)
    most = max((bar.value for bar in shown), default=1) or 1
    wide = WIDTH / max(len(shown), 6)
    groups = []
    for column, bar in enumerate(shown):
        left, middle = column * wide, (column + 0.5) * wide
        high = (TALL - 20) * bar.value / most
        # "avant 2012" is longer than its bar is wide: it may begin at the left edge.
        words = bar.label if len(bar.label) <= 4 else "…"
        groups.append(
            Group(
                bar,
                [
                    Rect(left, 0, wide, TALL + FOOT, Tone.NONE),
                    Rect(left + 2, TALL - high, wide - 4, high, Tone.BAR, 3 if high > 6 else 0),
                    Words(middle, TALL - high - 5, _brief(bar.value, wide), 11, anchor="middle"),
                    Words(middle, TALL + 17, words, 12, Tone.SOFT, anchor="middle"),
                ],
            )
        )
    return Drawing(TALL + FOOT, groups)
