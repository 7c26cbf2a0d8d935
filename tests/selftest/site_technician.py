"""A technician who answers every question by acting on a site, and tells the truth about what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from miswired_site import CARD, CODE, Site

from station_app.assets import LANGUAGES, texts
from station_app.selftest.commissioning.talk import Question
from station_app.selftest.commissioning.worded import lines_of

Mend = Callable[[Site], None]


class Technician:
    """Answers questions by acting on the site; mends what a diagnosis asks for when a test has taught how."""

    def __init__(self, site: Site, mends: dict[str, Mend] | None = None, **answers: str) -> None:
        self.site = site
        self.mends = mends or {}
        self.answers = answers
        self.asked: list[str] = []
        self.heard: list[tuple[str, dict[str, str]]] = []
        """Every diagnosis, with what filled its blanks."""
        self.patience = 400

    @property
    def diagnoses(self) -> list[str]:
        return [code for code, _ in self.heard]

    def wrong(self, question: Question) -> None:
        raise AssertionError(f"no answer to {question}")

    async def ask(self, question: Question) -> str:
        code = question.code
        self.asked.append(code)
        assert len(self.asked) < self.patience, f"it goes round in circles: {self.asked[-12:]}"
        for language in LANGUAGES:  # whatever is asked anywhere can be worded
            assert all("{" not in line for line in lines_of(question, texts(language)))
        if code.startswith("miswiring."):
            return await self._hear(question)
        given = self.answers.get(code.replace(".", "_").replace("-", "_"))
        if given is not None:
            return given
        act = getattr(self, "_" + code.replace(".", "_").replace("-", "_"), None)
        if act is None:
            return self._plainly(question)
        answer: Any = act(question)
        return str(await answer if asyncio.iscoroutine(answer) else answer)

    async def _hear(self, question: Question) -> str:
        code = question.code.removeprefix("miswiring.")
        self.heard.append((code, dict(question.about)))
        mend = self.mends.pop(code, None)
        if mend is not None:
            mend(self.site)
            await self._move()
            return "again"
        return "stop" if question.choices == ("again",) else next(c for c in question.choices if c != "again")

    def _plainly(self, question: Question) -> str:
        if question.kind in ("tell", "done"):
            return ""
        if question.default:
            return question.default
        raise AssertionError(f"the technician does not know what to say to {question}")

    # -- what hands and ears do, each named after its question ---------------------------------------------------------

    def _station_id(self, _: Question) -> str:
        return "320206001"

    def _station_name(self, _: Question) -> str:
        return "测试站"

    def _station_help_phone(self, _: Question) -> str:
        return ""

    def _station_operator(self, _: Question) -> str:
        return "测试单位"

    def _hub_url(self, _: Question) -> str:
        return ""

    def _missing(self, question: Question) -> str:
        """Whether a board or card reader hangs on one of the silent ports."""
        silent = question.about["ports"].split(", ")
        twins = [self.site.sockets[port].twin for port in silent]
        return "yes" if any(twin in (self.site.board, self.site.reader) for twin in twins) else "no"

    def _lamp(self, _: Question) -> str:
        return "yes" if self.site.lamp else "no"

    async def _show(self, _: Question) -> str:
        site = self.site
        await site.clock.sleep(1.0)
        if site.keyboard_scanner:
            return CODE  # the scanner has typed it into the terminal
        if site.scanner_powered:
            site.scanner.show(CODE)
        await site.clock.sleep(2.0)
        return ""

    def _beep(self, _: Question) -> str:
        return "yes" if self.site.scanner_powered else "no"

    async def _door_close(self, _: Question) -> str:
        self.site.door_open = False
        return await self._move()

    async def _door_shut(self, _: Question) -> str:
        self.site.door_open = False
        return await self._move()

    async def _door_open(self, _: Question) -> str:
        self.site.door_open = True  # from inside, by the handle
        return await self._move()

    async def _move(self) -> str:
        """Feel what has changed, and take the time that a person takes."""
        self.site.feel()
        await self.site.clock.sleep(2.0)
        return ""

    def _door_try(self, _: Question) -> str:
        return "yes" if self.site.can_open else "no"

    async def _exit_press(self, _: Question) -> str:
        self.site.exit_pressed = True
        return await self._move()

    async def _exit_release(self, _: Question) -> str:
        self.site.exit_pressed = False
        return await self._move()

    async def _smoke_act(self, _: Question) -> str:
        self.site.smoke_set_off = True
        return await self._move()

    async def _smoke_end(self, _: Question) -> str:
        self.site.smoke_set_off = False
        return await self._move()

    def _detector_smoke(self, _: Question) -> str:
        return "no" if self.site.wires.smoke is None and "smoke" not in self.site.detectors else "yes"

    async def _help_act(self, _: Question) -> str:
        self.site.help_pressed = True
        return await self._move()

    async def _help_end(self, _: Question) -> str:
        self.site.help_pressed = False
        return await self._move()

    def _detector_help(self, _: Question) -> str:
        return "no" if self.site.wires.help_button is None else "yes"

    async def _lock_try(self, _: Question) -> str:
        """Push when a relay clicks."""
        await self.site.clock.sleep(0.4)
        opened = await self._push()
        clicked = any(self.site.board.relays)
        return "opened" if opened else "click" if clicked else "nothing"

    async def _pulse_measure(self, _: Question) -> str:
        await self.site.clock.sleep(0.8)
        await self._push()
        return ""

    async def _pulse_check(self, _: Question) -> str:
        await self.site.clock.sleep(0.8)
        return "yes" if await self._push() else "no"

    async def _push(self) -> bool:
        site = self.site
        if not site.can_open:
            return False
        site.door_open = not site.loose_magnet
        site.feel()
        await site.clock.sleep(0.7)
        site.door_open = False
        site.feel()
        return True

    def _lock_power(self, _: Question) -> str:
        return "free" if self.site.lock.kind == "magnet" else "locked"

    def _lock_warn(self, _: Question) -> str:
        self.site.sockets["pty:board"].swapped = self.site.cable_in_the_way
        return ""

    async def _reader_card(self, _: Question) -> str:
        if self.site.antenna_covered:
            return ""
        self.site.reader.present(CARD)
        await self.site.clock.sleep(1.5)
        self.site.reader.lift()
        return ""

    async def _reader_code(self, _: Question) -> str:
        self.site.scanner.show(CODE)
        await self.site.clock.sleep(0.5)
        return ""

    def _write(self, _: Question) -> str:
        return "yes"

    def _overwrite(self, _: Question) -> str:
        return "yes"


class Names(Technician):
    """Knows of one device that cannot be found, and where it is."""

    def __init__(self, site: Site, driver: str, port: str, **answers: str) -> None:
        super().__init__(site, others_port=port, others_relay_port=port, **answers)
        self._driver = driver

    def _others(self, _: Question) -> str:
        driver, self._driver = self._driver, "none"
        return driver
