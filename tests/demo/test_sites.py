"""The partners' sites, as a crawler and a browser meet them."""

import json
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import httpx
import pytest

from carrefour.demo.partners import BY_ID, NOTE, sheet_path
from carrefour.demo.projects import of_partner, projects
from carrefour.demo.server import serving

_LINK = re.compile(r'(?:href|src)="(/[^"]*)"')
_NEXT = re.compile(r'<a rel="next" href="([^"]+)"')


@pytest.fixture(scope="module")
def partners() -> Iterator[httpx.Client]:
    with serving(0) as address, httpx.Client(base_url=f"http://{address}") as client:
        yield client


def parsed(answer: httpx.Response) -> ElementTree.Element:
    """The XML of our own server."""
    return ElementTree.fromstring(answer.content)  # noqa: S314


def every_page(client: httpx.Client) -> dict[str, httpx.Response]:
    """Everything that links lead to from the page that names the partners."""
    found: dict[str, httpx.Response] = {}
    waiting = ["/", "/robots.txt", "/sitemap.xml"]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found[path] = client.get(path)
            if "html" in found[path].headers["content-type"]:
                waiting += [link.replace("&amp;", "&") for link in _LINK.findall(found[path].text)]
    return found


def test_every_link_answers_and_every_page_says_that_it_is_an_example(partners) -> None:
    pages = every_page(partners)
    assert {path for path, answer in pages.items() if answer.status_code != 200} == set()
    assert {sheet_path(project) for project in projects()} <= set(pages)
    for path, answer in pages.items():
        if "html" in answer.headers["content-type"]:
            assert NOTE in answer.text, path


def test_the_list_is_paged_and_leads_to_all_sheets(partners) -> None:
    sheets, path = set(), "/html/"
    for _ in range(3):
        page = partners.get(path).text
        sheets |= set(re.findall(r'<h2 class="nom"><a href="(/html/projets/[^"]+)"', page))
        following = _NEXT.search(page)
        path = following.group(1) if following else ""
    assert path == ""
    assert sheets == {sheet_path(project) for project in of_partner("html")}
    assert partners.get("/html/?page=4").status_code == 404


def test_a_draft_is_linked_that_robots_are_asked_to_leave_alone(partners) -> None:
    robots = partners.get("/robots.txt").text
    assert "Disallow: /html/brouillons/" in robots
    assert "/html/brouillons/" in partners.get("/html/?page=3").text
    assert "/html/brouillons/" not in partners.get("/sitemap.xml").text


def test_the_sitemap_names_every_sheet(partners) -> None:
    found = parsed(partners.get("/sitemap.xml")).findall("{*}url/{*}loc")
    listed = [node.text for node in found]
    for project in of_partner("html"):
        assert str(partners.base_url.join(sheet_path(project))) in listed


def test_sheets_tell_schema_org_what_they_tell_people(partners) -> None:
    for project in of_partner("html"):
        page = partners.get(sheet_path(project)).text
        written = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
        assert written
        told = json.loads(written.group(1))
        assert told["name"] == project.title
        assert len(told["location"]) == len(project.places)
        for place in project.places:
            if place.kind == "commune":
                assert f'data-lat="{place.lat}" data-lon="{place.lon}"' in page


def test_the_feed_gives_pictures_points_and_whole_texts(partners) -> None:
    items = parsed(partners.get("/rss/feed.xml")).findall("channel/item")
    assert len(items) == 31
    spaces = {
        "content": "http://purl.org/rss/1.0/modules/content/",
        "georss": "http://www.georss.org/georss",
        "media": "http://search.yahoo.com/mrss/",
    }
    counted = {
        name: sum(item.find(name, spaces) is not None for item in items)
        for name in ("media:content", "enclosure", "georss:point", "content:encoded", "pubDate")
    }
    assert counted["content:encoded"] == counted["pubDate"] == 30
    assert counted["media:content"] == counted["enclosure"] >= 18
    assert 10 <= counted["georss:point"] <= 25
    for item in items[:-1]:
        assert partners.get(item.findtext("link") or "").status_code == 200


def test_pictures_are_drawn_the_same_each_time(partners) -> None:
    for project in projects():
        answer = partners.get(f"/images/{project.number}.png")
        assert answer.status_code == (200 if project.picture else 404)
        if project.picture:
            assert answer.content.startswith(b"\x89PNG")
            assert partners.get(f"/images/{project.number}.png").content == answer.content


@pytest.mark.parametrize("path", ["/images/0.png", "/images/x.png", "/html/projets/rien", "/rien/"])
def test_what_is_not_there_is_said_not_to_be(partners, path: str) -> None:
    assert partners.get(path).status_code == 404


def test_what_has_not_changed_is_not_sent_again(partners) -> None:
    for path in (sheet_path(projects()[0]), "/csv/projets.csv", "/rss/feed.xml"):
        first = partners.get(path)
        by_tag = partners.get(path, headers={"If-None-Match": first.headers["etag"]})
        by_date = partners.get(path, headers={"If-Modified-Since": first.headers["last-modified"]})
        long_ago = {"If-Modified-Since": "Mon, 05 Mar 2018 08:00:00 GMT"}
        assert (by_tag.status_code, by_date.status_code) == (304, 304)
        assert partners.get(path, headers=long_ago).status_code == 200
        assert partners.head(path).headers["content-length"] == str(len(first.content))


def test_every_partner_has_a_site(partners) -> None:
    for partner in BY_ID.values():
        assert partner.name in partners.get(partner.home).text
