"""What happened with a case: what its station told, and what people and the hub did, in one list."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from station_app.hub import cases, orders, texts
from station_app.hub.incident_models import Case, CaseDeed
from station_app.hub.models import Fact, Notice, Order

DAY_MS: Final = 86_400_000
MOST: Final = 200
_KINDS: Final = (
    "incident.opened",
    "incident.repeated",
    "incident.escalated",
    "incident.acknowledged",
    "incident.closed",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that happened."""

    at_ms: int
    what: str
    who: str
    detail: str = ""
    order: str = ""
    """What became of what was asked of the station: a key of the pages' words."""
    order_detail: str = ""
    good: bool = False
    bad: bool = False
    station: bool = False
    """The station tells it, by its own clock."""

    @property
    def under_way(self) -> bool:
        """The station has not answered yet."""
        return bool(self.order) and not (self.good or self.bad)


def history_of(case: Case, now: datetime) -> Sequence[Line]:
    """Everything about a case, the newest first."""
    if case.epoch:
        orders.expire(case.station.pk, now)
    deeds = CaseDeed.objects.filter(case=case).select_related("who", "whom", "order").order_by("-id")
    lines = [*_of_station(case), *(_of_deed(deed, now) for deed in deeds[:MOST]), *_of_notices(case)]
    return sorted(lines, key=lambda line: line.at_ms, reverse=True)


def _of_station(case: Case) -> list[Line]:
    if not case.epoch:
        return []
    named = json.dumps(case.incident, ensure_ascii=False)
    facts = Fact.objects.filter(
        station=case.station, epoch=case.epoch, kind__in=_KINDS, wall_ms__gte=case.opened_ms - DAY_MS
    ).filter(body__contains=named)
    told: list[tuple[int, str, dict[str, Any]]] = []
    for kind, wall_ms, body in facts.order_by("-seq").values_list("kind", "wall_ms", "body")[:MOST]:
        content = json.loads(body)
        if content.get("incident") == case.incident:
            told.append((wall_ms, kind, content))
    names = cases.names_of({str(body.get("by") or "") for _, _, body in told})
    return [
        Line(
            at_ms=wall_ms,
            what=texts.code(kind),
            who=names[str(body.get("by") or "")],
            detail=_detail(body),
            station=True,
        )
        for wall_ms, kind, body in told
    ]


def _of_notices(case: Case) -> list[Line]:
    """Who was told, and who will be by the digest; the channels that failed stand with what was sent."""
    lines: list[Line] = []
    for notice in Notice.objects.filter(case=case).select_related("who").order_by("-id")[:MOST]:
        step = texts.sentence("rota-step-n", n=notice.step + 1)
        detail = f"{step} · {texts.word('sent-held')}" if notice.held else step
        whom = notice.who.get_username() if notice.who else texts.word("sent-group")
        lines.append(Line(at_ms=cases.ms(notice.at), what=texts.word("sent-told"), who=whom, detail=detail))
    return lines


def _detail(body: dict[str, Any]) -> str:
    asked = f"{texts.word('asked')} {texts.code(str(body['owner']))}" if body.get("owner") else ""
    times = f"×{body['times']}" if isinstance(body.get("times"), int) else ""
    return " · ".join(filter(None, (asked, times)))


def _of_deed(deed: CaseDeed, now: datetime) -> Line:
    who = deed.who.get_username() if deed.who else texts.word("case-by-hub")
    whom = f"→ {deed.whom.get_username()}" if deed.whom and deed.what == "handed" else ""
    words = {"resolving": f"case-ending-{deed.detail}", "resolved": f"case-ending-{deed.detail}"}
    if deed.what in ("ended", "found"):
        words[deed.what] = f"case-deed-{deed.detail}"
    detail = texts.word(words[deed.what]) if deed.detail and deed.what in words else deed.detail
    line = Line(at_ms=cases.ms(deed.at), what=texts.word(f"case-deed-{deed.what}"), who=who, detail=detail or whom)
    return line if deed.order is None else _with_order(line, deed.order, now)


def _with_order(line: Line, order: Order, now: datetime) -> Line:
    state = "unanswered" if orders.unanswered(order, now) else order.state
    return Line(
        at_ms=line.at_ms,
        what=line.what,
        who=line.who,
        detail=line.detail,
        order=f"order-{state}",
        order_detail=texts.order_detail(order.detail) if order.detail and state == order.state else "",
        good=state == "confirmed",
        bad=state in ("expired", "refused", "unanswered"),
    )
