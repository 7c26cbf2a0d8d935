"""What only some may read of a request, and not for long: words, voice notes, a number to call back."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from station_app.hub import audit, tickets
from station_app.hub.backend.emptying import note_erased
from station_app.hub.cases import CannotBeDone
from station_app.hub.models import Ticket, TicketDeed, TicketVoice, TicketWord
from station_app.hub.request_models import LONGEST_NOTE
from station_app.hub.secret import contact_key
from station_app.identity.contact_seal import opened, sealed

LONGEST_WORDS: Final = 4000
MOST_WORDS: Final = 20
"""Of one request."""
LARGEST_VOICE: Final = 2 * 1024 * 1024
"""Bytes: two minutes of the most wasteful recorder among phones."""
VOICE_SECONDS: Final = 120
MOST_VOICES: Final = 5
CONTACT_DAYS: Final = 7
"""So long after the end a number and voice notes are kept."""
WORDS_DAYS: Final = 30
CLOSES_AFTER: Final = timedelta(days=14)
"""What was answered is over then, if nobody has closed it."""
LOOKS: Final = timedelta(minutes=10)


def public_contact_key() -> str:
    """To which stations seal telephone numbers, in hex."""
    return _key().public_key().public_bytes_raw().hex()


def seal_contact(digits: str, request: str) -> str:
    """A number that somebody has noted down, sealed as a station seals one."""
    return sealed(digits, public_contact_key(), request)


def open_contact(ticket: Ticket, who: User, reason: str, now: datetime) -> str:
    """The number to call, for the owner, who says why; each look is recorded before. Raises CannotBeDone."""
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_NOTE or not reason.isprintable():
        raise CannotBeDone("case-note-wrong")
    with transaction.atomic():
        mine = Ticket.objects.select_for_update(no_key=True).get(pk=ticket.pk)
        if mine.owner != who or not mine.contact:
            raise CannotBeDone("request-not-yours")
        TicketDeed.objects.create(ticket=mine, at=now, who=who, what="contact-seen", detail=reason)
        audit.record(who, "request-contact-seen", _station(mine), f"#{mine.pk}")
    try:
        return opened(mine.contact, _key().private_bytes_raw(), mine.request)
    except ValueError as error:
        raise CannotBeDone("request-contact-unreadable") from error


def add_words(ticket: Ticket, text: str, now: datetime, who: User | None = None) -> None:
    """Keep what a request's maker has written, or what somebody noted down for them. Raises CannotBeDone."""
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not text or len(text) > LONGEST_WORDS:
        raise CannotBeDone("request-words-wrong")
    with transaction.atomic():
        mine = _open(ticket)
        if TicketWord.objects.filter(ticket=mine).count() >= MOST_WORDS:
            raise CannotBeDone("request-words-many")
        TicketWord.objects.create(ticket=mine, at=now, who=who, text=text)
        if who is None:
            _new(mine, "words", now)


def add_voice(ticket: Ticket, raw: bytes, now: datetime) -> None:
    """Keep what its maker has spoken. Raises CannotBeDone."""
    kind = kind_of(raw)
    if kind is None or len(raw) > LARGEST_VOICE:
        raise CannotBeDone("request-voice-wrong")
    with transaction.atomic():
        mine = _open(ticket)
        if TicketVoice.objects.filter(ticket=mine).count() >= MOST_VOICES:
            raise CannotBeDone("request-words-many")
        TicketVoice.objects.create(ticket=mine, at=now, kind=kind, size=len(raw), sealed=_fernet().encrypt(raw))
        _new(mine, "voice", now)


def hear(voice: TicketVoice, who: User) -> bytes:
    """A voice note's bytes, for the owner; each time is recorded."""
    audit.record(who, "request-voice-heard", _station(voice.ticket), f"#{voice.ticket.pk}")
    return _fernet().decrypt(bytes(voice.sealed))


def kind_of(raw: bytes) -> str | None:
    """The media type of what a phone's recorder makes, by its first bytes; None for anything else."""
    if raw[:4] == b"\x1a\x45\xdf\xa3":
        return "audio/webm"
    if raw[:4] == b"OggS":
        return "audio/ogg"
    return "audio/mp4" if raw[4:8] == b"ftyp" else None


def new_code() -> str:
    """The twelve digits of a slip for a request that was noted down here."""
    return "".join(secrets.choice("0123456789") for _ in range(12))


def forget_old(now: datetime) -> None:
    """End what was answered long ago; delete what is over: contacts and voices after a week, words after a month."""
    _close_answered(now)
    over = Ticket.objects.filter(closed_ms__lte=tickets.ms(now - timedelta(days=CONTACT_DAYS)))
    called = list(over.exclude(contact="").select_related("station"))
    for ticket in called:
        with transaction.atomic():
            tickets.strip_contact(ticket)
    voices, _ = TicketVoice.objects.filter(ticket__in=over.values("pk")).delete()
    long_over = Ticket.objects.filter(closed_ms__lte=tickets.ms(now - timedelta(days=WORDS_DAYS)))
    words, _ = TicketWord.objects.filter(ticket__in=long_over.values("pk")).delete()
    if called or voices or words:
        note_erased()


def _close_answered(now: datetime) -> None:
    quiet = Ticket.objects.filter(state="answered", fresh=False, answered_ms__lte=tickets.ms(now - CLOSES_AFTER))
    for number in list(quiet.values_list("pk", flat=True)):
        mine = Ticket.objects.filter(pk=number, state="answered", fresh=False)
        with transaction.atomic():
            if mine.update(state="closed", closed_ms=tickets.ms(now), next_at=None):
                TicketDeed.objects.create(ticket_id=number, at=now, what="closed", detail="request-by-itself")


def _open(ticket: Ticket) -> Ticket:
    mine = Ticket.objects.select_for_update(no_key=True).get(pk=ticket.pk)
    if not mine.is_open:
        raise CannotBeDone("request-over")
    return mine


def _new(ticket: Ticket, what: str, now: datetime) -> None:
    """Its owner has something new to look at."""
    TicketDeed.objects.create(ticket=ticket, at=now, what=f"added-{what}")
    Ticket.objects.filter(pk=ticket.pk).update(fresh=True)


def _station(ticket: Ticket) -> str:
    return ticket.station.pk if ticket.station is not None else ""


def _key() -> X25519PrivateKey:
    return contact_key(settings.HUB_KEY_FILE.with_name("contact.key"))


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"voice\0" + settings.SECRET_KEY.encode()).digest()))
