"""The survey's answers: counted from facts, shown by station and district, and never so few that somebody is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import F

from station_app.core.offers.survey import EDITION, QUESTIONS
from station_app.hub.survey_models import SurveySum

if TYPE_CHECKING:
    from station_app.hub.told import Told

FEWEST: Final = 5
"""Fewer answers than this are not broken down."""
MONTHS: Final = 3
_CHINA: Final = timedelta(hours=8)
_LONGEST: Final = 40


def _answered(station: str, epoch: str, told: Told) -> None:
    del epoch
    survey, question, answer = (told.text(name, _LONGEST) for name in ("survey", "question", "answer"))
    if not (survey and question and answer):
        return
    row, _ = SurveySum.objects.get_or_create(
        station_id=station, month=month_of(told.wall_ms), survey=survey, question=question, answer=answer
    )
    SurveySum.objects.filter(pk=row.pk).update(count=F("count") + 1)


TOLD: Mapping[str, Callable[[str, str, Told], None]] = {"survey.answered": _answered}
"""Kind of fact -> what it adds."""


def month_of(wall_ms: int) -> str:
    """The month of a moment in China; a clock that cannot be believed is told of in the month that it says."""
    return f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=max(0, wall_ms)) + _CHINA:%Y-%m}"


def months(now: datetime) -> tuple[str, ...]:
    """The months that are shown, the newest first."""
    first = (now + _CHINA).replace(day=1)
    found: list[str] = []
    for _ in range(MONTHS):
        found.append(f"{first:%Y-%m}")
        first = (first - timedelta(days=1)).replace(day=1)
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One question at one place."""

    question: str
    total: int
    parts: tuple[tuple[str, int, int], ...] = ()
    """Answer, how often, percent; empty where there are too few to be told apart."""


Counts = Mapping[str, Mapping[str, int]]
"""Question -> answer -> how often."""


def counts(stations: Iterable[str], shown: tuple[str, ...]) -> Mapping[str, Counts]:
    """Station -> its answers in these months."""
    rows = SurveySum.objects.filter(station__in=list(stations), month__in=shown, survey=EDITION)
    found: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for station, question, answer, count in rows.values_list("station_id", "question", "answer", "count"):
        if answer in QUESTIONS.get(question, ()):
            of_question = found[station][question]
            of_question[answer] = of_question.get(answer, 0) + count
    return found


def together(several: Iterable[Counts]) -> Counts:
    """The answers of several places as one."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for one in several:
        for question, answers in one.items():
            for answer, count in answers.items():
                found[question][answer] = found[question].get(answer, 0) + count
    return found


def cells(one: Counts) -> list[Cell]:
    """A cell for each question, in their order."""
    found: list[Cell] = []
    for question, answers in QUESTIONS.items():
        given = one.get(question, {})
        total = sum(given.values())
        parts: tuple[tuple[str, int, int], ...] = ()
        if total >= FEWEST:
            parts = tuple((name, given.get(name, 0), round(100 * given.get(name, 0) / total)) for name in answers)
        found.append(Cell(question=question, total=total, parts=parts))
    return found
