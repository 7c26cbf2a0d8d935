"""What the templates may call: words, codes, times."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import template
from django.contrib.staticfiles.finders import find
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation

from station_app.hub import cases, texts

register = template.Library()
CHINA = ZoneInfo("Asia/Shanghai")


@register.simple_tag
def t(key: str) -> str:
    """A word of the pages."""
    return texts.word(key)


@register.filter
def meaning(value: str) -> str:
    """What a code means."""
    return texts.code(value)


@register.filter
def whom(value: str) -> str:
    """Whom a station means by `account-7`, or by a role."""
    return cases.names_of([value])[value]


@register.filter
def deed(value: str) -> str:
    """What a row of the audit trail tells of."""
    return texts.deed(value)


@register.filter
def deed_detail(value: str) -> str:
    """What a deed's detail means."""
    return texts.deed_detail(value)


@register.filter
def role(value: str) -> str:
    """What a role is called."""
    return texts.role(value)


@register.filter
def trouble(value: str) -> str:
    """What a fault means."""
    return texts.fault(value)


@register.filter
def why_not_sent(value: str) -> str:
    """Why a message did not go out."""
    return f"HTTP {value[5:]}" if value.startswith("http-") else texts.word(f"fail-{value}") if value else ""


@register.filter
def opening(value: str) -> str:
    """An opening time."""
    return texts.weekday_time(value)


@register.filter
def clock(value: int | datetime | None) -> str:
    """`2026-03-15 14:05:30`, local."""
    return local(value).strftime("%Y-%m-%d %H:%M:%S") if value is not None else ""


@register.filter
def short_clock(value: int | datetime | None) -> str:
    """`14:05` today, `03-15 14:05` otherwise."""
    if value is None:
        return ""
    moment = local(value)
    today = timezone.now().astimezone(CHINA).date()
    return moment.strftime("%H:%M" if moment.date() == today else "%m-%d %H:%M")


@register.filter
def day_clock(value: int | datetime) -> str:
    """`03-15 14:05`, the same width in every line of a list."""
    return local(value).strftime("%m-%d %H:%M")


@register.filter
def ago(value: datetime | None) -> str:
    """How long since a moment, roughly."""
    if value is None:
        return texts.word("never")
    minutes = int((timezone.now() - value).total_seconds() // 60)
    if minutes < 1:
        return texts.word("just-now")
    unit, key = (1, "minutes-ago") if minutes < 60 else (60, "hours-ago") if minutes < 1440 else (1440, "days-ago")
    return f"{minutes // unit} {texts.word(key)}"


@register.simple_tag
def versioned(path: str) -> str:
    """The address of a static file, with its size and time so that browsers notice a new one."""
    found = find(path)
    if not isinstance(found, str):
        raise FileNotFoundError(f"no static file {path}")
    told = Path(found).stat()
    return f"{static(path)}?v={told.st_size:x}{int(told.st_mtime):x}"


def local(value: int | datetime) -> datetime:
    """Milliseconds since 1970, or a moment, in China's time."""
    moment = datetime.fromtimestamp(value / 1000, UTC) if isinstance(value, int) else value
    return moment.astimezone(CHINA)


@register.simple_tag
def language_code() -> str:
    """For the page's `lang`."""
    return "en" if translation.get_language() == "en" else "zh-CN"


@register.simple_tag(takes_context=True)
def other_language_url(context: template.Context) -> str:
    """The link that switches the language and comes back here."""
    request = context["request"]
    other = "zh-hans" if translation.get_language() == "en" else "en"
    back = urlencode({"next": request.get_full_path() if request.method == "GET" else "/"})
    return f"{reverse('language', args=[other])}?{back}"


@register.filter
def percent(value: float) -> str:
    """`99.95 %`, rounded down: what has failed once is not whole."""
    return f"{int(value * 10_000) / 100:g} %"


@register.filter
def minutes(value: int) -> int:
    """Whole minutes of milliseconds."""
    return value // 60_000


@register.filter
def ready_minutes(line: Any) -> int:
    """For how many minutes of those told of the doors were ready."""
    return (line.observed_ms - line.down_ms) // 60_000


@register.simple_tag
def breakdown_title(name: str) -> str:
    """What visits are broken down by."""
    return texts.word(f"report-by-{name}")
