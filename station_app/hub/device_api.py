"""The device API: what stations call. Every request is signed by the station, every answer by the hub.

The views take the body as it came and decode it themselves: pydantic models for 2,000 rows cost three times the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from ninja import NinjaAPI, Router

from station_app.hub import ingest
from station_app.hub.enrolment import PUBLIC_KEY, STATION_ID, CodeRefused, redeem
from station_app.hub.judging import NAME
from station_app.hub.models import Epoch, Station
from station_app.hub.schema import CURSOR_DOC, ENROL_DOC, JOURNAL_DOC
from station_app.hub.secret import hub_key
from station_app.upstream import signing
from station_app.upstream.messages import Cursors, Enrolled, EnrolRequest, Refusal, TooBig, unpack

api = NinjaAPI(title="Rest station hub: device API", version="1", docs_url=None, openapi_url="/openapi.json")
router = Router(tags=["device"])


class Refused(Exception):
    """The request is answered with a refusal."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.refusal = Refusal(error=error, message=message)


@router.post("/enrol", openapi_extra=ENROL_DOC)
def enrol(request: HttpRequest) -> HttpResponse:
    """Trust a station's key against a one-time code."""
    return _answered(request, _enrol)


@router.post("/journal", openapi_extra=JOURNAL_DOC)
def journal(request: HttpRequest) -> HttpResponse:
    """Take a batch of journal rows, each exactly once."""
    return _answered(request, _journal)


@router.get("/cursor", openapi_extra=CURSOR_DOC)
def cursor(request: HttpRequest) -> HttpResponse:
    """Tell how far the hub has got, journal by journal."""
    return _answered(request, _cursor)


api.add_router("/device/v1", router)


def _enrol(signed: signing.Request, body: bytes, now: datetime) -> msgspec.Struct:
    try:
        asked = msgspec.json.decode(body, type=EnrolRequest)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refused(400, "malformed", f"the request does not fit the schema: {error}") from error
    name = asked.name.strip()
    if not (STATION_ID.fullmatch(asked.station) and PUBLIC_KEY.fullmatch(asked.public_key)):
        raise Refused(400, "malformed", "station or public_key is not one")
    if len(name) > 60 or not (name == "" or name.isprintable()) or len(asked.code) > 64:
        raise Refused(400, "malformed", "name or code is too long, or holds control characters")
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(asked.public_key))
        # No look at the clock: a new station's may be wrong, and the code is for one use anyway.
        signing.verify_request(signed, body, key, now=None)
        redeem(asked.station, asked.code, asked.public_key, name, now)
    except CodeRefused as error:
        raise Refused(403, "code", str(error)) from error
    except ValueError as error:
        raise Refused(401, "signature", "the request is not signed by the key that it names") from error
    mine = hub_key(settings.HUB_KEY_FILE).public_key().public_bytes_raw().hex()
    return Enrolled(station=asked.station, hub_public_key=mine)


def _journal(signed: signing.Request, body: bytes, now: datetime) -> msgspec.Struct:
    station = _station_of(signed, body, now)
    try:
        post = unpack(body)
        if post.station != station.pk:
            raise Refused(403, "station", "the batch belongs to another station than its signature")
        if not NAME.fullmatch(post.epoch) or not all(1 <= a <= b < ingest.MAX_SEQ for a, b in post.lost):
            raise Refused(400, "malformed", "epoch or lost is not one")
        rows = ingest.read_rows(post)
    except TooBig as error:
        raise Refused(413, "too-big", str(error)) from error
    except ValueError as error:
        raise Refused(400, "malformed", str(error)) from error
    return ingest.take(station.pk, post, rows, now)


def _cursor(signed: signing.Request, body: bytes, now: datetime) -> msgspec.Struct:
    station = _station_of(signed, body, now)
    Station.objects.filter(id=station.pk).update(last_contact=now)
    reached = Epoch.objects.filter(station=station).values_list("epoch", "acked_through")
    return Cursors(station=station.pk, epochs=dict(reached))


def _station_of(signed: signing.Request, body: bytes, now: datetime) -> Station:
    """The station that signed; nothing in the body can make it another one."""
    name = signing.key_id_of(signed)
    station = Station.objects.filter(id=name).first() if STATION_ID.fullmatch(name) else None
    if station is None:
        raise Refused(401, "unknown", "the hub does not know this station: enrol it with `station enrol`")
    if station.revoked_at is not None:
        raise Refused(403, "revoked", "the key of this station was revoked: enrol it again with a new code")
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(station.public_key))
    try:
        signing.verify_request(signed, body, key, now.timestamp())
    except signing.ClockAway as error:
        raise Refused(401, "clock", str(error)) from error
    except signing.BadSignature as error:
        raise Refused(401, "signature", "the request is not signed by this station's key") from error
    return station


def _answered(
    request: HttpRequest, handle: Callable[[signing.Request, bytes, datetime], msgspec.Struct]
) -> HttpResponse:
    now = timezone.now()
    signed = signing.Request(
        method=request.method or "",
        url=f"{request.scheme}://{request.get_host()}{request.path}",
        headers=dict(request.headers.items()),
    )
    status = 200
    try:
        content = handle(signed, _body(request), now)
    except Refused as refused:
        status, content = refused.status, refused.refusal
    response = HttpResponse(msgspec.json.encode(content), status=status, content_type="application/json")
    _sign(response, signed, now)
    return response


def _body(request: HttpRequest) -> bytes:
    try:
        return request.body
    except RequestDataTooBig as error:
        raise Refused(413, "too-big", "the request is too long: send fewer rows") from error
    except UnreadablePostError as error:
        raise Refused(400, "malformed", "the request ended early") from error


def _sign(response: HttpResponse, signed: signing.Request, now: datetime) -> None:
    headers: dict[str, Any] = {}
    answer = signing.Answer(status_code=response.status_code, headers=headers, request=signed)
    try:
        key = hub_key(settings.HUB_KEY_FILE)
        signing.sign_answer(answer, response.content, key, int(now.timestamp()))
    except signing.BadSignature:
        return  # the request carries no signature to bind an answer to
    for name, value in headers.items():
        response[name] = value
