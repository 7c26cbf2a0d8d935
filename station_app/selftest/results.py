"""The last result of every check, from the journal and from the run under way, as the technician sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from station_app.core.events import CheckEnded
from station_app.selftest.outcome import Check, unpacked
from station_app.store.selftests import PastCheck, PastRun, Selftests
from station_app.wire import CheckRow

_change = msgspec.structs.replace


class Results:
    """One row a check; a check that has never been made is `never`, and one of a run that never ended `unfinished`."""

    def __init__(self, checks: Sequence[Check]) -> None:
        self._rows = {check.id: CheckRow(id=check.id, device=check.device, state="never") for check in checks}
        self._checks = tuple(checks)
        self._past: dict[str, list[Mapping[str, str]]] = {}
        self.fresh = False
        """A run has begun, and none of its checks yet."""

    @property
    def rows(self) -> tuple[CheckRow, ...]:
        """Every check, in the order of the plan."""
        return tuple(self._rows.values())

    def row(self, check: str) -> CheckRow:
        """One of them."""
        return self._rows[check]

    def past(self, check: str) -> list[Mapping[str, str]]:
        """What a check measured each time that it was green, the oldest first."""
        return list(self._past.get(check, []))

    def recall(self, remembered: Selftests) -> list[Check]:
        """Take over what the journal tells; the checks that its last run was ended in or before."""
        for one in remembered.checks:
            if one.name in self._rows:
                self._keep(one.name, one.result, one.measured)
                self._set(one)
        last = remembered.last_run
        if last is None or last.result is not None:
            return []
        made = {one.name for one in remembered.checks if one.run == last.run}
        return [check for check in self._checks if check.id not in made and _was_chosen(check, last)]

    def begin(self) -> None:
        """A run begins."""
        self.fresh = True

    def running(self, check: str, *, waits: bool) -> None:
        """A check is being made."""
        self.fresh = False
        row = self._rows[check]
        self._rows[check] = _change(row, state="waiting" if waits else "running", fault="", said={})

    def take(self, event: CheckEnded) -> None:
        """A check has a result."""
        self._keep(event.check, event.result, event.measured)
        self._set(
            PastCheck(
                name=event.check,
                run=event.run,
                result=event.result,
                wall_ms=event.at.wall_ms,
                tester=event.tester,
                fault=event.fault,
                measured=event.measured,
            )
        )

    def end(self) -> None:
        """The run is over."""
        self.fresh = False

    def _keep(self, check: str, result: str, measured: str) -> None:
        if result == "green" and measured:
            self._past.setdefault(check, []).append(unpacked(measured))

    def _set(self, one: PastCheck) -> None:
        self._rows[one.name] = _change(
            self._rows[one.name],
            state=one.result,
            fault=one.fault,
            said=unpacked(one.measured),
            at_ms=one.wall_ms,
            tester=one.tester,
        )


def _was_chosen(check: Check, run: PastRun) -> bool:
    # Whether somebody stood at the station is not remembered: what needs no hands was wanted in any case.
    if check.hands:
        return check.id == run.device
    return not run.device or run.device in {check.id, *check.concerns}
