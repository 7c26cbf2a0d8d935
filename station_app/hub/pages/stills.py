"""The page of one ordered still, and its picture: each look is in the audit trail before a byte of it goes out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from station_app.hub import audit, orders, stepup, stills, texts
from station_app.hub.models import Order, Station, Still
from station_app.hub.pages.access import page, seen_station
from station_app.hub.templatetags.hub import clock

RIGHT = "hub.order_still"
"""Who may order a still may see it, in the same districts; nobody else."""


@require_safe
@page(RIGHT)
@stepup.required
def still(request: HttpRequest, station_id: str, order_id: str) -> HttpResponse:
    """What became of an order for a still, with the picture where it is here."""
    station = seen_station(request, station_id)
    orders.expire(station.pk, timezone.now())
    return render(request, "hub/still.html", _told(request, station, _order(station, order_id)))


@require_GET
@page(RIGHT)
@stepup.required
def picture(request: HttpRequest, station_id: str, order_id: str) -> HttpResponse:
    """The picture itself."""
    station = seen_station(request, station_id)
    order = _order(station, order_id)
    found = stills.of(order)
    if found is None:
        raise Http404
    audit.record(request.user, "still-seen", station.pk, f"{order.target} {order.order_id}")
    content = bytes(Still.objects.values_list("picture", flat=True).get(pk=found.pk))
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Disposition"] = "inline"
    return response


def _order(station: Station, order_id: str) -> Order:
    mine = Order.objects.select_related("who")
    return get_object_or_404(mine, station=station, order_id=order_id, verb=stills.VERB)


def _told(request: HttpRequest, station: Station, order: Order) -> dict[str, Any]:
    now, found = timezone.now(), stills.of(order)
    state = "unanswered" if orders.unanswered(order, now) else order.state
    waits = found is None and state in ("waiting", "handed", "received", "acted")
    return {
        "station": station,
        "order": order,
        "still": found,
        "state": state,
        "waits": waits,
        "good": state == "confirmed",
        "bad": state in ("expired", "refused", "unanswered"),
        "detail": texts.order_detail(order.detail) if order.detail and state == order.state else "",
        "gone": found is None and state == "confirmed",
        "erased_at": found.came_at + stills.KEPT if found is not None else None,
        "mark": texts.sentence("still-mark", viewer=request.user.get_username(), at=clock(now)),
        "marks": range(4),
    }
