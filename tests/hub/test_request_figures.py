"""How requests fare: from their making, and honest about what nobody took on or answered."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from hub_rig import HubRig
from hypothesis import given
from hypothesis import strategies as st
from request_rig import ask, asking_station, path, taken
from test_pages import Browser

from station_app.hub import tickets
from station_app.hub.ticket_figures import Row, fared

NOW = timezone.now()
AT = tickets.ms(NOW)
MINUTE, DAY = 60_000, 86_400_000


def row(ago: int, accepted: int | None = None, answered: int | None = None, **more: Any) -> Row:
    """Made so long ago; taken on and answered so long after; a day to the answer."""
    made = AT - ago
    told: dict[str, Any] = {
        "station": "ST-1", "desk": None, "made_ms": made, "closed_ms": None, "answer_by_ms": made + DAY,
        "accepted_ms": None if accepted is None else made + accepted,
        "answered_ms": None if answered is None else made + answered,
        "state": "waiting", "stars": None, "outcome": "",
    }  # fmt: skip
    return Row(**(told | more))


def test_nothing_has_no_figures() -> None:
    told = fared([], NOW)

    assert (told.accept_minutes, told.answered_percent, told.rating, told.adopted) == (None, None, None, 0)


def test_the_median_runs_from_the_making() -> None:
    assert fared([row(DAY, one * MINUTE) for one in (1, 3, 60)], NOW).accept_minutes == 3


def test_what_nobody_took_on_counts_with_its_age() -> None:
    assert fared([row(40 * MINUTE)], NOW).accept_minutes == 40


def test_what_is_unanswered_after_its_time_counts_as_unanswered() -> None:
    assert fared([row(2 * DAY, MINUTE, MINUTE), row(2 * DAY, MINUTE)], NOW).answered_percent == 50


def test_what_was_answered_late_was_not_answered_in_time() -> None:
    assert fared([row(3 * DAY, MINUTE, 2 * DAY)], NOW).answered_percent == 0


def test_what_was_returned_was_not_answered() -> None:
    assert fared([row(DAY // 2, MINUTE, closed_ms=AT, state="returned")], NOW).answered_percent == 0


def test_what_is_still_within_its_time_is_told_and_not_judged() -> None:
    told = fared([row(MINUTE)], NOW)

    assert (told.answered_percent, told.pending) == (None, 1)


def test_one_in_a_thousand_is_not_a_hundred_per_cent() -> None:
    some = [row(2 * DAY, MINUTE, MINUTE)] * 2999 + [row(2 * DAY, MINUTE)]

    assert fared(some, NOW).answered_percent == 99.9


def test_stars_and_adopted_suggestions_are_counted() -> None:
    told = fared([row(DAY, stars=5), row(DAY, stars=4, outcome="adopted"), row(DAY)], NOW)

    assert (told.rating, told.adopted) == (4.5, 1)


times = st.none() | st.integers(0, 90 * DAY)


@given(st.lists(st.builds(row, st.integers(0, 90 * DAY), times, times), max_size=30))
def test_no_share_leaves_its_bounds(some: list[Row]) -> None:
    told = fared(some, NOW)

    assert told.answered_percent is None or 0 <= told.answered_percent <= 100
    assert told.accept_minutes is None or told.accept_minutes >= 0


async def test_the_page_shows_the_bar_the_stations_and_the_desks(rig: HubRig) -> None:
    station = await asking_station(rig)
    await ask(station)
    taken(rig).post(path(rig, "answer"), text="好")

    page = Browser(rig, "viewer").get("/requests/figures/").text_now
    assert [word in page for word in ("平均 5 分钟受理，答复率 100 %", "信成花园驿站", "100.0 %")] == [True] * 3


async def test_another_district_s_requests_are_in_no_figure(rig: HubRig) -> None:
    await ask(await asking_station(rig, district="滨湖"))

    assert "近 90 天没有诉求" in Browser(rig, "viewer").get("/requests/figures/").text_now
