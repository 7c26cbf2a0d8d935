"""Sums of what people answered in the survey."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hub", "0028_things")]

    operations = [
        migrations.CreateModel(
            name="SurveySum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.CharField(max_length=7)),
                ("survey", models.CharField(max_length=40)),
                ("question", models.CharField(max_length=40)),
                ("answer", models.CharField(max_length=40)),
                ("count", models.IntegerField(default=0)),
                (
                    "station",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="hub.station",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("station", "month", "survey", "question", "answer"), name="survey_sum_once"
                    )
                ],
            },
        ),
    ]
