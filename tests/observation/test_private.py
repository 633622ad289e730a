"""No address of a person, of a machine, and no secret is left in a text."""

from __future__ import annotations

import secrets
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from carrefour.observation.private import without_private


@pytest.mark.parametrize(
    "told",
    [
        "Key (email)=(lea.martin+carrefour@exemple.fr) already exists.",
        "RCPT TO:<lea.martin@exemple.fr> refused",
        "/compte/?adresse=lea.martin%40exemple.fr",
        "“lea.martin@sous.domaine.exemple.fr”",
    ],
)
def test_an_e_mail_address_is_hidden(told: str) -> None:
    assert "martin" not in without_private(told)
    assert "exemple.fr" not in without_private(told)


@given(st.emails(), st.sampled_from(["{}", "<{}>", "to {}, refused", "'{}'", "email={}"]))
def test_any_e_mail_address_is_hidden(email: str, around: str) -> None:
    assume(all(c.isalnum() or c in "._+%-@" for c in email))
    assert email not in without_private(around.format(email))


@given(st.ip_addresses(), st.sampled_from(["{}", "from ip={}:", "[{}]:443", "({}, port)"]))
def test_any_address_of_a_machine_is_hidden_but_its_own(
    address: IPv4Address | IPv6Address, around: str
) -> None:
    assume(not ip_address(address).is_loopback and not ip_address(address).is_unspecified)
    assert str(address) not in without_private(around.format(address))


@pytest.mark.parametrize(
    "said",
    [
        "Listening at: http://127.0.0.1:8000 (42)",
        "[::1]:8000",
        "at 12:34:56 on 2026-11-28T20:30:00.123",
        "Carrefour 1.2.3 with Chromium 156.0.8078.108",
        "carrefour.pipeline.harvesting::run",
        "/fiches/les-jardins-partages-de-la-rue-du-12-mai-3kdhjqetcv/",
        "https://exemple.fr/donnees/les-projets.csv?page=2: gave no record at all.",
        "UNIQUE constraint failed: harvest_run.source_id",
        "the key is unknown",
        "carrefour.x.CompressedManifestStaticFilesStorage: HierarchicalCategoricalAggregation",
    ],
)
def test_what_names_nobody_stays(said: str) -> None:
    assert without_private(said) == said


def test_a_token_without_any_figure_is_hidden() -> None:
    token = "QwecwcJIWzSRP-BCtxBGDKRXIRRySwXnkliuFETlfcA"  # which chance gave
    assert token not in without_private(f"/suivre/confirmer/{token}/ failed")


@pytest.mark.parametrize("kind", [secrets.token_urlsafe, secrets.token_hex])
def test_a_token_is_hidden(kind) -> None:
    for _ in range(50):
        token = kind(32)
        assert token not in without_private(f"/suivre/confirmer/{token}/ failed")


@pytest.mark.parametrize(
    "told",
    [
        "postgres://carrefour:uni-quement@base/carrefour",
        "smtp://carrefour:uni-quement@mail.exemple.fr:587",
        "https://api.exemple.fr/v1?apikey=uni-quement&page=2",
        "Authorization: Bearer uni-quement",
        '{"password": "uni-quement"}',
    ],
)
def test_what_lets_one_in_is_hidden(told: str) -> None:
    assert "uni-quement" not in without_private(told)


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    without_private(text)


def test_a_long_text_of_nothing_but_dots_takes_no_time() -> None:
    for part in ("a.", "1.", ":", "a@", "a-", "@", "password"):
        without_private(part * 50_000)
