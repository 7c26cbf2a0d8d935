"""What the technician's pages say: from the core's Service and two languages to words. No Qt, no I/O."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from station_app.assets import offline_matrix
from station_app.screen.service.checks import CheckLine, PromptWords, check_lines, making_of, prompt_words, tally_of
from station_app.screen.service.devices import DeviceLine, device_lines
from station_app.screen.service.qr_modules import modules_of
from station_app.screen.service.words import Texts, Tongues
from station_app.wire import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameWords:
    """What stands round the pages: title, tabs and buttons."""

    title: str = ""
    tester: str = ""
    language: str = ""
    """The button of the other language, in that language."""
    selftest: str = ""
    devices: str = ""
    report: str = ""
    run: str = ""
    stop: str = ""
    stop_again: str = ""
    """What the same button says after its first touch."""
    make: str = ""
    """The button that asks for a report."""
    close: str = ""
    running: bool = False
    tally: tuple[dict[str, str], ...] = ()
    no_checks: str = ""
    no_devices: str = ""
    sent: str = ""
    heard: str = ""
    offline: str = ""
    """The tab of what works without a network."""
    offline_groups: tuple[dict[str, str], ...] = ()
    """`title` and `names` (a line each) of what works, what works and is told later, and what needs the network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWords:
    """The readiness report."""

    text: str = ""
    qr: str = ""
    """Empty where it fits into no code."""
    hint: str = ""
    """What the code is for, or why there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePage:
    """Everything on the technician's pages."""

    frame: FrameWords
    checks: tuple[CheckLine, ...]
    devices: tuple[DeviceLine, ...]
    prompt: PromptWords
    report: ReportWords


def service_page_of(service: Service, tongues: Tongues, utc_offset_minutes: int) -> ServicePage:
    """The pages for what the core told."""
    return ServicePage(
        frame=_frame(service, tongues),
        checks=check_lines(service.checks, tongues, utc_offset_minutes),
        devices=device_lines(service.devices, tongues),
        prompt=prompt_words(service.prompt, tongues, making=making_of(service.checks)),
        report=_report(service, tongues),
    )


def _frame(service: Service, tongues: Tongues) -> FrameWords:
    text = tongues.text
    return FrameWords(
        title=text["service.title"],
        tester=text["service.tester"].format(tester=service.tester) if service.tester else "",
        language=tongues.other["service.language"],
        selftest=text["service.selftest"],
        devices=text["service.devices"],
        report=text["service.report"],
        run=text["button.run-all"],
        stop=text["button.stop"],
        stop_again=text["button.stop-again"],
        make=text["button.make-report"],
        close=text["button.close-service"],
        running=service.running,
        tally=tally_of(service.checks, text),
        no_checks=text["service.no-checks"],
        no_devices=text["service.no-devices"],
        sent=text["device.sent"],
        heard=text["device.heard"],
        offline=text["service.offline"],
        offline_groups=tuple(_offline(text)),
    )


def _report(service: Service, tongues: Tongues) -> ReportWords:
    text = tongues.text
    drawn = bool(modules_of(service.report_qr))
    made = bool(service.report_text or service.report_qr)
    hint = text["report.scan"] if drawn else text["report.no-code"] if made else text["report.none"]
    return ReportWords(text=service.report_text, qr=service.report_qr if drawn else "", hint=hint)


def _offline(text: Texts) -> Iterator[dict[str, str]]:
    for kind in ("here", "later", "network"):
        names = [text[f"offline.{code}"] for code, needs in offline_matrix().items() if needs == kind]
        yield {"title": text[f"offline.title.{kind}"], "names": "\n".join(names)}
