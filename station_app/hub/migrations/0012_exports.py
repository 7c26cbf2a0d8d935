"""Files taken out of a log, with who approved them; how many lines an account has looked at."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def row_id() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def account(name: str, *, null: bool = False) -> models.ForeignKey:
    protect = django.db.models.deletion.PROTECT
    return models.ForeignKey(
        db_index=False, null=null, on_delete=protect, related_name=name, to=settings.AUTH_USER_MODEL
    )


class Migration(migrations.Migration):
    dependencies = [("hub", "0011_registry"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", row_id()),
                ("asked_at", models.DateTimeField()),
                ("form", models.CharField(max_length=4)),
                ("query", models.CharField(max_length=400)),
                ("top", models.BigIntegerField()),
                ("lines", models.IntegerField()),
                ("persons", models.IntegerField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("state", models.CharField(max_length=12)),
                ("decided_at", models.DateTimeField(null=True)),
                ("starts", models.PositiveSmallIntegerField(default=0)),
                ("taken_at", models.DateTimeField(null=True)),
                ("decided_by", account("exports_decided", null=True)),
                ("station", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="hub.station")),
                ("who", account("exports")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["who", "asked_at"], name="export_who"),
                    models.Index(fields=["state", "asked_at"], name="export_state"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Looked",
            fields=[
                ("id", row_id()),
                ("day", models.IntegerField()),
                ("lines", models.IntegerField(default=0)),
                (
                    "who",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("who", "day"), name="looked_once")]},
        ),
    ]
