"""Whatever is written, a page shows nothing that acts and nothing of third parties."""

from __future__ import annotations

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrefour.editorial.differing import pieces
from carrefour.editorial.markdown import html_of

OURS = "/images/" + "ab" * 20 + "-1200.webp"
BAITS = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    '![x](x" onerror="alert(1))',
    "<img src=x onerror=alert(1)>",
    "[x](vbscript:x)",
    "![x](https://ailleurs.exemple/pixel.gif)",
    "<iframe src='https://ailleurs.exemple'></iframe>",
    "`<svg onload=alert(1)>`",
    "# <style>*{display:none}</style>",
    "[a]: javascript:alert(1)\n\n[a]",
    "| a |\n|---|\n| <b onclick=x> |",
]


def assert_harmless(html: str) -> None:
    tree = lxml.html.fragment_fromstring(html, create_parent="div")
    for element in tree.iter():
        assert element.tag in {
            *("div p h2 h3 h4 h5 h6 ul ol li strong em s a code pre blockquote hr br".split()),
            *("img table thead tbody tr th td".split()),
        }
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name != "style"
            if name == "href":
                assert not value.strip().lower().startswith(("javascript", "data", "vbscript"))
            if name == "src":
                assert value.startswith("/images/")


@pytest.mark.parametrize("bait", BAITS)
def test_nothing_acts(bait) -> None:
    assert_harmless(html_of(bait))


@given(st.lists(st.sampled_from([*BAITS, "\n\n", "# ", "- ", "*", "(", ")", "[", "a"]), max_size=8))
def test_nothing_acts_however_it_is_put_together(parts) -> None:
    assert_harmless(html_of("".join(parts)))


def test_headings_begin_under_that_of_the_page_and_can_be_linked_to() -> None:
    assert html_of("# Où ça\n\n## Là") == '<h2 id="ou-ca">Où ça</h2>\n<h2 id="la">Là</h2>\n'


def test_an_image_of_ours_is_shown_in_its_size() -> None:
    html = html_of(f"![Un pommier]({OURS})", {"ab" * 20: (2400, 1200)})
    assert 'alt="Un pommier"' in html
    assert 'width="1200" height="600"' in html


@given(st.text("ab \n", max_size=40), st.text("ab \n", max_size=40))
def test_what_differs_and_what_does_not_make_up_both_texts(old, new) -> None:
    parts = pieces(old, new)
    if not any(part.kind == "skipped" for part in parts) and old != new:
        assert "".join(p.text for p in parts if p.kind != "new") == old
        assert "".join(p.text for p in parts if p.kind != "gone") == new
