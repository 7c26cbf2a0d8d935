"""The device API in OpenAPI's words, for the published schema."""

from __future__ import annotations

from typing import Any

import msgspec

from station_app.core.chain import Row
from station_app.upstream.messages import Acknowledged, Cursors, Enrolled, EnrolRequest, Refusal

_ALL = (EnrolRequest, Enrolled, Acknowledged, Cursors, Refusal, Row)
_, _COMPONENTS = msgspec.json.schema_components(_ALL, ref_template="#/$defs/{name}")
_SIGNED = (
    'Signed with RFC 9421 (Ed25519; tag "rest-station"; keyid is the station id) over @method, @authority, @path and'
    ' content-digest. The answer is signed by the hub (tag "rest-station-hub") over @status, content-digest and the'
    " request's signature."
)


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
CURSOR_DOC: dict[str, Any] = {"description": _SIGNED, "responses": _responses("Cursors", 401, 403)}
