"""What a manager fills in for an order. The station judges it again: nothing here is a safeguard for a door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django import forms
from django.core import signing
from django.utils import timezone

from station_app.core.memory.modes import ModeName
from station_app.hub import standing, texts
from station_app.hub.models import Incident, LostDevice, Station, Visit, Vitals
from station_app.hub.orders import Wanted
from station_app.hub.places import places_of
from station_app.store.rows import uuid7

MODES: Sequence[ModeName] = ("evacuation", "lockdown", "shelter", "normal")
LONGEST_MINUTES = 1440
TOKEN_SECONDS = 3600
TIMED = ("mode", "message", "lights")
_SALT = "hub.order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What there is at a station to give orders about, as far as the hub knows."""

    doors: Sequence[tuple[str, str]] = ()
    """Name, and what it is called."""
    zones: Sequence[tuple[str, str]] = ()
    """Name and title."""
    causes: Sequence[str] = ()
    """Of incidents that are open."""
    devices: Sequence[tuple[str, str]] = ()
    """Name, and the same with what is wrong with it; what is lost comes first."""
    cameras: Sequence[tuple[str, str]] = ()
    """Name, and the same with its zone, of those that the station lets be asked from afar."""
    taken_on: Sequence[str] = ()
    """Those of them that somebody has taken on."""


class OrderForm(forms.Form):
    """The fields of one verb."""

    def __init__(self, verb: str, known: Known, data: Any = None) -> None:
        super().__init__(data)
        self.verb = verb
        self.empty = False
        """There is nothing that such an order could be about."""
        for name, field in _fields(verb, known).items():
            self.fields[name] = field
        target = self.fields.get("target")
        if isinstance(target, forms.ChoiceField) and not target.choices:
            self.empty = True
        if verb in TIMED:
            self.fields["minutes"] = forms.IntegerField(
                label=texts.word("order-minutes"), min_value=1, max_value=LONGEST_MINUTES, initial=60
            )
        if verb == "mode":
            self.fields["drill"] = forms.BooleanField(label=texts.word("order-drill"), required=False)
        self.fields["reason"] = _text("order-reason", most=200)

    def wanted(self) -> Wanted:
        """What is ordered; of a valid form."""
        told = self.cleaned_data
        to_normal = self.verb == "mode" and told["value"] == "normal"
        return Wanted(
            verb=self.verb,
            target=told.get("target", ""),
            value=told.get("value", ""),
            minutes=0 if to_normal else told.get("minutes", 0),
            reason=told["reason"],
            drill=bool(told.get("drill")) and not to_normal,
        )

    def clean_reason(self) -> str:
        """One line of printable letters."""
        return _printable(self.cleaned_data["reason"])

    def clean_value(self) -> str:
        """One line of printable letters."""
        return _printable(self.cleaned_data["value"])

    def clean_target(self) -> str:
        """One line of printable letters."""
        return _printable(self.cleaned_data["target"])


def known_to(station: Station, *, silent: bool) -> Known:
    """What the hub knows of a station; `silent`: silent incidents are among it."""
    vitals = Vitals.objects.filter(station=station).first()
    now = msgspec.json.decode(vitals.content) if vitals is not None else {}
    called = places_of(station)
    doors = [(str(door["name"]), called.door(str(door["name"]))) for door in now.get("doors", ())]
    zones = [(str(zone["name"]), str(zone.get("title") or zone["name"])) for zone in now.get("zones", ())]
    visits = Visit.objects.filter(station=station).order_by("-started_ms").values_list("door", "zone")[:200]
    seen = list(visits) if not doors or not zones else []
    state = standing.state_of(station)
    incidents = Incident.objects.filter(station=station, epoch=state.epoch, closed_ms=None).order_by("-opened_ms")
    open_now = [one for one in incidents if silent or not one.silent]
    return Known(
        doors=doors or sorted({(door, door) for door, _ in seen if door}),
        zones=zones or sorted({(zone, zone) for _, zone in seen if zone}),
        causes=list(dict.fromkeys(one.cause for one in open_now)),
        taken_on=[one.cause for one in open_now if one.acknowledged_by],
        cameras=[(str(one["name"]), _camera(one)) for one in now.get("cameras", ())],
        devices=_devices(station, now.get("devices", ()), state.epoch),
    )


def _camera(told: Mapping[str, Any]) -> str:
    return " · ".join(str(word) for word in (told["name"], told.get("zone")) if word)


def _devices(station: Station, told: Sequence[Mapping[str, Any]], epoch: str) -> list[tuple[str, str]]:
    """As the station's vitals tell them; a station that sends none has told of those at least that it has lost."""
    faults = {str(one["name"]): "" if one["works"] else str(one.get("fault") or "unknown") for one in told}
    if not faults:
        faults = dict(LostDevice.objects.filter(station=station, epoch=epoch).values_list("device", "fault"))
    worst_first = sorted(faults, key=lambda name: not faults[name])
    return [(name, f"{name} · {texts.fault(faults[name])}" if faults[name] else name) for name in worst_first]


def new_token(station: str) -> str:
    """Goes out with a form; the id of the order that comes of it, so that one form makes one order."""
    return signing.dumps([station, uuid7(round(timezone.now().timestamp() * 1000))], salt=_SALT)


def order_id_in(token: str, station: str) -> str:
    """The id in a token of this station's form; empty where it is none, or too old."""
    try:
        meant, order_id = signing.loads(token, salt=_SALT, max_age=TOKEN_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(order_id) if meant == station else ""


def _fields(verb: str, known: Known) -> dict[str, forms.Field]:
    match verb:
        case "open":
            return {"target": _one_of("order-door", known.doors)}
        case "mode":
            # None is chosen beforehand: nobody evacuates a station by a hasty tap.
            modes = [("", "–"), *((mode, texts.word(f"order-{mode}")) for mode in MODES)]
            return {"value": _one_of("order-to-mode", modes)}
        case "message":
            return {"value": _text("order-text", most=200, required=False)}
        case "lights":
            switch = [(way, texts.word(f"order-{way}")) for way in ("on", "off")]
            return {"target": _one_of("order-zone", known.zones), "value": _one_of("order-switch", switch)}
        case "selftest":
            return {}
        case "restart-device":
            return {"target": _one_of("order-device", known.devices)}
        case "still":
            return {"target": _one_of("order-camera", known.cameras)}
        case _:
            causes = [cause for cause in known.causes if verb == "resolve" or cause not in known.taken_on]
            chosen = [(cause, texts.code(cause)) for cause in causes]
            return {"target": _one_of("order-cause", chosen)}


def _one_of(label: str, choices: Sequence[tuple[str, str]]) -> forms.Field:
    return forms.ChoiceField(label=texts.word(label), choices=choices)


def _text(label: str, *, most: int, required: bool = True) -> forms.Field:
    return forms.CharField(label=texts.word(label), max_length=most, required=required)


def _printable(value: str) -> str:
    if not value.isprintable():
        raise forms.ValidationError(texts.word("order-wrong"))
    return value
