"""Live state, silences, and how busy a station is meant to be."""

import django.db.models.deletion
from django.db import migrations, models


def station_key() -> models.ForeignKey:
    return models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="hub.station")


class Migration(migrations.Migration):
    dependencies = [("hub", "0004_orders")]

    operations = [
        migrations.AddField("station", "tier", models.CharField(blank=True, default="", max_length=16)),
        migrations.CreateModel(
            name="Vitals",
            fields=[
                (
                    "station",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="hub.station",
                    ),
                ),
                ("boot", models.CharField(max_length=64)),
                ("mono", models.BigIntegerField()),
                ("earlier", models.TextField(blank=True)),
                ("came_at", models.DateTimeField()),
                ("content", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Silence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("station", station_key()),
            ],
            options={
                "indexes": [models.Index(fields=["until"], name="silence_until")],
                "constraints": [models.UniqueConstraint(fields=("station", "since"), name="silence_once")],
            },
        ),
        migrations.AddIndex(
            "visit",
            models.Index(condition=models.Q(("ended_ms", None)), fields=["station", "epoch"], name="visit_inside"),
        ),
        migrations.AddIndex(
            "incident",
            models.Index(condition=models.Q(("closed_ms", None)), fields=["station", "epoch"], name="incident_open"),
        ),
    ]
