"""Does a hub answer at an address?"""

from __future__ import annotations

import http.client
import ssl
from urllib.parse import urlsplit


def answers(address: str) -> bool:
    """Whether the hub on this machine answers; its certificate is not the question here."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or 0
    if parts.scheme == "https":
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(host, port, timeout=2, context=context)
    else:
        connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/healthy", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
