"""The first picture of a video source (RTSP, V4L2) through PyAV, which is an extra of this program (`camera`)."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from hardware.errors import BadAnswer, DeviceFault, LinkLost, NoAnswer

if TYPE_CHECKING:
    import av

_MOST_PACKETS: Final = 500
_LATE: Final = frozenset({errno.ETIMEDOUT, errno.EAGAIN})


class NoDecoder(DeviceFault):
    """The program was installed without what reads video."""

    code = "no-decoder"
    remedy = "Install the program with its extra `camera`, or give the camera's snapshot address (http://…)."


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What a camera asks for."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoSource:
    """Where video comes from."""

    camera: str
    """Its name, for what is said of it."""
    url: str = field(repr=False)
    """With the login, where there is one; it is never printed."""
    seconds: float
    """For opening, and for each wait after that."""


def with_login(source: str, login: Login | None) -> str:
    """A source's address with the login in it, as RTSP wants it."""
    if login is None or "://" not in source:
        return source
    scheme, _, rest = source.partition("://")
    return f"{scheme}://{quote(login.user, safe='')}:{quote(login.password, safe='')}@{rest}"


def first_picture(source: VideoSource, enough: Callable[[], bool] = lambda: False) -> bytes:
    """One JPEG picture; blocks until `enough` is true at the latest, so it is called on a thread.

    Raises a DeviceFault that names no address.
    """
    try:
        import av
        from av.error import FFmpegError
    except ImportError:
        raise NoDecoder(f"{source.camera} needs PyAV, which is not installed") from None
    options = {"rtsp_transport": "tcp"} if source.url.startswith("rtsp") else {}
    form = "v4l2" if source.url.startswith("/dev/") else None
    times = (source.seconds, source.seconds)
    try:
        with av.open(source.url, format=form, options=options, timeout=times) as video:
            frame = _first_frame(video, enough)
        if frame is not None:
            return jpeg_of(frame)
    except FFmpegError as error:
        raise _fault(source.camera, error) from None  # its own text holds the address, and the password with it
    raise NoAnswer(f"{source.camera} sent no picture in time")


def jpeg_of(frame: av.VideoFrame) -> bytes:
    """A frame as a JPEG picture."""
    import av

    encoder: Any = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height = frame.width, frame.height
    encoder.pix_fmt, encoder.time_base = "yuvj420p", Fraction(1, 1)
    packets = [*encoder.encode(frame.reformat(format="yuvj420p")), *encoder.encode(None)]
    return b"".join(bytes(packet) for packet in packets)


def _first_frame(video: Any, enough: Callable[[], bool]) -> av.VideoFrame | None:
    for count, packet in enumerate(video.demux(video=0)):
        for frame in packet.decode():
            return frame
        if count >= _MOST_PACKETS or enough():
            break
    return None


def _fault(camera: str, error: OSError | Exception) -> DeviceFault:
    kind = type(error).__name__
    if kind == "HTTPUnauthorizedError":
        fault: DeviceFault = BadAnswer(f"{camera} refused the login")
        fault.remedy = "Check user and password_file of this camera."
        return fault
    if kind == "ExitError" or getattr(error, "errno", 0) in _LATE:
        return NoAnswer(f"{camera} sent no picture in time")
    if kind == "InvalidDataError":
        return BadAnswer(f"{camera} sent what is no video")
    fault = LinkLost(f"{camera} cannot be opened ({kind})")
    fault.remedy = "Check the camera's power and cable, then its source in the configuration."
    return fault
