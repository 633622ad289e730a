"""The structurer of one source: from a record as it came to a draft in our model."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.draft import Contact, Draft, Image, Suggestion
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.structure.ages import publics_of_ages
from carrefour.structure.boilerplate import (
    without_commands,
    without_furniture,
    without_furniture_html,
)
from carrefour.structure.budgets import read_euros
from carrefour.structure.dates import read_date, read_period
from carrefour.structure.fields import Fields
from carrefour.structure.hours import spelt_out, without_hours
from carrefour.structure.languages import language_of
from carrefour.structure.links import web_address, web_addresses
from carrefour.structure.markup import rich
from carrefour.structure.mending import LOST
from carrefour.structure.odd import Odd, shown
from carrefour.structure.organisations import identifier, written
from carrefour.structure.places import PlaceReader, located
from carrefour.structure.privacy import without_contacts, without_contacts_html
from carrefour.structure.suggesting import NO_ADVICE, Advice
from carrefour.structure.summaries import MOST_DERIVED, MOST_GIVEN, summary_of
from carrefour.structure.tagging import TagTable, clean_tag, folded
from carrefour.structure.text import one_line, plain, shortened
from carrefour.structure.titles import apart, name_case, title_of
from carrefour.structure.typography import begun, calm, unbreaking
from carrefour.structure.values import first, is_filler, told
from carrefour.structure.vocabulary import read_language, read_licence, read_status
from carrefour.territory.model import Geocoder, PlaceHint

MOST_DESCRIPTION = 50_000  # characters as the source wrote it
MOST_ITEMS = 60  # tags, partners or images of one record


class Unusable(Exception):
    """A record that makes no sheet; the message says why and what the source can do."""


class Structurer:
    """Applies one definition to records; made once for a source, then used for each record."""

    def __init__(
        self, definition: SourceDefinition, geocoder: Geocoder, advice: Advice = NO_ADVICE
    ) -> None:
        self._definition = definition
        self._geocoder = geocoder
        self._fields = Fields(definition.fields)
        readers = [(rules.seat, PlaceReader(rules, self._line)) for rules in definition.places]
        self._acting = [reader for seat, reader in readers if not seat]
        self._seats = [reader for seat, reader in readers if seat]
        self._tags = TagTable(definition.tags, advice.here, advice.anywhere)
        self._advice = advice
        self._licence = read_licence(definition.licence)
        self._of_all = set(definition.codes)

    def draft(self, record: dict[str, Any]) -> Draft:
        """What ``record`` says, in our model. Raises `Unusable` when it has no title."""
        warnings: list[str] = []
        acting = [hint for reader in self._acting for hint in reader.hints(record, warnings)]
        seats = [hint for reader in self._seats for hint in reader.hints(record, warnings)]
        title = self._title(record, [*acting, *seats])
        draft = Draft(title=title, language=self._definition.language, warnings=warnings)
        self._tell(draft, record)
        self._link(draft, record)
        self._date(draft, record)
        self._classify(draft, record)
        draft.places = located(acting, self._geocoder, warnings)
        if seats and not draft.places:
            draft.places = located(seats, self._geocoder, warnings)
        if LOST in draft.title or LOST in draft.description:
            warnings.append("text: the source has lost letters of it")
        draft.warnings = list(dict.fromkeys(warnings))
        return draft

    def hints(self, record: dict[str, Any], warnings: list[str]) -> list[PlaceHint]:
        """What ``record`` says of its places; what cannot be read is told in ``warnings``."""
        readers = (*self._acting, *self._seats)
        return [hint for reader in readers for hint in reader.hints(record, warnings)]

    def _line(self, text: str) -> str:
        """``text`` on one line, without contacts unless the source says they may be public."""
        line = one_line(text) if text else ""
        return line if self._definition.contacts_public else without_contacts(line).strip()

    def _title(self, record: Any, hints: list[PlaceHint]) -> str:
        written = self._fields.title(record)
        names = [part for h in hints for part in (h.commune, h.departement, h.region) if part]
        communes = {folded(h.commune): h.commune for h in hints if h.commune}
        for text in told(written):
            title = begun(calm(title_of(self._line(text), names)))
            if sum(c.isalnum() for c in title) > 1 and not is_filler(title):
                commune = name_case(next(iter(communes.values()))) if len(communes) == 1 else ""
                return apart(title, commune)
        said = f": '{shown(written[0])}' names nothing" if written else ""
        raise Unusable(f"has no title{said}; the source must name the project")

    def _tell(self, draft: Draft, record: Any) -> None:
        """Summary, description, and who carries the project."""
        fields, language = self._fields, self._definition.language
        raw = calm(without_commands(fields.description(record)[:MOST_DESCRIPTION]))
        if language == "fr":
            raw = spelt_out(raw)
        draft.description = without_furniture_html(rich(raw))
        if not self._definition.contacts_public:
            draft.description = without_contacts_html(draft.description)
        summary = without_furniture(without_commands(self._line(first(fields.summary(record)))))
        # A text that only says the title again says nothing.
        name = folded(draft.title)
        if folded(summary) == name:
            summary = ""
        if (
            len(draft.description) <= 2 * len(draft.title) + 20
            and folded(plain(draft.description)) == name
        ):
            draft.description = ""
        if not summary:
            text = without_hours(without_furniture(plain(_beginning(draft.description))))
            summary = summary_of(text, MOST_DERIVED)
        else:
            summary = summary_of(summary, MOST_GIVEN)
        draft.summary = unbreaking(begun(calm(summary)))
        draft.title = unbreaking(draft.title)
        draft.holder = written(shortened(self._line(first(fields.holder(record))), 300))
        draft.holder_number = identifier(" ".join(fields.holder_id(record))[:200])
        partners = (shortened(self._line(p), 300) for p in told(fields.partners(record)))
        draft.partners = _once(partners)
        if self._definition.contacts_public:
            contact = Contact(
                name=one_line(first(fields.contact_name(record)))[:200],
                email=one_line(first(fields.contact_email(record)))[:200],
                phone=one_line(first(fields.contact_phone(record)))[:40],
            )
            draft.contact = contact if contact != Contact() else None

    def _link(self, draft: Draft, record: Any) -> None:
        """Web pages and images."""
        fields = self._fields
        draft.url = self._address(fields.url(record), "url", draft)
        draft.source_url = self._address(fields.source_url(record), "source_url", draft)
        credit = shortened(self._line(first(fields.image_credit(record))), 300)
        alts = [shortened(self._line(text), 300) for text in fields.image_alt(record)]
        images = (url for text in told(fields.images(record)) for url in web_addresses(text))
        draft.images = [
            Image(url=url, alt=alts[n] if n < len(alts) else "", credit=credit)
            for n, url in enumerate(_once(images, fold=False))
        ]

    def _address(self, written: list[str], name: str, draft: Draft) -> str:
        for text in written:
            if address := web_address(text):
                return address
        for text in told(written):
            # An e-mail address, or a scheme that was never filled in, is not worth a warning.
            said = self._line(text)
            if said and said.rstrip("/").lower() not in ("http:", "https:", "www."):
                draft.warnings.append(f"{name}: '{shown(said)}' is no web address")
        return ""

    def _date(self, draft: Draft, record: Any) -> None:
        """Dates, status, budget, language, licence; what cannot be read is left out and told."""
        fields, rules, warnings = self._fields, self._definition.fields, draft.warnings
        form = rules.start_date.format if rules.start_date else ""
        period = (lambda text: (read_date(text, form), "")) if form else read_period
        end = partial(read_date, format_=rules.end_date.format if rules.end_date else "")
        draft.start_date, ended = _read(period, fields.start_date(record), warnings) or ("", "")
        draft.end_date = _read(end, fields.end_date(record), warnings) or ended
        shared = min(len(draft.start_date), len(draft.end_date))
        if draft.end_date[:shared] < draft.start_date[:shared]:
            warnings.append("ends before it starts: the end is left out")
            draft.end_date = ""
        draft.status = _read(read_status, fields.status(record), warnings)
        # A budget of nothing is a cell that was not filled in.
        draft.budget = _read(read_euros, fields.budget(record), warnings) or None
        draft.language = _read(read_language, fields.language(record), warnings) or draft.language
        if rules.language is None:
            draft.language = language_of(f"{draft.title} {draft.summary}") or draft.language
        licence = self._line(first(fields.licence(record)))
        draft.licence = shortened(read_licence(licence) if licence else self._licence, 80)

    def _classify(self, draft: Draft, record: Any) -> None:
        """Tags, the codes that the source or a person gives, and those that are suggested."""
        tags = (clean_tag(self._line(tag)) for tag in self._fields.tags(record))
        draft.tags = _once(tag for tag in tags if not is_filler(tag))
        coded = self._tags.codes(draft.tags)
        of_ages = {code for text in self._fields.ages(record) for code in publics_of_ages(text)}
        # A tag that is an age says itself what it means.
        aged = {tag: codes for tag in coded.unmapped if (codes := publics_of_ages(tag))}
        told = coded.codes.union(self._codes(draft, record), *aged.values())
        given = told | self._of_all | of_ages
        draft.unmapped_tags = [tag for tag in coded.unmapped if tag not in aged]
        by_facet = taxonomy().sort_codes(given)
        draft.themes, draft.publics = by_facet.themes, by_facet.publics
        draft.methods = by_facet.methods
        self._suggest(draft, told, given)

    def _codes(self, draft: Draft, record: Any) -> set[str]:
        """The codes of our taxonomy that the record holds as such."""
        said = set(self._fields.codes(record))
        known = said & taxonomy().codes.keys()
        for text in sorted(said - known):
            draft.warnings.append(f"codes: '{shown(self._line(text))}' is no code of the taxonomy")
        return known

    def _suggest(self, draft: Draft, told: set[str], given: set[str]) -> None:
        """What the tags that nobody has decided on mean, or what the text says beyond ``given``.

        The text is asked only when the tags tell nothing, not even by suggestion.
        """
        found: dict[str, Suggestion] = {}
        for tag in draft.unmapped_tags:
            taken = self._advice.of_tag(tag)
            for one in taken:
                if one.code not in given:
                    found.setdefault(one.code, one)
            if taken:
                codes = ", ".join(one.code for one in taken)
                draft.warnings.append(f"tags: '{shown(tag)}' is taken for {codes} until decided")
        if self._advice.texts and draft.language == "fr" and not told and not found:
            text = draft.summary if not draft.description else _beginning(draft.description)
            applied, likely = self._advice.of_text(draft.title, without_hours(plain(text)))
            found = {one.code: one for one in applied if one.code not in given}
            draft.proposed = [one for one in likely if one.code not in given]
        draft.suggested = list(found.values())


def _beginning(markup: str, most: int = 2_000) -> str:
    """The first ``most`` characters of ``markup``, not ended within a tag."""
    if len(markup) <= most:
        return markup
    cut = markup[:most]
    return cut if cut.rfind(">") > cut.rfind("<") else cut[: cut.rfind("<")]


Value = TypeVar("Value")


def _read(read: Callable[[str], Value], written: list[str], warnings: list[str]) -> Value | None:
    """What ``read`` makes of the first text; ``None`` and a warning when it is odd."""
    text = first(written)
    if not text:
        return None
    try:
        return read(text)
    except Odd as odd:
        warnings.append(without_contacts(str(odd)))
        return None


def _once(items: Iterable[str], *, fold: bool = True) -> list[str]:
    """The non-empty texts of ``items``, each once; folded ones whatever their case and accents."""
    kept: dict[str, str] = {}
    for item in items:
        if item:
            kept.setdefault((folded(item) or item) if fold else item, item)
    return list(kept.values())[:MOST_ITEMS]
