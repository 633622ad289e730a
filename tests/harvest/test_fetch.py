"""Fetching: bounded, patient, and never from a private address."""

import gzip
import random

import pytest

from carrefour.harvest.address import ForbiddenAddress, public_addresses
from carrefour.harvest.fetch import Fetcher, FetchError


@pytest.fixture
def body(partner, tmp_path):
    """Ask the partner for a path, within limits, and give the body that came."""

    def ask(path: str, **limits: object) -> str:
        fetcher = Fetcher(partner.policy(**limits))
        try:
            fetcher.save(f"{partner.url}{path}", tmp_path / "body")
        finally:
            fetcher.close()
        return (tmp_path / "body").read_text()

    return ask


def test_it_says_who_asks(partner, body) -> None:
    partner.answers["/"] = "bonjour"
    assert body("/", contact="https://carrefour.example") == "bonjour"
    assert partner.asked[0].headers["User-Agent"].startswith("Carrefour/")
    assert "(+https://carrefour.example)" in partner.asked[0].headers["User-Agent"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_failure_that_passes_is_tried_again(partner, body, status: int) -> None:
    partner.answers["/"] = [(status, {}, ""), (200, {}, "enfin")]
    assert body("/") == "enfin"


@pytest.mark.parametrize(("status", "words"), [(404, "404"), (403, "refused"), (500, "500")])
def test_a_failure_that_stays_is_told_with_a_cure(partner, body, status: int, words: str) -> None:
    partner.answers["/"] = (status, {}, "")
    with pytest.raises(FetchError, match=words) as told:
        body("/")
    assert told.value.cure


def test_a_redirect_is_followed_but_not_into_a_private_address(partner, body) -> None:
    partner.answers["/a"] = (302, {"Location": "/b"}, "")
    partner.answers["/b"] = "arrivé"
    assert body("/a") == "arrivé"
    partner.answers["/a"] = (302, {"Location": "http://127.0.0.1:1/"}, "")
    with pytest.raises(FetchError, match="private"):
        body("/a")


def test_a_loop_of_redirects_ends(partner, body) -> None:
    partner.answers["/a"] = (302, {"Location": "/a"}, "")
    with pytest.raises(FetchError, match="redirects"):
        body("/a")


def test_an_answer_too_large_is_refused_also_when_it_is_packed(partner, body) -> None:
    partner.answers["/"] = "x" * 5000
    with pytest.raises(FetchError, match="larger"):
        body("/", most_bytes=1000)
    packed = gzip.compress(b"x" * 10_000_000)
    partner.answers["/"] = (200, {"Content-Encoding": "gzip"}, packed)
    with pytest.raises(FetchError, match="larger"):
        body("/", most_bytes=1_000_000)


@pytest.mark.parametrize("end", [-1, 40, 12])
def test_a_packed_answer_that_is_cut_short_is_never_taken_for_the_whole(
    partner, body, end: int
) -> None:
    packed = gzip.compress(random.Random(1).randbytes(5_000))  # noqa: S311 - no secret
    partner.answers["/"] = (200, {"Content-Encoding": "gzip"}, packed[:end])
    with pytest.raises(FetchError, match="cut short"):
        body("/")


def test_packed_answers_are_unpacked_part_by_part(partner, body) -> None:
    parts = gzip.compress(b"a" * 200_000) + gzip.compress(b"b" * 200_000)
    partner.answers["/"] = (200, {"Content-Encoding": "gzip"}, parts)
    assert body("/") == "a" * 200_000 + "b" * 200_000
    partner.answers["/"] = (200, {"Content-Encoding": "gzip"}, b"")
    assert body("/") == ""
    partner.answers["/"] = (200, {"Content-Encoding": "gzip"}, b"not packed at all")
    with pytest.raises(FetchError, match="broken"):
        body("/")


def test_a_server_that_is_down_is_told(partner, tmp_path) -> None:
    fetcher = Fetcher(partner.policy(allowed_private=frozenset({"127.0.0.1:9"})))
    with pytest.raises(FetchError, match="cannot be reached"):
        fetcher.save("http://127.0.0.1:9/", tmp_path / "body")


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/", "http://10.0.0.1/",
     "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
     "http://0.0.0.0/", "http://example.org:99999/", "file:///etc/passwd", "ftp://example.org/"],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(url: str) -> None:
    with pytest.raises(ForbiddenAddress):
        public_addresses(url)


def test_a_host_that_no_one_knows_is_told(partner, tmp_path) -> None:
    fetcher = Fetcher(partner.policy(tries=2))
    with pytest.raises(FetchError, match=r"nulle-part\.invalid is not known"):
        fetcher.save("http://nulle-part.invalid/", tmp_path / "body")
