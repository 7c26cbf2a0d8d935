import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hub", "0034_parking"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=32, unique=True)),
                ("kind", models.CharField(max_length=16)),
                ("title", models.CharField(max_length=24)),
                ("english", models.CharField(blank=True, max_length=40)),
                ("taiwan", models.CharField(blank=True, max_length=24)),
                ("about", models.CharField(blank=True, max_length=120)),
                ("where", models.CharField(max_length=40)),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("join_until", models.DateTimeField()),
                ("places", models.SmallIntegerField()),
                ("waiting", models.SmallIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("cancelled", models.CharField(blank=True, max_length=60)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="hub.station"),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["station", "ends_at"], name="activity_station")],
            },
        ),
        migrations.CreateModel(
            name="ActivityPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=32)),
                ("place", models.CharField(max_length=64)),
                ("taken_ms", models.BigIntegerField(null=True)),
                ("freed_ms", models.BigIntegerField(null=True)),
                ("came_ms", models.BigIntegerField(null=True)),
                (
                    "station",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="hub.station"),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["code", "station"], name="activity_place_code")],
                "constraints": [models.UniqueConstraint(fields=("station", "place"), name="activity_place_once")],
            },
        ),
    ]
