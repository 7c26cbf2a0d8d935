"""What a running conversation knows so far, and how it speaks of what is wrong."""

from __future__ import annotations

from hardware.catalog import KINDS, Role
from station_app.selftest.commissioning.learned import Brief, Terminal
from station_app.selftest.commissioning.miswirings import MISWIRINGS
from station_app.selftest.commissioning.sights import Wired
from station_app.selftest.commissioning.talk import Question, Talk


class Knowledge:
    """Grows while the script runs; made anew for each replay."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.devices: list[Wired] = []
        self.taken: list[Terminal] = []
        """Terminals that something was learned of."""
        self.readers: list[str] = []
        """Readers that belong to a door already."""
        self.miswirings: list[str] = []

    @property
    def unclaimed(self) -> tuple[str, ...]:
        """The ports on which nothing was found."""
        claimed = {wired.port for wired in self.devices}
        return tuple(port for port in self.brief.ports if port not in claimed)

    @property
    def boards(self) -> tuple[Wired, ...]:
        """The devices with relays or inputs."""
        return tuple(wired for wired in self.devices if KINDS[wired.driver].roles & {"relays", "inputs"})

    @property
    def has_inputs(self) -> bool:
        """Whether any wire can tell of a door or a button."""
        return any(self.channels(wired, "inputs") for wired in self.devices)

    def with_role(self, role: Role) -> tuple[Wired, ...]:
        """The devices of one role."""
        return tuple(wired for wired in self.devices if role in KINDS[wired.driver].roles)

    def relays(self) -> list[Terminal]:
        """Every relay that nothing is known of."""
        taken = {terminal.place for terminal in self.taken}
        relays = [
            Terminal(device=wired.name, kind="relay", channel=channel)
            for wired in self.devices
            for channel in range(1, self.channels(wired, "relays") + 1)
        ]
        return [relay for relay in relays if relay.place not in taken]

    def channels(self, wired: Wired, role: Role) -> int:
        """How many relays or inputs a device has."""
        kind = KINDS[wired.driver]
        if role not in ("relays", "inputs"):
            raise ValueError(f"{role} are not counted")
        return kind.channels(role, kind.checked(wired.options))

    def mend(self, code: str, *, leave: str = "leave", **about: str) -> Talk[bool]:
        """Say what must be changed; True when the person has done it and it shall be tried again."""
        return self._say("mend", code, ("again", leave) if leave else ("again",), about)

    def note(self, code: str, **about: str) -> Talk[bool]:
        """Say what is not as expected and serves all the same; True when the person has changed it nevertheless."""
        return self._say("note", code, ("keep", "again"), about)

    def _say(self, severity: str, code: str, choices: tuple[str, ...], about: dict[str, str]) -> Talk[bool]:
        if MISWIRINGS[code] != severity:
            raise ValueError(f"{code} is not to be called a {severity}")
        self.miswirings.append(code)
        answer = yield Question(
            code=f"miswiring.{code}", kind="choice", choices=choices, default=choices[0], about=about
        )
        return answer.said == "again"
