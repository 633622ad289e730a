"""The gazette's RSS 2.0 feed: whole articles, pictures, and the points of some."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from carrefour.demo.partners import BY_ID, NOTE, sheet_path, words_of
from carrefour.demo.pictures import picture_of, png
from carrefour.demo.projects import Project, of_partner
from carrefour.demo.wording import month, whereabouts

_FIRST_ISSUE = datetime(2026, 1, 5, 7, 30, tzinfo=UTC)
_SPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:georss="http://www.georss.org/georss" '
    'xmlns:media="http://search.yahoo.com/mrss/"'
)


def rss_feed(base: str) -> str:
    """The feed, the latest article first; one item has lost its title."""
    gazette = BY_ID["rss"]
    items = "".join(
        _item(project, number, base) for number, project in enumerate(of_partner("rss"))
    )
    untitled = (
        "<item><title></title>"
        f"<link>{base}/rss/projets/sans-titre</link><guid isPermaLink='false'>gazette-0</guid>"
        "<description>Brève à compléter.</description></item>"
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" {_SPACES}><channel>'
        f"<title>{escape(gazette.name)}</title><link>{base}/rss/</link>"
        f'<atom:link href="{base}/rss/feed.xml" rel="self" type="application/rss+xml"/>'
        f"<description>{escape(gazette.motto)} {escape(NOTE)}</description>"
        f"<language>fr</language>{items}{untitled}</channel></rss>"
    )


def published(number: int) -> datetime:
    """When the article of that rank, 0 for the latest, was published."""
    return _FIRST_ISSUE + timedelta(days=9 * (29 - number), minutes=37 * number)


def _item(project: Project, number: int, base: str) -> str:
    link = escape(f"{base}{sheet_path(project)}")
    place, alone = project.places[0], len(project.places) == 1
    parts = [
        f"<title>{escape(project.title)}</title><link>{link}</link>",
        f'<guid isPermaLink="false">gazette-{project.number}</guid>',
        f"<pubDate>{format_datetime(published(number))}</pubDate>",
        "<dc:creator>La rédaction (exemple)</dc:creator>",
        *(f"<category>{escape(word)}</category>" for word in words_of(project)),
        *(f'<category domain="publics">{escape(word)}</category>' for word in project.publics),
        *(f"<dc:coverage>{escape(whereabouts(p))}</dc:coverage>" for p in project.places),
    ]
    # The gazette gives the point of two articles in three.
    if alone and place.kind == "commune" and number % 3:
        parts.append(f"<georss:point>{place.lat} {place.lon}</georss:point>")
    if picture := picture_of(project):
        url = quoteattr(f"{base}{picture.path}")
        size = len(png(project.number) or b"")
        parts += [
            f'<enclosure url={url} length="{size}" type="image/png"/>',
            f'<media:content url={url} medium="image" type="image/png" width="800" '
            f'height="450"><media:description type="plain">{escape(picture.alt)}'
            f"</media:description><media:credit>{escape(picture.credit)}</media:credit>"
            "</media:content>",
        ]
    parts += [
        f"<description>{escape(project.summary)}</description>",
        f"<content:encoded><![CDATA[{_article(project, base)}]]></content:encoded>",
    ]
    return f"<item>{''.join(parts)}</item>"


def _article(project: Project, base: str) -> str:
    """The article as readers of feeds show it, with the line that the site adds to each."""
    picture = picture_of(project)
    figure = (
        f'<figure><img src="{base}{picture.path}" alt={quoteattr(picture.alt)} width="800" '
        f'height="450"><figcaption>{escape(picture.credit)}</figcaption></figure>'
        if picture
        else ""
    )
    where = ", ".join(whereabouts(place) for place in project.places)
    begun = "Prévu pour" if project.planned else "Depuis"
    since = f"{begun} {month(project.start)}"
    if project.end:
        since = f"De {month(project.start)} à {month(project.end)}"
    return (
        f"{figure}<p><strong>{escape(project.summary)}</strong></p>"
        + "".join(f"<p>{escape(paragraph)}</p>" for paragraph in project.paragraphs)
        + f'<p class="fiche">{escape(where)}. {since}. {escape(project.holder)}.</p>'
        f'<p>L’article <a href="{base}{sheet_path(project)}">{escape(project.title)}</a> est '
        f'apparu en premier dans <a href="{base}/rss/">La Gazette des initiatives</a>.</p>'
    )
