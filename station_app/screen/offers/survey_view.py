"""The survey: one question at a time, each a touch, each can be skipped; sent at the end in one go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from station_app.screen.offers.offer_view import OfferView, tile

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1

SKIP: Final = "skip"


@QmlElement
class SurveyView(OfferView):
    """Whoever leaves before the last question has answered nothing."""

    def __init__(self, offer: str) -> None:
        super().__init__(offer)
        self._given: list[str] = []
        """An answer for each question that was shown; empty for one that was skipped."""

    def _question(self) -> str:
        questions = tuple(self._offers.questions)
        return questions[len(self._given)] if len(self._given) < len(questions) else ""

    def tiles_now(self) -> Iterable[dict[str, str]]:
        """The answers, and that one would rather not."""
        question = self._question()
        for answer in self._offers.questions.get(question, ()):
            yield tile(answer, self.say(f"{question}.{answer}"), f"survey-{answer}")
        if question:
            yield tile(SKIP, self.say("skip"), "survey-skip")

    def lead_now(self) -> str:
        """The question, and how many there are."""
        question = self._question()
        if not question:
            return ""
        step = self.say("step", number=len(self._given) + 1, count=len(self._offers.questions))
        return f"{self.say(f'ask.{question}')} · {step}"

    def back(self) -> bool:
        """To the question before."""
        if not self._given:
            return False
        self._given.pop()
        self.changed.emit()
        return True

    @Slot(str)
    def choose(self, code: str) -> None:
        """Answer it, or skip it."""
        question = self._question()
        if not question:
            return
        self._given.append("" if code == SKIP else f"{question}:{code}")
        self.changed.emit()
        if not self._question():
            given = [answer for answer in self._given if answer]
            if given:
                self.wants.emit("answer", "", given, "")
            else:
                self.done.emit()
