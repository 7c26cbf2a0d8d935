"""`station readiness`: the signed report of a station, as text, JSON or a QR code that the hub verifies."""

from __future__ import annotations

import json
import sys
from io import StringIO
from pathlib import Path
from typing import Literal

from station_app.wire import Service
from station_app.wiring.core_for_a_while import at_station
from station_app.wiring.one_message import NotSent, to_hub
from station_app.wiring.process import UsageError
from station_app.wiring.service_client import Talk
from station_app.wiring.service_messages import Ask

Form = Literal["text", "json", "qr"]


def readiness(config: Path, data: Path | None, form: Form, *, send: bool = False) -> int:
    """Print the report: status 0 when the station is ready, 1 when it is not or that is not known."""

    def talk(station: Talk) -> tuple[Service, str]:
        documents = list(station.ask(Ask(verb="readiness")))
        if not documents:
            raise UsageError("the station ended while it was asked for its report; start it and try again")
        return documents[-1], station.document

    learned = at_station(config, data, talk)
    if learned is None:
        raise UsageError("stopped before the report was made")
    service, document = learned
    told = {"text": service.report_text, "json": document}
    print(told[form] if form in told else f"{service.report_qr}\n{drawn(service.report_qr)}")  # noqa: T201 - the answer
    if send:
        send_report(config, data, service.report_qr.rpartition("/r/")[2])
    return 0 if document and json.loads(document)["report"]["verdict"] == "ready" else 1


def send_report(config: Path, data: Path | None, code: str) -> None:
    """Send a report to the hub, in brief, as its QR code has it. Raises UsageError."""
    try:
        new = to_hub(config, data, lambda hub: hub.readiness(code))
    except NotSent as why:
        raise UsageError(f"the report was made but not sent: {why}") from None
    sys.stderr.write("the hub has the report\n" if new else "the hub had the report already\n")


def drawn(text: str) -> str:
    """A QR code in characters, for a dark background."""
    import qrcode
    from qrcode.constants import ERROR_CORRECT_L

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_L)
    code.add_data(text, optimize=0)
    picture = StringIO()
    code.print_ascii(out=picture, invert=True)
    return picture.getvalue()
