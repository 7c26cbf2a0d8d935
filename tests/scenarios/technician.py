"""A technician who follows the prompts of a guided test, and reads its results."""

from __future__ import annotations

from collections.abc import Callable

from machine import Machine
from story_people import a_pass, card

from station_app.selftest.desk import Desk
from station_app.selftest.runner import Order
from station_app.wire import CheckRow, Prompt


class Technician:
    """Stands at a station, with a card and a pass."""

    def __init__(self, station: Machine) -> None:
        self.station = station
        self.pass_text = a_pass(station)
        self.heard_click = True
        self.pushes = self.shuts = self.answers = True
        """Whether the door is pushed and shut when that is asked for, and a question about it answered."""
        self._opened = False
        self.prompts: list[str] = []
        self._done: Prompt | None = None
        self._pressing: list[Callable[[], None] | None] = []
        """What comes after a button was held for a few strides, last first."""
        self._moves_before = 0

    @property
    def desk(self) -> Desk:
        """Of the station's present run."""
        assert self.station.core.desk is not None
        return self.station.core.desk

    async def test(self, about: str = "", *, guided: bool = False) -> bool:
        """Have a test made to its end; whether all of it was green."""
        self._done = None
        run = self.desk.start(Order(tester="li", about=about, guided=guided))

        def over() -> bool:
            if guided:
                self._follow(self.desk.service().prompt)
            return run.done()

        await self.station.until(over, strides=20_000)
        return run.result()

    @property
    def rows(self) -> dict[str, CheckRow]:
        """Every check by its id."""
        return {row.id: row for row in self.desk.results.rows}

    @property
    def red(self) -> dict[str, str]:
        """The fault of every check that has failed."""
        return {name: row.fault for name, row in self.rows.items() if row.state not in ("green", "never")}

    def _follow(self, prompt: Prompt | None) -> None:
        if self._pressing and (pressing := self._pressing.pop()) is not None:
            pressing()
        if prompt is None or self._is_done(prompt):
            if prompt is not None and prompt.step == "push-door" and self.station.lock_released and self.pushes:
                self.station.world.move_door("main", is_open=True)
                self._opened = True
            return
        self._done = prompt
        self.prompts.append(prompt.step)
        self._act(prompt)

    def _act(self, prompt: Prompt) -> None:
        world, station = self.station.world, self.station
        match prompt.step:
            case "lay-card":
                world.lay_card(prompt.device, card())
            case "lift-card":
                world.lift_card(prompt.device)
            case "touch-tag":
                world.touch_tag(prompt.device, bytes.fromhex("04A1B2C3D4E5F6"))
            case "lift-tag":
                world.lift_tag(prompt.device)
            case "show-code":
                world.show_code(prompt.device, self.pass_text)
            case "close-door" if self.shuts:
                world.move_door("main", is_open=False)
            case "press-exit":
                world.press("board/input/2", pressed=True)
                self._pressing = [lambda: world.press("board/input/2", pressed=False), *[None] * 6]
            case "hear-click":
                self.desk.answer(yes=self.heard_click and len(station.lock) > self._moves_before)
            case "did-it-open" if self.answers:
                self.desk.answer(yes=self._opened)
            case "listen":
                self._moves_before = len(station.lock)
            case _:
                pass

    def _is_done(self, prompt: Prompt) -> bool:
        before = self._done
        return before is not None and _what(prompt) == _what(before)


def _what(prompt: Prompt) -> tuple[str, str, int, int]:
    return prompt.step, prompt.device, prompt.done, prompt.of
