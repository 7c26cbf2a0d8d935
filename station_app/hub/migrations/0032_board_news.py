"""When the board of each station was changed last."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hub", "0031_union_handler")]

    operations = [
        migrations.CreateModel(
            name="BoardNews",
            fields=[
                (
                    "station",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="hub.station",
                    ),
                ),
                ("mark", models.BigIntegerField()),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={"default_permissions": ()},
        ),
    ]
