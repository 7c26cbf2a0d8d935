"""What people do to a device of any role, and whether each deed arrives exactly once and nothing else does."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

from hardware.catalog import Relays
from hardware.devices.driver import Device
from hardware.devices.readings import CardRead, CodeRead, InputChanged, Measured, Reading, TagRead
from hardware.errors import DeviceFault
from hardware.simulators import CardTwin, CodeTwin, InputTwin, RelayTwin, SensorTwin, TagTwin, Twin
from hardware.simulators.id_cards import SimulatedCard

QUANTITY = "temperature"
_BUTTON = 2
_UIDS = (b"\x04\xa1\xb2%c\x5c", b"\x04\xa1\xb2%c\x5c\x77\x80", b"\x04\xa1\xb2%c")
"""Of five, seven and four bytes."""


def citizens() -> Iterator[str]:
    """Numbers that nobody has, with right check digits."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    for order in range(1, 1000):
        body = f"11010519020203{order:03d}"
        total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
        yield body + "10X98765432"[total % 11]


class People:
    """They use one device in each of its roles."""

    def __init__(
        self, device: Device, twin: Twin, advance: Callable[[float], Awaitable[None]], before_ids: str = ""
    ) -> None:
        self.readings: list[Reading] = []
        self._device = device
        self._twin = twin
        self._advance = advance
        self._before_ids = before_ids
        self._numbers = citizens()
        self._serial = 0
        self._deeds: set[str] = set()
        self._contact: list[bool] = []
        if isinstance(twin, RelayTwin):
            twin.observe(lambda channel, on: self._contact.append(on) if channel == 1 else None)

    async def use(self, seconds: float, pause: float) -> list[str]:
        """Use it once in each role; what did not arrive exactly once within `seconds`. `pause` parts two cards."""
        wrong: list[str] = []
        if isinstance(self._twin, CardTwin):
            wrong += await self._lay_card(self._twin, seconds, pause)
        if isinstance(self._twin, CodeTwin):
            self._twin.show(text := f"PASS-{self._next():04d}")
            wrong += await self._arrives(text, seconds)
        if isinstance(self._twin, TagTwin):
            wrong += await self._touch(self._twin, seconds, pause)
        if isinstance(self._twin, InputTwin):
            wrong += [*await self._press(self._twin, True, seconds), *await self._press(self._twin, False, seconds)]
        if isinstance(self._twin, RelayTwin):
            wrong += await self._hold(seconds)
        if isinstance(self._twin, SensorTwin):
            wrong += await self._warm(self._twin, seconds)
        return wrong

    @property
    def lies(self) -> list[str]:
        """Kinds of what was reported and was never done."""
        return [type(one).__name__ for one in self.readings if _text(one) not in {None, *self._deeds}]

    def _next(self) -> int:
        self._serial += 1
        return self._serial

    async def _arrives(self, text: str, seconds: float) -> list[str]:
        self._deeds.add(text)
        await self._advance(seconds)
        times = sum(_text(one) == text for one in self.readings)
        return [] if times == 1 else [f"it arrived {times} times"]

    async def _lay_card(self, twin: CardTwin, seconds: float, pause: float) -> list[str]:
        twin.present(SimulatedCard(number=(number := next(self._numbers))))
        wrong = await self._arrives(number, seconds)
        twin.lift()
        await self._advance(pause)
        return wrong

    async def _touch(self, twin: TagTwin, seconds: float, pause: float) -> list[str]:
        uid = _hold_tag(twin, self._next())
        wrong = await self._arrives(self._before_ids + uid.hex().upper(), seconds)
        twin.lift_tag()
        await self._advance(pause)
        return wrong

    async def _press(self, twin: InputTwin, on: bool, seconds: float) -> list[str]:
        before = len(self.readings)
        twin.set_input(_BUTTON, on)
        await self._advance(seconds)
        moves = [one for one in self.readings[before:] if isinstance(one, InputChanged) and one.channel == _BUTTON]
        return [] if [move.on for move in moves] == [on] else [f"a button's {on} came as {[one.on for one in moves]}"]

    async def _hold(self, seconds: float) -> list[str]:
        assert isinstance(self._device, Relays)
        before = len(self._contact)
        holding = asyncio.ensure_future(self._device.hold(1, 0.5))
        await self._advance(seconds)
        if not holding.done():
            holding.cancel()
            return ["a hold has not ended"]
        if isinstance(fault := holding.exception(), DeviceFault):
            return [f"a hold raised {fault.code}"]
        holding.result()
        await self._advance(0.7)
        moves = self._contact[before:]
        return [] if moves == [True, False] else [f"a hold moved the contact {moves}"]

    async def _warm(self, twin: SensorTwin, seconds: float) -> list[str]:
        value = 15.0 + self._next() % 20
        before = len(self.readings)
        twin.measure(QUANTITY, value)
        await self._advance(seconds)
        values = [one.value for one in self.readings[before:] if isinstance(one, Measured) and one.quantity == QUANTITY]
        return [] if values and values[-1] == value else ["the newest value did not arrive"]


def _hold_tag(twin: TagTwin, serial: int) -> bytes:
    for uid in _UIDS:
        try:
            twin.touch(uid % serial)
        except ValueError:
            continue
        return uid % serial
    raise AssertionError(f"{twin.name} takes no id of 4, 5 or 7 bytes")


def _text(reading: Reading) -> str | None:
    match reading:
        case CardRead():
            return reading.number.digits.decode()
        case TagRead():
            return reading.uid.digits.decode()
        case CodeRead():
            return reading.text
        case _:
            return None
