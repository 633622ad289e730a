"""Where visitors come from is believed of our own proxies alone."""

from __future__ import annotations

from ipaddress import ip_network

from carrefour.community.limits import network_address


def test_only_a_proxy_that_is_named_is_believed(rf, settings) -> None:
    asked = rf.get("/", REMOTE_ADDR="172.30.77.1", HTTP_X_FORWARDED_FOR="198.51.100.7")
    assert network_address(asked) == "172.30.77.1"
    settings.PROXIES = (ip_network("172.30.77.1"),)
    assert network_address(asked) == "198.51.100.7"
    other = rf.get("/", REMOTE_ADDR="172.30.77.9", HTTP_X_FORWARDED_FOR="198.51.100.7")
    assert network_address(other) == "172.30.77.9"
