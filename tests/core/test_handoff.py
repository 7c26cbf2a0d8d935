"""Where people are sent for mutual aid and benefits: where the hub says so, and where its name can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.core.changing import replace
from station_app.core.memory.offers import Board, Offers
from station_app.core.model import House, StationState
from station_app.core.offers import requests
from station_app.core.offers.handoff import LONGEST_LINK, NEEDS, host_of, links

GOOD = "https://zghz.example.org/benefits?from=station"
FRESH = StationState.fresh(House(doors={}, zones={}))


def told(**of: str) -> StationState:
    board = Board(made_ms=1, links={topic.replace("_", "-"): link for topic, link in of.items()})
    return replace(FRESH, offers=Offers(board=board))


def test_the_host_of_a_good_address_is_told() -> None:
    assert host_of("https://ZGHZ.Example.org:8443/a") == "zghz.example.org"


@pytest.mark.parametrize(
    "link",
    [
        "",
        "http://zghz.example.org/",
        "https://localhost/",
        "https://10.0.0.1/",
        "https://union.example.org@evil.example/",
        "https://工会.example.org/",
        "https://zghz.example.org/a b",
        "https://zghz.example.org/\n",
        "https://zghz.example.org\\@evil.example/",
        "javascript:alert(1)",
        "https://zghz.example.org/" + "a" * LONGEST_LINK,
    ],
)
def test_nobody_is_sent_to_anything_else(link: str) -> None:
    assert host_of(link) == ""


@given(st.text(max_size=220))
def test_no_text_breaks_it(text: str) -> None:
    assert host_of("https://" + text) in ("https://" + text).lower()


def test_the_hub_s_address_stands_at_its_topic() -> None:
    assert links(told(benefits=GOOD)) == {"benefits": GOOD}


def test_a_bad_address_from_the_hub_is_left_out() -> None:
    assert links(told(mutual_aid="http://zghz.example.org/", benefits=GOOD)) == {"benefits": GOOD}


def test_without_a_board_there_is_none() -> None:
    assert links(FRESH) == {}


def test_each_of_them_is_a_topic_of_advice() -> None:
    assert set(NEEDS) <= set(requests.TOPICS["advice"])
