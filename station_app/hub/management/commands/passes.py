"""`passes issue|renew|revoke|list --account NAME ...`: passes, in an account's name and with its rights."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from station_app.hub import audit, pass_reach, passes
from station_app.hub.models import Pass, Station
from station_app.hub.pass_sheet import sheet
from station_app.hub.pass_texts import NOT_ISSUED
from station_app.hub.passes import Issued, NotIssued
from station_app.hub.scope import EVERY_DISTRICT, stations_for
from station_app.identity.passes import printed

LISTED = 200


class Command(BaseCommand):
    """Issue, renew, revoke and list; the text of a pass is shown once and kept nowhere."""

    help = "Issue, renew, revoke and list passes, in an account's name, with its rights and in its districts."

    def add_arguments(self, parser: CommandParser) -> None:
        """One action, and what it needs."""
        parser.add_argument("action", choices=("issue", "renew", "revoke", "list"))
        parser.add_argument("codes", nargs="*", help="renew, revoke: fingerprints, or texts of scanned codes")
        parser.add_argument("--account", required=True, help="in whose name")
        parser.add_argument("--station", default="", help="issue: a station's id, or * for all; list: this one only")
        parser.add_argument("--hours", type=float, default=24.0, help="issue: how long it is valid (default 24)")
        parser.add_argument("--count", type=int, default=1, help=f"issue: how many, at most {passes.MOST_AT_ONCE}")
        parser.add_argument("--label", default="", help="issue: what it is for, at most 40 letters; never a name")
        parser.add_argument("--staff", default="", metavar="WHO", help="issue: for staff, as in night-2")
        parser.add_argument("--sheet", type=Path, default=None, help="issue, renew: cards to print, as an HTML file")
        parser.add_argument("--reason", default="", help="revoke: why; no names")
        parser.add_argument("--batch", action="store_true", help="revoke: everything that was issued with them, too")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say why not."""
        who = User.objects.filter(username=options["account"], is_active=True).first()
        if who is None:
            raise CommandError(f"there is no account {options['account']}")
        acts: Mapping[str, Callable[[User, Mapping[str, Any]], None]] = {
            "issue": self._issue,
            "renew": self._renew,
            "revoke": self._revoke,
            "list": self._list,
        }
        acts[options["action"]](who, options)

    def _issue(self, who: User, told: Mapping[str, Any]) -> None:
        staff = bool(told["staff"])
        _need(who, "issue_staff_pass" if staff else "issue_pass")
        wanted = passes.Wanted(
            kind="staff" if staff else "worker",
            station=_station(who, told["station"]),
            valid=_hours(told["hours"]),
            count=told["count"],
            label=_label(told["label"]),
            subject=told["staff"],
        )
        path = _free(told["sheet"])
        try:
            made = passes.issue(wanted, who, timezone.now())
        except NotIssued as error:
            raise CommandError(_why(error)) from error
        self._show(made, path)

    def _renew(self, who: User, told: Mapping[str, Any]) -> None:
        found = _found(who, told["codes"])
        for one in found:
            _need(who, "issue_staff_pass" if one.kind == "staff" else "issue_pass")
        path, made = _free(told["sheet"]), list[Issued]()
        for one in found:
            try:
                made.append(passes.renew(one, who, timezone.now(), ""))
            except NotIssued as error:
                self._show(made, path)
                raise CommandError(f"{one.fingerprint}: {_why(error)}") from error
        self._show(made, path)

    def _revoke(self, who: User, told: Mapping[str, Any]) -> None:
        _need(who, "revoke_pass")
        reason = passes.reason_in(str(told["reason"]))
        if not reason:
            raise CommandError("say why with --reason: one line of at most 200 letters, no names, no long numbers")
        found = _found(who, told["codes"])
        if told["batch"]:
            found = list(
                passes.passes_for(who).filter(batch__in=[one.batch for one in found]).select_related("station")
            )
        done = passes.revoke(found, who, reason, timezone.now())
        self.stdout.write(f"revoked: {done}; each station refuses them as soon as it has the list, see `passes list`")

    def _list(self, who: User, told: Mapping[str, Any]) -> None:
        _need(who, "view_pass")
        audit.record(who, "passes-seen", told["station"])
        found = passes.passes_for(who).select_related("station", "issued_by").order_by("-issued_at", "-id")
        if told["station"]:
            place = _station(who, told["station"])
            found = found.filter(station=place)
        if told["codes"]:
            found = found.filter(fingerprint__in=[one.fingerprint for one in _found(who, told["codes"])])
        now = timezone.now()
        for one in found[:LISTED]:
            where = one.station.pk if one.station else "*"
            told_of = [one.fingerprint, f"{one.kind:<6}", where, f"until {_said(one.until)}", _state(one, now)]
            told_of += [f"by {one.issued_by.get_username()}", one.label]
            self.stdout.write("  ".join(told_of).rstrip())

    def _show(self, made: Sequence[Issued], path: Path | None) -> None:
        if path is None:
            for one in made:
                self.stdout.write(f"{one.row.fingerprint}  until {_said(one.row.until)}\n{printed(one.text)}")
        elif made:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(sheet(made))
            names = " ".join(one.row.fingerprint for one in made)
            self.stdout.write(f"{path}: {len(made)} cards: {names}")
            self.stdout.write("print it, then delete it: who has the file has the passes")


def _need(who: User, right: str) -> None:
    if not who.has_perm(f"hub.{right}"):
        raise CommandError(f"the account {who.get_username()} has no right to do that")


def _station(who: User, told: str) -> Station | None:
    if told == "*" and who.has_perm(EVERY_DISTRICT):
        return None
    found = stations_for(who).filter(pk=told, revoked_at=None).first()
    if found is None:
        raise CommandError("say --station with the id of one of this account's stations; * is for who sees them all")
    return found


def _found(who: User, codes: Sequence[str]) -> list[Pass]:
    if not codes:
        raise CommandError("say which passes: fingerprints, or the texts of scanned codes")
    found: list[Pass] = []
    for code in codes:
        mark = passes.fingerprint_in(code)
        mine = list(passes.passes_for(who).filter(fingerprint=mark).select_related("station")) if mark else []
        if not mine:
            raise CommandError(f"no pass of this account's stations has the fingerprint {mark or code[:12]}")
        found += mine
    return found


def _hours(told: float) -> timedelta:
    if not 0 < told <= passes.LONGEST_DAYS * 24:  # a number that is none is neither
        raise CommandError(NOT_ISSUED["pass-wrong"][1])
    return timedelta(hours=told)


def _label(told: str) -> str:
    try:
        return passes.label_in(told)
    except NotIssued as error:
        raise CommandError(_why(error)) from error


def _free(path: Path | None) -> Path | None:
    """The sheet's file, before anything is issued: a pass that nobody can print would be lost."""
    if path is not None and (path.exists() or not path.parent.is_dir()):
        raise CommandError(f"{path}: exists already, or its folder does not; choose another")
    return path


def _why(error: NotIssued) -> str:
    return NOT_ISSUED[error.code][1]


def _said(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def _state(one: Pass, now: datetime) -> str:
    if one.revoked_at is None:
        return "expired" if one.until <= now else "valid"
    have = pass_reach.heard([one])[one.pk].have
    if one.station is None:
        return f"revoked, {have} stations have it"
    return "revoked, the station has it" if have else "revoked, not taken yet"
