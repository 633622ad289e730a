"""Which of our themes a source's tag may mean: a suggestion, for a person to look at."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

from carrefour.catalogue.definition import Rule
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.structure.tagging import clean_tag, folded
from carrefour.structure.values import reader, told

MOST = 300  # tags
_PARTS = re.compile(r"[,;/()&-]| et ")


def suggested_table(
    data: dict[str, Any], records: list[dict[str, Any]]
) -> dict[str, str | list[str]]:
    """A table of the tags in ``records`` that are called like a theme of ours."""
    fields = data.get("fields")
    rule = fields.get("tags") if isinstance(fields, dict) else None
    if not rule:
        return {}
    read = reader(Rule.model_validate({"path": rule} if isinstance(rule, str) else rule))
    tags = Counter(clean_tag(tag) for record in records for tag in told(read(record)))
    table: dict[str, str | list[str]] = {}
    for tag, _ in tags.most_common(MOST):
        if codes := suggested_codes(tag):
            table[tag] = codes[0] if len(codes) == 1 else codes
    return table


def suggested_codes(tag: str) -> list[str]:
    """The codes whose name or scope holds ``tag``, or each of its parts ("Culture et sport")."""
    for parts in ([tag], _PARTS.split(tag)):
        names = [folded(part) for part in parts if part.strip()]
        found = [_names().get(name) or _names().get(name.removesuffix("s"), "") for name in names]
        if codes := list(dict.fromkeys(code for code in found if code)):
            return codes[:2]
    return []


@cache
def _names() -> dict[str, str]:
    """Every name of a code, folded, also without the s of a plural; one that two share is left
    out."""
    names: dict[str, set[str]] = {}
    for code in taxonomy().codes.values():
        whole = [code.fr, *_PARTS.split(code.fr), *_PARTS.split(code.scope)]
        for part in whole:
            name = folded(part)
            for spelling in (name, name.removesuffix("s")):
                if len(spelling) > 2:
                    names.setdefault(spelling, set()).add(code.id)
    return {name: next(iter(codes)) for name, codes in names.items() if len(codes) == 1}
