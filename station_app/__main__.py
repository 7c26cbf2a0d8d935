"""The `station` command: parses, calls, prints. Each command's parts are imported only when it runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NoReturn

from station_app.wiring.ferry_command import add_ferry_command
from station_app.wiring.order_command import add_order_commands
from station_app.wiring.policy_command import add_policy_command
from station_app.wiring.process import DATA_HELP, DATA_PLACES, UsageError
from station_app.wiring.screens_command import add_screens_command
from station_app.wiring.status_command import add_status_command
from station_app.wiring.technician_commands import add_technician_commands
from station_app.wiring.why_command import add_why_command

FLEET: Final = 12
"""Neighbours of a demo; each keeps a request open at the hub, which has room for 64."""
MOST_FLEET: Final = 48


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one plain sentence."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where to read more; exit status 2."""
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    arguments = _parser().parse_args(argv)
    act: Callable[[argparse.Namespace], int] = arguments.act
    from station_app.config import ConfigError

    try:
        return act(arguments)
    except (UsageError, ConfigError) as error:
        print(f"station: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0


def _run(arguments: argparse.Namespace) -> int:
    from station_app.wiring.core_process import Manner, run_station

    how = Manner(
        headless=arguments.headless,
        window=arguments.window,
        socket=arguments.screen_socket,
        picture=arguments.picture,
        parent=arguments.parent,
    )
    return run_station(arguments.config, arguments.data, how)


def _screen(arguments: argparse.Namespace) -> int:
    from station_app.wiring.screen_process import run_screen

    return run_screen(arguments.socket, parent=arguments.parent, window=arguments.window, picture=arguments.picture)


def _control_window(arguments: argparse.Namespace) -> int:
    from station_app.wiring.screen_process import run_control_window

    return run_control_window(arguments.config, parent=arguments.parent)


def _demo(arguments: argparse.Namespace) -> int:
    from station_app.wiring.demo import Show, run_demo

    fleet = FLEET if arguments.fleet is None and not arguments.tour else arguments.fleet or 0
    show = Show(tour=arguments.tour, fleet=fleet, days=arguments.days)
    return run_demo(arguments.data, port=arguments.port, show=show)


def _neighbours(arguments: argparse.Namespace) -> int:
    from station_app.wiring.neighbours import Where, run_neighbours

    where = Where(data=arguments.data, hub_data=arguments.hub_data, url=arguments.url, home=arguments.home)
    return run_neighbours(where, (arguments.fleet, arguments.days), arguments.parent)


def _simulate(arguments: argparse.Namespace) -> int:
    from station_app.wiring.twins import run_simulator

    return run_simulator(arguments.config, arguments.data)


def _enrol(arguments: argparse.Namespace) -> int:
    from station_app.wiring.enrolment import enrol

    return enrol(arguments.config, arguments.data, arguments.code)


def _hub(arguments: argparse.Namespace) -> int:
    from station_app.wiring.hub_process import Spread, hub_code, run_hub
    from station_app.wiring.process import die_with_parent

    if arguments.hub_command == "code":
        return hub_code(arguments.data, arguments.station_id)
    if arguments.parent is not None:
        die_with_parent(arguments.parent)
    tls = (arguments.cert, arguments.key)
    spread = Spread(live_port=arguments.live_port, database=arguments.database, workers=arguments.workers)
    return run_hub(arguments.data, arguments.port, tls, spread)


def _pass(arguments: argparse.Namespace) -> int:
    from station_app.wiring.passes import KeysWanted, issue_pass, sign_keys

    if arguments.pass_command == "sign-keys":
        names = ("key", "number", "days", "station", "staff", "output")
        return sign_keys(KeysWanted(issuers=arguments.issuer, **{name: getattr(arguments, name) for name in names}))
    return issue_pass(arguments.data, arguments.station, arguments.minutes, staff=arguments.staff)


def _journal(arguments: argparse.Namespace) -> int:
    from station_app.wiring.journal_tools import export_journal, verify_journal

    act = export_journal if arguments.journal_command == "export" else verify_journal
    return act(arguments.config, arguments.data)


def _check_config(arguments: argparse.Namespace) -> int:
    from station_app.wiring.devices import checked_settings

    settings = checked_settings(arguments.config)
    devices, doors = len(settings.devices), len(settings.house.doors)
    print(f"ok {settings.station.id}: {devices} device{'s'[: devices != 1]}, {doors} door{'s'[: doors != 1]}")
    return 0


def _bench(arguments: argparse.Namespace) -> int:
    from station_app.wiring.bench import run_bench

    return run_bench(arguments.name, arguments.data, quick=arguments.quick, database=arguments.database)


def _fleet(arguments: argparse.Namespace) -> int:
    from station_app.simulation.fleet.fleet import Order
    from station_app.wiring.fleet_command import run

    order = Order(
        stations=arguments.stations,
        days=arguments.days,
        seed=arguments.seed,
        faults=arguments.faults,
        jobs=arguments.jobs,
        out=arguments.out,
    )
    return run(order)


def _parser() -> Parser:
    parser = Parser(prog="station", description="An unattended rest station: kiosk, door, journal, hub, simulators.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, act: Callable[[argparse.Namespace], int], about: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about, description=about)
        made.set_defaults(act=act)
        return made

    _demo_commands(command)
    _station_commands(command)
    _hub_commands(command)
    add_technician_commands(command)
    add_order_commands(command)
    add_policy_command(command)
    add_why_command(command)
    add_status_command(command)
    add_screens_command(command)
    add_ferry_command(command)
    bench = command("bench", _bench, "Measure speed and memory on this machine, beside the machine's own limits.")
    bench.add_argument(
        "name",
        nargs="?",
        default="all",
        help="scan, loaded, card, start, memory, drain, erasure, orders, fleet, hub, hub-pages, connections or all",
    )
    bench.add_argument("--quick", action="store_true", help="a tenth of the work, for a first look")
    bench.add_argument("--database", metavar="URL", help="for hub: an empty PostgreSQL (default: one of its own)")
    _data(bench)
    _fleet_command(command)
    return parser


Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def _demo_commands(command: Add) -> None:
    demo = command("demo", _demo, "Hub, simulated devices and kiosk in one go; control lines on standard input.")
    demo.add_argument("--tour", action="store_true", help="play one card, one pass and one refusal, then end")
    demo.add_argument("--port", type=_port, default=8400, help="the hub's port (default 8400)")
    demo.add_argument(
        "--fleet", type=_fleet_size, default=None, metavar="N", help=f"simulated neighbour stations (default {FLEET})"
    )
    demo.add_argument("--days", type=_count, default=30, help="how far their past reaches (default 30)")
    _data(demo, "keep everything in this directory (default: a new one that is gone after the end)")
    neighbours = command("demo-neighbours", _neighbours, "The demo's simulated stations at a hub of this machine.")
    neighbours.add_argument("--hub-data", type=Path, required=True, help="the hub's data directory")
    neighbours.add_argument("--url", required=True, help="the hub's address")
    neighbours.add_argument("--fleet", type=_fleet_size, default=FLEET, help=f"how many (default {FLEET})")
    neighbours.add_argument("--days", type=_count, default=30, help="how far their past reaches (default 30)")
    neighbours.add_argument("--home", default="", metavar="ID", help="the station round which they lie")
    neighbours.add_argument("--parent", type=int, default=None, help="end when this process ends")
    _data(neighbours, "their data directories' directory", required=True)


def _station_commands(command: Add) -> None:
    run = command("run", _run, "Operate a station.")
    _config(run)
    _data(run)
    run.add_argument("--headless", action="store_true", help="start no screen")
    run.add_argument("--window", action="store_true", help="show the kiosk in a window instead of full screen")
    run.add_argument(
        "--screen-socket", type=Path, default=None, help="where the screen connects (default: in the data directory)"
    )
    _child(run)
    screen = command("screen", _screen, "Show the kiosk of a station that runs (started by `run`, or as its own unit).")
    screen.add_argument("--socket", type=Path, required=True, help="the station's screen socket")
    _child(screen)
    screen.add_argument("--window", action="store_true", help="in a window instead of full screen")
    controls = command("control-window", _control_window, "The demo's window; speaks control lines on its pipes.")
    _config(controls)
    controls.add_argument("--parent", type=int, default=None, help="end when this process ends")
    simulate = command("simulate", _simulate, "Twins for every device of a config; control lines on standard input.")
    _config(simulate)
    _data(simulate)
    enrol = command("enrol", _enrol, "Make this station known to its hub with a one-time code.")
    _config(enrol)
    _data(enrol)
    enrol.add_argument("--code", required=True, help="the code that `station hub code` printed")
    journal = command("journal", _journal, "Read the journal; works while the station runs.")
    journal.add_argument("journal_command", choices=("export", "verify"), help="JSON lines, or a check of every row")
    _config(journal)
    _data(journal)
    check = command("check-config", _check_config, "Check a config file; needs no device and no data directory.")
    _config(check)


def _fleet_command(command: Add) -> None:
    fleet = command(
        "fleet",
        _fleet,
        "Let whole stations live in virtual time and check what must always hold on every step. Status 1 when an"
        " invariant breaks; its line names seed, station, virtual time and invariant.",
    )
    fleet.add_argument("--stations", type=_count, default=75, help="how many (default 75)")
    fleet.add_argument("--days", type=_count, default=30, help="how long each lives (default 30)")
    fleet.add_argument("--seed", type=int, default=1, help="the same seed gives the same lives (default 1)")
    fleet.add_argument("--faults", action="store_true", help="with power cuts, lost devices, late orders and the like")
    fleet.add_argument("--jobs", type=_count, default=1, help="processes; the result is the same (default 1)")
    fleet.add_argument(
        "--out", type=Path, default=None, metavar="DIR", help="keep each station's journal as JSON lines"
    )


_HUB_DATA: Final = f"the hub's data directory (default: `hub` below {DATA_PLACES})"
_HUB_USAGE: Final = """station hub [-h] [--data DATA] [--port PORT] [--cert CERT --key KEY] [--live-port PORT]
                   [--database URL|FILE [--workers N]]
       station hub code [-h] [--data DATA] STATION_ID"""
_PASS_ABOUT: Final = "Issue passes, signed with a station's own key, or sign the list of accepted issuers."


def _scale(hub: argparse.ArgumentParser) -> None:
    hub.add_argument(
        "--database",
        default=None,
        metavar="URL|FILE",
        help="keep the data in PostgreSQL: its URL, or a file with mode 0600 that holds it (default: SQLite); is kept",
    )
    hub.add_argument(
        "--workers", type=_count, default=1, metavar="N", help="serving processes, on PostgreSQL; default 1"
    )


def _hub_commands(command: Add) -> None:
    hub = command("hub", _hub, "Run the hub, or make an enrolment code with `station hub code STATION_ID`.")
    hub.usage = _HUB_USAGE
    _data(hub, _HUB_DATA)
    hub.add_argument("--port", type=_port, default=8400, help="default 8400")
    hub.add_argument(
        "--cert", type=Path, default=None, help="PEM certificate; without one the hub serves this machine only"
    )
    hub.add_argument("--key", type=Path, default=None, help="PEM key of the certificate")
    hub.add_argument(
        "--live-port",
        type=_port,
        default=None,
        help="where pages and stations wait for news (default: any free one; 0: nowhere, they ask again and again)",
    )
    _scale(hub)
    hub.add_argument("--parent", type=int, default=None, help="end when this process ends")
    actions = hub.add_subparsers(dest="hub_command", metavar="code", prog="station hub", title="instead of running it")
    about = "print a one-time code with which a station enrols at this hub"
    code = actions.add_parser("code", help=about, description=f"{about[0].upper()}{about[1:]}.")
    code.add_argument("station_id", metavar="STATION_ID", help="the station's id, as in its config")
    code.add_argument("--data", type=Path, default=argparse.SUPPRESS, help=_HUB_DATA)
    _pass_commands(command)


def _pass_commands(command: Add) -> None:
    passes = command("pass", _pass, _PASS_ABOUT)
    issue = passes.add_subparsers(dest="pass_command", required=True, metavar="ACTION", title="what it can do")
    about = "print a pass: its text on the first line, then its QR code"
    one = issue.add_parser("issue", help=about, description=f"{about[0].upper()}{about[1:]}.")
    _data(one, "the data directory of the station, which holds the key that signs", required=True)
    one.add_argument("--station", required=True, help="the station it opens")
    one.add_argument("--minutes", type=_minutes, default=30, help="how long it is valid (default 30)")
    one.add_argument(
        "--staff",
        nargs="?",
        const="staff",
        metavar="WHO",
        help="a staff pass for this holder (a name among staff, as in `night-2`): opens doors uncounted and the"
        " technician's pages, as often as wanted, for at most 720 minutes",
    )
    about = "sign the list of issuers whose passes stations accept, a hub's among them"
    keys = issue.add_parser("sign-keys", help=about, description=f"{about[0].upper()}{about[1:]}.")
    keys.add_argument("--key", type=Path, required=True, help="file of a key that stations trust to sign policies")
    keys.add_argument(
        "--issuer",
        action="append",
        default=[],
        metavar="NAME=PUBLIC_KEY",
        help="may be repeated; none withdraws all",
    )
    keys.add_argument("--number", type=int, required=True, help="higher than that of the list before")
    keys.add_argument("--days", type=_days, default=90, help="how long these keys are valid (default 90, at most 100)")
    keys.add_argument("--station", default="*", help="one station's id (default: every station)")
    keys.add_argument("--staff", action="store_true", help="their staff passes are accepted, too")
    keys.add_argument("--output", type=Path, default=None, help="where to (default: standard output)")


def _child(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--parent", type=int, default=None, help="end when this process ends")
    parser.add_argument("--picture", type=Path, default=None, help="keep the screen's newest picture in this PNG file")


def _config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, required=True, help="the station's TOML file")


def _data(parser: argparse.ArgumentParser, about: str = DATA_HELP, *, required: bool = False) -> None:
    parser.add_argument("--data", type=Path, required=required, default=None, help=about)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port number")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 10_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to 10000")
    return int(text)


def _fleet_size(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= MOST_FLEET:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to {MOST_FLEET}")
    return int(text)


def _minutes(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 525_600:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of minutes from 1 to 525600")
    return int(text)


def _days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days from 1 to 100")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
