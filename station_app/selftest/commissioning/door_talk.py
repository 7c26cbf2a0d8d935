"""The second part: one door. People push, press and show; the inputs that go along are its wires."""

from __future__ import annotations

from typing import Final

from hardware.catalog import Role
from station_app.selftest.commissioning.evidence import changed, followed, on_at_rest, sights
from station_app.selftest.commissioning.knowledge import Knowledge
from station_app.selftest.commissioning.learned import LearnedDoor, Terminal
from station_app.selftest.commissioning.lock_talk import learn_lock, learn_lock_kind, learn_pulse
from station_app.selftest.commissioning.sights import Shown, Trouble
from station_app.selftest.commissioning.talk import Answer, Question, Talk, Watch, tell, yes_no

_READERS: Final[tuple[tuple[Role, str], ...]] = (
    ("card-reader", "card"),
    ("code-reader", "code"),
    ("tag-reader", "tag"),
)


def learn_door(know: Knowledge, name: str, zone: str) -> Talk[LearnedDoor]:
    """Everything about one door."""
    yield from tell("door.begin", door=name)
    open_at_rest = yield from _try_at_rest(know, name)
    contact = exit_button = None
    if know.has_inputs:
        contact = yield from _learn_contact(know, name)
        exit_button = yield from _learn_exit(know, name)
    lock = yield from learn_lock(know, name, contact, open_at_rest=open_at_rest)
    lock_kind = yield from learn_lock_kind(know, name)
    pulse, reactions = yield from learn_pulse(know, name, lock, contact)
    readers = yield from _learn_readers(know, name)
    return LearnedDoor(
        name=name,
        zone=zone,
        lock=lock,
        lock_kind=lock_kind,
        contact=contact,
        exit_button=exit_button,
        readers=readers,
        pulse_seconds=pulse,
        reactions=reactions,
    )


def act(know: Knowledge, code: str, *, may_skip: bool = False, **about: str) -> Talk[Answer]:
    """Ask a person to do something, and watch all inputs."""
    watch = Watch(devices=know.boards)
    return (yield Question(code=code, kind="done", may_skip=may_skip, about=about, action=watch))


def there_and_back(know: Knowledge, there: str, back: str, door: str = "") -> Talk[tuple[Answer, Answer] | None]:
    """Let a person do something and undo it; None when it was skipped."""
    once_more = False
    while True:
        done = yield from act(know, there, may_skip=True, door=door)
        if done.skipped:
            return None
        undone = yield from act(know, back, door=door)
        if once_more or changed(done) or not changed(undone):
            return done, undone
        # it was done before it was asked for, as after a step back: now everything is at rest
        once_more = True
        yield from tell("once-more")


def _try_at_rest(know: Knowledge, door: str) -> Talk[bool]:
    """Whether the door opens while nothing releases it."""
    yield from act(know, "door.close", door=door)
    opened = yield from yes_no("door.try", door=door)
    if opened:
        yield from act(know, "door.close", door=door)
    return opened


def _learn_contact(know: Knowledge, door: str) -> Talk[Terminal | None]:
    while True:
        moved = yield from there_and_back(know, "door.open", "door.shut", door=door)
        if moved is None:
            return None
        opened, closed = moved
        if troubles := (*sights(opened, Trouble), *sights(closed, Trouble)):
            if not (yield from _name_trouble(know, troubles[0])):
                return None
            continue
        found = followed(opened, closed, know.taken)
        if not found:
            if not (yield from know.mend("contact-cut", door=door)):
                return None
            continue
        contact = yield from _choose(found, "contact", door)
        if (yield from _doubt_contact(know, door, contact)):
            continue
        know.taken.append(contact)
        yield from tell("learned.contact", door=door, terminal=contact.text)
        return contact


def _name_trouble(know: Knowledge, trouble: Trouble) -> Talk[bool]:
    """A board that failed while a door moved; true when it is mended."""
    if trouble.fault in ("no-answer", "link-lost"):
        return (yield from know.mend("board-refuses", leave="", name=trouble.device, fault=trouble.fault))
    # its answers are spoilt as soon as an input moves: another board says at the same time that nothing has
    return (yield from know.mend("units-same-number", port=_port_of(know)))


def _doubt_contact(know: Knowledge, door: str, contact: Terminal) -> Talk[bool]:
    """Say what is not as expected; True when the person has changed it."""
    planned = know.brief.plan.door(door).contact
    about = {"door": door, "terminal": contact.text, "planned": f"{contact.device}/input/{planned}"}
    if planned and contact.channel != planned and (yield from know.note("contact-wrong-input", **about)):
        return True
    return bool(contact.inverted and (yield from know.note("contact-inverted", **about)))


def _learn_exit(know: Knowledge, door: str) -> Talk[Terminal | None]:
    while True:
        moved = yield from there_and_back(know, "exit.press", "exit.release", door=door)
        if moved is None:
            return None
        pressed, released = moved
        found = followed(pressed, released, know.taken)
        if not found:
            stuck = [terminal.text for terminal in on_at_rest(released, know.taken) if not changed(pressed)]
            code = "exit-stuck" if stuck else "exit-cut"
            if not (yield from know.mend(code, door=door, terminal=", ".join(stuck))):
                return None
            continue
        button = yield from _choose(found, "exit", door)
        planned = know.brief.plan.door(door).exit_button
        about = {"door": door, "terminal": button.text, "planned": f"{button.device}/input/{planned}"}
        if planned and button.channel != planned and (yield from know.note("exit-wrong-input", **about)):
            continue
        know.taken.append(button)
        yield from tell("learned.exit", door=door, terminal=button.text)
        return button


def _choose(found: tuple[Terminal, ...], what: str, door: str) -> Talk[Terminal]:
    """Several inputs went along, like a contact and a latch of one door: only a person knows which is which."""
    if len(found) == 1:
        return found[0]
    names = tuple(terminal.text for terminal in found)
    answer = yield Question(code=f"which.{what}", kind="choice", choices=names, about={"door": door})
    return found[names.index(answer.said)]


def _learn_readers(know: Knowledge, door: str) -> Talk[tuple[str, ...]]:
    readers: list[str] = []
    for role, what in _READERS:
        while len(know.with_role(role)) > len([name for name in know.readers if _has_role(know, name, role)]):
            watch = Watch(devices=know.with_role(role))
            answer = yield Question(
                code=f"reader.{what}", kind="done", may_skip=True, about={"door": door}, action=watch
            )
            if answer.skipped:
                break
            shown = [sight.device for sight in sights(answer, Shown) if sight.what == what]
            if not shown:
                if (yield from know.mend("reader-silent", door=door)):
                    continue
                break
            reader = shown[0]
            if (yield from _doubt_reader(know, door, reader)):
                continue
            if reader not in readers:
                readers.append(reader)
                know.readers.append(reader)
                yield from tell("learned.reader", door=door, name=reader)
            break
    return tuple(readers)


def _doubt_reader(know: Knowledge, door: str, reader: str) -> Talk[bool]:
    """A reader that already belongs to another door, by the plan or by what was learned."""
    planned = [name for name, one in know.brief.plan.doors.items() if reader in one.readers and name != door]
    elsewhere = bool(planned) and door in know.brief.plan.doors
    if elsewhere or reader in know.readers:
        return (yield from know.note("reader-elsewhere", door=door, name=reader, other=", ".join(planned) or "—"))
    return False


def _has_role(know: Knowledge, name: str, role: Role) -> bool:
    return any(wired.name == name for wired in know.with_role(role))


def _port_of(know: Knowledge) -> str:
    return ", ".join(wired.port for wired in know.boards)
