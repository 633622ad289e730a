"""Fetching: bounded, patient, and never from a private address."""

import gzip

import pytest

from carrefour.harvest.address import ForbiddenAddress, public_addresses
from carrefour.harvest.fetch import FetchError, fetched


def body(partner, path: str, **limits: object) -> str:
    with fetched(f"{partner.url}{path}", partner.policy(**limits)) as file:
        return file.read_text()


def test_it_says_who_asks(partner) -> None:
    partner.answers["/"] = "bonjour"
    assert body(partner, "/", contact="https://carrefour.example") == "bonjour"
    assert partner.asked[0].startswith("Carrefour/")
    assert "(+https://carrefour.example)" in partner.asked[0]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_failure_that_passes_is_tried_again(partner, status: int) -> None:
    partner.answers["/"] = [(status, {}, ""), (200, {}, "enfin")]
    assert body(partner, "/") == "enfin"


@pytest.mark.parametrize(("status", "words"), [(404, "404"), (403, "refused"), (500, "500")])
def test_a_failure_that_stays_is_told_with_a_cure(partner, status: int, words: str) -> None:
    partner.answers["/"] = (status, {}, "")
    with pytest.raises(FetchError, match=words) as told:
        body(partner, "/")
    assert told.value.cure


def test_a_redirect_is_followed_but_not_into_a_private_address(partner) -> None:
    partner.answers["/a"] = (302, {"Location": "/b"}, "")
    partner.answers["/b"] = "arrivé"
    assert body(partner, "/a") == "arrivé"
    partner.answers["/a"] = (302, {"Location": "http://127.0.0.1:1/"}, "")
    with pytest.raises(FetchError, match="private"):
        body(partner, "/a")


def test_a_loop_of_redirects_ends(partner) -> None:
    partner.answers["/a"] = (302, {"Location": "/a"}, "")
    with pytest.raises(FetchError, match="redirects"):
        body(partner, "/a")


def test_an_answer_too_large_is_refused_also_when_it_is_packed(partner) -> None:
    partner.answers["/"] = "x" * 5000
    with pytest.raises(FetchError, match="larger"):
        body(partner, "/", most_bytes=1000)
    packed = gzip.compress(b"x" * 10_000_000)
    partner.answers["/"] = (200, {"Content-Encoding": "gzip"}, packed)
    with pytest.raises(FetchError, match="larger"):
        body(partner, "/", most_bytes=1_000_000)


def test_a_server_that_is_down_is_told(partner) -> None:
    url = "http://127.0.0.1:9/"
    policy = partner.policy(allowed_private=frozenset({"127.0.0.1:9"}))
    with pytest.raises(FetchError, match="cannot be reached"), fetched(url, policy):
        pass


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/", "http://10.0.0.1/",
     "http://[::ffff:127.0.0.1]/", "file:///etc/passwd", "ftp://example.org/"],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(url: str) -> None:
    with pytest.raises(ForbiddenAddress):
        public_addresses(url)
