"""What people answered in the survey, as sums: nobody stands behind a row."""

from __future__ import annotations

from django.db import models


class SurveySum(models.Model):
    """Projection: how often one answer was given at one station in one month."""

    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT, db_index=False, db_constraint=False)
    month = models.CharField(max_length=7)
    """2026-11, by the station's clock."""
    survey = models.CharField(max_length=40)
    """Which edition of the questions."""
    question = models.CharField(max_length=40)
    answer = models.CharField(max_length=40)
    count = models.IntegerField(default=0)

    class Meta:
        """One row an answer, station and month."""

        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("station", "month", "survey", "question", "answer"), name="survey_sum_once"
            ),
        )
