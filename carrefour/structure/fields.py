"""The rules of a definition's fields, compiled once for a source."""

from __future__ import annotations

from typing import Any

from carrefour.catalogue.definition import FieldRules
from carrefour.structure.values import reader, told


class Fields:
    """A function for each field, from a record to the texts that it gives."""

    def __init__(self, rules: FieldRules) -> None:
        self.title = reader(rules.title)
        self.summary = reader(rules.summary)
        self.images = reader(rules.images)
        self.image_credit = reader(rules.image_credit)
        self.image_alt = reader(rules.image_alt)
        self.url = reader(rules.url)
        self.source_url = reader(rules.source_url)
        self.holder = reader(rules.holder)
        self.holder_id = reader(rules.holder_id)
        self.partners = reader(rules.partners)
        self.tags = reader(rules.tags)
        self.codes = reader(rules.codes)
        self.ages = reader(rules.ages)
        self.start_date = reader(rules.start_date)
        self.end_date = reader(rules.end_date)
        self.status = reader(rules.status)
        self.budget = reader(rules.budget)
        self.language = reader(rules.language)
        self.licence = reader(rules.licence)
        self.contact_name = reader(rules.contact_name)
        self.contact_email = reader(rules.contact_email)
        self.contact_phone = reader(rules.contact_phone)
        self._description = reader(rules.description)
        self._listed = bool(rules.description and rules.description.split)
        self._several = bool(rules.description and rules.description.all)

    def description(self, record: Any) -> str:
        """The description as one text: a split one is a list, several paths are paragraphs."""
        found = list(dict.fromkeys(told(self._description(record))))
        if self._listed and len(found) > 1:
            return "\n".join(f"- {' '.join(text.split())}" for text in found)
        return "\n\n".join(found) if self._several else "".join(found[:1])
