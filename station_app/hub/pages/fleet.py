"""All stations that a reader may see: as a list, by district, and on a wall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from station_app.hub import texts
from station_app.hub.known import Known, known_of
from station_app.hub.needs import WELL, Need, needs_of
from station_app.hub.pages.access import page, sees_silent
from station_app.hub.peers import Odd, unlike_peers
from station_app.hub.scope import stations_for
from station_app.hub.telling import Chip, chip_of, people_in, sentence_of

A_PAGE = 60
MOST_ODD = 8
WALL_LINES = 12
SHOWS = ("all", "attention", "silent", "open", "closed")
NOBODY_KNOWS = frozenset({"silent", "new"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One station on the list."""

    known: Known
    chip: Chip
    needs: Sequence[Need]

    @property
    def sentence(self) -> str:
        """How it is; made for those alone that are shown."""
        return sentence_of(self.known)

    @property
    def rank(self) -> int:
        """How much it needs somebody; less is more."""
        return self.needs[0].rank if self.needs else WELL

    @property
    def name(self) -> str:
        """What people call it."""
        return self.known.name

    @property
    def district(self) -> str:
        """Where it lies, in words."""
        return self.known.station.district or texts.word("no-district")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Figures over all stations that are shown."""

    stations: int
    open: int
    silent: int
    attention: int
    inside: str
    visits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the reader wants to see, as the address tells; what cannot be read narrows nothing."""

    search: str
    district: str | None
    show: str
    grid: bool
    number: int

    @staticmethod
    def read(asked: QueryDict) -> Chosen:
        """From the address."""
        show, number, district = (str(asked.get(name) or "") for name in ("show", "page", "district"))
        district = district if "district" in asked else "*"
        return Chosen(
            search=asked.get("q", "").strip()[:60],
            district=None if district == "*" else district,
            show=show if show in SHOWS else "all",
            grid=asked.get("view") == "grid",
            number=int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 6 else 1,
        )

    @property
    def narrowed(self) -> bool:
        """Not everything is shown."""
        return bool(self.search) or self.district is not None or self.show != "all"

    def fits(self, line: Line) -> bool:
        """Whether a station is to be shown."""
        station = line.known.station
        if self.search and self.search.casefold() not in f"{station.name} {station.pk}".casefold():
            return False
        if self.district is not None and station.district != self.district:
            return False
        match self.show:
            case "attention":
                return bool(line.needs)
            case "silent":
                return line.chip.code in NOBODY_KNOWS
            case "open" | "closed":
                return line.chip.code == self.show
            case _:
                return True


@require_safe
@page()
def fleet(request: HttpRequest) -> HttpResponse:
    """Every station in one sentence, those first that need somebody."""
    lines = lines_for(request)
    chosen = Chosen.read(request.GET)
    found = [line for line in lines if chosen.fits(line)]
    pages = max(1, -(-len(found) // A_PAGE))
    number = min(max(1, chosen.number), pages)
    asked = request.GET.copy()
    asked.pop("page", None)
    told = {
        "lines": found[(number - 1) * A_PAGE : number * A_PAGE] if not chosen.grid else found,
        "groups": grouped(found) if chosen.grid else None,
        "chosen": chosen,
        "sums": sums_of(lines),
        "districts": sorted({line.known.station.district for line in lines}),
        "shows": SHOWS,
        "odd": odd_ones(lines),
        "number": number,
        "pages": pages,
        "page_words": texts.sentence("page-of", n=number, of=pages),
        "query": asked.urlencode(),
        "now": timezone.now(),
    }
    return render(request, "hub/fleet.html", told)


@require_safe
@page()
def wall(request: HttpRequest) -> HttpResponse:
    """For a screen that many people see: figures and what needs somebody, nothing that is kept from anybody."""
    lines = lines_for(request, silent=False)
    needy = [line for line in lines if line.needs]
    told = {
        "sums": sums_of(lines),
        "needy": needy[:WALL_LINES],
        "more": len(needy) > WALL_LINES,
        "more_words": texts.sentence("wall-more", n=len(needy) - WALL_LINES),
        "groups": [(name, sums_of(some)) for name, some in grouped(lines)],
        "now": timezone.now(),
    }
    return render(request, "hub/wall.html", told)


def lines_for(request: HttpRequest, *, silent: bool | None = None) -> list[Line]:
    """All stations of a reader, those first that need somebody."""
    shows_silent = sees_silent(request) if silent is None else silent
    lines = [line_of(known) for known in known_of(stations_for(request.user), timezone.now(), silent=shows_silent)]
    return sorted(lines, key=lambda line: (line.rank, line.name, line.known.station.pk))


def line_of(known: Known) -> Line:
    """One station on the list."""
    return Line(known=known, chip=chip_of(known), needs=needs_of(known))


def grouped(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """By district, those without one last."""
    order = sorted(lines, key=lambda line: (not line.known.station.district, line.district))
    return [(name, list(some)) for name, some in groupby(order, key=lambda line: line.district)]


def odd_ones(lines: Sequence[Line]) -> list[tuple[Odd, Line]]:
    """The stations most unlike their peers, among those that are seen."""
    by_key: Mapping[str, Line] = {line.known.station.pk: line for line in lines}
    return [(odd, by_key[odd.known.station.pk]) for odd in unlike_peers(line.known for line in lines)[:MOST_ODD]]


def sums_of(lines: Sequence[Line]) -> Sums:
    """Figures over stations; people are counted where that is known at this moment."""
    ranges = [people for line in lines if line.known.live and (people := people_in(line.known.live))]
    low, high = sum(one[0] for one in ranges), sum(one[1] for one in ranges)
    return Sums(
        stations=len(lines),
        open=sum(line.chip.code == "open" for line in lines),
        silent=sum(line.chip.code in NOBODY_KNOWS for line in lines),
        attention=sum(bool(line.needs) for line in lines),
        inside=str(low) if low == high else texts.sentence("range", low=low, high=high),
        visits=sum(line.known.week.today for line in lines),
    )
