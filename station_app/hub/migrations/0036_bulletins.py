"""Notices for workers, and where they stand."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hub", "0035_activities"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Bulletin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=16, unique=True)),
                ("title", models.CharField(max_length=40)),
                ("english_title", models.CharField(blank=True, max_length=40)),
                ("taiwan_title", models.CharField(blank=True, max_length=40)),
                ("text", models.CharField(max_length=600)),
                ("english_text", models.CharField(blank=True, max_length=600)),
                ("taiwan_text", models.CharField(blank=True, max_length=600)),
                ("link", models.CharField(blank=True, max_length=200)),
                ("urgent", models.BooleanField(default=False)),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(db_index=True)),
                ("made_ms", models.BigIntegerField(db_index=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "permissions": (
                    ("view_bulletins", "Can see notices for workers"),
                    ("change_bulletins", "Can make and withdraw notices for workers"),
                ),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="BulletinStation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "bulletin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="places", to="hub.bulletin"
                    ),
                ),
                ("station", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="hub.station")),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("bulletin", "station"), name="bulletin_station_once"),
                ],
            },
        ),
    ]
