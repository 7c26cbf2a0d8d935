"""The device API in OpenAPI's words, for the published schema."""

from __future__ import annotations

from typing import Any

import msgspec

from station_app.core.chain import Row
from station_app.upstream.board_message import BoardTold, ReplyAsked, ReplyTold
from station_app.upstream.bundle_message import MOST_BUNDLE, BundleKept
from station_app.upstream.feed_messages import HOLD_SECONDS, FeedAnswer, FeedOrder, FeedRevocation
from station_app.upstream.messages import Acknowledged, Cursors, Enrolled, EnrolRequest, Refusal
from station_app.upstream.nearby_message import Neighbours
from station_app.upstream.readiness_message import ReadinessKept, ReadinessTold
from station_app.upstream.still_message import StillKept, StillTold
from station_app.upstream.vitals_message import Noted, Vitals

_FEED = (FeedAnswer, FeedOrder, FeedRevocation, ReadinessTold, ReadinessKept, StillTold, StillKept)
_BOARD = (BoardTold, ReplyAsked, ReplyTold)
_ALL = (
    *_BOARD,
    EnrolRequest,
    Enrolled,
    Acknowledged,
    Cursors,
    Refusal,
    Row,
    Vitals,
    Noted,
    BundleKept,
    Neighbours,
    *_FEED,
)
_, _COMPONENTS = msgspec.json.schema_components(_ALL, ref_template="#/$defs/{name}")
_SIGNED = (
    'Signed with RFC 9421 (Ed25519; tag "rest-station"; keyid is the station id) over @method, @authority, @path and'
    ' content-digest. The answer is signed by the hub (tag "rest-station-hub") over @status, content-digest and the'
    " request's signature."
)


def _feed_schema() -> dict[str, Any]:
    """The answer with its orders, which are read one by one."""
    told = _schema("FeedAnswer")
    each = {"orders": _schema("FeedOrder"), "revocations": _schema("FeedRevocation")}
    lists = {name: {"type": "array", "items": item} for name, item in each.items()}
    return {**told, "properties": {**told["properties"], **lists}}


def _schema(name: str) -> dict[str, Any]:
    """One schema with everything it refers to inside: ninja owns the document's own components."""
    return {**_inlined(_COMPONENTS[name])}


def _inlined(value: Any) -> Any:
    if isinstance(value, dict):
        if "$ref" in value:
            return _inlined(_COMPONENTS[value["$ref"].rpartition("/")[2]])
        return {key: _inlined(inner) for key, inner in value.items()}
    return [_inlined(inner) for inner in value] if isinstance(value, list) else value


def _responses(ok: str, *refusals: int) -> dict[int, Any]:
    def answer(what: str, name: str) -> dict[str, Any]:
        return {"description": what, "content": {"application/json": {"schema": _schema(name)}}}

    return {200: answer("done", ok), **{status: answer("refused", "Refusal") for status in refusals}}


ENROL_DOC: dict[str, Any] = {
    "description": _SIGNED,
    "requestBody": {"required": True, "content": {"application/json": {"schema": _schema("EnrolRequest")}}},
    "responses": _responses("Enrolled", 400, 401, 403, 413),
}
JOURNAL_DOC: dict[str, Any] = {
    "description": _SIGNED + " The body is gzip.",
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["station", "epoch"],
                    "properties": {
                        "station": {"type": "string"},
                        "epoch": {"type": "string"},
                        "lost": {
                            "type": "array",
                            "items": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
                        },
                        "rows": {"type": "array", "maxItems": 2000, "items": _schema("Row")},
                    },
                }
            }
        },
    },
    "responses": _responses("Acknowledged", 400, 401, 403, 413),
}
VITALS_DOC: dict[str, Any] = {
    "description": _SIGNED,
    "requestBody": {"required": True, "content": {"application/json": {"schema": _schema("Vitals")}}},
    "responses": _responses("Noted", 400, 401, 403, 413),
}
READINESS_DOC: dict[str, Any] = {
    "description": _SIGNED,
    "requestBody": {"required": True, "content": {"application/json": {"schema": _schema("ReadinessTold")}}},
    "responses": _responses("ReadinessKept", 400, 401, 403, 413),
}
STILL_DOC: dict[str, Any] = {
    "description": _SIGNED + " One JPEG picture for an order of the verb `still` that was handed over to this station.",
    "requestBody": {"required": True, "content": {"application/json": {"schema": _schema("StillTold")}}},
    "responses": _responses("StillKept", 400, 401, 403, 413),
}
BUNDLE_DOC: dict[str, Any] = {
    "description": f"{_SIGNED} The body is the file of `station bundle`, at most {MOST_BUNDLE} bytes.",
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    },
    "responses": _responses("BundleKept", 400, 401, 403, 413),
}
CURSOR_DOC: dict[str, Any] = {"description": _SIGNED, "responses": _responses("Cursors", 401, 403)}
NEIGHBOURS_DOC: dict[str, Any] = {"description": _SIGNED, "responses": _responses("Neighbours", 401, 403)}
BOARD_DOC: dict[str, Any] = {"description": _SIGNED, "responses": _responses("BoardTold", 401, 403)}
REPLY_DOC: dict[str, Any] = {
    "description": _SIGNED + " At most 20 questions a minute.",
    "requestBody": {"required": True, "content": {"application/json": {"schema": _schema("ReplyAsked")}}},
    "responses": _responses("ReplyTold", 400, 401, 403, 413, 429),
}
_CURSOR = r"^(\d{1,18}\.\d{1,18}(\.\d{1,18}\.[0-9a-f]{8}\.\d{1,18})?)?$"
FEED_DOC: dict[str, Any] = {
    "description": _SIGNED + " The query is signed as @query. `after` of the last answer says that it has been taken.",
    "parameters": [
        {
            "name": "after",
            "in": "query",
            "schema": {"type": "string", "pattern": _CURSOR},
        },
        {"name": "wait", "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": HOLD_SECONDS}},
    ],
    "responses": _responses("FeedAnswer", 400, 401, 403),
}
FEED_DOC["responses"][200]["content"]["application/json"]["schema"] = _feed_schema()
