"""Messages on their way out: a real web server takes them, and what lies in the own network is refused."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from station_app.hub.channels import WrongField, read
from station_app.hub.sending import Letter, NotSent, guard, send

KEY = "0123456789abcdef-0123456789abcdef"


class Listening:
    """A web server on this machine that keeps what it is told."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, Any]] = []
        self.status, self.location, self.answer = 200, "", b"{}"
        kept = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                kept.taken.append((self.path, json.loads(body)))
                self.send_response(kept.status)
                if kept.location:
                    self.send_header("Location", kept.location)
                self.end_headers()
                self.wfile.write(kept.answer)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?token=t1"

    def __enter__(self) -> Listening:
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def listening() -> Iterator[Listening]:
    with Listening() as one:
        yield one


def hook(url: str) -> Letter:
    return Letter(kind="webhook", to={"url": url}, text="ST-1 漏水")


def test_a_webhook_is_told(listening: Listening) -> None:
    send(hook(listening.url), allowed=["127.0.0.1"])

    ((path, told),) = listening.taken
    assert (path, told["message"]) == ("/hook?token=t1", "ST-1 漏水")


def test_a_webhook_that_answers_with_an_error_has_not_been_told(listening: Listening) -> None:
    listening.status = 503

    with pytest.raises(NotSent, match=r"^http-503$"):
        send(hook(listening.url), allowed=["127.0.0.1"])


def test_a_redirect_is_not_followed(listening: Listening) -> None:
    listening.status, listening.location = 307, listening.url + "&again"

    with pytest.raises(NotSent):
        send(hook(listening.url), allowed=["127.0.0.1"])

    assert len(listening.taken) == 1


def test_a_server_that_is_not_there_is_told_so() -> None:
    with Listening() as gone:
        pass

    with pytest.raises(NotSent, match=r"^no-connection$"):
        send(hook(gone.url), allowed=["127.0.0.1"])


INSIDE = [
    "https://127.0.0.1/x",
    "https://10.1.2.3/x",
    "https://192.168.1.1/x",
    "https://169.254.169.254/latest/meta-data",
    "https://100.64.0.1/x",
    "https://0.0.0.0/x",
    "https://224.0.0.1/x",
    "https://localhost/x",
    "https://[::1]/x",
    "https://[::ffff:10.0.0.1]/x",
    "https://[fd00::1]/x",
]


@pytest.mark.parametrize("url", INSIDE)
def test_the_own_network_is_out_of_reach(url: str) -> None:
    with pytest.raises(NotSent, match=r"^own-network$"):
        guard(hook(url))


def test_a_mail_server_inside_is_out_of_reach() -> None:
    to = {"host": "127.0.0.1", "port": "587", "user": "", "password": "", "from": "a@b.cn", "to": "c@d.cn"}

    with pytest.raises(NotSent, match=r"^own-network$"):
        guard(Letter(kind="mail", to=to, text="x"))


def test_what_is_not_encrypted_is_refused() -> None:
    with pytest.raises(NotSent, match=r"^not-https$"):
        guard(hook("http://8.8.8.8/x"))


def test_a_public_address_is_within_reach() -> None:
    guard(hook("https://8.8.8.8/x"))


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
@pytest.mark.parametrize(
    ("answer", "refused"), [(b'{"errcode":0}', False), (b'{"errcode":93000}', True), (b"[]", True)]
)
def test_a_robot_s_own_answer_counts(
    kind: str, answer: bytes, refused: bool, listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apprise.plugins.dingtalk import NotifyDingTalk
    from apprise.plugins.wecombot import NotifyWeComBot

    monkeypatch.setattr(NotifyWeComBot, "notify_url", listening.url + "&key={key}")
    monkeypatch.setattr(NotifyDingTalk, "notify_url", listening.url + "&key={token}")
    listening.answer = answer
    letter = Letter(kind=kind, to={"key": KEY.replace("-", ""), "secret": "s3cret"}, text="ST-1 漏水")

    try:
        send(letter)
    except NotSent:
        assert refused
    else:
        assert not refused
    assert listening.taken[0][1]["text"]["content"] == "ST-1 漏水"


MAIL = {"host": "smtp.example.cn", "port": "465", "user": "u", "password": "p", "from": "a@b.cn", "to": "c@d.cn"}
RIGHT = [
    ("wecom", {"key": KEY}, {"key": KEY}),
    ("wecom", {"key": f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"}, {"key": KEY}),
    ("feishu", {"key": f"https://open.feishu.cn/open-apis/bot/v2/hook/{KEY}"}, {"key": KEY}),
    ("mail", MAIL, MAIL),
    ("webhook", {"url": "https://example.cn/a?b=c"}, {"url": "https://example.cn/a?b=c"}),
]


@pytest.mark.parametrize(("kind", "told", "kept"), RIGHT)
def test_a_channel_s_fields_are_read(kind: str, told: Mapping[str, str], kept: Mapping[str, str]) -> None:
    assert read(kind, told) == kept


WRONG = [
    ("pigeon", {}, "kind"),
    ("wecom", {"key": ""}, "key"),
    ("wecom", {"key": "short"}, "key"),
    ("wecom", {"key": "x" * 301}, "key"),
    ("mail", {**MAIL, "port": "0"}, "port"),
    ("mail", {**MAIL, "port": "x"}, "port"),
    ("mail", {**MAIL, "host": "a b"}, "host"),
    ("mail", {**MAIL, "to": "c@d.cn, e@f.cn"}, "to"),
    ("mail", {**MAIL, "from": "a@b.cn\nBcc: x@y.cn"}, "from"),
    ("webhook", {"url": "ftp://example.cn"}, "url"),
    ("webhook", {"url": "file:///etc/passwd"}, "url"),
    ("webhook", {"url": "https://user:pw@example.cn"}, "url"),
    ("webhook", {"url": "https://example.cn:99999"}, "url"),
    ("webhook", {"url": "https://[::1"}, "url"),
    ("webhook", {"url": "gopher://example.cn/_"}, "url"),
]


@pytest.mark.parametrize(("kind", "told", "field"), WRONG)
def test_a_channel_that_cannot_be_right_is_refused(kind: str, told: Mapping[str, str], field: str) -> None:
    with pytest.raises(WrongField, match=f"^{field}$"):
        read(kind, told)
