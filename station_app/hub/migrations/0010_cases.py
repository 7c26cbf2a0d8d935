"""The inbox: cases, and what was done about them. Incidents that were told before come into it as they stand."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

COPIED = (
    "station_id", "epoch", "incident", "cause", "severity", "drill", "silent", "opened_ms", "closed_ms", "level",
    "repeats", "acknowledged_by",
)  # fmt: skip


def take_in(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    now = timezone.now()
    made = apps.get_model("hub", "Case")
    batch = []
    for one in apps.get_model("hub", "Incident").objects.order_by("id").iterator(2000):
        is_open = one.closed_ms is None and not one.acknowledged_by
        told = {name: getattr(one, name) for name in COPIED}
        batch.append(made(came_at=now, asked=one.owner, next_at=now if is_open else None, **told))
        if len(batch) == 2000:
            made.objects.bulk_create(batch)
            batch = []
    made.objects.bulk_create(batch)


def account(*, null: bool = True) -> models.ForeignKey:
    return models.ForeignKey(
        null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    )


class Migration(migrations.Migration):
    dependencies = [("hub", "0009_replacements"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("epoch", models.CharField(blank=True, max_length=64)),
                ("incident", models.CharField(max_length=128)),
                ("cause", models.CharField(max_length=80)),
                ("severity", models.CharField(blank=True, max_length=16)),
                ("drill", models.BooleanField(default=False)),
                ("silent", models.BooleanField(default=False)),
                ("opened_ms", models.BigIntegerField()),
                ("closed_ms", models.BigIntegerField(null=True)),
                ("came_at", models.DateTimeField()),
                ("asked", models.CharField(blank=True, max_length=40)),
                ("level", models.IntegerField(default=0)),
                ("repeats", models.IntegerField(default=0)),
                ("acknowledged_by", models.CharField(blank=True, max_length=80)),
                ("taken_at", models.DateTimeField(null=True)),
                ("round", models.IntegerField(default=0)),
                ("told", models.IntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                (
                    "station",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="hub.station"),
                ),
                ("taken_by", account()),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="CaseDeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("what", models.CharField(max_length=16)),
                ("detail", models.CharField(blank=True, max_length=200)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="deeds", to="hub.case"),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hub.order"
                    ),
                ),
                ("who", account()),
                ("whom", account()),
            ],
            options={"default_permissions": ()},
        ),
        migrations.AddIndex("case", models.Index(fields=["station", "opened_ms"], name="case_time")),
        migrations.AddIndex(
            "case", models.Index(condition=models.Q(closed_ms=None), fields=["station"], name="case_open")
        ),
        migrations.AddIndex(
            "case", models.Index(condition=~models.Q(next_at=None), fields=["next_at"], name="case_next")
        ),
        migrations.AddConstraint(
            "case", models.UniqueConstraint(fields=("station", "epoch", "incident"), name="case_once")
        ),
        migrations.RunPython(take_in, migrations.RunPython.noop),
    ]
