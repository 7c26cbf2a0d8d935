"""What goes wrong, how often and for how long."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from random import Random
from typing import Final

from station_app.core.events import (
    Battery,
    DeviceFailed,
    DeviceWorks,
    Flooded,
    HelpAsked,
    Known,
    MaintenanceBegan,
    MaintenanceEnded,
    SelftestPresented,
    SilentHelpAsked,
    StoreFailed,
    StoreWorks,
)
from station_app.simulation.fleet import tables
from station_app.simulation.fleet.managers import HOUR, MINUTE, Managers
from station_app.simulation.fleet.sites import BOARD, MAIN, READER, SCANNER
from station_app.simulation.fleet.station_life import Life
from station_app.simulation.fleet.visitors import Visitors

DAY: Final = 24 * HOUR
RTC_EPOCH_MS: Final = 946_684_800_000
"""2000-01-01: what a clock without battery says."""


class Troubles:
    """The bad luck of one station."""

    def __init__(self, life: Life, visitors: Visitors, rng: Random) -> None:
        self.life = life
        self.visitors = visitors
        self.rng = rng
        self.happened: Counter[str] = Counter()
        self.contact_lied = False
        """A contact has lied since the run began: what it told was not the truth."""
        self.blind = False
        """People may have passed while nothing at the station watched."""
        self.clock_lied = False
        """The wall clock was wrong across a reboot: what lies before it cannot be told from what lies after."""
        self.managers = Managers(life, visitors, rng)
        self._acts: Mapping[str, Callable[[], None]] = {
            "smoke": self._smoke,
            "leak": lambda: self._input("water", self.rng.uniform(10, 120) * MINUTE),
            "tamper": lambda: self._input("lid", self.rng.uniform(1, 10) * MINUTE),
            "held": self._held,
            "help": self._help,
            "silent-help": self._silent_help,
            "offline-short": lambda: self._offline(self._long(4, 0.8)),
            "offline-long": lambda: self._offline(self._long(360, 0.8)),
            "power": self._power,
            "reader": lambda: self._device(READER),
            "scanner": lambda: self._device(SCANNER),
            "board": self._board,
            "strike": self._strike,
            "contact": self._contact,
            "button": self._button,
            "restart": lambda: self._down(self.rng.uniform(12, 60) * 1000, reboot=False),
            "reboot": lambda: self._down(self.rng.uniform(40, 120) * 1000, reboot=True),
            "clock": self._clock,
            "flood": self._flood,
            "disk": self._disk,
            "order": self.managers.order,
            "policy": self.managers.policy,
            "maintenance": self._maintenance,
        }

    def befall(self, name: str) -> None:
        """Let something of `tables.TROUBLES` happen now."""
        self._begin(name)

    def plan(self, days: float, without: Collection[str] = ()) -> None:
        """Spread everything over the days to come, but for what is named."""
        for name, rate in tables.TROUBLES.items():
            if name in without:
                continue
            when = self.rng.expovariate(rate / (30 * DAY))
            while when < days * DAY:
                self.life.after(when, self._begin, name)
                when += self.rng.expovariate(rate / (30 * DAY))

    def _begin(self, name: str) -> None:
        self.happened[name] += 1
        self._acts[name]()

    def _long(self, median_minutes: float, sigma: float) -> float:
        return self.rng.lognormvariate(math.log(median_minutes), sigma) * MINUTE

    def _repair(self) -> float:
        """60 % the same day, 30 % within three days, 10 % in a week."""
        luck = self.rng.random()
        days = (0.05, 0.4) if luck < 0.6 else (1, 3) if luck < 0.9 else (5, 8)
        return self.rng.uniform(*days) * DAY

    # Detectors and people.

    def _input(self, name: str, length_ms: float) -> None:
        if not self.life.building.wires.get(name):
            self.visitors.wires.wire(name, True)
            self.life.after(length_ms, self.visitors.wires.wire, name, False)

    def _smoke(self) -> None:
        if self.life.building.wires.get("smoke"):
            return
        self.life.building.lock.fire = True
        self.visitors.wires.wire("smoke", True)
        self.visitors.evacuate()
        self.life.after(self.rng.uniform(3, 15) * MINUTE, self._air_clear)

    def _air_clear(self) -> None:
        self.life.building.lock.fire = False
        self.visitors.wires.wire("smoke", False)

    def _held(self) -> None:
        self.visitors.wires.keep_open_ms = round(self._long(2, 1.0)) + 35_000

    def _help(self) -> None:
        if self.rng.random() < 0.5:
            self.life.hear(HelpAsked(at=self.life.at()))
        else:
            self._input("call", 2_000)

    def _silent_help(self) -> None:
        if self.rng.random() < 0.5:
            self.life.hear(SilentHelpAsked(at=self.life.at()))
        else:
            self.visitors.cards.duress = True

    def _maintenance(self) -> None:
        """A technician tests the lock, and forgets to say that it is over, now and then."""
        life = self.life
        life.hear(MaintenanceBegan(at=life.at(), by="technician"))
        name, finding = self.visitors.cards.name(), Known(person=None)
        test = SelftestPresented(at=life.at(), id=name, door=MAIN, credential="staff", finding=finding, seconds=3.0)
        life.hear(test)
        if self.rng.random() < 0.8:
            life.after(self.rng.uniform(60_000, 500_000), self._maintained)

    def _maintained(self) -> None:
        self.life.hear(MaintenanceEnded(at=self.life.at(), reason="finished"))

    # The network.

    def _offline(self, length_ms: float) -> None:
        if self.life.building.network:
            self.life.building.network = False
            self.life.after(length_ms, self._online)

    def _online(self) -> None:
        self.life.building.network = True
        self.managers.online()

    # Power, program, clocks.

    def _power(self) -> None:
        building = self.life.building
        if not building.mains:
            return
        building.mains = False
        self.visitors.wires.wire("mains", False)
        length, carries = self._long(35, 1.0), self.rng.uniform(60, 150) * MINUTE
        if length <= carries:
            self.life.after(length, self._power_back)
        else:
            self.life.after(carries, self._dark, length - carries)
        for minute in range(10, int(min(length, carries) / MINUTE), 10):
            self.life.after(minute * MINUTE, self._battery, int(carries / MINUTE) - minute)

    def _battery(self, minutes: int) -> None:
        if not self.life.building.mains:
            self.life.hear(Battery(at=self.life.at(), minutes=minutes))

    def _power_back(self) -> None:
        self.life.building.mains = True
        self.visitors.wires.wire("mains", True)

    def _dark(self, length_ms: float) -> None:
        """The battery is empty: the lock lets go, nobody watches."""
        building = self.life.building
        building.lock.supplied, building.board, building.mains = False, False, True
        building.wires["mains"] = True
        building.lock.relay_until_ms = 0
        self._down(length_ms, reboot=True, reset=self.rng.random() < 0.3)
        self.life.after(length_ms - 1000, self._supplied)

    def _supplied(self) -> None:
        building = self.life.building
        building.lock.supplied, building.board = True, True

    def _down(self, length_ms: float, *, reboot: bool, reset: bool = False) -> None:
        if not self.life.up:
            return
        self.life.up = False
        self.blind = True
        if reboot:
            self.life.building.lock.relay_until_ms = 0
        self.life.after(length_ms, self._up, reboot, reset)

    def _up(self, reboot: bool, reset: bool) -> None:
        life = self.life
        if reboot:
            life.clock.reboot(life.now_ms - 20_000)
            if reset:
                life.clock.wrong_ms, life.clock.trust = RTC_EPOCH_MS - life.now_ms, "unknown"
                self.clock_lied = True
            else:
                life.clock.trust = "drifting"
            life.after(self.rng.uniform(20, 300) * 1000, self._in_step)
        life.start()
        self.visitors.wires.all_wires()
        building = life.building
        for device, works in ((BOARD, building.board), (READER, building.reader), (SCANNER, building.scanner)):
            if works:
                life.hear(DeviceWorks(at=life.at(), device=device))
            else:
                life.hear(DeviceFailed(at=life.at(), device=device, fault="link-lost"))

    def _in_step(self) -> None:
        if not self.life.building.network:
            self.life.after(5 * MINUTE, self._in_step)
            return
        self.life.clock.wrong_ms, self.life.clock.trust = 0, "trusted"
        self.life.look_at_clock()

    def _clock(self) -> None:
        life = self.life
        life.clock.wrong_ms = round(self.rng.uniform(-6, 6) * HOUR)
        life.clock.trust = "drifting"
        life.look_at_clock()
        self.clock_lied = True
        life.after(self.rng.uniform(10, 200) * MINUTE, self._in_step)

    # Devices.

    def _device(self, name: str) -> None:
        building = self.life.building
        if not (building.reader if name == READER else building.scanner):
            return
        self._works(name, False)
        self.life.hear(DeviceFailed(at=self.life.at(), device=name, fault="link-lost"))
        self.life.after(self._repair(), self._device_back, name)

    def _device_back(self, name: str) -> None:
        self._works(name, True)
        self.life.hear(DeviceWorks(at=self.life.at(), device=name))

    def _works(self, name: str, works: bool) -> None:
        if name == READER:
            self.life.building.reader = works
        else:
            self.life.building.scanner = works

    def _board(self) -> None:
        building = self.life.building
        if not building.board:
            return
        building.board = False
        building.lock.relay_until_ms = 0
        self.blind = True
        self.life.hear(DeviceFailed(at=self.life.at(), device=BOARD, fault="no-answer"))
        self.life.after(self.rng.uniform(2, 90) * MINUTE, self._board_back)

    def _board_back(self) -> None:
        if not self.life.building.lock.supplied:
            return  # the whole station is dark; what comes back then brings the board along
        self.life.building.board = True
        self.life.hear(DeviceWorks(at=self.life.at(), device=BOARD))
        self.visitors.wires.all_wires()

    def _strike(self) -> None:
        self.life.building.lock.jammed = True
        self.life.after(self._repair(), self._strike_mended)

    def _strike_mended(self) -> None:
        self.life.building.lock.jammed = False

    def _contact(self) -> None:
        self.contact_lied = True
        self.life.building.leaf.lie = "open" if self.rng.random() < 0.5 else "closed"
        self.visitors.wires.contact()
        self.life.after(self._repair(), self._contact_mended)

    def _contact_mended(self) -> None:
        self.life.building.leaf.lie = ""
        self.visitors.wires.contact()

    def _button(self) -> None:
        self.visitors.wires.press_exit(round(self.rng.uniform(3, 90) * MINUTE))

    def _flood(self) -> None:
        self.life.hear(Flooded(at=self.life.at(), reader=SCANNER))
        self.life.after(3 * MINUTE, self._flood_over)

    def _flood_over(self) -> None:
        self.life.hear(Flooded(at=self.life.at(), reader=SCANNER, over=True))

    def _disk(self) -> None:
        self.life.building.disk_ms = round(self.rng.uniform(2_000, 60_000))
        self.life.hear(StoreFailed(at=self.life.at(), fault="disk-full"))
        self.life.after(self.rng.uniform(2, 60) * MINUTE, self._disk_back)

    def _disk_back(self) -> None:
        self.life.building.disk_ms = 0
        self.life.hear(StoreWorks(at=self.life.at(), reserve=0))
