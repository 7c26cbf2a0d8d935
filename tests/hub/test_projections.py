"""What the pages show follows from the facts, whether they came one by one or are read again."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from hub_rig import Enrolled, HubRig
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paper_journal import Paper

from station_app.hub import standing, telling
from station_app.hub.known import known_of
from station_app.hub.models import Fact, Figure, Incident, LostDevice, Station, StationState, Visit, Watch
from station_app.hub.projections import rebuild
from station_app.upstream.messages import Batch

MODELS: tuple[Any, ...] = (Visit, Incident, LostDevice, StationState, Watch)


async def test_a_stay_that_has_not_ended_is_inside(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit(who=1, minutes=None)
    station.paper.visit(who=2, minutes=5)

    await station.push_all()

    assert rig.in_thread(_inside) == {"rest": 1}


async def test_a_visit_that_is_resumed_is_inside_and_still_one(rig: HubRig, station: Enrolled) -> None:
    name = station.paper.visit(minutes=5)
    told = {"door": "entry", "zone": "rest", "credential": "id-card", "presentation": "again", "evidence": "door"}
    station.paper.write("visit.resumed", 60, visit=name, **told)

    await station.push_all()

    assert (rig.in_thread(_inside), rig.in_thread(Visit.objects.count)) == ({"rest": 1}, 1)


async def test_an_incident_that_closed_is_no_longer_open(rig: HubRig, station: Enrolled) -> None:
    station.paper.write("incident.opened", incident="i1", cause="door-held/entry", door="entry")
    station.paper.write("incident.opened", incident="i2", cause="help")
    station.paper.write("incident.closed", 60, incident="i1", cause="door-held/entry")

    await station.push_all()

    assert [each.cause for each in rig.in_thread(_alerts).incidents] == ["help"]


async def test_an_incident_is_whose_it_was_told_to_last(rig: HubRig, station: Enrolled) -> None:
    name = {"incident": "i1", "cause": "help"}
    station.paper.write("incident.opened", **name, severity="urgent", owner="keeper")
    station.paper.write("incident.repeated", 30, **name, times=2, owner="keeper")
    station.paper.write("incident.escalated", 60, **name, owner="district", level=1)
    station.paper.write("incident.acknowledged", 90, **name, by="district")

    await station.push_all()

    (one,) = rig.in_thread(_alerts).incidents
    assert (one.severity, one.owner, one.level, one.repeats, one.acknowledged_by) == (
        "urgent",
        "district",
        1,
        1,
        "district",
    )


async def test_a_call_that_is_asked_anew_is_nobody_s(rig: HubRig, station: Enrolled) -> None:
    name = {"incident": "i1", "cause": "help"}
    station.paper.write("incident.opened", **name, owner="district", level=1)
    station.paper.write("incident.acknowledged", 10, **name, by="district")
    station.paper.write("incident.repeated", 60, **name, times=2, owner="keeper", level=0)

    await station.push_all()

    (one,) = rig.in_thread(_alerts).incidents
    assert (one.owner, one.level, one.acknowledged_by) == ("keeper", 0, "")


async def test_an_incident_opened_again_is_the_same_one_from_its_beginning(rig: HubRig, station: Enrolled) -> None:
    name = {"incident": "i1", "cause": "leak/sink"}
    station.paper.write("incident.opened", **name)
    station.paper.write("incident.acknowledged", 10, **name, by="keeper")
    station.paper.write("incident.closed", 20, **name)
    station.paper.write("incident.opened", 30, **name, again=1)

    await station.push_all()

    (one,) = rig.in_thread(_alerts).incidents
    first = rig.in_thread(lambda: min(Fact.objects.values_list("wall_ms", flat=True)))
    assert (one.acknowledged_by, one.opened_ms) == ("keeper", first)


async def test_what_is_most_urgent_stands_first(rig: HubRig, station: Enrolled) -> None:
    for number, severity in enumerate(("fault", "urgent", "notice", "alarm")):
        station.paper.write("incident.opened", number, incident=severity, cause=severity, severity=severity)

    await station.push_all()

    assert [one.cause for one in rig.in_thread(_alerts).incidents] == ["urgent", "alarm", "fault", "notice"]


async def test_a_device_that_came_back_is_not_lost(rig: HubRig, station: Enrolled) -> None:
    station.paper.write("device.lost", device="reader", fault="LinkLost")
    station.paper.write("device.lost", device="board", fault="NoAnswer")
    station.paper.write("device.restored", 60, device="reader")

    await station.push_all()

    assert [each.device for each in rig.in_thread(_alerts).devices] == ["board"]


async def test_a_replaced_journal_is_an_alert(rig: HubRig, station: Enrolled) -> None:
    station.paper.boot()
    station.paper.replace_journal("epoch-2")
    station.paper.boot()

    await station.push_all()

    assert [each.epoch for each in rig.in_thread(_alerts).replaced] == ["epoch-2"]


async def test_nobody_of_a_replaced_journal_is_inside(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit(minutes=None)
    station.paper.replace_journal("epoch-2")
    station.paper.boot()

    await station.push_all()

    assert rig.in_thread(_inside) == {}


async def test_a_refusal_outside_hours_says_that_the_station_is_closed(rig: HubRig, station: Enrolled) -> None:
    station.paper.deny("closed", opens_at="0 06:00")

    await station.push_all()

    assert rig.in_thread(_code) == "closed"


async def test_an_admission_says_that_the_station_is_open(rig: HubRig, station: Enrolled) -> None:
    station.paper.deny("closed", opens_at="0 06:00")
    station.paper.visit()

    await station.push_all()

    assert rig.in_thread(_code) == "open"


WORDS = st.sampled_from(["a", "b"])
STORY = st.lists(
    st.one_of(
        st.tuples(st.just("visit"), st.sampled_from([None, 5]), st.just("")),
        st.tuples(st.just("visit.resumed"), WORDS, WORDS),
        st.tuples(st.just("visit.ended"), WORDS, WORDS),
        st.tuples(st.just("visit.described"), WORDS, WORDS),
        st.tuples(st.just("visit.companions"), WORDS, WORDS),
        st.tuples(st.just("maintenance.started"), WORDS, WORDS),
        st.tuples(st.just("device.lost"), WORDS, WORDS),
        st.tuples(st.just("device.restored"), WORDS, WORDS),
        st.tuples(st.just("incident.opened"), WORDS, WORDS),
        st.tuples(st.just("incident.closed"), WORDS, WORDS),
        st.tuples(st.just("incident.repeated"), WORDS, WORDS),
        st.tuples(st.just("incident.escalated"), WORDS, WORDS),
        st.tuples(st.just("incident.acknowledged"), WORDS, WORDS),
        st.tuples(st.just("deny"), st.sampled_from(["closed", "full"]), WORDS),
        st.tuples(st.just("boot"), WORDS, WORDS),
        st.tuples(st.just("new journal"), WORDS, WORDS),
    ),
    max_size=25,
)


def _tell(paper: Paper, story: list[tuple[Any, ...]]) -> None:
    for number, (what, one, _) in enumerate(story):
        match what:
            case "visit":
                paper.visit(minutes=one)
            case "deny":
                paper.deny(one)
            case "boot":
                paper.boot()
            case "new journal":
                paper.replace_journal(f"epoch-{number + 2}")
            case _:
                name = f"{paper.epoch}-visit-{1 if one == 'a' else 2}"
                told = {"times": number, "level": number, "owner": one, "by": one, "adults": number, "children": 1}
                told |= {"presentation": name, "occupation": one}
                paper.write(what, visit=name, incident=one, device=one, cause=one, minutes=number, evidence="x", **told)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=STORY, size=st.integers(1, 9))
def test_building_anew_gives_what_the_batches_gave(story: list[tuple[Any, ...]], size: int) -> None:
    paper = Paper()
    _tell(paper, story)
    with HubRig() as rig:
        came, again = rig.in_thread(lambda: _both_ways(paper, size))

    assert came == again


def _both_ways(paper: Paper, size: int) -> tuple[list[Any], list[Any]]:
    from station_app.hub import ingest
    from station_app.upstream.messages import pack, unpack

    Station.objects.create(id="ST-1", public_key="0" * 64, enrolled_at=timezone.now())
    for epoch, rows in paper.rows.items():
        for start in range(0, len(rows), size):
            post = unpack(pack("ST-1", Batch(epoch=epoch, rows=rows[start : start + size])))
            ingest.take("ST-1", post, ingest.read_rows(post), timezone.now())
    StationState.objects.get_or_create(station_id="ST-1")
    came = _everything()
    rebuild()
    return came, _everything()


def _everything() -> list[Any]:
    found = []
    for model in MODELS:
        names = [field.attname for field in model._meta.fields if field.name != "id"]
        found.append(sorted(map(repr, model.objects.values_list(*names))))
    figures = Figure.objects.exclude(value=0).values_list("station", "period", "measure", "cell", "value")
    return [*found, sorted(figures)]


def _inside() -> dict[str, int]:
    station = Station.objects.get()
    return standing.inside_of(station, standing.state_of(station))


def _alerts() -> standing.Alerts:
    station = Station.objects.get()
    return standing.alerts_of(station, standing.state_of(station), timezone.now(), silent=True)


def _code() -> str:
    (known,) = known_of(Station.objects.all(), timezone.now(), silent=True)
    return telling.code_of(known)
