"""Where a hub may be."""

from __future__ import annotations

import pytest

from station_app.upstream.address import HubAddress


@pytest.mark.parametrize(
    "url",
    ["https://hub.example.org", "https://hub.example.org:8443/", "http://127.0.0.1:8000", "http://localhost:1",
     "http://[::1]:8000"],
)  # fmt: skip
def test_an_address_is_taken(url: str) -> None:
    assert HubAddress(url=url).base == url.rstrip("/")


@pytest.mark.parametrize("url", ["http://hub.example.org", "http://192.168.1.5:8000", "http://127.0.0.1.example.org"])
def test_plain_http_is_for_this_machine_only(url: str) -> None:
    with pytest.raises(ValueError, match="use https"):
        HubAddress(url=url)


@pytest.mark.parametrize("url", ["", "hub.example.org", "ftp://x", "https://", "https://u:p@h", "https://h/path"])
def test_anything_else_is_no_address(url: str) -> None:
    with pytest.raises(ValueError, match=r"hub\.url"):
        HubAddress(url=url)
