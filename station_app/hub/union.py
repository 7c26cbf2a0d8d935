"""Joining the union: what a form must hold, how it stands, who may read it, and when it is forgotten."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from station_app.core.occupations import OCCUPATIONS
from station_app.hub import audit
from station_app.hub.cases import with_right
from station_app.hub.models import Enrolment, EnrolmentPerson, UnionBranch, UnionOfficer
from station_app.hub.scope import EVERY_DISTRICT, districts_of

NOTICE: Final = "2026-11-27"
"""Version of the notice on the form; a change of its words is a new version."""
REASONS: Final = ("phone", "name", "branch", "member", "incomplete")
"""Why a form is returned."""
DIGITS: Final = 12
KEPT: Final[Mapping[str, int]] = {"accepted": 7, "returned": 30, "pending": 180}
"""State -> days after which who it is, is deleted. The notice names these numbers."""
OVERDUE: Final = "overdue"
"""Why a form is returned that nobody has decided on in time; no officer can say so."""
LOOKS: Final = timedelta(minutes=10)
_NAME: Final = re.compile(r"[^\W\d_]+(?:[·•. '’-][^\W\d_]+)*")
_PHONE: Final = re.compile(r"1[3-9]\d{9}")


class NotPossible(ValueError):
    """A key of the pages' words for why not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What somebody has filled in, checked."""

    branch: UnionBranch
    name: str
    phone: str
    occupation: str
    area: str


def checked(typed: Mapping[str, str]) -> tuple[Form | None, dict[str, str]]:
    """The form, or field -> a key of the words that say what is wrong with it."""
    name, area = " ".join(typed.get("name", "").split()), " ".join(typed.get("area", "").split())
    phone = re.sub(r"[\s-]", "", typed.get("phone", ""))
    phone = "".join(str(int(one)) if one.isdecimal() else one for one in phone).removeprefix("+86")
    branch = branches_to_choose().filter(pk=_number(typed.get("branch", ""))).first()
    wrong: dict[str, str] = {}
    if not (2 <= len(name) <= 30 and _NAME.fullmatch(name)):
        wrong["name"] = "union-wrong-name"
    if not _PHONE.fullmatch(phone):
        wrong["phone"] = "union-wrong-phone"
    if typed.get("occupation", "") not in OCCUPATIONS:
        wrong["occupation"] = "union-wrong-choice"
    if not 2 <= len(area) <= 40 or sum(one.isdecimal() for one in area) > 5:
        wrong["area"] = "union-wrong-area"
    if branch is None:
        wrong["branch"] = "union-wrong-choice"
    if typed.get("agree") != "yes":
        wrong["agree"] = "union-wrong-agree"
    if wrong or branch is None:
        return None, wrong
    return Form(branch=branch, name=name, phone=phone, occupation=typed["occupation"], area=area), {}


def branches_to_choose() -> QuerySet[UnionBranch]:
    """Those that take people in and say who answers for what they are told."""
    return UnionBranch.objects.filter(open=True).exclude(handler="").exclude(contact="")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def code_hash(code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(f"union:{code}".encode()).hexdigest()


def submitted(form: Form, station: str, now: datetime) -> str:
    """Keep a form; the code by which its state is looked up, which nobody can tell again."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    with transaction.atomic():
        row = Enrolment.objects.create(
            branch=form.branch,
            station=station,
            code_hash=code_hash(code),
            notice=NOTICE,
            made_at=now,
            changed_at=now,
        )
        _keep_person(row, form)
    return code


def resubmitted(row: Enrolment, form: Form, now: datetime) -> None:
    """The same, put right. Raises NotPossible where it was not returned."""
    with transaction.atomic():
        mine = Enrolment.objects.filter(pk=row.pk, state="returned")
        changes: dict[str, Any] = {"branch": form.branch, "notice": NOTICE, "changed_at": now}
        if not mine.update(state="pending", reason="", **changes):
            raise NotPossible("union-not-returned")
        EnrolmentPerson.objects.filter(enrolment=row).delete()
        _keep_person(row, form)


def _keep_person(row: Enrolment, form: Form) -> None:
    told = {"name": form.name, "phone": form.phone, "occupation": form.occupation, "area": form.area}
    EnrolmentPerson.objects.create(enrolment=row, **told)


def by_code(typed: str) -> Enrolment | None:
    """Whose state is asked for; with blanks, or in full width, as people type it."""
    if len(typed) > 40:
        return None
    digits = "".join(str(int(one)) for one in typed if one.isdecimal())
    if len(digits) != DIGITS:
        return None
    return Enrolment.objects.select_related("branch").filter(code_hash=code_hash(digits)).first()


def seen_by(user: Any) -> QuerySet[Enrolment]:
    """Those of the branches of which this account is an officer; an admin who is none reads none."""
    mine = branches_of(user).values("pk")
    return Enrolment.objects.filter(branch__in=mine).select_related("branch").order_by("-made_at", "-pk")


def branches_of(user: Any) -> QuerySet[UnionBranch]:
    """The branches of which this account is an officer, as long as their district is one of its own."""
    return branches_seen(user).filter(pk__in=UnionOfficer.objects.filter(who=user.pk).values("branch"))


def able(district: str) -> QuerySet[User]:
    """Who can be an officer of a branch of this district: by right and by district."""
    found = User.objects.filter(is_active=True).filter(with_right("review_enrolment"))
    found = found.filter(with_right("every_district") | Q(scope__district=district))
    return found.distinct().order_by("username")


def accept(row: Enrolment, who: User, now: datetime) -> None:
    """Take somebody in. Raises NotPossible where it is decided already."""
    _decide(row, who, now, state="accepted", reason="")


def send_back(row: Enrolment, who: User, reason: str, now: datetime) -> None:
    """Return a form, with why. Raises NotPossible."""
    if reason not in REASONS:
        raise NotPossible("union-wrong-choice")
    _decide(row, who, now, state="returned", reason=reason)


def _decide(row: Enrolment, who: User, now: datetime, *, state: str, reason: str) -> None:
    with transaction.atomic():
        mine = Enrolment.objects.filter(pk=row.pk, state="pending")
        if not mine.update(state=state, reason=reason, changed_at=now):
            raise NotPossible("union-decided")
        audit.record(who, f"enrolment-{state}", detail=f"{row.pk} {reason}".strip())


def branches_seen(user: Any) -> QuerySet[UnionBranch]:
    """The branches of an account's districts."""
    every = UnionBranch.objects.order_by("district", "kind", "name")
    return every if user.has_perm(EVERY_DISTRICT) else every.filter(district__in=districts_of(user))


def forget_old(now: datetime) -> int:
    """Delete who it was, once a form has stood in its state for as long as the notice says; how many.

    One that nobody has decided on is returned by that: there is nobody left to take in, and its code says so.
    """
    gone = 0
    with transaction.atomic():
        for state, days in KEPT.items():
            old = Enrolment.objects.filter(state=state, changed_at__lte=now - timedelta(days=days))
            numbers = list(old.select_for_update().values_list("pk", flat=True))
            gone += EnrolmentPerson.objects.filter(enrolment__in=numbers).delete()[0]
            if state == "pending":
                Enrolment.objects.filter(pk__in=numbers).update(state="returned", reason=OVERDUE, changed_at=now)
    return gone
