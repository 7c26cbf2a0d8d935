"""The engine of a conversation: answers are a record that can be replayed, taken back and kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.selftest.commissioning import progress
from station_app.selftest.commissioning.sights import Found, Heard, Move, Refused, Rest, Shown, Silent, Trouble
from station_app.selftest.commissioning.talk import Answer, Conversation, Question, Talk, fits, tell, yes_no

EVERY_SIGHT = (
    Found(port="a", driver="d", baud=9600, options={"unit": 2, "preset": "x"}, details={"firmware": "1"}),
    Silent(port="a", signs=("garbage",)),
    Move(device="board", channel=1, on=True, after=0.25),
    Rest(device="board", before=(True, None), after=(False, True)),
    Shown(device="reader", what="card"),
    Heard(port="a", driver="d", baud=9600),
    Trouble(device="board", fault="bad-answer"),
    Refused(device="board", fault="link-lost"),
)


def story() -> Talk[tuple[str, bool, int]]:
    """A small script with a loop and a branch."""
    yield from tell("hello")
    name = (yield Question(code="name", kind="text", pattern="[a-z]+")).said
    rounds = 0
    while (yield from yes_no("again")):
        rounds += 1
        yield from tell("round", number=str(rounds))
    sure = yield from yes_no("sure", default="yes")
    return name, sure, rounds


def told(said: str, conversation: Conversation[tuple[str, bool, int]]) -> None:
    question = conversation.question
    assert question is not None
    conversation.answer(Answer(code=question.code, said="" if question.kind == "tell" else said))


def played(*sayings: str) -> Conversation[tuple[str, bool, int]]:
    """Answer as people do; what is only told needs no saying."""
    conversation = Conversation(story)
    for said in sayings:
        while conversation.question is not None and conversation.question.kind == "tell":
            told("", conversation)
        told(said, conversation)
    return conversation


def asked(conversation: Conversation[tuple[str, bool, int]]) -> str:
    return conversation.question.code if conversation.question else ""


def test_the_end_gives_what_was_learned() -> None:
    assert played("anna", "yes", "yes", "no", "no").result == ("anna", False, 2)


def test_nothing_is_learned_before_the_end() -> None:
    with pytest.raises(ValueError, match="again is still to be answered"):
        _ = played("anna").result


def test_an_answer_to_another_question_is_refused() -> None:
    with pytest.raises(ValueError, match="sure is not what is asked"):
        Conversation(story).answer(Answer(code="sure", said="yes"))


@given(cut=st.integers(min_value=0, max_value=7))
def test_a_record_cut_anywhere_goes_on_where_it_was(cut: int) -> None:
    whole = played("anna", "yes", "yes", "no")

    resumed = Conversation(story, whole.answers[:cut])
    for answer in whole.answers[cut:]:
        resumed.answer(answer)

    assert (asked(resumed), resumed.answers) == (asked(whole), whole.answers)


def test_a_record_of_another_script_is_forgotten_from_where_it_no_longer_fits() -> None:
    answers = (Answer(code="hello"), Answer(code="colour", said="red"), Answer(code="again", said="yes"))

    assert asked(Conversation(story, answers)) == "name"


def test_back_takes_back_the_last_thing_a_person_said() -> None:
    conversation = played("anna", "yes")

    assert (conversation.back(), asked(conversation)) == (True, "again")


def test_back_passes_over_what_was_only_told() -> None:
    conversation = played("anna", "yes", "yes")
    told("", conversation)  # the second round is told
    conversation.back()

    assert [answer.code for answer in conversation.answers] == ["hello", "name", "again", "round"]


def test_back_at_the_beginning_stays_there() -> None:
    conversation = Conversation(story)
    told("", conversation)

    assert (conversation.back(), asked(conversation)) == (False, "name")


def test_after_back_another_answer_leads_elsewhere() -> None:
    conversation = played("anna", "yes")
    conversation.back()
    told("no", conversation)

    assert asked(conversation) == "sure"


@pytest.mark.parametrize(
    ("question", "said", "fit"),
    [
        (Question(code="c", kind="choice", choices=("yes", "no")), "yes", True),
        (Question(code="c", kind="choice", choices=("yes", "no")), "perhaps", False),
        (Question(code="n", kind="number"), "16", True),
        (Question(code="n", kind="number"), "0", False),
        (Question(code="n", kind="number"), "a few", False),
        (Question(code="t", kind="text", pattern="[a-z]+"), "main", True),
        (Question(code="t", kind="text", pattern="[a-z]+"), "main\n", False),
        (Question(code="t", kind="text"), "", False),
        (Question(code="d", kind="done"), "done", True),
        (Question(code="d", kind="done"), "skip", False),
        (Question(code="d", kind="done", may_skip=True), "skip", True),
    ],
)
def test_only_what_is_an_answer_is_taken(question: Question, said: str, fit: bool) -> None:
    assert fits(question, said) is fit


def test_what_is_kept_comes_back_as_it_was(tmp_path: Path) -> None:
    answers = (Answer(code="a", said="x", seen=EVERY_SIGHT), Answer(code="b"))
    progress.save(tmp_path, ("p",), answers)

    assert progress.load(tmp_path, ("p",)) == answers


def test_a_record_of_other_ports_is_another_conversation(tmp_path: Path) -> None:
    progress.save(tmp_path, ("p",), (Answer(code="a"),))

    assert progress.load(tmp_path, ("q",)) == ()


@pytest.mark.parametrize("raw", [b"", b"{", b'{"ports": 1}', b'{"ports": [], "answers": [{"code": 1}]}'])
def test_a_broken_record_begins_anew(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / progress.FILE_NAME).write_bytes(raw)

    assert progress.load(tmp_path, ()) == ()


def test_what_is_over_is_forgotten(tmp_path: Path) -> None:
    progress.save(tmp_path, (), ())
    progress.forget(tmp_path)
    progress.forget(tmp_path)

    assert list(tmp_path.iterdir()) == []
