import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hub", "0033_desk_link"),
    ]

    operations = [
        migrations.CreateModel(
            name="ParkingLot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("places", models.SmallIntegerField(default=0)),
                (
                    "station",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="hub.station"),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="ParkedVehicle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("parking", models.CharField(max_length=64)),
                ("vehicle", models.CharField(max_length=16)),
                ("number", models.SmallIntegerField()),
                ("parked_ms", models.BigIntegerField(null=True)),
                ("left_ms", models.BigIntegerField(null=True)),
                ("called_at", models.DateTimeField(null=True)),
                ("contact", models.TextField(blank=True)),
                (
                    "station",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="hub.station"),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["station", "left_ms", "parked_ms"], name="parking_now")],
                "constraints": [models.UniqueConstraint(fields=("station", "parking"), name="parking_once")],
            },
        ),
    ]
