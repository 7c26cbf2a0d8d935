"""Whose an incident is, and whether somebody has taken it on; only managers see what is silent."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from station_app.hub import models as models_module


def let_managers_see(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    # Django makes permissions after all migrations; the group needs this one now.
    hub = apps.get_app_config("hub")
    hub.models_module = models_module  # a historical app has none, and is then passed over
    create_permissions(hub, apps=apps, verbosity=0)
    hub.models_module = None
    seen = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="hub", codename="view_silent_incident"
    )
    role, _ = apps.get_model("auth", "Group").objects.get_or_create(name="manager")
    role.permissions.add(*seen)


class Migration(migrations.Migration):
    dependencies = [("hub", "0002_roles")]

    operations = [
        migrations.AlterModelOptions(
            name="incident",
            options={"permissions": (("view_silent_incident", "Can see silent incidents"),)},
        ),
        migrations.AddField("incident", "severity", models.CharField(blank=True, max_length=16)),
        migrations.AddField("incident", "owner", models.CharField(blank=True, max_length=40)),
        migrations.AddField("incident", "level", models.IntegerField(default=0)),
        migrations.AddField("incident", "repeats", models.IntegerField(default=0)),
        migrations.AddField("incident", "acknowledged_by", models.CharField(blank=True, max_length=80)),
        migrations.AddField("incident", "drill", models.BooleanField(default=False)),
        migrations.AddField("incident", "silent", models.BooleanField(default=False)),
        migrations.RunPython(let_managers_see, migrations.RunPython.noop),
    ]
