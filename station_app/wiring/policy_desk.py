"""Signed policies on their way in: verified, kept in their file, and only then put before the rules."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from station_app.config import Settings
from station_app.core import rulebook
from station_app.core.events import Event, PolicyArrived, PolicyRefused
from station_app.core.policy import Policy
from station_app.identity.keys import Keys
from station_app.identity.policy_seal import Refused, Taker, opened, signers
from station_app.identity.vault import KeyFault
from station_app.station.log import log
from station_app.station.shell import Shell
from station_app.station.stamp import Stamp
from station_app.store.policy_file import PolicyFile
from station_app.wiring.service_messages import ApplyPolicy, PolicyAnswer

ANSWER_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the policy's file holds at a start."""

    policy: Policy | None = None
    damaged: bool = False
    """What there was is gone or cannot be believed: the built-in policy serves."""


class PolicyDesk:
    """Takes policies for one data directory, whether its station runs or not."""

    def __init__(self, settings: Settings, keys: Keys, data: Path) -> None:
        self._settings = settings
        self._keys = keys
        self._file = PolicyFile(data)

    def at_start(self, *, tidy: bool = True) -> Kept:
        """The policy that was in force, verified again; a damaged file is put aside, never deleted."""
        try:
            envelope = self._file.load()
        except OSError as error:
            log("policy").error("the policy's file cannot be read (%s): the built-in policy serves", error.strerror)
            return Kept(damaged=True)
        if envelope is None:
            lost = self._file.floor() > 0  # a policy was in force here: nothing ever takes its file away
            if lost and tidy:
                log("policy").error("the policy's file is missing: the built-in policy serves; apply a policy anew")
            return Kept(damaged=lost)
        try:
            found = opened(envelope, self._taker(0))
        except KeyFault as fault:
            log("policy").error("no policy can be verified: %s", fault)
            return Kept(damaged=True)
        if isinstance(found, Policy):
            return Kept(policy=found)
        if not tidy:
            return Kept(damaged=True)
        log("policy").error("the kept policy cannot be believed (%s): the built-in one serves", found.reason)
        # An unknown key may be known again tomorrow: such a file stays where it is.
        if found.reason != "unknown-key":
            try:
                log("policy").error("it is kept as %s; apply a policy anew", self._file.put_aside())
            except OSError as error:
                log("policy").error("it cannot be put aside: %s", error.strerror)
        return Kept(damaged=True)

    def take(self, envelope: bytes, number: int) -> Policy | Refused:
        """Verify a policy against the number in force, and keep it. Raises KeyFault, OSError."""
        found = opened(envelope, self._taker(number))
        if isinstance(found, Policy):
            self._file.keep(envelope, found.number)
        return found

    def _taker(self, number: int) -> Taker:
        cameras = self._settings.cameras.values()
        return Taker(
            station=self._settings.station.id,
            signers=signers(self._keys),
            number=number,
            floor=self._file.floor(),
            camera_zones=frozenset(camera.zone for camera in cameras if camera.enabled),
        )


class PolicyDoor:
    """The running station's: hands what was taken to the rules."""

    def __init__(self, desk: PolicyDesk, shell: Shell, stamp: Stamp) -> None:
        self._desk = desk
        self._shell = shell
        self._stamp = stamp
        self._one_at_a_time = asyncio.Lock()
        self._answered = asyncio.Event()

    def start(self, kept: Kept) -> None:
        """Tell the rules what the file held, where they do not know it from the journal."""
        at = self._stamp.now()
        if kept.damaged:
            self._shell.put(PolicyRefused(at=at, version="", reason=rulebook.DAMAGED))
        elif kept.policy is not None and kept.policy.number != self._shell.state.house.policy.number:
            self._shell.put(PolicyArrived(at=at, policy=kept.policy))

    def answered(self, event: Event) -> None:
        """An event has been answered."""
        if isinstance(event, PolicyArrived):
            self._answered.set()

    async def apply(self, asked: ApplyPolicy) -> PolicyAnswer:
        """Take a policy or refuse it; it is in force when this says so."""
        async with self._one_at_a_time:
            number = self._shell.state.house.policy.number
            try:
                found = await asyncio.to_thread(self._desk.take, asked.envelope.encode(), number)
            except KeyFault as fault:
                return PolicyAnswer(refused="keys", detail=str(fault))
            except OSError as error:
                return PolicyAnswer(refused="disk", detail=str(error.strerror))
            if isinstance(found, Refused):
                self._shell.put(PolicyRefused(at=self._stamp.now(), version=found.version, reason=found.reason))
                return PolicyAnswer(version=found.version, refused=found.reason, detail=found.detail)
            self._answered.clear()
            self._shell.put(PolicyArrived(at=self._stamp.now(), policy=found))
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._answered.wait()
            return PolicyAnswer(version=found.version, number=found.number)
