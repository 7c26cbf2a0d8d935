"""Desks: which one a request belongs to, who sits there, and who could."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils import translation

from station_app.hub.cases import with_right
from station_app.hub.models import Desk, DeskField, Expert, Station
from station_app.hub.scope import EVERY_DISTRICT, districts_of


def field_for(matter: str, topic: str, fields: Iterable[DeskField]) -> DeskField | None:
    """The field that takes a request: by matter and topic, else by matter alone."""
    taken: dict[str, DeskField] = {}
    for field in fields:
        for what in field.takes.split():
            taken.setdefault(what, field)
    return taken.get(f"{matter}/{topic}") or taken.get(matter)


def desk_for(matter: str, topic: str, district: str) -> Desk | None:
    """The desk of a district for a request; None where there is none."""
    field = field_for(matter, topic, DeskField.objects.filter(removed_at=None).order_by("position", "code"))
    return Desk.objects.filter(field=field, district=district).first() if field is not None else None


def name_of(field: DeskField) -> str:
    """As people call it, in the reader's language."""
    return field.english or field.name if translation.get_language() == "en" else field.name


def order_of(desk: Desk) -> list[int]:
    """Accounts at a desk that may take requests on, in their order."""
    may = set(able(desk.district).values_list("pk", flat=True))
    sitting = Expert.objects.filter(desk=desk).order_by("position", "id").values_list("who", flat=True)
    return [who for who in sitting if who in may]


def members(desk: Desk) -> set[int]:
    """Everybody of a desk, its lead among them."""
    lead: int | None = desk.lead_id  # pyright: ignore[reportAttributeAccessIssue]
    return {*Expert.objects.filter(desk=desk).values_list("who", flat=True), *([lead] if lead else [])}


def able(district: str) -> QuerySet[User]:
    """Who may take requests of a district on: by right and by district."""
    found = User.objects.filter(is_active=True).filter(with_right("answer_ticket"))
    found = found.filter(with_right("every_district") | Q(scope__district=district))
    return found.distinct().order_by("username")


def districts_for(user: User) -> list[str]:
    """The districts whose desks an account may see."""
    if user.has_perm(EVERY_DISTRICT):
        named = Station.objects.order_by().values_list("district", flat=True).distinct()
        return sorted({"", *named, *Desk.objects.values_list("district", flat=True)})
    return list(districts_of(user))


def shown(desk: Desk) -> str:
    """A desk in a list: its field and its district."""
    return f"{name_of(desk.field)} · {desk.district}" if desk.district else name_of(desk.field)
