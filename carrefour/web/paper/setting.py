"""Setting sheets on A4, as PDF. Lengths are in millimetres."""

from __future__ import annotations

from typing import Any, Literal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.prefs import ViewerPreferences
from PIL import Image

from carrefour.web.fonts import FURTHER, TEXT, TITLES, truetype
from carrefour.web.paper.letters import MISSING, for_titles, printed
from carrefour.web.paper.told import Told

DEEP, SUN, INK, SOFT, LINE, TINT = (
    (18, 60, 58),
    (242, 165, 65),
    (22, 48, 47),
    (77, 98, 97),
    (214, 206, 190),
    (228, 239, 233),
)
WHITE = (255, 255, 255)
MARGIN, BAND = 20, 17
NAMES = 38  # the column of the names of facts
PICTURE = 75  # the most that a picture is high
Style = Literal["", "B"]


class Paper(FPDF):
    """A document in the site's colours and letters, with its pages numbered."""

    def __init__(self, title: str, site: str) -> None:
        super().__init__(format="A4")
        self._site, self._lacks = site, False
        self.set_title(title)
        self.set_lang(get_language() or "fr")
        self.set_creator("Carrefour")
        self.set_author("Carrefour")
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, margin=22)
        for style, weight in (("", 400), ("B", 700)):
            self.add_font(TEXT, style, truetype(TEXT, weight))
        for further in FURTHER:
            self.add_font(further, "", truetype(further, 400))
        self.add_font(TITLES, "B", truetype(TITLES, 700))
        self.set_fallback_fonts(list(FURTHER), exact_match=False)
        self.add_page()

    def header(self) -> None:
        """The brand over the first page alone."""
        if self.page_no() > 1:
            return
        self.set_fill_color(*DEEP)
        self.rect(0, 0, self.w, BAND, style="F")
        self._cross(MARGIN + 4, BAND / 2)
        self.set_font(TITLES, "B", 15)
        self.set_text_color(*WHITE)
        self.text(MARGIN + 11, BAND / 2 + 1, "Carrefour")
        self.set_font(TEXT, "", 8)
        self.text(MARGIN + 11, BAND / 2 + 4.6, _("des innovations sociales"))
        self.set_y(BAND + 9)

    def footer(self) -> None:
        """Where and when it was printed, and which page of how many this is."""
        self.set_y(-15)
        self.set_font(TEXT, "", 8.5)
        self.set_text_color(*SOFT)
        day = date_format(timezone.localdate(), "j F Y")
        self.cell(120, 5, f"{self._site} · {day}")
        told = _("page %(page)s sur %(pages)s") % {"page": self.page_no(), "pages": "{nb}"}
        self.cell(0, 5, told, align="R")

    def say(
        self,
        text: str,
        size: float,
        *,
        style: Style = "",
        colour: tuple[int, int, int] = INK,
        after: float = 2,
        leading: float = 1.35,
        link: str = "",
    ) -> None:
        """Some text over the whole width."""
        self.set_text_color(*colour)
        self.set_font(TEXT, style, size)
        self.set_x(self.l_margin)
        self.multi_cell(
            0, size * 0.3528 * leading, self.spelt(text), align="L", link=link,
            new_x="LMARGIN", new_y="NEXT",
        )  # fmt: skip
        self.ln(after)

    def head(self, text: str, size: float, *, level: int = 0, after: float = 2) -> None:
        """A title, which readers of the PDF find in its outline too."""
        text = self.spelt(text) or MISSING
        if self.will_page_break(size * 0.3528 * 1.15 * 3):
            self.add_page()
        self.start_section(text, level=level)
        self.set_text_color(*INK)
        # The font of titles has fewer letters than that of texts.
        self.set_font(TITLES if for_titles(text) else TEXT, "B", size)
        self.multi_cell(0, size * 0.3528 * 1.15, text, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(after)

    def facts(self, pairs: list[tuple[str, str]]) -> None:
        """Names and values beside each other, on a tint."""
        if not pairs:
            return
        self.ln(1)
        for name, value in pairs:
            self.set_font(TEXT, "", 9.5)
            lines: Any = self.multi_cell(
                self.epw - NAMES - 6, 4.8, self.spelt(value), dry_run=True, output="LINES"
            )
            high = 4.8 * len(lines) + 2
            if self.will_page_break(high):
                self.add_page()
            top = self.get_y()
            self.set_fill_color(*TINT)
            self.rect(self.l_margin, top, self.epw, high, style="F")
            self.set_xy(self.l_margin + 3, top + 1)
            self.set_text_color(*SOFT)
            self.cell(NAMES, 4.8, self.spelt(name))
            self.set_text_color(*INK)
            self.set_font(TEXT, "B" if name == pairs[0][0] else "", 9.5)
            self.multi_cell(self.epw - NAMES - 6, 4.8, "\n".join(lines), align="L")
            self.set_xy(self.l_margin, top + high)
        self.ln(4)

    def spelt(self, text: str) -> str:
        """``text`` in the letters that we have; that some lack is told at the end."""
        told = printed(text)
        self._lacks = self._lacks or MISSING in told
        return told

    def finish(self) -> bytes:
        """The file."""
        if self._lacks:
            lacking = _("%(mark)s remplace des mots dont les lettres manquent ici ; le site les a.")
            self.say(lacking % {"mark": MISSING}, 8.5, colour=SOFT)
        return bytes(self.output())

    def _cross(self, x: float, y: float) -> None:
        self.set_draw_color(*WHITE)
        self.set_line_width(1.1)
        self.line(x - 4, y, x + 4, y)
        self.line(x, y - 4, x, y + 4)
        self.set_fill_color(*SUN)
        self.circle(x, y, 1.8, style="F")


def sheet_pdf(told: Told, site: str) -> bytes:
    """One sheet on paper."""
    paper = Paper(told.title, site)
    _set(paper, told, 21, 0)
    return paper.finish()


def selection_pdf(
    sheets: list[Told], title: str, site: str, *, byline: str = "", introduction: str = ""
) -> bytes:
    """Several sheets, after a list of them and what those who chose them say."""
    paper = Paper(title, site)
    paper.head(title, 24, after=4)
    if byline:
        paper.say(byline, 11, style="B", colour=DEEP, after=3)
    for paragraph in filter(None, introduction.splitlines()):
        paper.say(paragraph, 11.5, after=2.5)
    if introduction:
        paper.ln(3)
    for number, told in enumerate(sheets, 1):
        paper.say(f"{number}. {told.title} — {told.organisation}", 10.5, after=0.6)
    for told in sheets:
        paper.ln(5)
        if paper.will_page_break(60):
            paper.add_page()
        paper.set_draw_color(*LINE)
        paper.set_line_width(0.4)
        paper.line(paper.l_margin, paper.get_y(), paper.w - paper.r_margin, paper.get_y())
        paper.ln(5)
        _set(paper, told, 16, 1)
    return paper.finish()


def _set(paper: Paper, told: Told, size: float, level: int) -> None:
    paper.say(told.organisation, 10, style="B", colour=DEEP, after=0.8)
    paper.head(told.title, size, level=level, after=3)
    for paragraph in filter(None, told.note.splitlines()):
        paper.say(paragraph, 11.5, style="B", after=2.5)
    if told.summary:
        paper.say(told.summary, 12 if not level else 10.5, colour=SOFT, after=3)
    if told.picture is not None and not level:
        _picture(paper, told)
    paper.facts(told.facts)
    for block in told.story:
        if block.kind == "h":
            paper.say(block.text, 12, style="B", after=1)
        else:
            paper.say(f"•  {block.text}" if block.kind == "li" else block.text, 10.5, after=1.6)
    if told.cut:
        paper.say(
            _("Le texte est abrégé ici ; la page du site le donne en entier."), 9, colour=SOFT
        )
    paper.say(told.origin, 8.5, colour=SOFT, after=0.5)
    paper.say(told.url, 8.5, colour=DEEP, link=told.url)


def _picture(paper: Paper, told: Told) -> None:
    try:
        with Image.open(str(told.picture)) as file:
            image = file.convert("RGB")
    except OSError:
        return  # a picture that went missing does not keep the sheet from being printed
    high = min(PICTURE, paper.epw * image.height / image.width)
    wide = high * image.width / image.height
    if paper.will_page_break(high):
        paper.add_page()
    paper.image(image, w=wide, h=high, x=paper.l_margin)
    paper.ln(1)
    if told.credit:
        paper.say(told.credit, 8, colour=SOFT)
    paper.ln(2)
