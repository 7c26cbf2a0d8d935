"""Passes: a CBOR web token (RFC 8392) signed with Ed25519 (COSE_Sign1, RFC 9052), as base45 text in a QR code.

    RS1:<base45 of D2 84 | protected {1: -8, 4: kid} | A0 | claims | signature>

One form only, byte for byte: nothing in a text can be changed and still be the same pass, and the signature is good
before anything behind the key id is parsed.
"""

from __future__ import annotations

import re
import secrets
from base64 import b32encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from io import StringIO
from typing import TYPE_CHECKING

from station_app.core.events import Known, Unknown
from station_app.core.instant import ClockTrust
from station_app.core.reasons import Denial
from station_app.identity import phone_code
from station_app.identity.claims import Claims, parse_claims
from station_app.identity.keys import KID_BYTES, Issuer, IssuingKey
from station_app.identity.lists import NOTHING, Revoked

if TYPE_CHECKING:
    from cwt import COSE
    from cwt.cose_key_interface import COSEKeyInterface

PREFIX = "RS1:"
LONGEST_TEXT = 260
"""What a QR code of version 9 holds at level M; only staff passes, which say more, need it."""
LONGEST_WORKERS_TEXT = 221
"""And one of version 8: the longest issuer and audience, with a beginning, need 214."""
ANY_STATION = "*"
LONGEST_PLAIN_AUDIENCE = 20
STAFF = "!staff"
"""Behind a station's id in the audience of a staff pass; no id can hold it."""
LONGEST_STAFF_SECONDS = 12 * 3600
"""A staff pass is not spent by use, so it is only good for a shift."""

_STATION = re.compile(r"[A-Za-z0-9_-]{1,32}")
_EDDSA = -8
_HEAD = b"\xd2\x84\x49\xa2\x01\x27\x04\x44"  # tag 18, array of 4, bstr of 9: map of 2, alg: EdDSA, kid: bstr of 4
_UNPROTECTED = b"\xa0"
_SIGNATURE = b"\x58\x40"  # bstr of 64
_KID = slice(len(_HEAD), len(_HEAD) + KID_BYTES)

NameSubject = Callable[[str, str], str]
"""The station's own pseudonym for (issuer, subject)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """A pass to be issued."""

    station: str
    """Station id, or `*` for every station that accepts the issuer."""
    until: int
    """Seconds since 1970 UTC; from this second on the pass is expired."""
    not_before: int | None = None
    subject: str | None = None
    """The issuer's own pseudonym of the holder; never a name or a number."""
    staff: bool = False
    """A staff pass: it has a subject and a beginning, and serves until it ends, at most twelve hours later."""
    one_use: bytes = field(default_factory=lambda: secrets.token_bytes(8))
    """What tells this pass from every other."""
    phone: bytes | None = None
    """Public key of the phone that alone can show it (33 bytes, see `claims`); None where anybody can show it."""


def issue(key: IssuingKey, what: Pass) -> str:
    """The text of a pass. Raises ValueError for what no pass can say or what needs too large a code."""
    import base45

    if what.phone is not None:
        raise ValueError("a phone's pass is no text: the phone makes one of it")
    text = PREFIX + base45.b45encode(_issued(key, what)).decode()
    longest = LONGEST_TEXT if what.staff else LONGEST_WORKERS_TEXT
    if len(text) > longest:
        raise ValueError(f"the pass has {len(text)} characters, {longest} is the most: shorten its subject")
    return text


def grant(key: IssuingKey, what: Pass) -> bytes:
    """The pass of a phone, which is good only with what that phone signs. Raises ValueError."""
    if what.phone is None or what.staff or what.subject is not None:
        raise ValueError("a phone's pass names its key and nobody, and is none for staff")
    return _issued(key, what)


def _issued(key: IssuingKey, what: Pass) -> bytes:
    import cbor2

    if what.station != ANY_STATION and not _STATION.fullmatch(what.station):
        # an audience that is written out could be that of staff
        raise ValueError(f"{what.station!r} is no station's id: it has 1 to 32 letters, digits, - and _")
    issuer = key.issuer()
    claims = Claims(
        issuer=issuer.name,
        audience=staff_audience(what.station) if what.staff else audience(what.station),
        until=what.until,
        one_use=what.one_use,
        not_before=what.not_before,
        subject=what.subject,
        phone=what.phone,
    )
    if what.staff and not _is_staff_pass(claims):
        raise ValueError("a staff pass names its holder, has a beginning, and ends within twelve hours of it")
    payload = cbor2.dumps(claims.to_map(), canonical=True)
    return _cose().encode(  # pyright: ignore[reportUnknownMemberType] - cwt types its headers as bare dict
        payload, _cose_key(issuer, key.seed), protected={1: _EDDSA, 4: issuer.kid}
    )


def audience(station_id: str) -> str:
    """How a pass names a station: by its id, or by a digest of an id too long for a small code."""
    if len(station_id) <= LONGEST_PLAIN_AUDIENCE:
        return station_id
    return "#" + b32encode(sha256(station_id.encode()).digest()[:10]).decode()


def staff_audience(station_id: str) -> str:
    """How a staff pass names its station; `*` makes no staff."""
    if station_id == ANY_STATION:
        raise ValueError("a staff pass is for one station")
    return audience(station_id + STAFF)


def pass_id_of(issuer: str, one_use: bytes) -> str:
    """What a pass is known by, here and at the hub: nobody can make the pass from it."""
    return f"{issuer}:{one_use.hex()}"


def pass_id_in(text: str) -> str:
    """The id that a text names, whoever has signed it or nobody: good for looking it up, never for letting in."""
    shown = phone_code.shown_in(text)
    token = shown.grant if shown is not None else _token(text) if text.startswith(PREFIX) else None
    if token is None or not _is_whole(token):
        return ""
    item = token[_KID.stop + len(_UNPROTECTED) : len(token) - len(_SIGNATURE) - 64]
    try:
        claims = parse_claims(item[2:] if item[:1] == b"\x58" else item[1:], of_phone=shown is not None)
    except ValueError:
        return ""
    return pass_id_of(claims.issuer, claims.one_use)


class PassReader:
    """Judges what a code says, with no network. Never raises, whatever the text."""

    def __init__(self, issuers: Iterable[Issuer], station_id: str, revoked: Revoked = NOTHING) -> None:
        self._issuers = {issuer.kid: issuer for issuer in issuers}
        self._revoked = revoked
        self._audience = audience(station_id)
        self._staff = staff_audience(station_id)
        self._loaded: tuple[COSE, dict[bytes, COSEKeyInterface]] | None = None

    def warm(self) -> None:
        """Load the libraries (0.3 s), in a thread once the door is ready; else the first pass waits for it."""
        self._loaded = self._load()
        phone_code.warm()

    def verify(
        self, text: str, now_wall_ms: int, name_subject: NameSubject, clock: ClockTrust = "trusted"
    ) -> Known | Unknown:
        """Whose pass it is, or why it is none. Judged at exactly `now_wall_ms`, a phone's moment alone with leeway."""
        if text.startswith(phone_code.PREFIX):
            return self._of_phone(text, now_wall_ms, name_subject, clock)
        if not text.startswith(PREFIX):
            return Unknown(reason="code-unknown")
        token = _token(text)
        if token is None:
            return Unknown(reason="pass-tampered")
        issuer = self._issuers.get(token[_KID])
        if issuer is None:
            return Unknown(reason="pass-foreign")
        claims = self._signed_claims(token)
        if claims is None:
            return Unknown(reason="pass-tampered")
        reason = self._refusal(claims, issuer, now_wall_ms)
        return Unknown(reason=reason) if reason else self._known(claims, name_subject)

    def _of_phone(self, text: str, now_wall_ms: int, name_subject: NameSubject, clock: ClockTrust) -> Known | Unknown:
        shown = phone_code.shown_in(text)
        if shown is None or not _is_whole(shown.grant):
            return Unknown(reason="pass-tampered")
        issuer = self._issuers.get(shown.grant[_KID])
        if issuer is None:
            return Unknown(reason="pass-foreign")
        claims = self._signed_claims(shown.grant, of_phone=True)
        if claims is None or claims.phone is None or claims.audience == self._staff or not shown.is_of(claims.phone):
            return Unknown(reason="pass-tampered")
        reason = self._refusal(claims, issuer, now_wall_ms) or phone_code.refusal(shown, now_wall_ms, clock)
        if reason is not None:
            return Unknown(reason=reason)
        # The pass is shown for days, so what is recorded of each time must not say that it was the same one.
        leeway = phone_code.LEEWAY[clock]
        return Known(
            person=name_subject(claims.issuer, f"phone/{claims.phone.hex()}"),
            pass_id=name_subject(claims.issuer, f"{claims.one_use.hex()}/{shown.moment}"),
            pass_until_ms=shown.moment * 1000 + leeway.behind_ms,
        )

    def _known(self, claims: Claims, name_subject: NameSubject) -> Known:
        person = None if claims.subject is None else name_subject(claims.issuer, claims.subject)
        if claims.audience == self._staff:
            return Known(person=person, staff=True)
        return Known(
            person=person, pass_id=pass_id_of(claims.issuer, claims.one_use), pass_until_ms=claims.until * 1000
        )

    def _signed_claims(self, token: bytes, *, of_phone: bool = False) -> Claims | None:
        cose, keys = self._loaded = self._loaded or self._load()
        from cwt import VerifyError

        try:
            payload = cose.decode(token, keys[token[_KID]])
        except VerifyError:
            return None
        try:
            return parse_claims(payload, of_phone=of_phone)
        except ValueError:
            return None

    def _refusal(self, claims: Claims, issuer: Issuer, now_wall_ms: int) -> Denial | None:
        if claims.issuer != issuer.name or claims.audience not in (self._audience, self._staff, ANY_STATION):
            return "pass-foreign"
        if claims.audience == self._staff and not issuer.staff:
            return "pass-foreign"
        if claims.audience == self._staff and not _is_staff_pass(claims):
            return "pass-tampered"
        if issuer.kid in self._revoked.keys or pass_id_of(claims.issuer, claims.one_use) in self._revoked.passes:
            return "pass-revoked"
        if now_wall_ms >= claims.until * 1000 or (issuer.until and now_wall_ms >= issuer.until * 1000):
            return "pass-expired"
        if now_wall_ms < max(claims.not_before or 0, issuer.not_before) * 1000:
            return "pass-not-yet-valid"
        return None

    def _load(self) -> tuple[COSE, dict[bytes, COSEKeyInterface]]:
        return _cose(), {kid: _cose_key(issuer) for kid, issuer in self._issuers.items()}


def printed(text: str) -> str:
    """A pass for a terminal: the text alone on the first line, then the QR code in characters for a dark background."""
    import qrcode
    from qrcode.constants import ERROR_CORRECT_M

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M)
    code.add_data(text, optimize=0)  # in one piece: all of it is in the alphanumeric set
    picture = StringIO()
    code.print_ascii(out=picture, invert=True)
    return f"{text}\n{picture.getvalue()}"


def _is_staff_pass(claims: Claims) -> bool:
    begins = claims.not_before
    return claims.subject is not None and begins is not None and claims.until - begins <= LONGEST_STAFF_SECONDS


def _token(text: str) -> bytes | None:
    """The token behind a text, or None for anything that does not have the one form of a pass."""
    import base45

    # The library forgives a newline at the end; a pass does not.
    if len(text) > LONGEST_TEXT or text.endswith("\n"):
        return None
    try:
        token = base45.b45decode(text.removeprefix(PREFIX))
    except ValueError:
        return None
    return token if _is_whole(token) else None


def _is_whole(token: bytes) -> bool:
    """Whether these bytes have the one form of a pass."""
    claims_from = _KID.stop + len(_UNPROTECTED)
    claims_to = len(token) - len(_SIGNATURE) - 64
    return (
        token.startswith(_HEAD)
        and token[_KID.stop : claims_from] == _UNPROTECTED
        and token[claims_to : claims_to + 2] == _SIGNATURE
        and _is_byte_string(token[claims_from:claims_to])
    )


def _is_byte_string(item: bytes) -> bool:
    """Whether these bytes are one CBOR byte string in its shortest form, of the lengths a pass can have."""
    if item[:1] == b"\x58":
        return len(item) >= 26 and item[1] == len(item) - 2
    return 1 <= len(item) <= 24 and item[0] == 0x40 + len(item) - 1


def _cose() -> COSE:
    from cwt import COSE

    return COSE.new(verify_kid=True)


def _cose_key(issuer: Issuer, seed: bytes | None = None) -> COSEKeyInterface:
    from cwt import COSEKey

    # RFC 9053: key type OKP, curve Ed25519, its public half, and where it is to sign its secret half.
    params: dict[int, int | bytes] = {1: 1, 2: issuer.kid, 3: _EDDSA, -1: 6, -2: issuer.public}
    if seed is not None:
        params[-4] = seed
    return COSEKey.new(params)
