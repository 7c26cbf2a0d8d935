"""What is remembered of the offers for workers, and what the hub tells of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from station_app.core.instant import Instant
from station_app.core.memory.activities import Activities, Activity
from station_app.core.memory.bulletins import Bulletin
from station_app.core.memory.parking import Parked, ParkingPlaces
from station_app.core.memory.survey import Asking
from station_app.core.memory.things import BookShelf, Lot, Rack, Round, Things

Told = str | int
ReplyState = Literal["waiting", "accepted", "answered", "closed", "returned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants of an offer, decided at the screen in one go."""

    ask: str
    """The screen's own id of this touch: a second one with the same id is the same touch."""
    id: str
    """A new id for whatever is made of it."""
    offer: str
    act: str
    """What is to be done: `ask`, `read`, `rate`, …"""
    about: str = ""
    """The id of what it is about, where there is one."""
    choice: tuple[str, ...] = ()
    """Codes of the tiles that were touched, or digits that name no person."""
    ticket: str = ""
    """Twelve new random digits, for whoever makes a request: by these its answer is read."""
    contact: str = ""
    """A telephone number or a plate, sealed to the hub; nobody here can read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """Something that waits for a credential."""

    wanted: Wanted
    since: Instant
    slip: bool = False
    """Only the code of a ticket is meant for it; a credential opens the door as ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What becomes of a wish; stands for a moment."""

    ask: str
    offer: str
    result: str
    """A code with texts: `made`, `present`, `late`, …"""
    since: Instant
    values: Mapping[str, Told] = field(default_factory=dict[str, Told])
    """What the texts name."""
    lines: tuple[str, ...] = ()
    """Codes or titles that are listed below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Where a request stands at the hub, and what was answered. Never in the journal."""

    request: str
    state: ReplyState
    accepted_ms: int = 0
    """The hub's wall time; 0 for not yet."""
    answered_ms: int = 0
    due_ms: int = 0
    """When it is meant to be done (a fault mended); 0 where nobody has said."""
    text: str = ""
    """The answer, at most 500 characters."""
    desk: str = ""
    """Who answers, as people call it."""
    made_ms: int = 0
    """When it was made; 0 where the hub does not say."""
    stars: int = 0
    """What its maker has said of the answer, 1 to 5; 0 for nothing yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How requests fared within 90 days, here and everywhere; None where there is nothing to tell."""

    accept_minutes: float | None = None
    """Median, from creation."""
    answered_percent: float | None = None
    rating: float | None = None
    adopted: int = 0
    """Suggestions that were taken up."""
    fleet_accept_minutes: float | None = None
    fleet_answered_percent: float | None = None
    fleet_rating: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What the hub says to this station about its offers, all at once; the newest replaces the one before."""

    made_ms: int
    """By the hub's clock."""
    public_url: str = ""
    """Where phones reach the hub; empty where they do not."""
    contact_key: str = ""
    """The hub's public X25519 key in hex, to which telephone numbers are sealed; empty: nobody can be called back."""
    replies: tuple[Reply, ...] = ()
    figures: Figures | None = None
    rounds: tuple[Round, ...] = ()
    """Hand-outs that are on or will be soon."""
    stock: tuple[Lot, ...] = ()
    """What was counted at the hub: the newest of each lot."""
    racks: tuple[Rack, ...] = ()
    books: BookShelf | None = None
    activities: tuple[Activity, ...] = ()
    """Classes and events here that are not over."""
    links: Mapping[str, str] = field(default_factory=dict[str, str])
    """Topic of advice -> the page on the web to which the district's people are sent."""
    parking: ParkingPlaces | None = None
    bulletins: tuple[Bulletin, ...] = ()
    """Notices that are not over, or have yet to begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A request that was made here."""

    request: str
    matter: str
    topic: str
    at_ms: int
    detail: str = ""
    ticket: str = ""
    """SHA-256 of its ticket, in hex; empty for none."""
    person: str | None = None
    """The name that its maker was counted under, where the request is signed by a credential."""


@dataclass(frozen=True, kw_only=True)  # no slots: copied whole, see `changing`
class Offers:
    """All that is remembered of offers."""

    board: Board | None = None
    pending: Pending | None = None
    listening: Pending | None = None
    """Something that waits for a code that is no credential: a book's, a thing's, a ticket's."""
    answer: Answer | None = None
    heard: tuple[str, ...] = ()
    """The newest asks, so that none is acted upon twice."""
    requests: Mapping[str, Made] = field(default_factory=dict[str, Made])
    """By id, oldest first."""
    asking: Asking = field(default_factory=Asking)
    """Whom the survey asks."""
    rated: Mapping[str, int] = field(default_factory=dict[str, int])
    """Request -> the stars that were given for its answer here, the newest."""
    things: Things = field(default_factory=Things)
    activities: Activities = field(default_factory=Activities)
    parking: Mapping[str, Parked] = field(default_factory=dict[str, Parked])
    """By id, oldest first; what has left is forgotten."""
