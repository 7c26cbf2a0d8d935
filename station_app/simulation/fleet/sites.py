"""The eight stations of the synthetic data set and a flagship, as houses for the rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from station_app.core.hours import Hours
from station_app.core.model import Door, House, Sense, Zone
from station_app.core.policy import Audience, Policy, TurnRule, ZoneRule

REST: Final = "rest"
MAIN: Final = "main"
BOARD: Final = "board"
READER: Final = "reader"
SCANNER: Final = "scanner"
PRIVATE: Final = ("nursing", "shower")
_TITLES: Final = {"nursing": "母婴室", "shower": "淋浴间"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One kind of station."""

    id: str
    place: str
    """A type of place that `tables.MIX` knows."""
    tier: str
    capacity: int
    private: tuple[str, ...] = ()
    """Zones with a latch on the inside."""
    counter: bool = False
    """Something counts people at the entrance."""
    hours: Hours | None = None
    """None for round the clock."""

    @property
    def round_the_clock(self) -> bool:
        """Whether it never closes."""
        return self.hours is None


_BANK: Final = Hours.weekly({day: ["09:00-11:30", "13:30-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")})
_PARK: Final = Hours.weekly({d: ["06:00-22:00"] for d in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")})

SITES: Final = (
    Site(id="320206001", place="community", tier="normal", capacity=16, private=("nursing",)),
    Site(id="320211002", place="community", tier="busy", capacity=60, private=PRIVATE),
    Site(id="320206002", place="street", tier="quiet", capacity=8),
    Site(id="320206003", place="logistics", tier="hub", capacity=80, private=("shower",), counter=True),
    Site(id="320213001", place="mall", tier="hub", capacity=12),
    Site(id="320211001", place="street", tier="quiet", capacity=5, hours=_PARK),
    Site(id="320205001", place="street", tier="normal", capacity=4, hours=_BANK),
    Site(id="320281001", place="community", tier="busy", capacity=10),
)
FLAGSHIP: Final = Site(id="320214001", place="community", tier="flagship", capacity=120, private=PRIVATE, counter=True)
FLAGSHIP_OF: Final = 75
"""One station in so many is a flagship, the last of them."""


def site_of(station: int) -> Site:
    """What the station of a number is."""
    return FLAGSHIP if station % FLAGSHIP_OF == FLAGSHIP_OF - 1 else SITES[station % FLAGSHIP_OF % len(SITES)]


def tap_of(zone: str) -> str:
    """The reader at a room without a door that anything could lock."""
    return f"tap-{zone}"


def house_of(site: Site) -> House:
    """The house of a site, with the policy that its hub made."""
    senses = [
        Sense(name="pir", means="motion", zone=REST, board=BOARD),
        Sense(name="smoke", means="smoke", zone=REST, board=BOARD),
        Sense(name="mains", means="power-good", board=BOARD),
        Sense(name="water", means="leak", zone=REST, board=BOARD),
        Sense(name="call", means="help", zone=REST, board=BOARD),
        Sense(name="lid", means="tamper", board=BOARD),
    ]
    senses += [Sense(name=f"latch-{zone}", means="latch", zone=zone, board=BOARD) for zone in site.private]
    zones = [
        Zone(
            name=REST,
            title="休息区",
            capacity=site.capacity,
            loads=("lights", "night-light", "cooling", "heating", "ventilation"),
        ),
        *(
            Zone(
                name=zone,
                title=_TITLES[zone],
                capacity=1,
                privacy="private",
                readers=(tap_of(zone),) if zone == "nursing" else (),
            )
            for zone in site.private
        ),
    ]
    door = Door(name=MAIN, zone=REST, readers=(READER, SCANNER), contact_board=BOARD, lock_board=BOARD)
    return House(
        doors={MAIN: door},
        zones={zone.name: zone for zone in zones},
        policy=policy_of(site),
        inputs={sense.name: sense for sense in senses},
        devices=(BOARD, READER, SCANNER),
        has_hub=True,
    )


def policy_of(site: Site, number: int = 1, made_ms: int = 0) -> Policy:
    """The policy of a site, as its hub makes one; each has a number of its own."""
    rules = {REST: ZoneRule()}
    for zone in site.private:
        turn = TurnRule(minutes=20) if zone == "shower" else None
        audience = Audience(needs=frozenset({zone}) if turn is None else frozenset())
        rules[zone] = ZoneRule(kind=zone, privacy="private", essential=False, turn=turn, audience=audience)
    return Policy(
        version=f"p{number}",
        number=number,
        made_ms=made_ms,
        hours=site.hours or Hours.always(),
        zones=rules,
    )
