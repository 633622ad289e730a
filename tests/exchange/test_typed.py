"""What people type is kept as a reader sees it, and shown without becoming anything else."""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrefour.exchange.people import clean
from carrefour.exchange.templatetags.carrefour_exchange import prose


@given(st.text(), st.integers(0, 50))
def test_nothing_that_no_one_sees_is_kept(text: str, longest: int) -> None:
    kept = clean(text, longest)
    assert len(kept) <= longest
    unseen = {c for c in kept if unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Cn")}
    assert unseen <= {"\n"}
    assert "\n" not in clean(text, longest, lines=False)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Bonjour\u00a0!\r\nÀ vous\u202f?", "Bonjour\u00a0!\nÀ vous\u202f?"),
        ("a\u202eb\u200bc\u0000", "abc"),
        ("  \n x \n ", "x"),
    ],
)
def test_lines_and_french_spaces_stay(typed: str, kept: str) -> None:
    assert clean(typed, 100) == kept


class Tags(HTMLParser):
    """The elements of a text, with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


hostile = st.lists(
    st.sampled_from([
        "<script>", "</p>", "<img src=x onerror=a>", "javascript:a", "http://x.fr/", '"', "'", ">",
        "&lt;b&gt;", "&#60;", "www.x.fr", "a@x.fr", "\n\n", " ", "https://[", "data:text/html,x",
        "http://x.fr/<b>", "HTTP://X.FR/?a='\"", "mailto:", "ftp://x.fr",
    ]),
    max_size=12,
).map("".join)  # fmt: skip


@given(st.one_of(st.text(), hostile))
def test_a_text_becomes_paragraphs_and_links_to_the_web_and_nothing_else(text: str) -> None:
    read = Tags()
    read.feed(str(prose(clean(text, 1000))))
    for tag, attributes in read.found:
        assert tag in ("p", "br", "a")
        if tag == "a":
            assert set(attributes) <= {"href", "rel"}
            assert str(attributes["href"]).startswith(("http://", "https://", "mailto:"))
        else:
            assert attributes == {}
