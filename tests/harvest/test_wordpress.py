"""WordPress sites.

The shapes are those of the REST API handbook (developer.wordpress.org/rest-api): posts with
``_embed``, the headers ``X-WP-TotalPages`` and ``Link``, the error that
``WP_REST_Posts_Controller`` gives past the last page, and ``/wp/v2/types``.
"""

from __future__ import annotations

import json

import pytest

from carrefour.harvest.connectors import LocalFile, Rejected
from tests.harvest.trying import broken, packed, records, told

POST = {
    "id": 12,
    "date": "2024-05-01T10:00:00",
    "modified": "2024-05-02T10:00:00",
    "slug": "epicerie",
    "status": "publish",
    "type": "projet",
    "link": "https://exemple.org/epicerie/",
    "guid": {"rendered": "https://exemple.org/?p=12"},
    "title": {"rendered": "L&#8217;épicerie &amp; le jardin"},
    "content": {"rendered": "<p>Une épicerie.</p>", "protected": False},
    "excerpt": {"rendered": "<p>Une&hellip;</p>", "protected": False},
    "author": 3,
    "featured_media": 7,
    "comment_status": "closed",
    "categories": [1, 4],
    "tags": [],
    "domaine": [9],
    "acf": {"ville": "Nantes", "adresse": {"code_postal": "44000"}},
    "meta": {"_prix": "3"},
    "yoast_head": "<meta>",
    "_links": {"self": []},
    "_embedded": {
        "author": [{"id": 3, "name": "Jeanne Dupont"}],
        "wp:featuredmedia": [
            {"source_url": "https://exemple.org/a.jpg", "caption": {"rendered": "<p>Photo</p>"}}
        ],
        "wp:term": [
            [
                {"id": 1, "name": "Alimentation", "taxonomy": "category"},
                {"id": 4, "name": "Emploi &amp; insertion", "taxonomy": "category"},
            ],
            [],
            [{"id": 9, "name": "Économie circulaire", "taxonomy": "domaine"}],
        ],
    },
}


def page(number: int, type_: str = "posts", more: str = "") -> str:
    return (
        f"/wp-json/wp/v2/{type_}?per_page=100&page={number}&orderby=id&order=asc"
        f"&_embed=wp%3Aterm%2Cwp%3Afeaturedmedia{more}"
    )


def answer(*posts: object, pages: int = 1) -> tuple[int, dict[str, str], str]:
    headers = {"Content-Type": "application/json", "X-WP-TotalPages": str(pages)}
    return 200, headers, json.dumps(posts)


def of(partner, **fetch: object) -> dict[str, object]:
    return {"kind": "wordpress", "url": f"{partner.url}/", **fetch}


def test_a_post_is_told_plainly_and_without_who_wrote_it(partner) -> None:
    partner.answers[page(1, "projet")] = answer(POST)
    assert records(partner.origin(), **of(partner, type="projet")) == [
        {
            "id": 12,
            "date": "2024-05-01T10:00:00",
            "modified": "2024-05-02T10:00:00",
            "slug": "epicerie",
            "status": "publish",
            "type": "projet",
            "link": "https://exemple.org/epicerie/",
            "title": "L’épicerie & le jardin",
            "content": "<p>Une épicerie.</p>",
            "excerpt": "<p>Une&hellip;</p>",
            "categories": ["Alimentation", "Emploi & insertion"],
            "tags": [],
            "domaine": ["Économie circulaire"],
            "acf": {"ville": "Nantes", "adresse": {"code_postal": "44000"}},
            "meta": {"_prix": "3"},
            "image": "https://exemple.org/a.jpg",
            "image_caption": "<p>Photo</p>",
        }
    ]


def test_all_pages_are_asked_for_and_none_after_the_last(partner) -> None:
    for number in (1, 2, 3):
        partner.answers[page(number)] = answer({**POST, "id": number}, pages=3)
    assert [r["id"] for r in records(partner.origin(), **of(partner))] == [1, 2, 3]
    assert len(partner.paths()) == 3


def test_the_number_of_pages_is_known_of_a_page_that_did_not_change(partner) -> None:
    def unchanged(headers):
        if headers.get("If-None-Match"):
            return 304, {}, ""
        status, told, body = answer({**POST, "id": 1}, pages=2)
        return status, {**told, "ETag": '"1"'}, body

    partner.answers[page(1)] = unchanged
    partner.answers[page(2)] = answer({**POST, "id": 2}, pages=2)
    origin = partner.origin(cache=True)
    for _ in range(2):
        assert [r["id"] for r in records(origin, **of(partner))] == [1, 2]


def test_without_the_number_of_pages_the_link_to_the_next_is_followed(partner) -> None:
    link = f'<{partner.url}/wp-json/wp/v2/posts?page=2>; rel="next"'
    partner.answers[page(1)] = (200, {"Link": link}, json.dumps([{**POST, "id": 1}]))
    partner.answers[page(2)] = (200, {}, json.dumps([{**POST, "id": 2}]))
    assert [r["id"] for r in records(partner.origin(), **of(partner))] == [1, 2]


def test_a_number_past_the_last_page_ends_the_list(partner) -> None:
    partner.answers[page(1)] = answer({**POST, "id": 1}, pages=2)
    refusal = {"code": "rest_post_invalid_page_number", "data": {"status": 400}}
    partner.answers[page(2)] = (400, {}, json.dumps(refusal))
    assert [r["id"] for r in records(partner.origin(), **of(partner))] == [1]


def test_only_some_categories_can_be_asked_for(partner) -> None:
    partner.answers[page(1, more="&categories=4%2C9")] = answer(POST)
    assert len(records(partner.origin(), **of(partner, categories=[4, 9]))) == 1


def test_a_type_that_the_site_has_not_is_told_with_those_that_it_has(partner) -> None:
    types = {"post": {"rest_base": "posts"}, "projet": {"rest_base": "projets"}}
    partner.answers["/wp-json/wp/v2/types"] = json.dumps(types)
    error = broken(partner.origin(), "no content type 'project'", **of(partner, type="project"))
    assert error.cure == "Use one of: posts, projets."


def test_a_site_without_the_api_says_so(partner) -> None:
    broken(partner.origin(), "404", **of(partner))


def test_a_list_that_never_ends_is_stopped(partner) -> None:
    for number in range(1, 20):
        partner.answers[page(number)] = answer({**POST, "id": number}, pages=10_000)
    broken(partner.origin(), "10 pages", **of(partner, limits={"pages": 10}))


def test_what_is_no_post_is_rejected_alone(partner) -> None:
    partner.answers[page(1)] = answer("x", POST)
    first, second = told(partner.origin(), **of(partner))
    assert isinstance(first, Rejected)
    assert second.external_id == "12"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "not JSON"),
        ("[{", "not JSON"),
        ('{"code": "rest_disabled"}', "no list of posts"),
        ("<!doctype html><html></html>", "web page"),
        ((500, {}, ""), "500"),
        ((401, {}, ""), "refused"),
        ((400, {}, ""), "400"),
        ((200, {"Content-Encoding": "gzip"}, packed(b"[]" * 99)[:15]), "cut short"),
    ],
)
def test_what_is_no_list_of_posts_is_told_with_a_cure(partner, body, words) -> None:
    partner.answers[page(1)] = body
    broken(partner.origin(), words, **of(partner))


def test_a_saved_page_is_read_from_a_copy(tmp_path) -> None:
    (tmp_path / "posts.json").write_text(json.dumps([POST]))
    assert records(LocalFile(tmp_path / "posts.json"), kind="wordpress")[0]["id"] == 12
