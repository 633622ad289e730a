"""How a source is fetched, as its definition declares it: one class a kind.

What every kind shares is in `Fetch`: where, how fast, how far, and with which key.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from carrefour.catalogue import selector

_KEY_NAME = re.compile(r"^CARREFOUR_KEY_[A-Z0-9_]+$")
# From the root of a page, also where it is meant within one item.
_FROM_THE_ROOT = re.compile(r"^\(*/")
_BOX = re.compile(r"^-?\d+(?:\.\d+)?(?:,-?\d+(?:\.\d+)?){3}$")


class Strict(BaseModel):
    """A part of a definition: an unknown key is an error, never silently dropped."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def require_expression(value: str) -> str:
    """``value`` when it is a regular expression or empty; else raises ``ValueError``."""
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"is not a regular expression: {error}") from error
    return value


def require_web_address(value: str) -> str:
    """``value`` when it is an http(s) address or empty; else raises ``ValueError``."""
    if value and not value.startswith(("http://", "https://")):
        raise ValueError("must start with http:// or https://; --from gives a local copy")
    return value


# Pages of a list.


class PageNumbers(Strict):
    """Pages asked for by number until one comes back with no record."""

    by: Literal["page"]
    parameter: str = Field(default="page", description="Name of the query parameter")
    template: str = Field(
        default="", description="Address with {page} in it, where the number is in the path"
    )
    first: int = 1

    @field_validator("template")
    @classmethod
    def _holds_the_number(cls, value: str) -> str:
        if value and "{page}" not in value:
            raise ValueError("needs {page} where the number goes")
        return require_web_address(value)


class Offsets(Strict):
    """Pages asked for by how many records to pass over, until one comes back with no record."""

    by: Literal["offset"]
    parameter: str = Field(default="offset", description="Name of the query parameter")
    step: int = Field(ge=1, description="Records a page")
    first: int = 0


class Cursor(Strict):
    """Pages that each give the mark by which the next one is asked for."""

    by: Literal["cursor"]
    parameter: str = Field(default="cursor", description="Name of the query parameter")
    path: str = Field(description="Path to the next mark in the response")


class NextLink(Strict):
    """Pages that name the address of the next one."""

    by: Literal["next"]
    path: str = Field(description="Path to the next page's address in the response")


class LinkHeader(Strict):
    """Pages whose `Link` header names the next one with ``rel="next"`` (RFC 8288)."""

    by: Literal["link-header"]


class NextElement(Strict):
    """Web pages with a link to the next one."""

    by: Literal["link"]
    select: str = Field(default="[rel=next]", description="CSS or XPath of the link")

    @field_validator("select")
    @classmethod
    def _is_selector(cls, value: str) -> str:
        return selector.require_selector(value)


JsonPages = Annotated[
    PageNumbers | Offsets | Cursor | NextLink | LinkHeader, Field(discriminator="by")
]
WebPages = Annotated[PageNumbers | Offsets | NextElement, Field(discriminator="by")]


# What is read in a web page.


class Select(Strict):
    """What one key of a record is read by: an element, and what is taken of it.

    Written as a bare text it is CSS (``h1``, ``a.more::attr(href)``), or XPath when it starts
    with ``/``, ``./``, ``../``, ``(`` or ``@``. Text keeps the line breaks that blocks make;
    addresses of links and images are made whole.
    """

    css: str = ""
    xpath: str = ""
    get: str = Field(default="text", description="text, html, or the name of an attribute")
    all: bool = Field(default=False, description="A list of all that is found, not the first")
    pattern: str = Field(
        default="", description="Regular expression; the first group (or the match) is kept"
    )

    @property
    def expression(self) -> str:
        """The XPath that finds it."""
        return self.xpath or selector.css(self.css)

    @field_validator("css")
    @classmethod
    def _is_css(cls, value: str) -> str:
        if value:
            selector.compiled(selector.css(value))
        return value

    @field_validator("xpath")
    @classmethod
    def _is_xpath(cls, value: str) -> str:
        if value:
            selector.compiled(value)
        return value

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, value: str) -> str:
        return require_expression(value)

    @model_validator(mode="after")
    def _one_language(self) -> Select:
        if bool(self.css) == bool(self.xpath):
            raise ValueError("needs css or xpath, and only one of them")
        if self.get != "text" and "::" in self.css:
            raise ValueError(f"takes '{self.get}' of what '::' took already; use only one of them")
        return self

    @model_validator(mode="before")
    @classmethod
    def _lengthen(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"xpath" if selector.is_xpath(value) else "css": value}
        return value


class Labelled(Strict):
    """Labels with their values, such as the ``dt`` and ``dd`` of a list or a table's cells.

    Each label becomes a key of the record, without the colon at its end. Without ``rows`` a value
    goes with the label that stands before it; where all labels come first, the first value goes
    with the first label, and so on. Several values of one label are a list.
    """

    rows: str = Field(default="", description="CSS or XPath of what holds one label and its value")
    label: str = Field(default="dt", description="CSS or XPath of the label")
    value: str = Field(default="dd", description="CSS or XPath of the value")

    @field_validator("rows", "label", "value")
    @classmethod
    def _are_selectors(cls, value: str) -> str:
        return selector.require_elements(value)

    @model_validator(mode="after")
    def _stays_in_the_row(self) -> Labelled:
        if self.rows:
            require_within(self.label, "each row")
            require_within(self.value, "each row")
        return self


class PageRules(Strict):
    """The keys of a record that are read in a web page."""

    fields: dict[str, Select] = Field(default_factory=dict)
    labelled: tuple[Labelled, ...] = ()
    schema_org: tuple[str, ...] = Field(
        default=(),
        description="schema.org types (JSON-LD, microdata, RDFa); the first node of one of these "
        "is the record's key `schema`",
    )

    def __bool__(self) -> bool:
        """Whether they read anything at all."""
        return bool(self.fields or self.labelled or self.schema_org)

    @field_validator("fields")
    @classmethod
    def _leave_our_keys(cls, value: dict[str, Select]) -> dict[str, Select]:
        for key in ("page_url", "page_file", "schema"):
            if key in value:
                raise ValueError(f"'{key}' is a key that Carrefour sets itself; use another name")
        return value

    def require_within(self, what: str) -> None:
        """Raise ``ValueError`` if one of them looks beyond the element it is read in."""
        for select in self.fields.values():
            require_within(select.xpath, what)
        for pairs in self.labelled:
            for text in (pairs.rows, pairs.label, pairs.value):
                require_within(text, what)


def require_within(expression: str, what: str) -> None:
    """Raise ``ValueError`` when XPath starts at the page's root though it is meant in ``what``."""
    if _FROM_THE_ROOT.match(expression):
        raise ValueError(
            f"'{expression}' starts at the root of the page and finds the same in {what}; "
            f"put a dot before it: '{_FROM_THE_ROOT.sub(_dotted, expression)}'"
        )


def _dotted(start: re.Match[str]) -> str:
    return f"{start.group()[:-1]}./"


class Browser(Strict):
    """A page that shows its content only to a browser that runs scripts.

    Each page is read so: the list pages, and the pages of items.
    """

    wait_for: str = Field(default="", description="CSS or XPath of what must have appeared")
    click: str = Field(
        default="", description="CSS or XPath of a button such as 'more', clicked while it is seen"
    )
    clicks: int = Field(default=20, ge=1, le=500, description="Times it is clicked at the most")
    scrolls: int = Field(
        default=0, ge=0, le=500, description="Times the page is scrolled down at the most"
    )
    seconds: int = Field(
        default=30, ge=1, le=300, description="Patience with a page that waits for nothing of ours"
    )

    @field_validator("wait_for", "click")
    @classmethod
    def _are_selectors(cls, value: str) -> str:
        return selector.require_elements(value)


# Where, how fast, how far, with which key.


class Pace(Strict):
    """How gently a host is asked; its robots.txt may ask for more patience."""

    delay: float = Field(default=1.0, ge=0, le=60, description="Seconds between two questions")
    at_once: int = Field(default=1, ge=1, le=8, description="Questions under way at once")
    despite_robots: str = Field(
        default="",
        description="Who agreed, and when, that robots.txt need not be obeyed; empty: it is",
    )


class Limits(Strict):
    """How far a harvest goes; one that would go further is stopped and says so."""

    pages: int = Field(default=2_000, ge=1, description="Addresses asked for")
    records: int = Field(default=1_000_000, ge=1)
    minutes: int = Field(default=120, ge=1)


class Key(Strict):
    """A secret that the server asks for; the definition names it, the environment holds it."""

    env: str = Field(description="Environment variable that holds it: CARREFOUR_KEY_…")
    header: str = Field(default="", description="Header that carries it, such as Authorization")
    prefix: str = Field(default="", description='What stands before it, such as "Bearer "')
    parameter: str = Field(default="", description="Query parameter that carries it")

    @field_validator("env")
    @classmethod
    def _is_ours_to_send(cls, value: str) -> str:
        # No definition may make Carrefour send a secret that was not meant for a source.
        if not _KEY_NAME.match(value):
            raise ValueError("must start with CARREFOUR_KEY_, such as CARREFOUR_KEY_MA_SOURCE")
        return value

    @model_validator(mode="after")
    def _one_way(self) -> Key:
        if bool(self.header) == bool(self.parameter):
            raise ValueError("needs header or parameter, and only one of them")
        return self


class Fetch(Strict):
    """What every kind of source shares."""

    url: str = Field(
        default="",
        description="Public http(s) address; empty when the data come only from a local file",
    )
    gather: bool = Field(
        default=False,
        description="Items of one id are one record: the first, with all in its list `rows`",
    )
    pace: Pace = Pace()
    limits: Limits = Limits()
    key: Key | None = None

    @property
    def reachable(self) -> bool:
        """Whether the definition says where on the network the source is."""
        return bool(self.url)

    @field_validator("url")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        return require_web_address(value)


# Documents: one address, one file, plain or packed by gzip or zip.


class Document(Fetch):
    """One file; gzip and zip are unpacked."""

    member: str = Field(default="", description="Name of the file to read in a zip of several")


class CsvFetch(Document):
    """CSV, TSV and their kin."""

    kind: Literal["csv"]
    separator: str = Field(default="", description="Found out when left empty")
    encoding: str = Field(default="", description="Found out when left empty")
    skip_lines: int = Field(default=0, ge=0, description="Lines before the header")


class ExcelFetch(Document):
    """Excel workbooks (.xlsx)."""

    kind: Literal["excel"]
    sheet: str = Field(default="", description="Name of the worksheet; the first when empty")
    skip_lines: int = Field(default=0, ge=0)


class JsonDetail(Strict):
    """A further address of each record, with more of it."""

    url: str = Field(description='Template of its address: "https://exemple.org/api/{id}"')
    path: str = Field(default="", description="Path to the record in the answer; empty: the root")
    key: str = Field(default="detail", description="Key of the record that holds it")


class JsonFetch(Document):
    """JSON documents and REST APIs that give their records by pages."""

    kind: Literal["json"]
    records: str = Field(default="", description="Path to the list of records; empty: the root")
    keyed: bool = Field(
        default=False, description="The records are the values of an object, not of a list"
    )
    pages: JsonPages | None = None
    detail: JsonDetail | None = None


class JsonLinesFetch(Document):
    """One JSON object a line."""

    kind: Literal["jsonl"]


class GeoJsonFetch(Document):
    """GeoJSON feature collections; a record is a feature, with `lat` and `lon` added to it."""

    kind: Literal["geojson"]


class JsonLdFetch(Document):
    """JSON-LD documents; `@value` literals are unwrapped and `@graph` followed."""

    kind: Literal["jsonld"]
    records: str = Field(default="", description="Path to the list of nodes; empty: @graph or root")


class RdfFetch(Document):
    """RDF in Turtle, N-Triples or RDF/XML; a record is a subject of one of the types."""

    kind: Literal["rdf"]
    types: tuple[str, ...] = Field(
        default=(), description="IRIs of the types of the records; empty: every typed subject"
    )


AnyDocument = Annotated[
    CsvFetch | ExcelFetch | JsonFetch | JsonLinesFetch | GeoJsonFetch | JsonLdFetch | RdfFetch,
    Field(discriminator="kind"),
]


# Web sites.


class HtmlFetch(Fetch):
    """A web site: its list pages, and the page of each item when ``link`` leads to one.

    A record has the keys of ``listed``, then those of ``page``, and ``page_url``, the address of
    the page it was read in. Without ``items`` each address is itself the page of a record.
    """

    kind: Literal["html"]
    urls: tuple[str, ...] = Field(default=(), description="Further addresses to start from")
    items: str = Field(default="", description="CSS or XPath of each item of a list page")
    listed: PageRules = PageRules()
    link: Select | None = Field(default=None, description="In an item: the address of its page")
    page: PageRules = PageRules()
    pages: WebPages | None = None
    browser: Browser | None = None

    @property
    def starts(self) -> tuple[str, ...]:
        """Every address to start from, once."""
        return tuple(dict.fromkeys(url for url in (self.url, *self.urls) if url))

    @property
    def reachable(self) -> bool:
        """Whether the definition says where on the network the source is."""
        return bool(self.starts)

    @field_validator("urls")
    @classmethod
    def _are_web_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(require_web_address(url) for url in value)

    @field_validator("items")
    @classmethod
    def _is_selector(cls, value: str) -> str:
        return selector.require_elements(value)

    @model_validator(mode="after")
    def _reads_something(self) -> HtmlFetch:
        if not self.items:
            if self.listed or self.link or self.pages:
                raise ValueError("listed, link and pages need 'items': what is one item of a list?")
            if not self.page:
                raise ValueError("reads nothing; say what is read in 'page'")
            return self
        if not (self.listed or self.link):
            raise ValueError("reads nothing of its items; give 'listed', or 'link' and 'page'")
        if self.page and not self.link:
            raise ValueError("'page' needs 'link': where is the address of an item's page?")
        if isinstance(self.pages, PageNumbers) and self.pages.template and len(self.starts) > 1:
            raise ValueError("pages.template makes the pages of one list; leave out 'urls'")
        self.listed.require_within("each item")
        if self.link:
            require_within(self.link.xpath, "each item")
        return self


class SitemapFetch(Fetch):
    """A site whose sitemap (or index of sitemaps, or robots.txt) names the pages of records."""

    kind: Literal["sitemap"]
    match: str = Field(default="", description="Regular expression of the addresses wanted")
    page: PageRules
    browser: Browser | None = None

    @field_validator("match")
    @classmethod
    def _compiles(cls, value: str) -> str:
        return require_expression(value)

    @field_validator("page")
    @classmethod
    def _reads_something(cls, value: PageRules) -> PageRules:
        if not value:
            raise ValueError("reads nothing; give fields, labelled or schema_org")
        return value


class FeedFetch(Fetch):
    """RSS and Atom feeds; with ``page`` the page of each entry is read too."""

    kind: Literal["feed"]
    page: PageRules | None = None
    complete: bool = Field(
        default=False,
        description="The feed lists all that there is, so that what it no longer lists is gone",
    )


class WordpressFetch(Fetch):
    """A WordPress site's REST API; ``url`` is the site's first page."""

    kind: Literal["wordpress"]
    type: str = Field(default="posts", description="posts, pages, or a content type of the site")
    categories: tuple[int, ...] = Field(default=(), description="Only these category numbers")


# Catalogues and shared tools.


class OaiFetch(Fetch):
    """OAI-PMH repositories, with resumption and deleted records."""

    kind: Literal["oai"]
    prefix: str = Field(default="oai_dc", description="metadataPrefix")
    set: str = ""
    incremental: bool = Field(
        default=False, description="Ask only for what changed since the last harvest"
    )


class GogocartoFetch(Fetch):
    """A GoGoCarto map, Transiscope among them; ``url`` is the map's first page."""

    kind: Literal["gogocarto"]
    categories: tuple[str, ...] = Field(default=(), description="Only these category ids")
    bounds: str = Field(default="", description="Only within: west,south,east,north")

    @field_validator("bounds")
    @classmethod
    def _is_a_box(cls, value: str) -> str:
        if value and not _BOX.match(value):
            raise ValueError(
                "must be west,south,east,north in degrees, such as -1.7,47.1,-1.4,47.3"
            )
        return value


class OpendatasoftFetch(Fetch):
    """A dataset of an Opendatasoft portal; ``url`` is the portal."""

    kind: Literal["opendatasoft"]
    dataset: str = Field(min_length=1, description="Its id, in the address of its page")
    where: str = Field(default="", description="Filter in the portal's query language")


class PortalFetch(Fetch):
    """A file that a portal lists among the resources of a dataset."""

    dataset: str = Field(min_length=1, description="Id or short name of the dataset")
    resource: str = Field(
        default="",
        description="Id, title, file name or format; empty: the first whose format fits `file`",
    )
    file: AnyDocument = Field(description="How the resource is read: its kind and that kind's keys")

    @field_validator("file")
    @classmethod
    def _is_a_file_alone(cls, value: AnyDocument) -> AnyDocument:
        ours = {*Fetch.model_fields, "pages", "detail"} & value.model_fields_set
        if ours:
            raise ValueError(
                f"{', '.join(sorted(ours))}: a portal's file has none of these; "
                "those that the source needs stand beside file, not in it"
            )
        return value


class CkanFetch(PortalFetch):
    """A resource of a CKAN portal's dataset; ``url`` is the portal."""

    kind: Literal["ckan"]


class DatagouvFetch(PortalFetch):
    """A resource of a data.gouv.fr dataset, or of another udata portal at ``url``."""

    kind: Literal["datagouv"]
    url: str = "https://www.data.gouv.fr"


class GoogleSheetFetch(Fetch):
    """A Google Sheet shared with everyone, through its CSV export."""

    kind: Literal["google-sheet"]
    url: str = "https://docs.google.com"
    document: str = Field(min_length=1, description="The long id in the sheet's address")
    sheet: str = Field(default="0", description="The number after gid= in its address")
    skip_lines: int = Field(default=0, ge=0)


class GristFetch(Fetch):
    """A table of a Grist document, through its CSV export; ``url`` is the server."""

    kind: Literal["grist"]
    url: str = "https://docs.getgrist.com"
    document: str = Field(min_length=1, description="Id in the document's address")
    table: str = Field(min_length=1, description="Id of the table, such as Projets")


AnyFetch = Annotated[
    AnyDocument
    | HtmlFetch
    | SitemapFetch
    | FeedFetch
    | WordpressFetch
    | OaiFetch
    | GogocartoFetch
    | OpendatasoftFetch
    | CkanFetch
    | DatagouvFetch
    | GoogleSheetFetch
    | GristFetch,
    Field(discriminator="kind"),
]
