"""The structurer of one source: from a record as it came to a draft in our model."""

from __future__ import annotations

from typing import Any

from carrefour.catalogue.definition import Rule, SourceDefinition
from carrefour.catalogue.draft import Contact, Draft, Image, Status
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.structure.places import hints, located
from carrefour.structure.scalars import Odd, read_date, read_euros, web_address
from carrefour.structure.tagging import TagTable, folded
from carrefour.structure.text import one_line, plain, rich, summary_of, title_of, without_contacts
from carrefour.structure.values import value, values
from carrefour.territory.model import Geocoder

MOST_DESCRIPTION = 50_000  # characters of raw text
MOST_ITEMS = 60  # tags, partners or images of one record


class Unusable(Exception):
    """A record that makes no sheet; the message says why and what the source can do."""


class Structurer:
    """Applies one definition to records; made once for a source, then used for each record."""

    def __init__(self, definition: SourceDefinition, geocoder: Geocoder) -> None:
        self._definition = definition
        self._geocoder = geocoder
        self._tags = TagTable(definition.tags)

    def draft(self, record: dict[str, Any]) -> Draft:
        """What ``record`` says, in our model. Raises `Unusable` when it has no title."""
        rules = self._definition.fields
        title = title_of(self._safe(value(rules.title, record)))
        if not any(c.isalnum() for c in title):
            raise Unusable("has no title: the source must name the project")
        draft = Draft(title=title, language=self._definition.language)
        self._tell(draft, record)
        self._date_and_cost(draft, record)
        self._classify(draft, record)
        draft.places = located(
            hints(self._definition.places, record), self._geocoder, draft.warnings
        )
        return draft

    def _safe(self, text: str) -> str:
        """``text`` without contacts, unless the source says that they may be public."""
        return text if self._definition.contacts_public else without_contacts(text)

    def _line(self, rule: Rule | None, record: Any, most: int = 300) -> str:
        return one_line(self._safe(value(rule, record)))[:most]

    def _tell(self, draft: Draft, record: Any) -> None:
        """Texts, addresses, people and organisations."""
        rules = self._definition.fields
        told = self._safe(value(rules.description, record))[:MOST_DESCRIPTION]
        draft.description = rich(told)
        summary = one_line(self._safe(value(rules.summary, record)))
        if folded(summary) == folded(draft.title):
            summary = ""
        draft.summary = summary_of(summary or plain(told))
        draft.url = web_address(value(rules.url, record))
        draft.source_url = web_address(value(rules.source_url, record))
        draft.holder = self._line(rules.holder, record)
        draft.partners = _once(one_line(self._safe(p)) for p in values(rules.partners, record))
        credit = self._line(rules.image_credit, record)
        addresses = _once(web_address(a) for a in values(rules.images, record))
        draft.images = [Image(url=a, credit=credit) for a in addresses]
        draft.language = value(rules.language, record)[:2].lower() or draft.language
        draft.licence = self._line(rules.licence, record, 80) or self._definition.licence
        if self._definition.contacts_public:
            contact = Contact(
                name=self._line(rules.contact_name, record),
                email=self._line(rules.contact_email, record),
                phone=self._line(rules.contact_phone, record, 40),
            )
            draft.contact = contact if contact != Contact() else None

    def _date_and_cost(self, draft: Draft, record: Any) -> None:
        """Dates, status and budget; what cannot be read is left out and told."""
        rules = self._definition.fields
        draft.start_date = self._date(rules.start_date, record, draft)
        draft.end_date = self._date(rules.end_date, record, draft)
        if (
            draft.start_date
            and draft.end_date
            and draft.end_date < draft.start_date[: len(draft.end_date)]
        ):
            draft.warnings.append("ends before it starts: the end is left out")
            draft.end_date = ""
        status = value(rules.status, record)
        if status in set(Status):
            draft.status = Status(status)
        elif status:
            draft.warnings.append(f"status '{status[:40]}' is not mapped")
        if amount := value(rules.budget, record):
            try:
                draft.budget = read_euros(amount) or None
            except Odd as odd:
                draft.warnings.append(str(odd))

    def _date(self, rule: Rule | None, record: Any, draft: Draft) -> str:
        text = value(rule, record)
        if not text or rule is None:
            return ""
        try:
            return read_date(text, rule.format)
        except Odd as odd:
            draft.warnings.append(str(odd))
            return ""

    def _classify(self, draft: Draft, record: Any) -> None:
        """Tags, and the codes that the source's table and the source itself give."""
        tags = (one_line(self._safe(t))[:120] for t in values(self._definition.fields.tags, record))
        draft.tags = _once(tags)
        coded = self._tags.codes(draft.tags)
        draft.unmapped_tags = coded.unmapped
        by_facet = taxonomy().sort_codes(coded.codes | set(self._definition.codes))
        draft.themes, draft.publics = by_facet.themes, by_facet.publics
        draft.methods = by_facet.methods


def _once(items: Any) -> list[str]:
    """The non-empty texts of ``items``, each once whatever its case and accents."""
    kept: dict[str, str] = {}
    for item in items:
        if item and (name := folded(item) or item) not in kept:
            kept[name] = item
    return list(kept.values())[:MOST_ITEMS]
