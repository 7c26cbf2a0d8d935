"""All that a hub can say of a station's offers reaches the screen in one line."""

from __future__ import annotations

from dataclasses import replace

from station_bench import NOON, settings, stamp_of

from hardware.clock import ManualClock
from station_app.core.memory.activities import Activity
from station_app.core.memory.bulletins import Bulletin
from station_app.core.memory.offers import Board
from station_app.core.memory.parking import Parked, ParkingPlaces
from station_app.core.memory.things import Rack, Round
from station_app.core.model import StationState
from station_app.core.offers import bulletins, parking
from station_app.core.offers.offering import OFFERS
from station_app.station.offers_picture import OffersPicture
from station_app.station.things_picture import MOST_ACTIVITIES, MOST_RACKS, MOST_ROUNDS
from station_app.wire import MAX_LINE, Offers, line_of, message_of

WIDE = "\N{GRINNING FACE}"
"""No letter takes more bytes."""
LATEST = 2**52


def words(count: int) -> dict[str, str]:
    return dict.fromkeys(bulletins.LANGUAGES, WIDE * count)


BOARD = Board(
    made_ms=LATEST,
    public_url="https://" + "h" * 180,
    contact_key="0" * 64,
    rounds=tuple(Round(id=f"{n:032}", item="medicine", title=words(60), until_ms=LATEST) for n in range(MOST_ROUNDS)),
    racks=tuple(Rack(id=f"{n:024}", item="power-bank", count=60) for n in range(MOST_RACKS)),
    activities=tuple(
        Activity(
            id=f"{n:032}", kind="childcare", title=words(40), about={"zh-CN": WIDE * 120}, where=WIDE * 40,
            from_ms=LATEST, until_ms=LATEST, join_until_ms=LATEST, places=500, waiting=500, cancelled=WIDE * 60,
        )
        for n in range(MOST_ACTIVITIES)
    ),
    parking=ParkingPlaces(places=parking.MOST_PLACES, calls=tuple(range(1, parking.MOST_PLACES + 1))),
    bulletins=tuple(
        Bulletin(id=f"{n:016}", title=words(40), text=words(600), link="https://" + "l" * 190, until_ms=LATEST)
        for n in range(bulletins.MOST)
    ),
)  # fmt: skip


def line() -> bytes:
    """What the screen is told by a station at all these limits."""
    clock = ManualClock(wall=NOON)
    house = replace(settings().house, has_hub=True)
    state = StationState.fresh(replace(house, policy=replace(house.policy, offers=frozenset(OFFERS))))
    at = stamp_of(clock).now()
    stands = {
        str(n): Parked(parking=str(n), vehicle="truck", number=n, at_ms=at.wall_ms)
        for n in range(1, parking.MOST_PLACES + 1)
    }
    kept = replace(state.offers, board=bulletins.cut(BOARD), parking=stands)
    told: list[Offers] = []
    OffersPicture(told.append, stamp_of(clock).now, "320206001").show(replace(state, offers=kept))
    return line_of(told[-1])


def test_the_longest_line_is_one_that_the_screen_takes() -> None:
    assert len(line()) <= MAX_LINE


def test_all_of_it_arrives() -> None:
    told = message_of(line())

    assert isinstance(told, Offers)
    assert (len(told.rounds), len(told.racks), len(told.activities)) == (MOST_ROUNDS, MOST_RACKS, MOST_ACTIVITIES)
    assert (len(told.parking.taken), len(told.parking.calls)) == (parking.MOST_PLACES, parking.MOST_PLACES)
    assert told.bulletins
