"""Sending one message by one channel, through apprise. No message, and no failure, tells a channel's secret.

WeCom and DingTalk answer HTTP 200 to a robot's wrong key and say in the body that nothing was sent; their two classes
here look at that, which apprise's own do not.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import socket
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlsplit

SECONDS: Final = 8.0
"""To connect, and to be answered."""
_STATUS: Final = re.compile(r"error=(\d{3})")


class NotSent(Exception):
    """Why a message did not go out, as a code of the pages' words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message and where it goes."""

    kind: str
    to: Mapping[str, str]
    """The channel's fields, secrets among them."""
    text: str


Send = Callable[[Letter], None]
"""Raises NotSent."""


def send(letter: Letter, allowed: Collection[str] = ()) -> None:
    """Send it; `allowed`: hosts of the own network that may be reached. Raises NotSent."""
    guard(letter, allowed)
    from apprise import LogCapture

    sender = _MAKERS[letter.kind](letter.to)
    done, said = False, ""
    capture: Any = LogCapture(level=logging.WARNING)
    with capture as told:
        done = sender.notify(body=letter.text, title="")
        said = told.getvalue()
    if not done:
        found = _STATUS.search(said)
        raise NotSent(f"http-{found[1]}" if found else "no-connection")


def guard(letter: Letter, allowed: Collection[str] = ()) -> None:
    """Refuse what lies in the own network, unless the terminal has allowed that host. Raises NotSent."""
    if letter.kind == "webhook":
        url = urlsplit(letter.to["url"])
        host, port = url.hostname or "", url.port or (443 if url.scheme == "https" else 80)
        if url.scheme != "https" and host not in allowed:
            raise NotSent("not-https")
    elif letter.kind == "mail":
        host, port = letter.to["host"], int(letter.to["port"])
    else:
        return  # robots are reached at their makers' own hosts
    if host in allowed:
        return
    try:
        found = socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP)
    except OSError as error:
        raise NotSent("unknown-host") from error
    if not found or not all(_is_public(str(where[4][0])) for where in found):
        raise NotSent("own-network")


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global and not ip.is_multicast


def _common() -> dict[str, Any]:
    from apprise import AppriseAsset

    # A redirect could lead into the own network behind the guard's back.
    asset = AppriseAsset(app_id="rest-station-hub", app_desc="", http_redirects=False, secure_logging=True)
    return {"asset": asset, "rto": SECONDS, "cto": SECONDS}


def _wecom(to: Mapping[str, str]) -> Any:
    from apprise.plugins.wecombot import NotifyWeComBot

    class WeCom(NotifyWeComBot):
        """Looks at what the robot answers."""

        def send(self, body: str, title: str = "", **_: Any) -> bool:  # pyright: ignore[reportIncompatibleMethodOverride]
            return _taken(self, self.api_url, {"msgtype": "text", "text": {"content": body}})

    return WeCom(key=to["key"], **_common())


def _dingtalk(to: Mapping[str, str]) -> Any:
    from apprise.plugins.dingtalk import NotifyDingTalk

    class DingTalk(NotifyDingTalk):
        """Looks at what the robot answers."""

        def send(self, body: str, title: str = "", **_: Any) -> bool:  # pyright: ignore[reportIncompatibleMethodOverride]
            params: dict[str, str] = {}
            if self.secret:
                params["timestamp"], params["sign"] = map(str, self.get_signature())
            url = self.notify_url.format(token=self.token)
            return _taken(self, url, {"msgtype": "text", "text": {"content": body}}, params)

    return DingTalk(token=to["key"], secret=to.get("secret") or None, **_common())


def _taken(sender: Any, url: str, told: Mapping[str, Any], params: Mapping[str, str] | None = None) -> bool:
    """Whether a robot has taken a message: its answer says `errcode` 0."""
    import requests

    try:
        answer = requests.post(url, json=told, params=params, timeout=(SECONDS, SECONDS), allow_redirects=False)
        code = answer.json().get("errcode") if answer.status_code == 200 else None
    except (requests.RequestException, ValueError, AttributeError):
        raise NotSent("no-connection") from None  # the error's own words hold the address, and so the key
    if answer.status_code != 200:
        raise NotSent(f"http-{answer.status_code}")
    if code != 0:
        raise NotSent("robot-refused")
    return True


def _feishu(to: Mapping[str, str]) -> Any:
    from apprise.plugins.feishu import NotifyFeishu

    return NotifyFeishu(token=to["key"], **_common())


def _mail(to: Mapping[str, str]) -> Any:
    from apprise import Apprise

    user = f"{quote(to['user'], safe='')}:{quote(to['password'], safe='')}@" if to.get("user") else ""
    mode = "ssl" if to["port"] == "465" else "starttls"
    told = "&".join(f"{name}={quote(value, safe='')}" for name, value in (
        ("from", to["from"]), ("to", to["to"]), ("smtp", to["host"]), ("mode", mode), ("format", "text"),
    ))  # fmt: skip
    made = Apprise.instantiate(f"mailtos://{user}{to['host']}:{to['port']}?{told}", asset=_common()["asset"])
    if made is None:
        raise NotSent("address-wrong")
    return made


def _webhook(to: Mapping[str, str]) -> Any:
    from apprise.plugins.custom_json import NotifyJSON

    url = urlsplit(to["url"])
    return NotifyJSON(
        method="POST",
        params=dict(parse_qsl(url.query)),
        host=url.hostname,
        port=url.port,
        fullpath=url.path or "/",
        secure=url.scheme == "https",
        **_common(),
    )


_MAKERS: Final[Mapping[str, Callable[[Mapping[str, str]], Any]]] = {
    "wecom": _wecom,
    "dingtalk": _dingtalk,
    "feishu": _feishu,
    "mail": _mail,
    "webhook": _webhook,
}
