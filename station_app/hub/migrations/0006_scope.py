"""Districts: where a station lies, and which an account sees."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def let_accounts_see_what_they_saw(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    # No station has a district yet: with the district "" an account sees all that it saw.
    scope = apps.get_model("hub", "Scope")
    for user in apps.get_model("auth", "User").objects.all():
        scope.objects.get_or_create(user=user, district="")


class Migration(migrations.Migration):
    dependencies = [("hub", "0005_vitals"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(
            "station", "district", models.CharField(blank=True, db_index=True, default="", max_length=60)
        ),
        migrations.CreateModel(
            name="Scope",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("district", models.CharField(blank=True, max_length=60)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "permissions": (("every_district", "Can see every district"),),
                "constraints": [models.UniqueConstraint(fields=("user", "district"), name="scope_once")],
            },
        ),
        migrations.RunPython(let_accounts_see_what_they_saw, migrations.RunPython.noop),
    ]
