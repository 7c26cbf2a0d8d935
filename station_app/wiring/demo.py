"""`station demo`: a hub, twins on ptys and a real station, each in its own process, for people to play with."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import tempfile
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from hardware.clock import SystemClock
from station_app.assets import asset
from station_app.config import Settings
from station_app.simulation.controls import HELP
from station_app.wiring.demo_children import Children, hub_code, keep_station, parent_option, pass_on, start_hub
from station_app.wiring.demo_facts import FactFeed, fact_line, short_line
from station_app.wiring.devices import checked_settings
from station_app.wiring.enrolment import enrol_at
from station_app.wiring.neighbours import manage
from station_app.wiring.passes import new_pass
from station_app.wiring.process import data_dir, until_told_to_stop
from station_app.wiring.screen_child import has_display
from station_app.wiring.twins import Twins, input_lines

SIGN_IN = "sign-in.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where a demo plays."""

    settings: Settings
    config: Path
    station: Path
    """The station's data directory."""
    hub: Path
    """The hub's data directory."""
    port: int
    neighbours: Path
    """The data directories of the simulated neighbours."""

    @property
    def url(self) -> str:
        """Where managers look."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def picture(self) -> Path:
        """Where the newest picture of a kiosk without a display is."""
        return self.station / "kiosk.png"


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """What is played."""

    tour: bool = False
    fleet: int = 0
    """Simulated neighbours; 0 for none."""
    days: int = 30
    """How far their past reaches."""


def run_demo(data: Path | None, *, port: int, show: Show) -> int:
    """Play until `quit`, or through the tour: its status is 0 only if all of it happened."""
    with _folder(data) as folder:
        stage = set_stage(folder, _free_port(port))
        happened: list[bool] = []
        status = until_told_to_stop(_play(stage, show, happened))
    return status if not show.tour or happened == [True] else 1


async def _play(stage: Stage, show: Show, happened: list[bool]) -> None:
    children = Children()
    feed = FactFeed(stage.station / "journal.db")
    feed.also(lambda fact: say(fact_line(fact)))
    say(f"config: {stage.config}  data: {stage.station}")
    try:
        logins = await start_hub(children, stage.hub, stage.port, say)
        await enrol_at(stage.settings, stage.station, await hub_code(stage.hub, stage.settings.station.id))
        # Before the station asks: it asks again only minutes later.
        await manage(stage.hub, "example", stage.settings.station.id)
        async with Twins(stage.settings, stage.station, SystemClock()) as twins, asyncio.TaskGroup() as group:
            keepers = [
                group.create_task(keep_station(children, _station_command(stage), say)),
                group.create_task(feed.follow()),
                group.create_task(_sign_in(stage, logins)),
                group.create_task(_neighbours(children, stage, show, feed)),
            ]
            if show.tour:
                from station_app.wiring.tour import play_tour

                happened.append(await play_tour(stage, twins.controls, feed, say))
            else:
                await _take_lines(stage, twins, feed, children)
            for keeper in keepers:
                keeper.cancel()
    finally:
        await children.end()


async def _sign_in(stage: Stage, logins: asyncio.StreamReader) -> None:
    """Say what the hub says; the first password again at a later start, as long as the demo's directory is kept."""
    kept = stage.hub.parent / SIGN_IN
    if kept.exists():
        say(kept.read_text(encoding="utf-8").rstrip())
    while line := (await logins.readline()).decode().rstrip():
        say(line)
        if line.startswith("first login: "):
            again = line.replace("(shown this once)", "(as at the first start)")
            write_private(kept, f"{again}\n")


async def _neighbours(children: Children, stage: Stage, show: Show, feed: FactFeed) -> None:
    """Let the fleet live once the station is up: kiosk and door come first."""
    if not show.fleet or await feed.wait_for("boot", 0, {}) is None:
        return
    options = ["--data", str(stage.neighbours), "--hub-data", str(stage.hub), "--url", stage.url]
    options += ["--home", stage.settings.station.id]
    size = ["--fleet", str(show.fleet), "--days", str(show.days)]
    fleet = await children.start("demo-neighbours", *options, *size, *parent_option(), talks=True)
    assert fleet.stdout is not None
    await pass_on(fleet.stdout, say)


async def _take_lines(stage: Stage, twins: Twins, feed: FactFeed, children: Children) -> None:
    """Act on lines of standard input and of the control window until `quit`."""
    say(f"controls: pass | staff-pass | {HELP}")
    say(f"open {stage.url}/ in a browser: managers see and steer all stations there, and sign in as below")
    lines: asyncio.Queue[str] = asyncio.Queue()
    window: asyncio.subprocess.Process | None = None
    sources = [from_input(lines)]
    if has_display(os.environ):
        window = await children.start("control-window", "--config", str(stage.config), *parent_option(), talks=True)
        _show_world(window, stage, twins, feed)
        assert window.stdout is not None
        sources.append(pass_on(window.stdout, lines.put_nowait))
    else:
        say(f"no display: the kiosk is drawn offscreen; its newest picture is {stage.picture}")
    readers = [asyncio.ensure_future(source) for source in sources]
    while (words := (await lines.get()).strip()) != "quit":
        if words:
            answer = _answer(words, stage, twins)
            say(answer)
            _tell(window, answer)
    say("ok quit")
    for reader in readers:
        reader.cancel()


async def from_input(lines: asyncio.Queue[str]) -> None:
    """Lines of standard input; its end is a `quit`."""
    async for line in input_lines():
        lines.put_nowait(line)
    lines.put_nowait("quit")


def _show_world(window: asyncio.subprocess.Process, stage: Stage, twins: Twins, feed: FactFeed) -> None:
    feed.also(lambda fact: _tell(window, short_line(fact)))
    twins.world.watch_locks(lambda door, on: _tell(window, f"lock {door} {'released' if on else 'locked'}"))
    for door in stage.settings.wiring:
        _tell(window, f"lock {door} locked")


def _answer(line: str, stage: Stage, twins: Twins) -> str:
    if line == "pass":
        return f"pass {new_pass(stage.station, stage.settings.station.id, minutes=30)}"
    if line == "staff-pass":
        return f"pass {new_pass(stage.station, stage.settings.station.id, minutes=30, staff='demo')}"
    return twins.controls.answer(line)


def _tell(window: asyncio.subprocess.Process | None, line: str) -> None:
    if window is not None and window.stdin is not None and window.returncode is None:
        with contextlib.suppress(ConnectionError, RuntimeError):  # it was closed just now
            window.stdin.write(line.encode() + b"\n")


def set_stage(folder: Path, port: int) -> Stage:
    """Write the demo's config."""
    text = asset("config", "demo.toml").read_text(encoding="utf-8")
    config = folder / "station.toml"
    config.write_text(text.replace("http://127.0.0.1:8400", f"http://127.0.0.1:{port}"), encoding="utf-8")
    station = data_dir(folder / "station")
    return Stage(
        settings=checked_settings(config),
        config=config,
        station=station,
        hub=folder / "hub",
        port=port,
        neighbours=folder / "neighbours",
    )


def say(line: str) -> None:
    """Tell the person at the terminal."""
    print(line, flush=True)  # noqa: T201 - the demo's answers


def _station_command(stage: Stage) -> list[str]:
    command = ["--config", str(stage.config), "--data", str(stage.station), "--window", *parent_option()]
    return command if has_display(os.environ) else [*command, "--picture", str(stage.picture)]


@contextlib.contextmanager
def _folder(data: Path | None) -> Generator[Path]:
    if data is not None:
        yield data_dir(data)
        return
    with tempfile.TemporaryDirectory(prefix="rest-station-demo-") as folder:
        yield Path(folder)


def write_private(path: Path, text: str) -> None:
    """Write a file that nobody else can read."""
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


def _free_port(wanted: int) -> int:
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    return wanted
