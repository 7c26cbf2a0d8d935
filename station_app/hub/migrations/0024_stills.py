"""Pictures that managers order, and the right to order one. The roles get it once all migrations are done."""

import django.db.models.deletion
from django.db import migrations, models

VERBS = ("open", "mode", "message", "lights", "acknowledge", "resolve", "selftest", "restart-device", "still")


class Migration(migrations.Migration):
    dependencies = [("hub", "0023_order_work")]

    operations = [
        migrations.AlterModelOptions(
            name="order",
            options={"permissions": tuple((f"order_{verb}", f"Can order: {verb}") for verb in VERBS)},
        ),
        migrations.CreateModel(
            name="Still",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("came_at", models.DateTimeField(db_index=True)),
                ("taken_at", models.DateTimeField()),
                ("digest", models.CharField(max_length=64)),
                ("width", models.IntegerField()),
                ("height", models.IntegerField()),
                ("picture", models.BinaryField()),
                ("order", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to="hub.order")),
                (
                    "station",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="hub.station"),
                ),
            ],
            options={"indexes": [models.Index(fields=["station", "came_at"], name="still_time")]},
        ),
    ]
