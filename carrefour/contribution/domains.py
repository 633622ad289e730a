"""Whether an e-mail address at the domain of a web page says that its bearer is of the project."""

from __future__ import annotations

from functools import cache
from importlib import resources
from urllib.parse import urlsplit

from django.db.models import Q
from tldextract import TLDExtract

from carrefour.catalogue.models import Sheet

MOST_SHEETS = 5  # of one domain; a site that tells more projects is not one project's own
# The list of public suffixes that comes with the library: nothing is fetched.
_SPLIT = TLDExtract(suffix_list_urls=(), cache_dir=None)
_SPLIT_PRIVATE = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def domain_of(sheet: Sheet) -> str:
    """The domain at which an address proves that one is of the project; empty if there is none.

    It is the host of its site without "www.": an address at a larger domain may be anyone's, of
    a town for instance. Free mail, hosts of sites, and sites that tell many projects have none.
    """
    try:
        host = (urlsplit(sheet.url).hostname or "").lower().rstrip(".").removeprefix("www.")
    except ValueError:
        return ""
    if not host.isascii() or not _own(host) or _tells_many(host):
        return ""
    return host


def _own(host: str) -> bool:
    """Whether ``host`` is someone's own: a name under a public suffix, and no platform's."""
    public = _SPLIT.extract_str(host)
    if not (public.domain and public.suffix):
        return False
    # Under "github.io" and the like anyone has a name: those lists call them private suffixes.
    if _SPLIT_PRIVATE.extract_str(host).suffix != public.suffix:
        return False
    parts = host.split(".")
    return not any(".".join(parts[n:]) in _platforms() for n in range(len(parts)))


def _tells_many(host: str) -> bool:
    told = Q()
    for scheme in ("http", "https"):
        for name in (host, f"www.{host}"):
            told |= Q(url__istartswith=f"{scheme}://{name}/") | Q(url__iexact=f"{scheme}://{name}")
    return Sheet.objects.filter(told, withdrawn_at=None)[: MOST_SHEETS + 1].count() > MOST_SHEETS


@cache
def _platforms() -> frozenset[str]:
    text = resources.files(__package__).joinpath("platforms.txt").read_text("utf-8")
    return frozenset(line for line in text.split() if "." in line)
