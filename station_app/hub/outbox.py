"""The outbox: each message goes out at least once, is tried again with growing distances, and is given up in the end.

A message is taken before it is sent and marked afterwards; whoever dies between the two has it sent again a minute
later. No database is held while the network is waited for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, Q

from station_app.hub import channels
from station_app.hub.models import Channel, Message, Notice
from station_app.hub.notice_models import setting
from station_app.hub.sending import Letter, NotSent

AT_ONCE: Final = 8
LEASE: Final = timedelta(seconds=60)
"""So long one try may take; afterwards it counts as lost, and the message is sent again."""
FIRST_WAIT: Final = timedelta(seconds=10)
LONGEST_WAIT: Final = timedelta(minutes=30)
GIVEN_UP: Final = timedelta(hours=24)
SendTo = Callable[[Letter, Sequence[str]], None]
"""Sends a letter; told the hosts of the own network that are allowed. Raises NotSent."""


def deliver(send: SendTo, now: Callable[[], datetime]) -> int:
    """Send what is due, a few at once; returns how many were tried."""
    taken = _take(now())
    if not taken:
        return 0
    allowed = setting("allowed").split()
    with ThreadPoolExecutor(len(taken), thread_name_prefix="send") as threads:
        failures = threads.map(lambda message: _try(send, message, allowed), taken)
        for message, failure in zip(taken, failures, strict=True):
            _sent(message, now()) if failure is None else _failed(message, failure, now())
    return len(taken)


def _take(now: datetime) -> list[Message]:
    taken: list[Message] = []
    due = Message.objects.filter(state="waiting", due_at__lte=now).select_related("channel").order_by("due_at", "id")
    for message in due[:AT_ONCE]:
        mine = Message.objects.filter(pk=message.pk, state="waiting", due_at=message.due_at)
        if message.tries and _is_over(message):
            mine.update(state="dropped")
        elif mine.update(due_at=now + LEASE, tries=F("tries") + 1):  # another worker may have been faster
            message.tries += 1
            taken.append(message)
    return taken


def _is_over(message: Message) -> bool:
    """Whether everything it tells has been seen to meanwhile."""
    told = Notice.objects.filter(messages=message)
    still = told.filter(case__closed_ms=None, case__taken_by=None, case__acknowledged_by="")
    return told.filter(held=False).exists() and not still.exists()


def _try(send: SendTo, message: Message, allowed: Sequence[str]) -> str | None:
    """Without the database: this runs in a thread of its own. Returns why it did not go out."""
    if not message.channel.sealed:
        return "removed"
    try:
        send(channels.letter(message.channel, message.text), allowed)
    except NotSent as error:
        return str(error)
    return None


def _sent(message: Message, now: datetime) -> None:
    Message.objects.filter(pk=message.pk).update(state="sent", sent_at=now, failure="")
    Channel.objects.filter(pk=message.channel.pk).update(sent_at=now, failing_since=None, failure="")


def _failed(message: Message, failure: str, now: datetime) -> None:
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(message.tries - 1, 12))
    state = "waiting" if now + wait - message.made_at < GIVEN_UP and failure != "removed" else "failed"
    Message.objects.filter(pk=message.pk).update(state=state, due_at=now + wait, failure=failure[:40])
    mine = Channel.objects.filter(pk=message.channel.pk)
    mine.filter(failing_since=None).update(failing_since=now)
    mine.update(failure=failure[:40])


def failing() -> Q:
    """Channels whose last message did not go out."""
    return Q(removed_at=None, failing_since__isnull=False)
