"""The station that the kiosk's tests show, and ways to look at what was drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtQml import QQmlExpression, qmlContext
from PySide6.QtQuick import QQuickItem

from station_app.screen.kiosk import Kiosk
from station_app.wire import Intent, NearStation, Snapshot, Way, intent_of, line_of

PORTRAIT, LANDSCAPE, SMALL = (1080, 1920), (1920, 1080), (800, 1280)
PITCH = {PORTRAIT: 0.248, LANDSCAPE: 0.18, SMALL: 0.17}
"""21.5, 15.6 and 10.1 inches."""

BOTH = (Way("id-card", True), Way("code", True))
THREE = (Way("id-card", True), Way("tag", True), Way("code", True))
IDLE = Snapshot(
    serial=1,
    station="惠南二社区户外劳动者服务站",
    zone="休息区",
    moment="idle",
    inside=3,
    capacity=16,
    ways=BOTH,
    help_phone="0510-8000 0000",
    operator="惠南二社区工会联合会",
)

EMERGENCY: dict[str, str] = {
    "address": "无锡市梁溪区惠南街道惠河路12号",
    "emergency_note": "地铁2号口对面，绿色小屋",
    "aed": "进门左侧墙上",
    "first_aid": "饮水机下面的柜子",
}
CALL = msgspec.structs.replace(
    IDLE, moment="help", roles=("keeper", "district", "union"), minutes=1, number=1, since_ms=1, **EMERGENCY
)
"""Help was pressed a moment ago, at a station that has told where it is."""

NEAR = (
    NearStation(name="崇安寺户外劳动者驿站", distance_m=400, direction="ne", places="4-9", age_minutes=2),
    NearStation(name="物流园司机之家", distance_m=1250, direction="w", places="10+"),
)
"""Two open stations."""


class Wall:
    """A wall clock that stands still until it is set."""

    def __init__(self) -> None:
        # 14:05 on a Sunday in Shanghai.
        self.time = datetime(2026, 3, 15, 6, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


MakeKiosk = Callable[..., Kiosk]


def item(kiosk: Kiosk, name: str) -> QQuickItem:
    """The item of this object name."""
    found = kiosk.window.findChild(QQuickItem, name)
    if found is None:  # what a Repeater made is no child of anything
        seen = visible_items(kiosk.window.contentItem())
        found = next((one for one in seen if one.objectName() == name), None)
    assert found is not None, name
    return found


def visible_items(root: QQuickItem) -> Iterator[QQuickItem]:
    """An item and all below it that can be seen."""
    if root.isVisible() and root.opacity() > 0:
        yield root
        for child in root.childItems():
            yield from visible_items(child)


def kind_of(thing: QObject) -> str:
    """`Words`, `BigButton`, …: the QML type, without Qt's decoration."""
    return thing.metaObject().className().split("_QML")[0].removeprefix("QQuick")


def asked(thing: QObject, expression: str) -> object:
    """What a QML expression says in the place of this thing; enums and fonts do not convert by themselves."""
    question = QQmlExpression(qmlContext(thing), thing, expression)
    value, _ = question.evaluate()
    return value


class Core:
    """The core's end of the socket, as far as the screen can tell."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.heard: list[Intent] = []
        self._rest = b""
        self._peers: list[QLocalSocket] = []
        self._server = QLocalServer()
        self._server.newConnection.connect(self._welcome)
        self.listen()

    def listen(self) -> None:
        """Be there."""
        QLocalServer.removeServer(self.path)
        assert self._server.listen(self.path), self._server.errorString()

    def die(self) -> None:
        """Be gone, and every connection with it."""
        self._server.close()
        for peer in self._peers:
            peer.abort()
        self._peers.clear()

    @property
    def connected(self) -> bool:
        """Whether a screen is here."""
        return bool(self._peers)

    def say(self, line: bytes) -> None:
        """Send bytes as they are."""
        self._peers[-1].write(line)
        self._peers[-1].flush()

    def show(self, snapshot: Snapshot) -> None:
        """Send a snapshot."""
        self.say(line_of(snapshot))

    def wants(self) -> list[str]:
        """What the screen asked for, without its signs of life."""
        return [intent.want for intent in self.heard if intent.want != "painted"]

    def _welcome(self) -> None:
        peer = self._server.nextPendingConnection()
        self._peers.append(peer)
        peer.readyRead.connect(lambda: self._read(peer))

    def _read(self, peer: QLocalSocket) -> None:
        *lines, self._rest = (self._rest + peer.readAll().data()).split(b"\n")
        self.heard += [intent_of(line) for line in lines]


def not_traditional(sentence: str) -> str:
    """The Chinese characters in it that Big5, the character set of Taiwan, does not have."""
    return "".join(one for one in sentence if "\u4e00" <= one <= "\u9fff" and not one.encode("big5", errors="ignore"))
