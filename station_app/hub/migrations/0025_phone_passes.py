"""Invitations with which a phone takes a pass that is bound to its own key."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hub", "0024_stills")]

    operations = [
        migrations.CreateModel(
            name="PhoneInvitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("until", models.DateTimeField()),
                ("point", models.CharField(blank=True, max_length=66)),
                ("taken_at", models.DateTimeField(null=True)),
                (
                    "one",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="invitation", to="hub.pass"
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
    ]
