"""What crosses between core and screen of the offers for workers: what is offered and told down, what is wanted up."""

from __future__ import annotations

from typing import Annotated

import msgspec

Name = Annotated[str, msgspec.Meta(max_length=64)]
Digits = Annotated[str, msgspec.Meta(max_length=20, pattern="^[0-9]*$")]


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="ask", kw_only=True):
    """What somebody wants of an offer, decided at the screen in one go."""

    id: Annotated[str, msgspec.Meta(min_length=8, max_length=40)]
    """Made by the screen for one touch; the same id is the same touch."""
    offer: Name
    act: Name
    about: Name = ""
    choice: Annotated[tuple[Name, ...], msgspec.Meta(max_length=8)] = ()
    """Codes of the tiles that were touched, or digits that name no person."""
    digits: Digits = ""
    """A telephone number. It is sealed to the hub before the rules hear of the wish."""
    plate: Annotated[str, msgspec.Meta(max_length=8)] = ""
    """A vehicle's plate, left by consent. It is sealed in the same way."""


class ParkingTold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The places of a driver's home; nothing of a plate."""

    places: int = 0
    taken: tuple[int, ...] = ()
    """Numbers of the vehicles that stand here."""
    calls: tuple[tuple[str, int], ...] = ()
    """Kind and number of vehicles whose drivers are asked to see the keeper."""


class OfferAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What became of a wish."""

    ask: str
    offer: str
    result: str
    """A code with texts."""
    values: dict[str, str | int] = {}
    lines: tuple[str, ...] = ()


class OpenFault(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that was reported here and is not mended yet."""

    topic: Name
    state: Name
    made_ms: int
    due_ms: int = 0
    """0 where nobody has said."""


class RequestFigures(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How requests fared within 90 days, here and everywhere."""

    accept_minutes: float | None = None
    answered_percent: float | None = None
    rating: float | None = None
    adopted: int = 0
    fleet_accept_minutes: float | None = None
    fleet_answered_percent: float | None = None
    fleet_rating: float | None = None


class RoundTold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that is handed out here."""

    id: Name
    item: Name
    title: dict[str, str] = {}
    """Language -> what the round is called."""
    until_ms: int = 0
    left: int = 0
    """Pieces that are still there."""


class StockTold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something in the first-aid box."""

    item: Name
    left: int | None = None
    """None where nobody has counted it."""
    expires: str = ""
    """When the first of it goes bad, as in 2027-03-31."""


class RackTold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Things of one kind that are lent."""

    id: Name
    item: Name
    free: int
    out: tuple[int, ...] = ()
    """Numbers that are away."""
    hours: int = 24


class ActivityTold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A class or an event here."""

    id: Name
    kind: Name
    title: dict[str, str] = {}
    """Language -> what it is called."""
    about: dict[str, str] = {}
    where: str = ""
    from_ms: int = 0
    until_ms: int = 0
    join_until_ms: int = 0
    """Wall time until which people sign up."""
    left: int = 0
    """Places that nobody has."""
    waiting: int = 0
    """How many may still put themselves on the waiting list."""
    cancelled: str = ""
    """Why it does not take place; empty where it does."""


class BulletinTold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A notice; the screen's clock says whether it stands."""

    id: Name
    title: dict[str, str]
    """Language -> its title."""
    text: dict[str, str]
    link: str = ""
    urgent: bool = False
    from_ms: int = 0
    until_ms: int = 0


class TurnRoom(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A room that goes by turns, as everybody may know it."""

    zone: Name
    title: str
    kind: Name
    """`shower`, `nursing`, `massage`, …: which drawing it has."""
    free: bool
    waiting: int = 0
    called: int = 0
    """The number that is called now; 0 for none."""
    next_ms: int = 0
    """Wall time at which somebody who takes a number now is about called; 0 where that is not told."""
    needs: tuple[Name, ...] = ()
    """What may be declared there, one of which must be; empty where nothing need be said."""


class Offers(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="offers", kw_only=True):
    """What is offered here, and what was answered last; sent beside snapshots whenever it changes."""

    serial: int
    offered: tuple[str, ...] = ()
    """Names, in the order in which they stand on the screen; empty: there are none."""
    answer: OfferAnswer | None = None
    calls: bool = False
    """Somebody can be called back: there is a key to seal a number with."""
    public_url: str = ""
    """Where phones reach the hub; empty where they do not."""
    topics: dict[str, tuple[str, ...]] = {}
    """Offer -> codes of what it can be about, each with a tile."""
    faults: tuple[OpenFault, ...] = ()
    mended: dict[str, int] = {}
    """Topic of a fault that was mended -> when, in wall milliseconds."""
    turns: tuple[TurnRoom, ...] = ()
    union_url: str = ""
    """The form for joining the union, for a worker's own phone; empty: there is none."""
    links: dict[str, str] = {}
    """Topic of advice -> the page on the web to which people are sent for it."""
    figures: RequestFigures | None = None
    invited: bool = False
    """Whoever stands here is to be asked the questions of the survey, once they have read their answer."""
    questions: dict[str, tuple[str, ...]] = {}
    """Question of the survey -> its answers."""
    rounds: tuple[RoundTold, ...] = ()
    stock: tuple[StockTold, ...] = ()
    racks: tuple[RackTold, ...] = ()
    activities: tuple[ActivityTold, ...] = ()
    parking: ParkingTold = ParkingTold()
    bulletins: tuple[BulletinTold, ...] = ()
    """Urgent ones first, then the newest; those to come and those that are over, too."""
