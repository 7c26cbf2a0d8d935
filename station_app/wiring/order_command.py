"""`station order` and `station drill`: give the running station an order, and see what becomes of it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from station_app.wiring.process import DATA_HELP, UsageError, data_dir

if TYPE_CHECKING:
    from station_app.wiring.service_messages import Course, GiveOrder

Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]

VERBS: Final = {
    "open": ("DOOR", "release a door for its usual time"),
    "mode": ("MODE", "normal, evacuation, lockdown or shelter, for --minutes"),
    "message": ("TEXT", "show a message to everybody at the station; an empty one takes it away"),
    "lights": ("ZONE=on|off", "let a zone's lights be on or off"),
    "acknowledge": ("CAUSE", "take an incident on"),
    "resolve": ("CAUSE", "say that an incident is over"),
    "selftest": ("", "test the whole station now, where nobody is inside"),
    "restart-device": ("DEVICE", "end a device's driver and begin it anew"),
}
DRILL_MINUTES: Final = 10.0
LONGEST_MINUTES: Final = 24 * 60.0


def add_order_commands(command: Add) -> None:
    """Teach the `station` command to give orders."""
    verbs = "; ".join(f"{name} {what}".rstrip() + f": {about}" for name, (what, about) in VERBS.items())
    order = command(
        "order",
        _order,
        f"Give the running station an order and follow it. {verbs}. Status 0 when it is confirmed, 1 when it is "
        "refused or expires.",
    )
    order.add_argument("verb", choices=VERBS, metavar="VERB", help=", ".join(VERBS))
    order.add_argument("about", metavar="ABOUT", nargs="?", help="what it is about: see above; selftest has nothing")
    order.add_argument("--minutes", type=_minutes, default=None, help="how long a mode, a message or lights last")
    _common(order)
    drill = command("drill", _drill, "Begin an exercise: everything happens, and nobody is called out.")
    drill.add_argument("about", choices=("evacuation", "lockdown", "shelter"), help="which mode is exercised")
    drill.add_argument("--minutes", type=_minutes, default=DRILL_MINUTES, help="how long it lasts (default 10)")
    _common(drill)


def give(data: Path | None, wanted: GiveOrder, language: str) -> int:
    """Hand the order over and print each state that it reaches; what to do next goes to standard error.

    Raises UsageError where no station runs.
    """
    from station_app.wiring.service_client import running_station

    with running_station(data_dir(data)) as talk:
        if talk is None:
            raise UsageError("no station runs on this data directory; start it with: station run")
        last: Course | None = None
        for course in talk.order(wanted):
            if course != last:
                print(f"{course.state} {course.why}".rstrip(), flush=True)  # noqa: T201 - the answer
            last = course
    if last is None or not last.is_end:
        raise UsageError("the running station has not said what became of the order; see: station journal export")
    for line in advice(last, language):
        print(line, file=sys.stderr, flush=True)  # noqa: T201 - the answer
    return 0 if last.state == "confirmed" else 1


def advice(end: Course, language: str) -> Iterator[str]:
    """What to do next about an order that is not confirmed, or whose proof asks for somebody."""
    from station_app.wiring.why_command import words

    told = words(language)
    why, _, number = end.why.partition("/")
    asks = end.state != "confirmed" or why == "checks-failed"
    if asks and (said := f"order.{why}") in told:
        yield told[said].format(number=number)
    if end.why == "unknown-target":
        yield told["order.known"].format(names=", ".join(end.known)) if end.known else told["order.known.none"]


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason", required=True, type=_text(200), help="why, for the record; no names of people")
    parser.add_argument("--by", default="keeper", type=_text(60), help="who orders: a role (default keeper)")
    parser.add_argument("--data", type=Path, default=None, help=DATA_HELP)
    parser.add_argument("--language", choices=("zh-CN", "en"), default="zh-CN", help="default zh-CN")


def _text(longest: int) -> Callable[[str], str]:
    def text(given: str) -> str:
        if not 1 <= len(given) <= longest or not given.isprintable():
            raise argparse.ArgumentTypeError(f"must be 1 to {longest} printable letters")
        return given

    return text


def _minutes(given: str) -> float:
    try:
        minutes = float(given)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes <= LONGEST_MINUTES:
        raise argparse.ArgumentTypeError(f"must be more than 0 and at most {LONGEST_MINUTES:.0f} minutes")
    return minutes


def order_of(arguments: argparse.Namespace) -> GiveOrder:
    """What `station order` is to give. Raises UsageError where it says too little or too much."""
    from station_app.wiring.service_messages import GiveOrder

    about: str | None = arguments.about
    if (about is None) != (arguments.verb == "selftest"):
        what = VERBS[arguments.verb][0]
        raise UsageError(f"station order {arguments.verb} needs {what or 'nothing more'}")
    about = about or ""
    target, value = {"mode": ("", about), "message": ("", about)}.get(arguments.verb, (about, ""))
    if arguments.verb == "lights":
        target, _, value = about.partition("=")
    seconds = 60.0 * (arguments.minutes or 0.0)
    reason, by = arguments.reason, arguments.by
    return GiveOrder(verb=arguments.verb, target=target, value=value, seconds=seconds, reason=reason, by=by)


def _order(arguments: argparse.Namespace) -> int:
    return give(arguments.data, order_of(arguments), arguments.language)


def _drill(arguments: argparse.Namespace) -> int:
    from station_app.wiring.service_messages import GiveOrder

    wanted = GiveOrder(
        verb="mode",
        value=arguments.about,
        seconds=60.0 * arguments.minutes,
        reason=arguments.reason,
        by=arguments.by,
        drill=True,
    )
    return give(arguments.data, wanted, arguments.language)
