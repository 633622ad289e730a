"""What is at an address: asked politely, looked at, and proposed, best first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from parsel import Selector

from carrefour.harvest.connectors.raw import Unreadable
from carrefour.harvest.connectors.webpage import read_page
from carrefour.harvest.fetch import FetchError
from carrefour.harvest.recognition.addresses import plain_address, proposals_of_address
from carrefour.harvest.recognition.asking import Asking
from carrefour.harvest.recognition.bodies import is_page, proposals_of
from carrefour.harvest.recognition.links import proposals_of_page
from carrefour.harvest.recognition.proposal import About, Proposal
from carrefour.harvest.web import Web

MOST_PROPOSALS = 10


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was found at ``url``, best first."""

    url: str
    proposals: list[Proposal]


def recognise(address: str, web: Web) -> Recognised:
    """What is at ``address``, be it of a site, a page, a file, a dataset or an API.

    Asks about a dozen questions at most. Raises ``FetchError`` when the address itself cannot be
    fetched; what else fails is passed over.
    """
    asking = Asking(web)
    url = plain_address(with_scheme(address))
    scheme = urlsplit(url).scheme
    if scheme not in ("http", "https"):
        reason = f"refused: '{scheme}:' — only http and https addresses are fetched"
        raise FetchError(url, reason, "Give a public address.")
    if found := proposals_of_address(url, asking):
        return Recognised(url, found)
    try:
        found, url = _at(url, asking)
    except FetchError as error:
        if "://" in address or error.status:
            raise
        # A few sites still speak in clear text alone.
        found, url = _at(url.replace("https://", "http://", 1), asking)
    found.sort(key=lambda proposal: -proposal.confidence)
    return Recognised(url, found[:MOST_PROPOSALS])


def recognise_file(path: Path, name: str) -> list[Proposal]:
    """What the file at ``path`` is, which a person gave under ``name``; best first."""
    return proposals_of(path, "", name)


def with_scheme(address: str) -> str:
    """``address`` as a whole one; people leave ``https://`` out."""
    address = address.strip()
    return address if "://" in address else f"https://{address.lstrip('/')}"


def _at(url: str, asking: Asking) -> tuple[list[Proposal], str]:
    with asking.must(url) as answer:
        where = answer.url
        with answer.path.open("rb") as file:
            head = file.read(4000)
        if not is_page(head):
            found = proposals_of(answer.path, url, link=answer.headers.get("link", ""))
            return [_of_site(proposal, url) for proposal in found], url
        try:
            page = read_page(answer.path.read_bytes(), answer.headers, where)
        except Unreadable as error:
            raise FetchError(url, error.reason, error.cure) from error
    return proposals_of_page(Selector(root=page.root, type="html"), where, asking), where


def _of_site(proposal: Proposal, url: str) -> Proposal:
    """``proposal`` with what its host tells of who runs it, when it says nothing itself."""
    about = proposal.about
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    told = About(
        title=about.title,
        description=about.description,
        homepage=about.homepage,
        organisation=about.organisation or host,
        organisation_url=about.organisation_url
        or f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/",
        licence=about.licence,
    )
    return replace(proposal, about=told)
