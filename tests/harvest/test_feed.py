"""RSS and Atom feeds.

The shapes are those of RSS 2.0 (rssboard.org/rss-specification) as WordPress writes it, of RSS 1.0
(web.resource.org/rss/1.0), of Atom (RFC 4287), Media RSS, GeoRSS Simple and W3C Basic Geo.
"""

from __future__ import annotations

import pytest

from carrefour.harvest.connectors import LocalFile, RawRecord, Rejected, TheRestStands
from tests.harvest.trying import broken, packed, records, told

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
  xmlns:georss="http://www.georss.org/georss" xmlns:job="https://exemple.org/job">
<channel><title>Un réseau</title><link>https://exemple.org/</link>
<item>
  <title>L&#8217;épicerie &amp; le jardin</title><link>https://exemple.org/epicerie/</link>
  <dc:creator><![CDATA[Jeanne Dupont]]></dc:creator>
  <pubDate>Wed, 01 May 2024 10:00:00 +0200</pubDate>
  <category><![CDATA[Alimentation]]></category><category><![CDATA[Lien social]]></category>
  <guid isPermaLink="false">https://exemple.org/?p=12</guid>
  <description><![CDATA[Une épicerie.]]></description>
  <content:encoded><![CDATA[<p>Une épicerie <strong>solidaire</strong>.</p>]]></content:encoded>
  <media:content url="https://exemple.org/a.jpg" medium="image"/>
  <enclosure url="https://exemple.org/b.png" type="image/png" length="1"/>
  <enclosure url="https://exemple.org/c.mp3" type="audio/mpeg" length="1"/>
  <georss:point>47.2184 -1.5536</georss:point>
  <job:lieu>Nantes</job:lieu>
</item>
<item><title>Sans rien</title><link>https://exemple.org/rien/</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"
  xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#"><title>t</title>
<entry><id>tag:exemple.org,2024:1</id><title type="html">Caf&amp;eacute;</title>
  <link href="https://exemple.org/1"/><summary>Court</summary>
  <content type="html">&lt;p&gt;Long&lt;/p&gt;</content><updated>2024-05-02T08:00:00Z</updated>
  <category term="t1" label="Thème un"/><author><name>N</name><email>n@exemple.org</email></author>
  <geo:lat>48.1</geo:lat><geo:long>-1.6</geo:long></entry></feed>"""

RSS_1 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://exemple.org/"><title>c</title></channel>
<item rdf:about="https://exemple.org/1"><title>Un</title><link>https://exemple.org/1</link>
<dc:date>2024-01-02</dc:date><dc:subject>Habitat</dc:subject></item></rdf:RDF>"""


def of(partner, **fetch: object) -> dict[str, object]:
    return {"kind": "feed", "url": f"{partner.url}/feed", **fetch}


def test_an_rss_entry_is_told_whole_but_for_who_wrote_it(partner) -> None:
    partner.answers["/feed"] = RSS
    first, second = records(partner.origin(), **of(partner))
    assert first == {
        "id": "https://exemple.org/?p=12",
        "title": "L’épicerie & le jardin",
        "link": "https://exemple.org/epicerie/",
        "summary": "Une épicerie.",
        "content": "<p>Une épicerie <strong>solidaire</strong>.</p>",
        "published": "2024-05-01T08:00:00Z",
        "categories": ["Alimentation", "Lien social"],
        "image": "https://exemple.org/a.jpg",
        "images": ["https://exemple.org/a.jpg", "https://exemple.org/b.png"],
        "lat": 47.2184,
        "lon": -1.5536,
        "job_lieu": "Nantes",
    }
    assert second["id"] == second["link"] == "https://exemple.org/rien/"


def test_an_atom_entry_is_told_whole_but_for_who_wrote_it(partner) -> None:
    partner.answers["/feed"] = ATOM
    (record,) = records(partner.origin(), **of(partner))
    assert record == {
        "id": "tag:exemple.org,2024:1",
        "title": "Café",
        "link": "https://exemple.org/1",
        "summary": "Court",
        "content": "<p>Long</p>",
        "updated": "2024-05-02T08:00:00Z",
        "categories": ["Thème un"],
        "lat": "48.1",
        "lon": "-1.6",
    }


def test_an_rss_1_entry_is_read(partner) -> None:
    partner.answers["/feed"] = RSS_1
    (record,) = records(partner.origin(), **of(partner))
    assert (record["id"], record["categories"]) == ("https://exemple.org/1", ["Habitat"])
    assert record["updated"] == "2024-01-02T00:00:00Z"


def test_a_date_that_nobody_can_read_stays_as_it_is_written(partner) -> None:
    partner.answers["/feed"] = RSS.replace("Wed, 01 May 2024 10:00:00 +0200", "hier")
    assert records(partner.origin(), **of(partner))[0]["published"] == "hier"


def test_what_fell_off_a_feed_stands_unless_the_feed_is_complete(partner) -> None:
    partner.answers["/feed"] = RSS
    assert isinstance(told(partner.origin(), **of(partner))[-1], TheRestStands)
    whole = told(partner.origin(), **of(partner, complete=True))
    assert [type(one) for one in whole] == [RawRecord, RawRecord]


def test_a_feed_that_did_not_change_is_not_read_again(partner) -> None:
    from dataclasses import replace

    partner.answers["/feed"] = RSS
    origin = partner.origin(cache=True)
    assert len(told(origin, **of(partner))) == 3
    assert [type(one) for one in told(replace(origin, settled=True), **of(partner))] == [
        TheRestStands
    ]


def test_the_page_of_each_entry_adds_its_keys(partner) -> None:
    partner.answers["/feed"] = RSS.replace("https://exemple.org/", f"{partner.url}/")
    partner.answers["/epicerie/"] = (
        200,
        {"Content-Type": "text/html; charset=utf-8"},
        "<h1>L’épicerie</h1><dl><dt>Ville</dt><dd>Nantes</dd></dl>",
    )
    page = {"fields": {"nom": "h1"}, "labelled": [{}]}
    first, second, rest = told(partner.origin(), **of(partner, page=page))
    assert first.data["nom"] == "L’épicerie"
    assert first.data["Ville"] == "Nantes"
    assert first.data["title"] == "L’épicerie & le jardin"
    assert first.data["page_url"] == f"{partner.url}/epicerie/"
    assert isinstance(second, Rejected)
    assert "404" in second.reason
    assert isinstance(rest, TheRestStands)


@pytest.mark.parametrize(
    "answer",
    [
        (403, {}, ""),
        (302, {"Location": "http://127.0.0.1:1/"}, ""),
        (200, {"Content-Type": "application/pdf"}, b"%PDF-1.4"),
    ],
    ids=["refused", "led to a private address", "no web page"],
)
def test_the_page_of_an_entry_that_cannot_be_read_costs_that_entry_alone(partner, answer) -> None:
    partner.answers["/feed"] = RSS.replace("https://exemple.org/", f"{partner.url}/")
    partner.answers |= {"/epicerie/": answer, "/rien/": "<h1>Rien</h1>"}
    given = told(partner.origin(), **of(partner, page={"fields": {"nom": "h1"}}))
    assert [type(one) for one in given] == [Rejected, RawRecord, TheRestStands]


def test_a_link_that_is_no_web_address_is_never_followed(partner) -> None:
    partner.answers["/feed"] = RSS.replace("https://exemple.org/epicerie/", "file:///etc/passwd")
    partner.answers["/feed"] = partner.answers["/feed"].replace(
        "https://exemple.org/rien/", "javascript:alert(1)"
    )
    given = told(partner.origin(), **of(partner, page={"fields": {"nom": "h1"}}))
    assert [type(one) for one in given] == [Rejected, Rejected, TheRestStands]
    assert partner.paths() == ["/feed"]


def test_a_broken_feed_gives_what_can_be_read_and_says_so(partner) -> None:
    partner.answers["/feed"] = RSS.partition("<item><title>Sans rien")[0]
    first, notice, rest = told(partner.origin(), **of(partner))
    assert first.data["title"] == "L’épicerie & le jardin"
    assert "1 entries were read" in notice.reason
    assert isinstance(rest, TheRestStands)


def test_a_broken_feed_that_should_be_complete_breaks_the_harvest(partner) -> None:
    partner.answers["/feed"] = RSS.partition("<item><title>Sans rien")[0]
    broken(partner.origin(), "is broken", **of(partner, complete=True))


def test_a_feed_in_another_encoding_than_it_says_is_read(partner) -> None:
    partner.answers["/feed"] = RSS.encode("cp1252", "xmlcharrefreplace")
    assert records(partner.origin(), **of(partner))[0]["summary"] == "Une épicerie."


def test_a_feed_without_entries_is_no_fault(partner) -> None:
    partner.answers["/feed"] = '<rss version="2.0"><channel><title>t</title></channel></rss>'
    assert records(partner.origin(), **of(partner)) == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "no feed"),
        ("/etc/passwd", "no feed"),
        ('{"items": []}', "no feed"),
        ("<!doctype html><html><body>Connexion</body></html>", "web page"),
        ('<?xml version="1.0"?><urlset><url/></urlset>', "no feed"),
        ((500, {}, ""), "500"),
        ((200, {"Content-Encoding": "gzip"}, packed(RSS)[:200]), "cut short"),
    ],
)
def test_what_is_no_feed_is_told_with_a_cure(partner, body, words) -> None:
    partner.answers["/feed"] = body
    broken(partner.origin(), words, **of(partner))


def test_an_external_entity_is_not_read(partner, tmp_path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("mot de passe")
    partner.answers["/feed"] = (
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">'
        f'<!ENTITY y SYSTEM "{partner.url}/y">]><rss version="2.0"><channel>'
        "<item><title>a&x;&y;</title><link>https://exemple.org/</link></item></channel></rss>"
    )
    assert "mot de passe" not in repr(told(partner.origin(), **of(partner)))
    assert partner.paths() == ["/feed"]


def test_entities_that_grow_without_end_are_refused(partner) -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    partner.answers["/feed"] = (
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "ha">{laughs}]><rss version="2.0">'
        "<channel><item><title>&a9;</title><link>https://exemple.org/</link></item>"
        "</channel></rss>"
    )
    assert len(repr(told(partner.origin(), **of(partner)))) < 5_000


def test_a_feed_is_read_from_a_copy(tmp_path) -> None:
    (tmp_path / "feed.xml").write_text(RSS)
    assert len(records(LocalFile(tmp_path / "feed.xml"), kind="feed")) == 2


def test_what_an_image_shows_is_not_taken_for_the_summary(partner) -> None:
    image = '<media:content url="https://exemple.org/a.jpg" medium="image"/>'
    shown = image.replace("/>", "><media:description>Une ferme</media:description></media:content>")
    moved = RSS.replace(image, "").replace("<title>L&", f"{shown}<title>L&")
    partner.answers["/feed"] = moved
    first = records(partner.origin(), **of(partner))[0]
    assert first["summary"] == "Une épicerie."
    assert first["image"] == "https://exemple.org/a.jpg"
