"""Sheets as PDF."""

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from carrefour.catalogue.models import Sheet
from carrefour.web.paper.blocks import Block, blocks, cut
from carrefour.web.paper.letters import MISSING, printed


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def title(pdf: bytes) -> str:
    """The title of the document; those of its outline come before."""
    plain, coded = re.findall(rb"/Title (?:\((.*?)(?<!\\)\)|<([0-9A-Fa-f]*)>)", pdf, re.S)[-1]
    held = bytes.fromhex(coded.decode()) if coded else re.sub(rb"\\(.)", rb"\1", plain)
    return (
        held.decode("utf-16") if held[:2] in (b"\xfe\xff", b"\xff\xfe") else held.decode("latin-1")
    )


def test_a_sheet_is_printed_with_its_title_and_language(client: Client, harvest_rows) -> None:
    harvest_rows()
    sheet = Sheet.objects.get(title="Garage solidaire")
    answer = client.get(f"/fiches/{sheet.slug}-{sheet.pk}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert title(answer.content) == "Garage solidaire"
    assert b"/Lang (fr)" in answer.content
    assert b"/DisplayDocTitle true" in answer.content
    english = client.get(f"/en/sheets/{sheet.slug}-{sheet.pk}.pdf")
    assert b"/Lang (en)" in english.content


def test_browsers_need_not_fetch_it_again(client: Client, harvest_rows) -> None:
    harvest_rows()
    sheet = Sheet.objects.get(title="Garage solidaire")
    path = f"/fiches/{sheet.slug}-{sheet.pk}.pdf"
    tag = client.get(path)["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    Sheet.objects.filter(pk=sheet.pk).update(fingerprint="other")
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_only_sheets_that_are_shown_are_printed(client: Client, harvest_rows) -> None:
    harvest_rows()
    sheet = Sheet.objects.get(title="Garage solidaire")
    assert client.get(f"/fiches/autre-{sheet.pk}.pdf").status_code == 302
    Sheet.objects.filter(pk=sheet.pk).update(withdrawn_at=sheet.updated_at)
    assert client.get(f"/fiches/{sheet.slug}-{sheet.pk}.pdf").status_code == 404
    assert client.get("/fiches/rien-zzzzzzzzzz.pdf").status_code == 404
    assert client.get("/selection/selection.pdf", {"id": sheet.pk}).status_code == 404
    assert client.get("/selection/selection.pdf").status_code == 404


STRANGE = [
    "😀👍🏽👨‍👩‍👧‍👦",
    "مرحبا بالعالم",
    "北京 東京 ภาษาไทย हिन्दी",
    "Łódź Ελλάδα Россия İstanbul œ € ™",
    "a" * 3000,
    "\x01\x08\ufeff\u202e\ud7ff\U0010ffff",
    "<b>&amp;</b> % {nb} \\ ( ) \u2028",
]


@pytest.mark.parametrize("strange", STRANGE)
def test_no_letter_keeps_a_sheet_from_being_printed(
    client: Client, harvest_rows, strange: str
) -> None:
    harvest_rows()
    sheet = Sheet.objects.get(title="Garage solidaire")
    story = f"<p>{strange}</p><ul><li>{strange}</li></ul><h2>{strange}</h2>"
    Sheet.objects.filter(pk=sheet.pk).update(
        title=strange[:290], summary=strange, description=story, holder=strange[:290]
    )
    for path in (f"/fiches/{sheet.slug}-{sheet.pk}.pdf", f"/selection/selection.pdf?id={sheet.pk}"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF")


def test_a_very_long_text_is_cut(client: Client, harvest_rows) -> None:
    harvest_rows()
    sheet = Sheet.objects.get(title="Garage solidaire")
    Sheet.objects.filter(pk=sheet.pk).update(description="<p>Un mot après l’autre.</p>" * 40_000)
    answer = client.get(f"/fiches/{sheet.slug}-{sheet.pk}.pdf")
    assert 2 < pages(answer.content) < 60


def test_a_selection_is_one_document(client: Client, harvest_rows) -> None:
    harvest_rows()
    answer = client.get("/selection/selection.pdf", {"id": [s.pk for s in Sheet.objects.all()]})
    assert title(answer.content) == "Sélection de 3 projets"


def test_words_without_letters_of_ours_are_marked_and_emoji_dropped() -> None:
    assert printed("Été 😀 œuvré “ici”") == "Été  œuvré “ici”"
    assert printed("dit مرحبا بالعالم hier") == f"dit {MISSING} hier"
    assert printed("Łódź, Ελλάδα, Россия") == "Łódź, Ελλάδα, Россия"


@given(st.text())
def test_any_text_is_printed_in_letters_that_we_have(text: str) -> None:
    assert printed(printed(text)) == printed(text)


@given(st.text(alphabet="<>/pliuh2 &;abr\n'\"!-", max_size=200))
def test_any_markup_gives_blocks_of_plain_words(html: str) -> None:
    for block in blocks(html):
        assert block.text == block.text.strip() != ""


def test_blocks_know_paragraphs_headings_and_items() -> None:
    html = "<h2>Quoi</h2><p>Un <b>mot</b>.</p><ul><li>un</li><li>deux</li></ul><p>-----</p>"
    assert blocks(html) == [
        Block("h", "Quoi"),
        Block("p", "Un mot."),
        Block("li", "un"),
        Block("li", "deux"),
    ]
    assert cut(blocks(html), 6) == ([Block("h", "Quoi"), Block("p", "Un…")], True)
