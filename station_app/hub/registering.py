"""Changing the registry: by a form or by a file, in one place, so that both are checked and recorded alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from station_app.hub import audit, registry, registry_words, texts
from station_app.hub.models import RegistryEntry, Station
from station_app.hub.registry_csv import Line, Outcome


def entry_of(station: str) -> dict[str, str]:
    """A station's entry; empty where there is none yet."""
    found = RegistryEntry.objects.filter(station=station).first()
    return registry.read(found.content) if found is not None else {}


def change(station: Station, typed: Mapping[str, str], who: User, now: datetime) -> tuple[bool, dict[str, str]]:
    """Change fields of an entry: whether anything changed, and for each wrong field the key of the reason.

    With anything wrong nothing is changed. Fields that are not in `typed` stay.
    """
    entry, wrong = registry.checked(typed)
    with transaction.atomic():
        # The station's row is locked, for the entry's may not be there yet.
        Station.objects.select_for_update(no_key=True).get(pk=station.pk)
        before = entry_of(station.pk)
        after = {name: value for name, value in before.items() if name not in typed} | entry
        wrong |= {name: why for name, why in registry.contradictions(after).items() if name not in wrong}
        if wrong or after == before:
            return False, wrong
        values = {"content": registry.write(after), "changed_at": now, "changed_by": who}
        RegistryEntry.objects.update_or_create(station=station, defaults=values)
        changed = [name for name in registry.BY_NAME if before.get(name) != after.get(name)]
        # Names of fields alone: what was typed stays with the entry.
        audit.record(who, "registry-changed", station.pk, " ".join(changed))
    return True, {}


def take(lines: Sequence[Line], stations: QuerySet[Station], who: User, now: datetime) -> Outcome:
    """Take the good rows of a file, of these stations; each row in a transaction of its own."""
    known = {one.pk: one for one in stations.filter(pk__in=[line.station for line in lines])}
    outcome = Outcome()
    for line in lines:
        station = known.get(line.station)
        if line.wrong or station is None:
            reasons = [line.wrong or texts.word("registry-no-station")]
            outcome.wrong.append((line.number, line.station[:32], reasons))
            continue
        changed, wrong = change(station, line.typed, who, now)
        if wrong:
            reasons = [f"{registry_words.name_of(name)}: {texts.word(why)}" for name, why in wrong.items()]
            outcome.wrong.append((line.number, station.pk, reasons))
        elif changed:
            outcome.taken += 1
        else:
            outcome.same += 1
    return outcome
