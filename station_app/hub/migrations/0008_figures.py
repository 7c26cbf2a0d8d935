"""Figures of days and longer periods, and what of a visit they are made from. `rebuild` counts what has come before."""

import django.db.models.deletion
from django.db import migrations, models


def row_id() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def station(*, db_index: bool = True) -> models.ForeignKey:
    return models.ForeignKey(
        db_constraint=False, db_index=db_index, on_delete=django.db.models.deletion.PROTECT, to="hub.station"
    )


class Migration(migrations.Migration):
    dependencies = [("hub", "0007_trail")]

    operations = [
        migrations.CreateModel(
            name="Figure",
            fields=[
                ("id", row_id()),
                ("station", station(db_index=False)),
                ("period", models.CharField(max_length=10)),
                ("measure", models.CharField(max_length=24)),
                ("cell", models.CharField(blank=True, max_length=40)),
                ("value", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("period", "measure", "station", "cell"), name="figure_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("id", row_id()),
                ("station", station()),
                ("epoch", models.CharField(max_length=64)),
                ("first_ms", models.BigIntegerField()),
                ("last_ms", models.BigIntegerField()),
                ("blockers", models.TextField(blank=True)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("station", "epoch"), name="watch_once")]},
        ),
        migrations.AddField("visit", "day", models.IntegerField(default=0)),
        migrations.AddField("visit", "presentation", models.CharField(blank=True, max_length=64)),
        migrations.AddField("visit", "occupation", models.CharField(blank=True, max_length=40)),
        migrations.AddField("visit", "adults", models.IntegerField(default=0)),
        migrations.AddField("visit", "children", models.IntegerField(default=0)),
        migrations.AddField("visit", "named", models.BooleanField(default=False)),
        migrations.AddField("visit", "first", models.SmallIntegerField(default=0)),
        migrations.AddIndex(
            "visit",
            models.Index(fields=["station", "person", "day"], condition=~models.Q(person=""), name="visit_person"),
        ),
        migrations.AddIndex(
            "visit",
            models.Index(fields=["station", "presentation"], condition=~models.Q(presentation=""), name="visit_again"),
        ),
    ]
