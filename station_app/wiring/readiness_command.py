"""`station readiness`: the signed report of a station, as text, JSON or a QR code that the hub verifies."""

from __future__ import annotations

import asyncio
import json
import sys
from io import StringIO
from pathlib import Path
from typing import Literal

from hardware.clock import SystemClock
from station_app.wire import Service
from station_app.wiring.core_for_a_while import at_station
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
    from station_app.identity.keys import Keys
    from station_app.upstream.faults import HubFault
    from station_app.wiring.devices import checked_settings
    from station_app.wiring.process import existing_data
    from station_app.wiring.sync import Way, hub_client

    way = Way(clock=SystemClock(), arrived=lambda _: None, forgotten=lambda: None)
    client = hub_client(checked_settings(config), Keys(existing_data(data)), way)
    if client is None:
        raise UsageError("the report was made but not sent: this station is not enrolled with the hub of its config")

    async def send() -> bool:
        try:
            return await client.readiness(code)
        finally:
            await client.close()

    try:
        new = asyncio.run(send())
    except HubFault as fault:
        raise UsageError(f"the report was made but not sent: {fault}") from None
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
