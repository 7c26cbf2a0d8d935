"""The technician's commands: parsers only; what each does is imported when it runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from station_app.assets import LANGUAGES
from station_app.wiring.process import DATA_HELP

Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def add_technician_commands(command: Add) -> None:
    """Teach the `station` command what technicians need."""
    _test_commands(command)
    _traffic_commands(command)
    _bundle_command(command)
    _camera_command(command)
    _commission_commands(command)


def _selftest(arguments: argparse.Namespace) -> int:
    from station_app.wiring.selftest_command import Wanted, selftest

    wanted = Wanted(
        device=arguments.device, guided=arguments.guided, tester=arguments.tester or "", form=arguments.form or "text"
    )
    return selftest(arguments.config, arguments.data, wanted)


def _devices(arguments: argparse.Namespace) -> int:
    from station_app.wiring.devices_command import show_devices

    return show_devices(arguments.config, arguments.data, as_json=arguments.json)


def _readiness(arguments: argparse.Namespace) -> int:
    from station_app.wiring.readiness_command import readiness

    return readiness(arguments.config, arguments.data, arguments.form or "text", send=arguments.send)


def _test_commands(command: Add) -> None:
    test = command(
        "selftest",
        _selftest,
        "Test a station, the running one or one started for the time of the test. Status 0 when all that was tested "
        "is green, else 1; unfinished counts as failed. Doors stay locked but for short pulses, exits stay free.",
    )
    _station(test)
    test.add_argument("--device", default="", metavar="NAME", help="only this device, door or input, or one check")
    test.add_argument("--guided", action="store_true", help="also what needs hands: follow the prompts at the station")
    test.add_argument(
        "--tester", type=_tester, default=None, metavar="NAME", help="who tests, for the record: a name among staff"
    )
    form = test.add_mutually_exclusive_group()
    form.add_argument("--json", dest="form", action="store_const", const="json", help="the whole result as JSON")
    form.add_argument("--junit", dest="form", action="store_const", const="junit", help="the result as JUnit XML")
    devices = command(
        "devices", _devices, "Show which drivers there are, or with --config how a station's devices are now."
    )
    devices.add_argument("--config", type=Path, default=None, help="the station's TOML file")
    devices.add_argument("--data", type=Path, default=None, help=DATA_HELP)
    devices.add_argument("--json", action="store_true", help="as JSON")
    report = command(
        "readiness",
        _readiness,
        "Print the readiness report, signed with the station's key. Status 0 when the station is ready, 1 when it is "
        "not or that is not known: a check has failed or was never made, or a device is lost.",
    )
    _station(report)
    forms = report.add_mutually_exclusive_group()
    for name, about in (("text", "for people (the default)"), ("json", "signed"), ("qr", "for the hub to verify")):
        forms.add_argument(f"--{name}", dest="form", action="store_const", const=name, help=about)
    report.add_argument("--send", action="store_true", help="send it to the hub too, in brief and without testers")


def _tester(text: str) -> str:
    if not 1 <= len(text) <= 40 or not text.isprintable():
        raise argparse.ArgumentTypeError(f"{text!r} is no name of 1 to 40 letters")
    return text


def _station(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, required=True, help="the station's TOML file")
    parser.add_argument("--data", type=Path, default=None, help=DATA_HELP)


def _decode(arguments: argparse.Namespace) -> int:
    from station_app.wiring.decode_command import decode

    return decode(arguments.driver, arguments.direction, synthetic=arguments.synthetic)


def _record(arguments: argparse.Namespace) -> int:
    from station_app.wiring.record_command import record

    return record(arguments.config, arguments.data, arguments.device, arguments.output, arguments.seconds)


def _replay(arguments: argparse.Namespace) -> int:
    from station_app.wiring.record_command import replay

    return replay(arguments.capture)


def _bundle(arguments: argparse.Namespace) -> int:
    from station_app.wiring.bundle_command import LOG_LINES, Wanted, bundle

    lines = LOG_LINES if arguments.log_lines is None else arguments.log_lines
    wanted = Wanted(output=arguments.output, send=arguments.send, log_lines=lines)
    return bundle(arguments.config, arguments.data, wanted)


def _bundle_command(command: Add) -> None:
    bundle = command(
        "bundle",
        _bundle,
        "Put logs, redacted config, device health and a summary of the journal into one ZIP file for support; "
        "it holds no ID number, name, pass, card id or key. --output, --send or both say where it goes.",
    )
    bundle.add_argument("--config", type=Path, required=True, help="the station's TOML file, even a broken one")
    bundle.add_argument("--data", type=Path, default=None, help=DATA_HELP)
    bundle.add_argument("--output", type=Path, default=None, help="a file that does not exist yet, like support.zip")
    bundle.add_argument(
        "--send", action="store_true", help="to the hub, which takes 4 MiB and keeps a station's last five for 30 days"
    )
    bundle.add_argument(
        "--log-lines", type=_lines, default=None, metavar="N", help="newest lines of each log (default 20000)"
    )


def _lines(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of lines from 1 to 1000000")
    return int(text)


def _camera(arguments: argparse.Namespace) -> int:
    from station_app.wiring.camera_command import still
    from station_app.wiring.service_messages import View

    view = View(camera=arguments.camera, by=arguments.by, reason=arguments.reason)
    return still(arguments.config, arguments.data, view, arguments.output)


def _camera_command(command: Add) -> None:
    camera = command("camera", _camera, "Look through a camera once: `station camera still NAME`.")
    camera.add_argument("camera_command", choices=("still",), help="one picture; there is no video")
    camera.add_argument("camera", help="its name in the config, where it must be enabled")
    camera.add_argument("--by", required=True, type=_words(60), help="who looks; stands in the journal")
    camera.add_argument("--reason", required=True, type=_words(200), help="why; stands in the journal")
    camera.add_argument("--output", type=Path, required=True, help="a file that does not exist yet, like porch.jpg")
    camera.add_argument("--config", type=Path, required=True, help="the station's TOML file")
    camera.add_argument("--data", type=Path, default=None, help=DATA_HELP)


def _words(longest: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        if len(text) > longest or not text.isprintable():
            raise argparse.ArgumentTypeError(f"must be a text of at most {longest} characters on one line")
        return text

    return check


def _traffic_commands(command: Add) -> None:
    decode = command(
        "decode",
        _decode,
        "Read hex on standard input, one piece a line, and print each frame, reading or noise as one JSON line. "
        "Status 1 when there was noise or a line that is no hex, else 0.",
    )
    decode.add_argument("driver", help="whose bytes they are, as in a config")
    decode.add_argument("--synthetic", action="store_true", help="the bytes are nobody's: show numbers and codes whole")
    decode.add_argument(
        "--direction", choices=("in", "out"), default="in", help="said by the device (in, the default) or to it (out)"
    )
    record = command(
        "record",
        _record,
        "Let a device's driver work and write down what goes over its port, made safe first: the file holds nobody's "
        "number, name, photo, code or card id, and can be passed on. The station must not run meanwhile.",
    )
    record.add_argument("device", help="its name in the config")
    record.add_argument("--config", type=Path, required=True, help="the station's TOML file")
    record.add_argument("--data", type=Path, default=None, help=DATA_HELP)
    record.add_argument("--output", type=Path, required=True, help="a file that does not exist yet, like reader.jsonl")
    record.add_argument("--seconds", type=_seconds, default=60.0, help="how long (default 60); Ctrl-C ends it earlier")
    replay = command(
        "replay", _replay, "Play a recorded file to its driver and print each reading as one JSON line, secrets masked."
    )
    replay.add_argument("capture", type=Path, help="what `station record` has written")


def _seconds(text: str) -> float:
    if not text.isdecimal() or not 1 <= int(text) <= 86_400:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds from 1 to 86400")
    return float(text)


def _commission(arguments: argparse.Namespace) -> int:
    from station_app.wiring.commission_command import Wanted, commission

    wanted = Wanted(
        output=arguments.output,
        sheet=arguments.sheet,
        data=arguments.data,
        ports=tuple(arguments.port),
        only_given=arguments.only_given_ports,
        language=arguments.language,
        station_id=arguments.id,
        station_name=arguments.name,
        zone_title=arguments.zone,
        help_phone=arguments.help_phone,
        operator=arguments.operator,
        hub_url=arguments.hub,
    )
    return commission(wanted)


def _wiring_sheet(arguments: argparse.Namespace) -> int:
    from station_app.wiring.commission_command import draw_sheet

    return draw_sheet(arguments.config, arguments.output, arguments.language)


def _commission_commands(command: Add) -> None:
    commission = command(
        "commission",
        _commission,
        "Find what is plugged in where by talking to it, learn the wires by asking you to push, press and show, and "
        "write station.toml and its wiring sheet. Nothing is written before you confirm; stop and go on at any time.",
    )
    commission.add_argument("--output", type=Path, default=Path("station.toml"), help="default station.toml")
    commission.add_argument("--sheet", type=Path, default=None, help="an .svg or .pdf (default: beside the output)")
    commission.add_argument(
        "--port", action="append", default=[], help="search this port, too: a path, tcp:HOST:PORT or pty:NAME"
    )
    commission.add_argument("--only-given-ports", action="store_true", help="search no other ports than these")
    commission.add_argument("--id", default="", help="the station's id; else it is asked for, as the next ones are")
    commission.add_argument("--name", default="", help="the station's name")
    commission.add_argument("--zone", default="", help="the name of the room, as people read it")
    commission.add_argument(
        "--help-phone", default="", type=_words(30), help="the number that the kiosk shows for help"
    )
    commission.add_argument("--operator", default="", type=_words(60), help="who runs the station")
    commission.add_argument("--hub", default="", help="the hub's address, as https://HOST[:PORT]")
    _language(commission)
    commission.add_argument(
        "--data", type=Path, default=None, help=f"where an unfinished talk is kept: the station's {DATA_HELP}"
    )
    sheet = command("wiring-sheet", _wiring_sheet, "Draw the wiring sheet of a config that exists.")
    sheet.add_argument("--config", type=Path, required=True, help="the station's TOML file")
    sheet.add_argument("--output", type=Path, required=True, help="an .svg or .pdf")
    _language(sheet)


def _language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help=f"default {LANGUAGES[0]}")
