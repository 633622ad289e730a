"""Sites whose sitemap names the pages of their records."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from pydantic import ValidationError

from carrefour.catalogue.definition import SourceDefinition
from carrefour.harvest.connectors import (
    LocalFile,
    RawRecord,
    Recording,
    Rejected,
    Remote,
    SourceBroken,
    read_records,
)
from tests.harvest.trying import source

XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def definition(**fetch: Any) -> SourceDefinition:
    return source("{page_url}", kind="sitemap", **{"page": {"fields": {"nom": "h1"}}, **fetch})


def read(origin: Remote | Recording | LocalFile, **fetch: Any) -> list[RawRecord | Rejected]:
    return list(read_records(definition(**fetch), origin))


def names(told: list[RawRecord | Rejected]) -> list[str]:
    return sorted(one.data["nom"] for one in told if isinstance(one, RawRecord))


@pytest.fixture
def site(partner):
    """A partner with four pages, and the text of a sitemap of some of them."""
    partner.answers |= {f"/fiches/{n}": f"<h1>Fiche {n}</h1>" for n in range(1, 5)}

    def sitemap(*paths: str) -> str:
        entries = "".join(
            f"<url><loc> {partner.url}{path} </loc><lastmod>2024-01-01</lastmod></url>"
            for path in paths
        )
        return f'<?xml version="1.0"?><urlset {XMLNS}>{entries}</urlset>\n<!-- fin -->'

    partner.sitemap = sitemap
    return partner


def index(site: Any, *paths: str) -> str:
    entries = "".join(f"<sitemap><loc>{site.url}{path}</loc></sitemap>" for path in paths)
    return f"<sitemapindex {XMLNS}>{entries}</sitemapindex>"


def test_the_pages_that_a_sitemap_names_are_records(site) -> None:
    site.answers["/plan.xml"] = site.sitemap("/fiches/1", "/fiches/2", "/contact", "/fiches/1")
    told = read(site.origin(), url=f"{site.url}/plan.xml", match="/fiches/")
    assert names(told) == ["Fiche 1", "Fiche 2"]
    assert len(told) == 2
    assert "/contact" not in site.paths()


def test_indexes_of_sitemaps_are_followed_packed_ones_too_and_never_twice(site) -> None:
    site.answers |= {
        "/index.xml": index(site, "/a.xml", "/plus.xml", "/index.xml", "/absent.xml"),
        "/plus.xml": index(site, "/b.xml.gz", "/a.xml"),
        "/a.xml": site.sitemap("/fiches/1"),
        "/b.xml.gz": (
            200,
            {"Content-Type": "application/x-gzip"},
            gzip.compress(site.sitemap("/fiches/2").encode()),
        ),
    }
    told = read(site.origin(), url=f"{site.url}/index.xml")
    assert names(told) == ["Fiche 1", "Fiche 2"]
    (absent,) = [one for one in told if isinstance(one, Rejected)]
    assert absent.where == f"{site.url}/absent.xml"
    assert "the sitemap is not there" in absent.reason
    assert site.paths().count("/a.xml") == 1


@pytest.mark.parametrize("path", ["", "/", "/robots.txt"])
def test_the_robots_txt_of_a_site_names_its_sitemaps(site, path: str) -> None:
    lines = f"User-agent: *\nSitemap: {site.url}/un.xml\nSitemap: /deux.xml"
    site.answers |= {
        "/robots.txt": lines,
        "/un.xml": site.sitemap("/fiches/1"),
        "/deux.xml": site.sitemap("/fiches/2"),
    }
    told = read(site.origin(), url=f"{site.url}{path}")
    assert names(told) == ["Fiche 1", "Fiche 2"]


def test_a_site_that_names_no_sitemap_is_asked_for_the_usual_one(site) -> None:
    site.answers["/sitemap.xml"] = site.sitemap("/fiches/1")
    assert names(read(site.origin(), url=site.url)) == ["Fiche 1"]


def test_a_sitemap_of_plain_lines_is_read(site) -> None:
    site.answers["/plan.txt"] = f"{site.url}/fiches/1\r\n{site.url}/fiches/2\n"
    assert names(read(site.origin(), url=f"{site.url}/plan.txt")) == ["Fiche 1", "Fiche 2"]


def test_a_page_that_is_gone_or_refused_is_rejected_and_the_rest_goes_on(site) -> None:
    site.answers |= {
        "/robots.txt": "User-agent: *\nDisallow: /fiches/2",
        "/plan.xml": site.sitemap("/fiches/1", "/fiches/2", "/fiches/9", "http://[mal"),
    }
    told = read(site.origin(), url=f"{site.url}/plan.xml")
    assert names(told) == ["Fiche 1"]
    reasons = " ".join(one.reason for one in told if isinstance(one, Rejected))
    assert "robots.txt refuses it" in reasons
    assert "answered 404" in reasons
    assert "is no address" in reasons


def test_a_page_without_any_key_is_rejected(site) -> None:
    site.answers |= {
        "/plan.xml": site.sitemap("/fiches/1", "/vide"),
        "/vide": "<p>Rien</p>",
    }
    told = read(site.origin(), url=f"{site.url}/plan.xml")
    (empty,) = [one for one in told if isinstance(one, Rejected)]
    assert (empty.where, empty.excerpt) == (f"{site.url}/vide", "<p>Rien</p>")
    assert "none of its keys is found" in empty.reason


FAULTS = {
    "a web page": ("<!doctype html><html><body>Accueil</body></html>", "is no sitemap"),
    "no XML": ("{}", "is no sitemap"),
    "empty": ("", "is no sitemap"),
    "a feed": ("<rss><channel/></rss>", "no sitemap but 'rss'"),
    "no address": (f"<urlset {XMLNS}/>", "names no page"),
    "cut short": (f"<urlset {XMLNS}><url><loc>https://x.example/</loc></url><url>", "cut short"),
    "cut short gzip": (gzip.compress(b"<urlset>" + b"x" * 9000)[:-20], "cannot be unpacked"),
    "nothing wanted": (
        f"<urlset {XMLNS}><url><loc>https://x.example/a</loc></url></urlset>",
        "none of the 1 pages of its sitemap matches '/fiches/'",
    ),
    "a bomb of entities": (
        '<!DOCTYPE u [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        f"<urlset {XMLNS}><url><loc>&b;</loc></url></urlset>",
        "none of the|names no page",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_no_whole_sitemap_breaks_the_source(site, fault: str) -> None:
    body, words = FAULTS[fault]
    site.answers["/plan.xml"] = body
    with pytest.raises(SourceBroken, match=words):
        read(site.origin(), url=f"{site.url}/plan.xml", match="/fiches/")


@pytest.mark.parametrize(("status", "words"), [(404, "404"), (500, "500")])
def test_a_sitemap_that_cannot_be_had_breaks_the_source(site, status: int, words: str) -> None:
    site.answers["/plan.xml"] = (status, {}, "")
    with pytest.raises(SourceBroken, match=words):
        read(site.origin(tries=1), url=f"{site.url}/plan.xml")


def test_a_part_of_a_sitemap_on_a_server_that_is_down_breaks_the_source(site) -> None:
    site.answers |= {"/index.xml": index(site, "/a.xml"), "/a.xml": (503, {}, "")}
    with pytest.raises(SourceBroken, match="503"):
        read(site.origin(tries=1), url=f"{site.url}/index.xml")


def test_a_recorded_crawl_is_the_same_when_it_is_played_again(site, tmp_path) -> None:
    site.answers |= {
        "/robots.txt": f"User-agent: *\nSitemap: {site.url}/plan.xml",
        "/plan.xml": site.sitemap("/fiches/1", "/fiches/9"),
    }
    remote = site.origin()
    recorded = Remote(remote.turns, remote.policy, record=tmp_path / "recording")
    first = read(recorded, url=site.url)
    asked = len(site.asked)
    again = read(Recording(tmp_path / "recording"), url=site.url)
    assert sorted(map(str, first)) == sorted(map(str, again))
    assert len(first) == 2
    assert len(site.asked) == asked


def test_pages_saved_from_the_site_are_records_too(tmp_path) -> None:
    (tmp_path / "a.html").write_text("<h1>Fiche A</h1>")
    assert names(read(LocalFile(tmp_path))) == ["Fiche A"]


def test_a_sitemap_whose_pages_are_not_read_is_refused() -> None:
    with pytest.raises(ValidationError, match="reads nothing"):
        definition(page={})
