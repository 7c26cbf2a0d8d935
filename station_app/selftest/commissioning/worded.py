"""Questions and diagnoses as lines in one language, and what a typed line means."""

from __future__ import annotations

from collections.abc import Mapping

from station_app.selftest.commissioning.talk import Question

Texts = Mapping[str, str]


def lines_of(question: Question, text: Texts) -> list[str]:
    """What is shown for a question."""
    lines = ["", _question(question, text)]
    for number, choice in enumerate(question.choices, start=1):
        lines.append(f"  {number}  {_choice(choice, text)}")
    if question.kind == "done":
        lines.append(f"  [{text['commission.enter']}]")
    elif question.default and question.kind != "tell":
        shown = _choice(question.default, text)
        lines.append(f"  [{text['commission.default'].format(default=shown)}]")
    return lines


def meant_by(question: Question, typed: str, text: Texts) -> str:
    """The answer that a line gives: a choice may be typed by number, by name or as it is worded."""
    if question.kind != "choice":
        return typed
    for number, choice in enumerate(question.choices, start=1):
        if typed.casefold() in (str(number), choice.casefold(), _choice(choice, text).casefold()):
            return choice
    return typed


def hint_of(question: Question, text: Texts) -> str:
    """What would be an answer."""
    if question.kind == "choice":
        named = ", ".join(f"{number}" for number in range(1, len(question.choices) + 1))
        hint = text["commission.hint.choice"].format(choices=named)
    elif question.kind == "done":
        hint = text["commission.hint.skip"]
    else:
        own = text.get(f"commission.hint.{question.code}", text[f"commission.hint.{question.kind}"])
        hint = own.format(high=question.high)
    return text["commission.wrong"].format(hint=hint)


def _question(question: Question, text: Texts) -> str:
    if question.code.startswith("miswiring."):
        title = text[f"{question.code}.title"].format(**question.about)
        return f"!! {title}\n   {text[f'{question.code}.next'].format(**question.about)}"
    return text[f"commission.{question.code}"].format(**question.about)


def _choice(choice: str, text: Texts) -> str:
    return text.get(f"commission.choice.{choice}", choice)
