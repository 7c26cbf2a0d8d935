"""A still camera against its twin: one good picture, or a fault that says what to do and tells of no login."""

from __future__ import annotations

import asyncio
import builtins
import gzip
import io
import socket
import tracemalloc
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from PIL import Image

from hardware.clock import SystemClock
from hardware.devices.still_camera import Bounds, Login, StillCamera
from hardware.devices.video_still import VideoSource, first_picture, with_login
from hardware.errors import DeviceFault
from hardware.protocols.jpeg import Jpeg, NoJpeg, examine
from hardware.simulators.generated_picture import picture
from hardware.simulators.still_camera import SimulatedStillCamera

PASSWORD = "s3cret:/@pass"
LOGIN = Login(user="viewer", password=PASSWORD)
QUICK = Bounds(seconds=2, size=300_000)


@pytest.fixture
def twin() -> SimulatedStillCamera:
    return SimulatedStillCamera(SystemClock(), "viewer", PASSWORD)


async def still(twin: SimulatedStillCamera, login: Login | None = LOGIN, path: str = "/still.jpg?channel=1") -> bytes:
    async with twin.listening() as address:
        return await StillCamera("porch", address + path, login, QUICK).still()


async def fault_of(twin: SimulatedStillCamera, login: Login | None = LOGIN, path: str = "/still.jpg") -> DeviceFault:
    with pytest.raises(DeviceFault) as raised:
        await still(twin, login, path)
    return raised.value


async def test_a_picture_comes_behind_a_digest_login(twin: SimulatedStillCamera) -> None:
    raw = await still(twin)
    assert (raw, twin.served) == (picture(1), 1)


async def test_a_picture_comes_from_a_camera_without_a_login() -> None:
    assert await still(SimulatedStillCamera(SystemClock()), login=None) == picture(1)


async def test_each_question_gives_a_new_picture(twin: SimulatedStillCamera) -> None:
    async with twin.listening() as address:
        camera = StillCamera("porch", f"{address}/still.jpg", LOGIN, QUICK)
        pictures = [await camera.still() for _ in range(2)]

    assert pictures == [picture(1), picture(2)]


@pytest.mark.parametrize(
    ("fault", "code", "told"),
    [
        ("refuses-login", "bad-answer", "Check user and password_file"),
        ("basic-login", "bad-answer", "from basic to digest"),
        ("not-found", "bad-answer", "Check the path"),
        ("moved", "bad-answer", "Check the path"),
        ("not-a-picture", "bad-answer", "must show one JPEG"),
        ("half-picture", "bad-answer", "must show one JPEG"),
        ("huge-picture", "bad-answer", "must show one JPEG"),
        ("tiny-picture", "bad-answer", "must show one JPEG"),
        ("broken-http", "bad-answer", "noise"),
        ("hangs-up", "bad-answer", "noise"),
        ("slow", "no-answer", "power"),
        ("endless", "bad-answer", "noise"),
    ],
)
async def test_each_fault_is_told_with_what_to_do(twin: SimulatedStillCamera, fault: str, code: str, told: str) -> None:
    twin.fault(fault, on=True)
    raised = await fault_of(twin)

    assert (raised.code, told in raised.remedy) == (code, True)


async def test_every_fault_of_the_twin_is_in_the_table(twin: SimulatedStillCamera) -> None:
    table = test_each_fault_is_told_with_what_to_do.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {row[0] for row in table} == twin.faults


@pytest.mark.parametrize("fault", sorted(SimulatedStillCamera(SystemClock()).faults))
async def test_after_each_fault_a_picture_comes_again(twin: SimulatedStillCamera, fault: str) -> None:
    async with twin.listening() as address:
        twin.fault(fault, on=True)
        with pytest.raises(DeviceFault):
            await StillCamera("porch", f"{address}/still.jpg", LOGIN, Bounds(seconds=0.5, size=300_000)).still()
        twin.fault(fault, on=False)
        assert (await StillCamera("porch", f"{address}/still.jpg", LOGIN, QUICK).still()).startswith(b"\xff\xd8")


@pytest.mark.parametrize("login", [None, Login(user="viewer", password="wrong"), Login(user="x", password=PASSWORD)])
async def test_a_wrong_login_is_refused_by_the_camera(twin: SimulatedStillCamera, login: Login | None) -> None:
    assert "refused the login" in str(await fault_of(twin, login))


async def test_a_streams_address_is_told_from_a_snapshots(twin: SimulatedStillCamera) -> None:
    assert "snapshot instead of that of its stream" in (await fault_of(twin, path="/stream.mjpeg")).remedy


async def test_a_camera_that_is_not_there_cannot_be_reached() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(DeviceFault) as raised:
        await StillCamera("porch", f"http://127.0.0.1:{port}/", None, QUICK).still()

    assert raised.value.code == "link-lost"


async def test_a_login_is_never_sent_readable(twin: SimulatedStillCamera) -> None:
    twin.fault("basic-login", on=True)
    await fault_of(twin)

    assert len(twin.asked) == 1  # the question alone; no second one with the password


@asynccontextmanager
async def answering(head: bytes, body: bytes = b"") -> AsyncGenerator[tuple[str, list[bytes]]]:
    """Something at the camera's address that says the same to everybody; its address, and what it was asked."""
    asked: list[bytes] = []
    whole = head + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
    ended = asyncio.Event()
    ended.set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ended.clear()
        try:
            while True:
                asked.append(await reader.readuntil(b"\r\n\r\n"))
                writer.write(whole)
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.transport.abort()
            ended.set()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/still.jpg", asked
        await asyncio.wait_for(ended.wait(), 5)
        await asyncio.sleep(0)


async def test_a_refusal_that_unpacks_without_end_is_not_unpacked() -> None:
    head = b'HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm="a", nonce="b", qop="auth"\r\nContent-Encoding: gzip\r\n'
    async with answering(head, gzip.compress(bytes(64_000_000))) as (address, asked):
        tracemalloc.start()
        try:
            with pytest.raises(DeviceFault):
                await StillCamera("porch", address, LOGIN, QUICK).still()
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert len(asked) == 2  # it was a login that was asked for
    assert most < 8_000_000


async def test_nobody_is_sent_elsewhere() -> None:
    async with (
        answering(b"HTTP/1.1 200 OK\r\n", picture(1)) as (elsewhere, asked_there),
        answering(f"HTTP/1.1 302 Found\r\nLocation: {elsewhere}\r\n".encode()) as (address, _),
    ):
        with pytest.raises(DeviceFault, match="HTTP status 302"):
            await StillCamera("porch", address, LOGIN, QUICK).still()

    assert asked_there == []


async def test_a_proxy_of_the_surroundings_sees_nothing(
    twin: SimulatedStillCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert await still(twin) == picture(1)


@pytest.mark.parametrize("fault", sorted(SimulatedStillCamera(SystemClock()).faults - {"slow"}))
async def test_no_fault_tells_of_address_or_login(twin: SimulatedStillCamera, fault: str) -> None:
    twin.fault(fault, on=True)
    raised = await fault_of(twin)

    told = f"{raised!r} {raised} {raised.remedy} {raised.__cause__!r}"
    assert [word for word in (PASSWORD, "viewer", "127.0.0.1", str(twin.port)) if word in told] == []


# video, through PyAV


async def taken(twin: SimulatedStillCamera, seconds: float = 3) -> bytes:
    pytest.importorskip("av")
    async with twin.listening() as address:
        source = VideoSource(camera="porch", url=f"{address}/stream.mjpeg", seconds=seconds)
        return await asyncio.to_thread(first_picture, source)


async def test_the_first_picture_of_a_stream_is_a_whole_one() -> None:
    raw = await taken(SimulatedStillCamera(SystemClock()))

    assert examine(raw) == Jpeg(width=320, height=240)
    image = Image.open(io.BytesIO(raw))
    assert abs(image.convert("L").getpixel((4, 12)) - 160) < 12  # type: ignore[operator]


@pytest.mark.parametrize(
    ("fault", "code"),
    [("refuses-login", "bad-answer"), ("hangs-up", "link-lost"), ("not-found", "link-lost")],
)
async def test_a_stream_that_fails_is_a_fault_that_tells_no_address(
    fault: str, code: str, capfd: pytest.CaptureFixture[str]
) -> None:
    twin = SimulatedStillCamera(SystemClock())
    twin.fault(fault, on=True)
    with pytest.raises(DeviceFault) as raised:
        await taken(twin)

    assert raised.value.code == code
    assert "127.0.0.1" not in f"{raised.value} {raised.value.remedy}" + "".join(capfd.readouterr())


async def test_a_stream_of_noise_ends(capfd: pytest.CaptureFixture[str]) -> None:
    twin = SimulatedStillCamera(SystemClock())
    twin.fault("not-a-picture", on=True)
    with pytest.raises(DeviceFault):
        await taken(twin, seconds=1)


def test_a_video_device_that_is_not_there_is_a_lost_link() -> None:
    pytest.importorskip("av")
    with pytest.raises(DeviceFault) as raised:
        first_picture(VideoSource(camera="porch", url="/dev/video987", seconds=1))

    assert raised.value.code == "link-lost"


async def test_without_pyav_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_av(name: str, *rest: Any, **more: Any) -> Any:
        if name == "av" or name.startswith("av."):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without_av)
    with pytest.raises(DeviceFault) as raised:
        await StillCamera("porch", "rtsp://127.0.0.1:1/", None, QUICK).still()

    assert (raised.value.code, "extra `camera`" in raised.value.remedy) == ("no-decoder", True)


def test_a_login_goes_into_an_address_without_breaking_it() -> None:
    assert with_login("rtsp://cam:554/s1", LOGIN) == "rtsp://viewer:s3cret%3A%2F%40pass@cam:554/s1"


def test_a_login_never_prints_its_password() -> None:
    source = VideoSource(camera="porch", url=with_login("rtsp://cam/", LOGIN), seconds=1)
    assert "s3cret" not in f"{LOGIN!r} {source!r}"


# pictures


@pytest.mark.parametrize("number", [0, 1, 5, 255])
def test_a_generated_picture_is_one_for_everybody_else(number: int) -> None:
    image = Image.open(io.BytesIO(picture(number)))
    image.load()

    assert [image.getpixel((8 * column + 4, 4)) == 240 for column in range(8)] == [
        bool(number >> column & 1) for column in range(8)
    ]


def test_a_library_s_picture_is_one_for_the_station() -> None:
    raw = io.BytesIO()
    Image.new("RGB", (123, 45)).save(raw, "JPEG", progressive=True)
    assert examine(raw.getvalue()) == Jpeg(width=123, height=45)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 20, 159, 300, 2000])
def test_a_picture_that_stops_half_way_is_none(size: int) -> None:
    assert isinstance(examine(picture(1)[:size]), NoJpeg)


def test_other_bytes_are_no_picture() -> None:
    found = [
        examine(raw) for raw in (b"", b"\xff\xd8", b"\x89PNG\r\n", b"\xff\xd8\xff\xd9", b"\xff\xd8" + b"\xff" * 99)
    ]
    assert {type(one) for one in found} == {NoJpeg}
