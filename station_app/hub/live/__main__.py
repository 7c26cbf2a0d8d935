"""`python -m station_app.hub.live DATA HOST PORT [CERT KEY]`: the live process by itself, beside a hub."""

from __future__ import annotations

import sys
from pathlib import Path

from station_app.hub.certificate import names_in
from station_app.hub.live.serve import room, serve
from station_app.hub.parent import die_with_parent
from station_app.hub.settings import Place, configure


def main(arguments: list[str]) -> int:
    """Serve until told to stop, or until the hub is gone."""
    data, host, port, *tls = arguments
    die_with_parent()
    cert, key = (Path(tls[0]), Path(tls[1])) if tls else (None, None)
    hosts = names_in(cert) if cert else ()
    # its own answers, too, tell where to wait
    place = Place(data=Path(data), tls=cert is not None, hosts=hosts, live_port=int(port))

    def load(*_: object) -> object:
        die_with_parent()  # the worker is a process of its own
        most = room()
        configure(place)
        from station_app.hub.live.app import LiveApp

        return LiveApp(most)

    serve(load, host, int(port), (cert, key))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
