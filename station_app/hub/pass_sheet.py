"""Cards to print: each pass with its QR code, where and until when it is good, and by what it is told apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import qrcode
from django.template.loader import render_to_string
from qrcode.constants import ERROR_CORRECT_M

from station_app.hub.passes import Issued

QUIET = 4
"""Modules of white on each side, as the standard asks."""
STYLE = Path(__file__).parent / "static/hub/pass_sheet.css"


def sheet(made: Sequence[Issued]) -> str:
    """An HTML page of cards in both languages, ten on a sheet of A4; needs nothing besides itself."""
    return render_to_string("hub/pass_sheet.html", {**cards(made), "style": STYLE.read_text(encoding="utf-8")})


def cards(made: Sequence[Issued]) -> dict[str, Any]:
    """What `hub/_pass_cards.html` needs; it holds the passes themselves."""
    found = [
        {
            "row": one.row,
            "link": one.text if one.row.kind == "phone" else "",
            "fingerprint": mark(one.row.fingerprint),
            "ahead": one.row.kind != "staff" and one.row.not_before > one.row.issued_at,
            "size": (code := modules(one.text))[0],
            "path": code[1],
        }
        for one in made
    ]
    return {"cards": found, "single": len(found) == 1}


def mark(fingerprint: str) -> str:
    """A fingerprint as it is printed."""
    return f"{fingerprint[:4]}-{fingerprint[4:]}"


def modules(text: str) -> tuple[int, str]:
    """Side of a QR code in modules, quiet zone included, and the dark ones as an SVG path."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text, optimize=0)  # in one piece: all of a pass is in the alphanumeric set
    code.make(fit=True)
    rows = code.get_matrix()
    dark = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark]
    return len(rows), "".join(dark)
