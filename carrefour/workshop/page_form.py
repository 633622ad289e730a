"""The form of step 2: what is read in the source's pages, and what that gives."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from lxml import html
from pydantic import ValidationError

from carrefour.catalogue.fetching import Labelled, PageRules, Select
from carrefour.catalogue.selector import is_xpath
from carrefour.harvest.connectors.raw import Unreadable
from carrefour.harvest.connectors.selecting import address, elements, read_keys
from carrefour.harvest.connectors.webpage import WebPage
from carrefour.workshop.words import PAGE_KEYS

MOST_KEYS = 30
_MARKUP = re.compile(r"<[^>]*>")
_LABELS = Labelled()


@dataclass(slots=True)
class KeyRow:
    """One key that is read in a page: its selector, what is taken, and what that gives.

    ``found`` is in how many of ``of`` places (items, or the one page) something was.
    """

    name: str
    key: str
    selector: str = ""
    get: str = "text"
    pattern: str = ""
    all: bool = False
    found: int | None = None
    of: int = 0
    example: str = ""
    error: str = ""

    @property
    def id(self) -> str:
        """Its name as the id of an element."""
        return self.name.replace(".", "-")


@dataclass(slots=True)
class PageForm:
    """All that step 2 shows."""

    listed: bool
    items: str
    keys: list[KeyRow]
    link: KeyRow
    page: list[KeyRow]
    next: KeyRow
    pages: str
    labelled: bool
    labels: list[str] = field(default_factory=list)
    count: int | None = None
    error: str = ""
    first_page: str = ""


def form_of(fetch: dict[str, Any], said: QueryDict | None = None) -> PageForm:
    """The form of what ``fetch`` says; rows for what is usual stand ready.

    Rows stand in the order in which a form ``said`` them, if one did.
    """
    kind = fetch.get("kind")
    listed, page = _dict(fetch.get("listed")), _dict(fetch.get("page"))
    pages = _dict(fetch.get("pages"))
    whole = bool(fetch.get("items")) or (kind == "html" and not page)
    by = str(pages.get("by") or "")
    return PageForm(
        listed=kind == "html" and whole,
        items=str(fetch.get("items") or ""),
        keys=_rows("keys", _dict(listed.get("fields")), said),
        link=_row("link", "link", fetch.get("link") or ""),
        page=_rows("page", _dict(page.get("fields")), said),
        next=KeyRow("next", "next", str(pages.get("select") or "")),
        pages=by,
        labelled=bool(page.get("labelled")),
    )


def fetch_from(post: QueryDict, fetch: dict[str, Any]) -> dict[str, Any]:
    """``fetch`` with what the form says; what the form does not show stays as it was."""
    said = {key: str(post[key]).strip() for key in post}
    told = dict(fetch)
    listed = told.get("kind") == "html" and said.get("shows") != "one"
    for key in ("items", "listed", "link"):
        told.pop(key, None)
    if listed:
        told["items"] = said.get("items", "")
        told["listed"] = _with_fields(_dict(fetch.get("listed")), _keys_from("keys", said))
        told["link"] = _select(said, "link")
    else:
        told.pop("pages", None)
    page = _with_fields(_dict(fetch.get("page")), _keys_from("page", said))
    page.pop("labelled", None)
    if said.get("labelled"):
        page["labelled"] = _dict(fetch.get("page")).get("labelled") or [
            _LABELS.model_dump(include={"label", "value"})
        ]
    told["page"] = page if not listed or told["link"] else {}
    if listed:
        told["pages"] = _pages_from(said, _dict(fetch.get("pages")))
    return {key: value for key, value in told.items() if value not in ("", {}, None)}


def tell(form: PageForm, page: WebPage | None, item: WebPage | None) -> PageForm:
    """``form`` with what its selectors find in the page of the list and in that of an item."""
    if page is not None and form.listed:
        _tell_list(form, page)
    one = item if form.listed else page
    if one is not None:
        for row in form.page:
            _tell_row(row, one, [None])
        form.labels = list(read_keys(PageRules(labelled=(_LABELS,)), one).data)
    return form


def first_address(fetch: dict[str, Any], page: WebPage) -> str:
    """The address of the page of the first item that has one, or nothing."""
    select = _as_select(fetch.get("link"))
    if select is None:
        return ""
    try:
        found = elements(str(fetch.get("items") or ""), page)
        return next((url for one in found if (url := address(select, page, one))), "")
    except (Unreadable, ValueError):
        return ""


def _tell_list(form: PageForm, page: WebPage) -> None:
    if not form.items:
        return
    try:
        items = elements(form.items, page)
    except (Unreadable, ValueError) as error:
        form.error = str(error)
        return
    form.count = len(items)
    for row in form.keys:
        _tell_row(row, page, items)
    if form.link.selector and (select := _as_select(_select_of(form.link))):
        found = [address(select, page, one) for one in items]
        form.link.of, form.link.found = len(items), sum(1 for url in found if url)
        form.link.example = form.first_page = next((url for url in found if url), "")
    elif form.link.selector:
        form.link.error = _mistake(_select_of(form.link))
    if form.next.selector:
        try:
            form.next.of, form.next.found = 1, len(elements(form.next.selector, page))
        except (Unreadable, ValueError) as error:
            form.next.error = str(error)


def _tell_row(row: KeyRow, page: WebPage, places: list[html.HtmlElement | None]) -> None:
    if not row.selector:
        return
    select = _as_select(_select_of(row))
    if select is None:
        row.error = _mistake(_select_of(row))
        return
    rules = PageRules(fields={"x": select})
    try:
        values = [read_keys(rules, page, place).data.get("x", "") for place in places]
    except Unreadable as error:
        row.error = error.reason
        return
    told = [value for value in values if value]
    row.of, row.found = len(places), len(told)
    if told:
        first = told[0] if isinstance(told[0], str) else " · ".join(told[0])
        plain = _MARKUP.sub(" ", first) if select.get == "html" else first
        row.example = " ".join(plain.split())[:160]


def _rows(name: str, fields: dict[str, Any], said: QueryDict | None) -> list[KeyRow]:
    keys = [*fields, *(key for key in PAGE_KEYS if key not in fields)]
    if said is not None and f"{name}.0.key" in said:
        sent = (said.get(f"{name}.{number}.key") for number in range(MOST_KEYS))
        keys = [key.strip() for key in sent if key is not None]
    rows = [_row(f"{name}.{n}", str(key), fields.get(key, "")) for n, key in enumerate(keys)]
    blank = [KeyRow(f"{name}.{len(rows)}", "")] if said is None else []
    return [*rows, *blank][:MOST_KEYS]


def _row(name: str, key: str, told: Any) -> KeyRow:
    if not isinstance(told, dict):
        return KeyRow(name, key, str(told or ""))
    return KeyRow(
        name,
        key,
        str(told.get("css") or told.get("xpath") or ""),
        str(told.get("get") or "text"),
        str(told.get("pattern") or ""),
        told.get("all") is True,
    )


def _keys_from(name: str, said: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number in range(MOST_KEYS):
        key = said.get(f"{name}.{number}.key", "")
        select = _select(said, f"{name}.{number}")
        if key and select:
            found[key] = select
    return found


def _select(said: dict[str, str], name: str) -> Any:
    return _select_of(
        KeyRow(
            name,
            "",
            said.get(f"{name}.selector", ""),
            said.get(f"{name}.get") or "text",
            said.get(f"{name}.pattern", ""),
            bool(said.get(f"{name}.all")),
        )
    )


def _select_of(row: KeyRow) -> Any:
    """The rule of ``row`` as a definition writes it."""
    told: dict[str, Any] = {"get": row.get} if row.get != "text" else {}
    told |= {"all": True} if row.all else {}
    told |= {"pattern": row.pattern} if row.pattern else {}
    if not row.selector or not told:
        return row.selector
    return {"xpath" if is_xpath(row.selector) else "css": row.selector, **told}


def _as_select(told: Any) -> Select | None:
    try:
        return Select.model_validate(told) if told else None
    except ValidationError:
        return None


def _mistake(told: Any) -> str:
    try:
        Select.model_validate(told)
    except ValidationError as error:
        return error.errors()[0]["msg"].removeprefix("Value error, ")
    return ""


def _with_fields(rules: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in rules.items() if key != "fields"}
    return {**({"fields": fields} if fields else {}), **rest}


def _pages_from(said: dict[str, str], pages: dict[str, Any]) -> Any:
    """How the list goes on: as the form says, or as it was when it says something else."""
    if said.get("next.selector"):
        selector = said["next.selector"]
        return {"by": "link", **({"select": selector} if selector != "[rel=next]" else {})}
    return pages if pages.get("by") not in ("link", None) else None


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
