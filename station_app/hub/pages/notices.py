"""How an account is told, how a district's group is, and what was sent to whom."""

from __future__ import annotations

from typing import Any, Final, cast

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from station_app.hub import audit, channels, notices, oncall, stepup
from station_app.hub.middleware import LANGUAGES
from station_app.hub.models import Channel, Digest, Message, Notice, QuietHours, Scope
from station_app.hub.notice_models import KINDS
from station_app.hub.pages.access import page, sees_silent
from station_app.hub.pages.log import page_number
from station_app.hub.pages.rotas import Wrong, districts_for, minute_of
from station_app.hub.scope import EVERY_DISTRICT, districts_of, stations_for

A_PAGE: Final = 50
MOST_CHANNELS: Final = 10
DIGEST_AT: Final = 8 * 60


@require_safe
@page()
def mine(request: HttpRequest) -> HttpResponse:
    """The reader's own channels, quiet hours and digest; with `?district=` a district's channels."""
    return _shown(request, _of(request))


@require_http_methods(["GET", "HEAD", "POST"])
@page()
@stepup.required
def add(request: HttpRequest, kind: str) -> HttpResponseBase:
    """A new channel: from then on incidents leave the hub by it, so the second factor is asked for."""
    of = _of(request, change=True)
    if kind not in KINDS:
        raise Http404
    told: dict[str, Any] = {**of, "kind": kind, "fields": channels.FIELDS[kind], "languages": LANGUAGES}
    if request.method != "POST":
        return render(request, "hub/channel.html", told)
    language, name = request.POST.get("language", ""), " ".join(request.POST.get("name", "").split())
    try:
        to = channels.read(kind, request.POST)
        if not 0 < len(name) <= 40 or not name.isprintable():
            raise channels.WrongField("name")
        if language not in LANGUAGES or channels_of(of).count() >= MOST_CHANNELS:
            raise channels.WrongField("language")
    except channels.WrongField as error:
        # What was typed may hold a secret: it is not given back.
        return render(request, "hub/channel.html", {**told, "wrong": f"channel-{error}"}, status=422)
    reader = cast(User, request.user)
    channels.make(reader, name, kind, to, timezone.now(), language=language, **_owner(of, reader))
    return redirect(_back(of))


@require_POST
@page()
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Forget a channel."""
    channel = _channel(request, number)
    channels.remove(channel, cast(User, request.user), timezone.now())
    return redirect(_back({"district": channel.district}))


@require_POST
@page()
def test(request: HttpRequest, number: int) -> HttpResponse:
    """Send a message that only says that it came; whether it did, the page tells."""
    channel = _channel(request, number)
    with transaction.atomic():
        notices.trial(channel, timezone.now())
        audit.record(request.user, "channel-tested", detail=f"#{channel.pk}")
    return redirect(_back({"district": channel.district}))


@require_POST
@page()
def quiet(request: HttpRequest) -> HttpResponse:
    """When the reader is not told of what can wait, and when of all that was held back."""
    reader = cast(User, request.user)
    try:
        hours = {one: _quiet(request, one) for one in oncall.CAN_WAIT}
        digest = minute_of(request.POST.get("digest", ""))
        midnight = timezone.now().astimezone(oncall.CHINA).replace(hour=digest // 60, minute=digest % 60)
        if any(one.until(midnight) is not None for one in hours.values()):
            raise Wrong
    except Wrong:
        return _shown(request, {"district": None}, wrong="quiet-wrong")
    with transaction.atomic():
        for severity, one in hours.items():
            QuietHours.objects.update_or_create(
                who=reader, severity=severity, defaults={"begin": one.begin, "end": one.end}
            )
        Digest.objects.update_or_create(who=reader, defaults={"minute": digest})
    return redirect(f"{reverse('my-notices')}?saved=1")


@require_safe
@page("hub.view_audit")
def sent(request: HttpRequest) -> HttpResponse:
    """Who was sent what, for auditors."""
    number = page_number(request)
    found = sent_for(cast(User, request.user), silent=sees_silent(request))
    rows = list(found[(number - 1) * A_PAGE : number * A_PAGE + 1])
    audit.record(request.user, "notices-seen", detail=f"page={number}")
    told = {
        "rows": rows[:A_PAGE],
        "older": number + 1 if len(rows) > A_PAGE else None,
        "newer": number - 1 if number > 1 else None,
    }
    return render(request, "hub/sent.html", told)


def sent_for(user: User, *, silent: bool) -> QuerySet[Message]:
    """What was sent to accounts and groups of an account's districts, the newest first."""
    found = Message.objects.select_related("channel__who").prefetch_related("notices__case")
    if not silent:
        found = found.exclude(notices__case__silent=True)
    if not user.has_perm(EVERY_DISTRICT):
        mine = districts_of(user)
        beside = Scope.objects.filter(district__in=mine).values("user")
        about = Q(notices__case__station__in=stations_for(user).values("pk"))
        tests = Q(notices=None) & (Q(channel__district__in=mine) | Q(channel__who__in=beside))
        others = Notice.objects.exclude(case__station__in=stations_for(user).values("pk"))
        foreign = others.filter(messages__isnull=False).values("messages")
        found = found.filter(about | tests).exclude(pk__in=foreign).distinct()
    return found.order_by("-made_at", "-id")


def failing_for(user: User) -> QuerySet[Channel]:
    """Channels that do not work now, of the districts and colleagues of whoever cares for rotas."""
    found = Channel.objects.filter(removed_at=None, failing_since__isnull=False).select_related("who")
    if not user.has_perm("hub.change_rota"):
        return found.filter(who=user)
    if user.has_perm(EVERY_DISTRICT):
        return found
    mine = districts_of(user)
    return found.filter(Q(district__in=mine) | Q(who__in=Scope.objects.filter(district__in=mine).values("user")))


def channels_of(of: dict[str, Any]) -> QuerySet[Channel]:
    """The channels of an account or a district."""
    found = Channel.objects.filter(removed_at=None).order_by("id")
    return found.filter(who=of["reader"]) if of["district"] is None else found.filter(district=of["district"])


def _shown(request: HttpRequest, of: dict[str, Any], *, wrong: str = "") -> HttpResponse:
    reader = cast(User, request.user)
    hours = notices.quiet_of([reader.pk])
    digest = Digest.objects.filter(who=reader).values_list("minute", flat=True).first()
    told = {
        **of,
        "channels": channels_of({**of, "reader": reader}),
        "kinds": KINDS,
        "hours": [(one, *_times(hours.get((reader.pk, one)))) for one in oncall.CAN_WAIT],
        "digest": _clock(DIGEST_AT if digest is None else digest),
        "wrong": wrong,
        "saved": "saved" in request.GET,
        "failing": failing_for(reader),
        "query": f"?{urlencode({'district': of['district']})}" if of["district"] is not None else "",
    }
    return render(request, "hub/notices.html", told, status=422 if wrong else 200)


def _of(request: HttpRequest, *, change: bool = False) -> dict[str, Any]:
    """Whose channels the page is about; of a district only with the right to change them."""
    reader = cast(User, request.user)
    if "district" not in request.GET:
        return {"district": None, "reader": reader}
    if request.GET["district"] not in districts_for(reader):
        raise Http404
    if not reader.has_perm("hub.change_rota"):
        raise PermissionDenied
    return {"district": request.GET["district"], "reader": reader}


def _channel(request: HttpRequest, number: int) -> Channel:
    reader = cast(User, request.user)
    mine = Q(who=reader)
    if reader.has_perm("hub.change_rota"):
        mine |= Q(district__in=districts_for(reader))
    if number >= 2**63:
        raise Http404
    return get_object_or_404(Channel.objects.filter(mine, removed_at=None), pk=number)


def _owner(of: dict[str, Any], reader: User) -> dict[str, Any]:
    return {"who": reader} if of["district"] is None else {"district": of["district"]}


def _back(of: dict[str, Any]) -> str:
    asked = f"?{urlencode({'district': of['district']})}" if of["district"] is not None else ""
    return reverse("my-notices") + asked


def _quiet(request: HttpRequest, severity: str) -> oncall.Quiet:
    told = request.POST
    return oncall.Quiet(
        begin=minute_of(told.get(f"{severity}-from", "")), end=minute_of(told.get(f"{severity}-until", ""))
    )


def _times(one: oncall.Quiet | None) -> tuple[str, str]:
    return (_clock(one.begin), _clock(one.end)) if one is not None else ("00:00", "00:00")


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
