"""What a stranger, a neighbour or a broken program can do at the device API: be refused, and nothing else."""

from __future__ import annotations

import gzip
import time
from typing import Any

import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hub_rig import URL, Enrolled, HubRig, enrolled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from station_app.upstream import signing
from station_app.upstream.faults import HubRefusal
from station_app.upstream.messages import CURSOR_PATH, ENROL_PATH, JOURNAL_PATH, Batch, pack


async def _post(rig: HubRig, body: bytes, headers: dict[str, str], path: str = JOURNAL_PATH) -> httpx.Response:
    async with httpx.AsyncClient(transport=rig.transport, trust_env=False) as http:
        return await http.post(URL + path, content=body, headers=headers)


def _signed(station: Enrolled, body: bytes, **changes: Any) -> dict[str, str]:
    told: dict[str, Any] = {"key": station.key, "name": station.name, "created": int(time.time()), **changes}
    request = signing.Request(method="POST", url=URL + JOURNAL_PATH, headers={"Content-Encoding": "gzip"})
    signing.sign_request(request, body, told["key"], told["name"], told["created"])
    return dict(request.headers)


async def _status(rig: HubRig, station: Enrolled, body: bytes) -> tuple[int, str]:
    response = await _post(rig, body, _signed(station, body))
    return response.status_code, response.json().get("error", "")


async def test_a_batch_without_a_signature_is_refused(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit()

    response = await _post(rig, pack("ST-1", station.paper.batch()), {})

    assert response.status_code == 401


async def test_a_batch_changed_on_the_way_is_refused(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit()
    headers = _signed(station, pack("ST-1", station.paper.batch()))
    station.paper.visit()

    response = await _post(rig, pack("ST-1", station.paper.batch()), headers)

    assert response.status_code == 401


async def test_a_signature_for_another_path_is_refused(rig: HubRig, station: Enrolled) -> None:
    body = pack("ST-1", Batch(epoch="epoch-1", rows=[]))
    request = signing.Request(method="POST", url=URL + CURSOR_PATH, headers={})
    signing.sign_request(request, body, station.key, "ST-1", int(time.time()))

    response = await _post(rig, body, dict(request.headers))

    assert response.status_code == 401


async def test_another_stations_key_cannot_write_here(rig: HubRig, station: Enrolled) -> None:
    neighbour = await enrolled(rig, "ST-2")
    station.paper.visit()
    body = pack("ST-1", station.paper.batch())

    response = await _post(rig, body, _signed(neighbour, body))

    assert (response.status_code, rig.facts("ST-1")) == (403, set())


async def test_another_stations_key_under_this_name_is_refused(rig: HubRig, station: Enrolled) -> None:
    neighbour = await enrolled(rig, "ST-2")
    body = pack("ST-1", Batch(epoch="epoch-1", rows=[]))

    response = await _post(rig, body, _signed(station, body, key=neighbour.key))

    assert response.status_code == 401


async def test_a_station_sees_its_own_cursors_only(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit()
    await station.push_all()
    neighbour = await enrolled(rig, "ST-2")

    assert (await neighbour.client().cursors()).epochs == {}


@pytest.mark.parametrize("seconds", [-301, 301, -10 * 365 * 86400])
async def test_a_request_signed_at_another_time_is_refused(rig: HubRig, station: Enrolled, seconds: int) -> None:
    body = pack("ST-1", Batch(epoch="epoch-1", rows=[]))

    response = await _post(rig, body, _signed(station, body, created=int(time.time()) + seconds))

    assert response.json()["error"] == "clock"


@pytest.mark.parametrize("years", [-30, 10])
async def test_a_station_whose_clock_is_wrong_by_years_is_served(rig: HubRig, station: Enrolled, years: int) -> None:
    station.paper.visit()
    client = station.client(wall=lambda: time.time() + years * 365 * 86400)

    answer = await client.push(station.paper.batch())

    assert answer.acked_through == 6


BAD_BODIES = {
    "no gzip": (b"{}", 400),
    "a bomb": (gzip.compress(b" " * 40_000_000), 413),
    "cut gzip": (gzip.compress(b"{}" * 500)[:-9], 400),
    "two gzip files": (gzip.compress(b"{}") + gzip.compress(b"{}"), 400),
    "not JSON": (gzip.compress(b"hello"), 400),
    "not UTF-8": (gzip.compress(b'{"station": "\xff"}'), 400),
    "another shape": (gzip.compress(b"[1, 2]"), 400),
    "deep nesting": (gzip.compress(b"[" * 200_000), 400),
    "too many rows": (gzip.compress(b'{"station":"ST-1","epoch":"e","rows":[' + b"1," * 2000 + b"1]}"), 413),
    "a row that is a number": (gzip.compress(b'{"station":"ST-1","epoch":"e","rows":[1]}'), 400),
    "a row numbered 0": (gzip.compress(b'{"station":"ST-1","epoch":"e","rows":[{"seq":0}]}'), 400),
    "a row numbered true": (gzip.compress(b'{"station":"ST-1","epoch":"e","rows":[{"seq":true}]}'), 400),
    "an epoch that is no name": (gzip.compress(b'{"station":"ST-1","epoch":"a b"}'), 400),
    "a loss back to front": (gzip.compress(b'{"station":"ST-1","epoch":"e","lost":[[5,2]]}'), 400),
}


@pytest.mark.parametrize("what", BAD_BODIES)
async def test_a_bad_body_is_refused_with_a_reason(rig: HubRig, station: Enrolled, what: str) -> None:
    body, status = BAD_BODIES[what]

    assert (await _status(rig, station, body))[0] == status


async def test_a_body_beyond_all_measure_is_refused(rig: HubRig, station: Enrolled) -> None:
    body = b"x" * (9 * 1024 * 1024)

    assert await _status(rig, station, body) == (413, "too-big")


async def test_a_wrong_method_is_not_an_error_of_the_hub(rig: HubRig) -> None:
    async with httpx.AsyncClient(transport=rig.transport, trust_env=False) as http:
        assert (await http.put(URL + JOURNAL_PATH)).status_code == 405


async def test_a_refusal_is_signed_too(rig: HubRig) -> None:
    stranger = Enrolled(rig, "ST-9", Ed25519PrivateKey.generate(), (await enrolled(rig)).hub_key)

    with pytest.raises(HubRefusal):
        await stranger.client().cursors()


async def test_the_schema_is_published(rig: HubRig) -> None:
    async with httpx.AsyncClient(transport=rig.transport, trust_env=False) as http:
        schema = (await http.get(URL + "/api/openapi.json")).json()

    assert {ENROL_PATH, JOURNAL_PATH, CURSOR_PATH} <= schema["paths"].keys()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {"seq": st.integers(1, 5) | st.integers()},
        optional={
            name: JSON | st.text(max_size=8)
            for name in ("epoch", "id", "kind", "version", "wall", "mono", "boot", "clock", "body", "salt", "sealed",
                         "prev", "hash")
        },
    ),
    max_size=4,
)  # fmt: skip
BODIES = st.one_of(
    st.binary(max_size=200),
    st.binary(max_size=200).map(gzip.compress),
    JSON.map(lambda value: gzip.compress(_json(value))),
    st.fixed_dictionaries({"station": st.just("ST-1"), "epoch": st.just("e"), "rows": ROWS}).map(
        lambda value: gzip.compress(_json(value))
    ),
    st.fixed_dictionaries({"station": st.just("ST-1"), "epoch": JSON, "lost": JSON, "rows": JSON}).map(
        lambda value: gzip.compress(_json(value))
    ),
)


def _json(value: object) -> bytes:
    import json

    return json.dumps(value).encode()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES)
async def test_no_signed_body_makes_the_hub_fail(rig: HubRig, station: Enrolled, body: bytes) -> None:
    response = await _post(rig, body, _signed(station, body))

    assert response.status_code < 500


HEADER_TEXT = st.text(st.characters(codec="ascii", exclude_characters="\r\n\0", min_codepoint=32), max_size=60)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from([ENROL_PATH, JOURNAL_PATH]),
    body=st.binary(max_size=60),
    headers=st.dictionaries(
        st.sampled_from(["Signature-Input", "Signature", "Content-Digest", "Content-Type"]),
        HEADER_TEXT | HEADER_TEXT.map(lambda text: f'pyhms=("@method");created=1;keyid="ST-1";x="{text}"'),
    ),
)
async def test_no_forged_headers_make_the_hub_fail(
    rig: HubRig, station: Enrolled, path: str, body: bytes, headers: dict[str, str]
) -> None:
    response = await _post(rig, body, headers, path)

    assert response.status_code < 500


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.fixed_dictionaries({name: JSON for name in ("station", "code", "public_key", "name")}) | JSON)
async def test_no_enrolment_makes_the_hub_fail(rig: HubRig, asked: object) -> None:
    response = await _post(rig, _json(asked), {}, ENROL_PATH)

    assert response.status_code < 500


def test_a_row_survives_the_wire(rig: HubRig) -> None:
    """The chain's text of a number must be the same before and after JSON."""
    from paper_journal import Paper

    from station_app.core.chain import Row, fault_of

    paper = Paper()
    row = paper.write("door.held", door="entry", open_seconds=1e22)

    assert fault_of(msgspec.json.decode(msgspec.json.encode(row), type=Row), None) is None
