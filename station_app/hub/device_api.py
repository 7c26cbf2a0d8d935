"""The device API: what stations call. Every request is signed by the station, every answer by the hub.

The views take the body as it came and decode it themselves: pydantic models for 2,000 rows cost three times the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from ninja import NinjaAPI, Router

from station_app.hub import board, bundling, feed, ingest, nearby, readying, stills, taking, vitals
from station_app.hub.asking import Refused, answered, station_of
from station_app.hub.backend.emptying import empty_log
from station_app.hub.bundle_reading import NoBundle, TooLarge
from station_app.hub.contact import end_silence, heard
from station_app.hub.enrolment import PUBLIC_KEY, STATION_ID, CodeRefused, redeem
from station_app.hub.live import rings
from station_app.hub.models import Epoch
from station_app.hub.schema import (
    BOARD_DOC,
    BUNDLE_DOC,
    CURSOR_DOC,
    ENROL_DOC,
    FEED_DOC,
    JOURNAL_DOC,
    NEIGHBOURS_DOC,
    READINESS_DOC,
    REPLY_DOC,
    STILL_DOC,
    VITALS_DOC,
)
from station_app.hub.secret import hub_key
from station_app.hub.settings import MAX_BODY
from station_app.upstream import signing
from station_app.upstream.board_message import ReplyAsked
from station_app.upstream.bundle_message import MOST_BUNDLE, BundleKept
from station_app.upstream.messages import Cursors, Enrolled, EnrolRequest, TooBig
from station_app.upstream.readiness_message import ReadinessKept, ReadinessTold
from station_app.upstream.still_message import MAX_STILL, StillKept, StillTold
from station_app.upstream.vitals_message import MAX_VITALS, Noted
from station_app.upstream.vitals_message import Vitals as VitalsTold

api = NinjaAPI(title="Rest station hub: device API", version="1", docs_url=None, openapi_url="/openapi.json")
router = Router(tags=["device"])


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


@router.post("/vitals", openapi_extra=VITALS_DOC)
def take_vitals(request: HttpRequest) -> HttpResponse:
    """Take a station's live state; an older one than is known changes nothing."""
    return _answered(request, _vitals)


@router.post("/readiness", openapi_extra=READINESS_DOC)
def take_readiness(request: HttpRequest) -> HttpResponse:
    """Keep a readiness report, once."""
    return _answered(request, _readiness)


@router.post("/still", openapi_extra=STILL_DOC)
def take_still(request: HttpRequest) -> HttpResponse:
    """Take the picture that an order waits for, once; any other one is refused."""
    return _answered(request, _still, most=MAX_STILL)


@router.post("/bundle", openapi_extra=BUNDLE_DOC)
def take_bundle(request: HttpRequest) -> HttpResponse:
    """Keep a support bundle, once."""
    return _answered(request, _bundle, most=MOST_BUNDLE)


@router.get("/neighbours", openapi_extra=NEIGHBOURS_DOC)
def take_neighbours(request: HttpRequest) -> HttpResponse:
    """Tell which published stations are near, for whoever finds this one shut or full."""
    return _answered(request, _neighbours)


@router.get("/board", openapi_extra=BOARD_DOC)
def take_board(request: HttpRequest) -> HttpResponse:
    """Tell what the hub has to say of the station's offers: answers to requests, and figures."""
    return _answered(request, _board)


@router.post("/reply", openapi_extra=REPLY_DOC)
def take_reply(request: HttpRequest) -> HttpResponse:
    """Tell the answer of one ticket, whichever station it was made at."""
    return _answered(request, _reply)


@router.get("/feed", openapi_extra=FEED_DOC)
def take_feed(request: HttpRequest) -> HttpResponse:
    """Tell what is there for the station: orders and a policy, at once or as soon as something comes."""
    return _answered(request, _feed)


api.add_router("/device/v1", router)


def _enrol(signed: signing.Request, body: bytes, now: datetime) -> msgspec.Struct:
    try:
        asked = msgspec.json.decode(body, type=EnrolRequest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
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
    station = station_of(signed, body, now)
    try:
        post, rows = taking.read(station, body)
    except taking.Foreign as error:
        raise Refused(403, "station", str(error)) from error
    except TooBig as error:
        raise Refused(413, "too-big", str(error)) from error
    except ValueError as error:
        raise Refused(400, "malformed", str(error)) from error
    end_silence(station, now)
    taken = ingest.take(station.pk, post, rows, now)
    rings.state(station.pk)
    empty_log()
    return taken


def _cursor(signed: signing.Request, body: bytes, now: datetime) -> msgspec.Struct:
    station = station_of(signed, body, now)
    heard(station, now)
    empty_log()
    reached = Epoch.objects.filter(station=station).values_list("epoch", "acked_through")
    return Cursors(station=station.pk, epochs=dict(reached))


def _vitals(signed: signing.Request, body: bytes, now: datetime) -> msgspec.Struct:
    station = station_of(signed, body, now)
    if len(body) > MAX_VITALS:
        raise Refused(413, "too-big", f"at most {MAX_VITALS} bytes")
    try:
        told = msgspec.json.decode(body, type=VitalsTold)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(400, "malformed", f"the vitals do not fit the schema: {error}") from error
    if told.station != station.pk:
        raise Refused(403, "station", "the vitals belong to another station than their signature")
    newest = vitals.keep(station, told, now)
    rings.state(station.pk)
    return Noted(station=station.pk, newest=newest)


def _readiness(signed: signing.Request, body: bytes, now: datetime) -> msgspec.Struct:
    station = station_of(signed, body, now)
    if len(body) > MAX_VITALS:
        raise Refused(413, "too-big", f"at most {MAX_VITALS} bytes")
    try:
        told = msgspec.json.decode(body, type=ReadinessTold)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(400, "malformed", f"the report does not fit the schema: {error}") from error
    if told.station != station.pk:
        raise Refused(403, "station", "the report belongs to another station than its signature")
    try:
        new = readying.keep(station, told.code, now)
    except readying.NotGenuine as error:
        raise Refused(400, "malformed", str(error)) from error
    return ReadinessKept(station=station.pk, new=new)


def _still(signed: signing.Request, body: bytes, now: datetime) -> msgspec.Struct:
    station = station_of(signed, body, now)
    if len(body) > MAX_STILL:
        raise Refused(413, "too-big", f"at most {MAX_STILL} bytes: set the camera to a lower quality")
    try:
        told = msgspec.json.decode(body, type=StillTold)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(400, "malformed", f"the picture does not fit the schema: {error}") from error
    if told.station != station.pk:
        raise Refused(403, "station", "the picture belongs to another station than its signature")
    try:
        new = stills.keep(station, told.order, told.taken_ms, told.picture, now)
    except stills.NoPicture as error:
        raise Refused(400, "malformed", str(error)) from error
    except stills.NotWanted as error:
        raise Refused(403, "not-ordered", str(error)) from error
    return StillKept(station=station.pk, new=new)


def _bundle(signed: signing.Request, body: bytes, now: datetime) -> msgspec.Struct:
    station = station_of(signed, body, now)
    try:
        new = bundling.keep(station, body, now)
    except TooLarge as error:
        raise Refused(413, "too-big", str(error)) from error
    except NoBundle as error:
        raise Refused(400, "malformed", str(error)) from error
    return BundleKept(station=station.pk, new=new)


def _neighbours(signed: signing.Request, body: bytes, now: datetime) -> msgspec.Struct:
    return nearby.told_to(station_of(signed, body, now), now)


def _board(signed: signing.Request, body: bytes, now: datetime) -> msgspec.Struct:
    return board.board_of(station_of(signed, body, now), signed.url, now)


def _reply(signed: signing.Request, body: bytes, now: datetime) -> msgspec.Struct:
    station = station_of(signed, body, now)
    try:
        asked = msgspec.json.decode(body, type=ReplyAsked)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(400, "malformed", f"the question does not fit the schema: {error}") from error
    if asked.station != station.pk:
        raise Refused(403, "station", "the question is another station's than its signature")
    try:
        return board.reply_to(station, asked.ticket, now)
    except board.TooMany as error:
        raise Refused(429, "too-many", str(error)) from error


def _feed(signed: signing.Request, body: bytes, now: datetime) -> msgspec.Struct:
    station = station_of(signed, body, now)
    try:
        return feed.answer(station, signed.url, now)
    except feed.BadQuestion as error:
        raise Refused(400, "malformed", str(error)) from error


def _answered(
    request: HttpRequest, handle: Callable[[signing.Request, bytes, datetime], msgspec.Struct], most: int = MAX_BODY
) -> HttpResponse:
    now = timezone.now()
    signed = signing.Request(
        method=request.method or "",
        url=f"{request.scheme}://{request.get_host()}{request.path}{_query(request)}",
        headers=dict(request.headers.items()),
    )
    made = answered(signed, lambda: handle(signed, _body(request, most), now))
    response = HttpResponse(made.content, status=made.status, content_type="application/json")
    for name, value in made.headers.items():
        response[name] = value
    return response


def _query(request: HttpRequest) -> str:
    """As it came: it is signed, too."""
    query: str = request.META.get("QUERY_STRING", "")
    return f"?{query}" if query else ""


def _body(request: HttpRequest, most: int) -> bytes:
    if _length(request) > most:
        raise Refused(413, "too-big", f"the request is too long, at most {most} bytes: send less at once")
    try:
        return request.body
    except UnreadablePostError as error:
        raise Refused(400, "malformed", "the request ended early") from error


def _length(request: HttpRequest) -> int:
    """As Django reads it, which takes no byte more from the connection."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
