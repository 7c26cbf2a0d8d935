"""The first part of the conversation: what is plugged in where."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hardware.catalog import KINDS
from hardware.options import OptionValue
from station_app.selftest.commissioning.evidence import sights
from station_app.selftest.commissioning.knowledge import Knowledge
from station_app.selftest.commissioning.sights import Found, Heard, Silent, Wired
from station_app.selftest.commissioning.talk import Listen, Question, Search, Talk, tell, yes_no

_NAMES: Final = (
    ("card-reader", "id_reader"),
    ("code-reader", "scanner"),
    ("tag-reader", "tag_reader"),
    ("relays", "board"),
    ("inputs", "board"),
    ("sensor", "sensor"),
)
_PORT_SIGNS: Final = ("cannot-open", "units-same-number", "input-linked")
"""Signs that are a diagnosis of their own."""


def find_devices(know: Knowledge) -> Talk[None]:
    """Search, hear out, and ask for what cannot be found."""
    yield from _find_askable(know)
    yield from _find_listening(know)
    yield from _name_others(know)


def _find_askable(know: Knowledge) -> Talk[None]:
    swapped_before = False
    while True:
        know.devices.clear()
        answer = yield Question(
            code="search",
            kind="tell",
            about={"ports": _listed(know.brief.ports)},
            action=Search(ports=know.brief.ports),
        )
        for found in sights(answer, Found):
            yield from _take(know, found)
        if (yield from _doubt_found(know, sights(answer, Found))):
            continue
        silent = sights(answer, Silent)
        again = yield from _doubt_silent(know, silent)
        if again is None:
            again, swapped_before = yield from _ask_missing(know, silent, swapped_before)
        if not again:
            return


def _take(know: Knowledge, found: Found) -> Talk[None]:
    wired = Wired(
        name=_name(know, found.driver, found.port),
        driver=found.driver,
        port=found.port,
        baud=found.baud,
        options=found.options,
        details=found.details,
    )
    know.devices.append(wired)
    about = {"name": wired.name, "driver": wired.driver, "port": wired.port, "baud": str(wired.baud)}
    yield from tell("found", **about)


def _doubt_found(know: Knowledge, found: tuple[Found, ...]) -> Talk[bool]:
    """What is unusual about devices that answer; True when the person has changed it."""
    by_port = {one.port: one for one in found}
    if (swap := _swapped(know, by_port)) and (yield from know.note("readers-swapped", first=swap[0], second=swap[1])):
        return True
    for one in found:
        kind = KINDS[one.driver]
        about = {"port": one.port, "driver": one.driver, "baud": str(one.baud), "usual": str(kind.baud)}
        if "echo" in one.signs and (yield from know.note("echo", **about)):
            return True
        if one.baud != kind.baud and (yield from know.note("wrong-baud", **about)):
            return True
        if "unit" in one.options and len([other for other in found if other.port == one.port]) == 1:
            unit, usual = str(one.options["unit"]), str(kind.options["unit"].default)
            if (yield from know.note("unit-number", **{**about, "unit": unit, "usual": usual})):
                return True
    return False


def _swapped(know: Knowledge, found: dict[str, Found]) -> tuple[str, str] | None:
    """Two ports whose plugs have changed places since the plan was made."""
    planned = {table.port: table.driver for table in know.brief.plan.devices.values()}
    for port, one in found.items():
        here = planned.get(port)
        if here is None or here == one.driver:
            continue
        for other, driver in planned.items():
            now = found[other].driver if other in found else None
            if other != port and driver == one.driver and now in (here, None):
                return port, other
    return None


def _doubt_silent(know: Knowledge, silent: tuple[Silent, ...]) -> Talk[bool | None]:
    """Ports that tell by themselves what is wrong; None when none does."""
    for one in silent:
        for code in _PORT_SIGNS:
            if code in one.signs:
                return (yield from know.mend(code, port=one.port))
    return None


def _ask_missing(know: Knowledge, silent: tuple[Silent, ...], swapped_before: bool) -> Talk[tuple[bool, bool]]:
    """Ask about ports on which nobody answered; whether to search again, and whether wires were swapped for it."""
    if not silent:
        return False, False
    ports = _listed(tuple(one.port for one in silent))
    if not (yield from yes_no("missing", default="no", ports=ports)):
        return False, False
    if not (yield from yes_no("lamp", ports=ports)):
        return (yield from know.mend("dead-board", ports=ports)), False
    if garbled := _with_sign(silent, "garbage"):
        return (yield from know.mend("garbage", ports=_listed(garbled))), False
    if echoing := _with_sign(silent, "echo"):
        return (yield from know.note("echo", port=_listed(echoing))), False
    if swapped_before:
        return (yield from know.mend("dead-board", ports=ports)), False
    again = yield from know.mend("swapped-ab", ports=ports)
    return again, again


def _with_sign(silent: tuple[Silent, ...], sign: str) -> tuple[str, ...]:
    return tuple(one.port for one in silent if sign in one.signs)


def _find_listening(know: Knowledge) -> Talk[None]:
    """Readers that speak by themselves."""
    default = "yes"
    while know.unclaimed and (yield from yes_no("speaks", default=default, found=_listed(_names_of_readers(know)))):
        answer = yield Question(code="show", kind="done", may_skip=True, action=Listen(ports=know.unclaimed))
        heard = sights(answer, Heard)
        for one in heard:
            yield from _take(know, Found(port=one.port, driver=one.driver, baud=one.baud))
            usual = KINDS[one.driver].baud
            if one.baud != usual:
                about = {"port": one.port, "driver": one.driver, "baud": str(one.baud), "usual": str(usual)}
                yield from know.note("wrong-baud", **about)
        if heard or answer.skipped:
            default = "no"
            continue
        beeped = answer.said == "typed" or (yield from yes_no("beep"))
        again = yield from know.mend("scanner-keyboard" if beeped else "scanner-dead", ports=_listed(know.unclaimed))
        if not again:
            return


def _name_others(know: Knowledge) -> Talk[None]:
    """What can neither be found by asking nor by listening must be named by a person."""
    names = _namable()
    while True:
        chosen = yield Question(code="others", kind="choice", choices=("none", *names), default="none")
        if chosen.said == "none":
            return
        driver, options = names[chosen.said]
        ports = _ports_for(know, driver)
        if not ports:
            yield from tell("no-port-left")
            return
        code = "others.relay-port" if "relays" in KINDS[driver].roles else "others.port"
        port = (yield Question(code=code, kind="choice", choices=ports, about={"driver": driver})).said
        options = yield from _with_unit(driver, options)
        search = Search(ports=(port,), driver=driver, options=options)
        answer = yield Question(code="search", kind="tell", about={"ports": port}, action=search)
        for found in sights(answer, Found):
            yield from _take(know, found)
        silent = sights(answer, Silent)
        if silent and not (yield from _doubt_silent(know, silent)):
            lit = yield from yes_no("lamp", ports=port)
            # where another device answers on the same pair, the pair itself is right
            shared = any(wired.port == port for wired in know.devices)
            yield from know.mend(("unit-silent" if shared else "swapped-ab") if lit else "dead-board", ports=port)


def _with_unit(driver: str, options: dict[str, OptionValue]) -> Talk[dict[str, OptionValue]]:
    """The options with the unit number that is set on the device, where it has one."""
    kind = KINDS[driver]
    if kind.driver.bus_unit is None or "unit" not in kind.options:
        return options
    usual, high = str(kind.driver.bus_unit(kind.checked(options))), kind.options["unit"].high
    asked = Question(code="others.unit", kind="number", default=usual, about={"driver": driver})
    said = (yield asked if high is None else replace(asked, high=int(high))).said
    return options if said == usual else {**options, "unit": int(said)}


def _namable() -> dict[str, tuple[str, dict[str, OptionValue]]]:
    """Every driver with a serial port that is never searched for, by what a person may choose."""
    found: dict[str, tuple[str, dict[str, OptionValue]]] = {}
    for name, kind in KINDS.items():
        how = kind.driver.search
        if (how is not None and how.by != "naming") or not any(role in kind.roles for role, _ in _NAMES):
            continue
        presets = [variant for variant in how.variants if "preset" in variant] if how is not None else []
        for preset in presets:
            found[f"{name} {preset['preset']}"] = (name, dict(preset))
        if not presets:
            found[name] = (name, {})
    return found


def _ports_for(know: Knowledge, driver: str) -> tuple[str, ...]:
    """The ports that are free for it: those without a device, and wires that it may share."""
    if KINDS[driver].driver.bus_unit is None:
        return know.unclaimed
    shared = [wired.port for wired in know.devices if KINDS[wired.driver].driver.bus_unit is not None]
    return (*know.unclaimed, *dict.fromkeys(shared))


def _name(know: Knowledge, driver: str, port: str) -> str:
    used = {wired.name for wired in know.devices}
    for name, table in know.brief.plan.devices.items():
        if (table.driver, table.port) == (driver, port) and name not in used:
            return name
    base = next(name for role, name in _NAMES if role in KINDS[driver].roles)
    number = 1
    while (name := base if number == 1 else f"{base}_{number}") in used:
        number += 1
    return name


def _names_of_readers(know: Knowledge) -> tuple[str, ...]:
    return tuple(wired.name for wired in know.devices if wired not in know.boards) or ("—",)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "—"
