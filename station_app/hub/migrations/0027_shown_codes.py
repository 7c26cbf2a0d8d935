"""What phones show that have scanned a kiosk, on its way to the station."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hub", "0026_requests")]

    operations = [
        migrations.CreateModel(
            name="ShownCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=36, unique=True)),
                ("text", models.CharField(blank=True, max_length=450)),
                ("made_at", models.DateTimeField(db_index=True)),
                ("not_after", models.DateTimeField()),
                (
                    "station",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to="hub.station"),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.AddIndex(
            model_name="showncode",
            index=models.Index(
                condition=models.Q(("text", ""), _negated=True), fields=["station"], name="shown_waiting"
            ),
        ),
    ]
