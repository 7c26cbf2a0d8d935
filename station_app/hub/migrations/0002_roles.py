"""The two roles: a viewer looks, a manager also exports and revokes."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from station_app.hub import models as models_module

VIEW = ("view_station", "view_fact", "view_visit")
MANAGE = ("export_log", "revoke_station", "change_station", "add_enrolmentcode")


def make_roles(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    # Django makes permissions after all migrations; the groups need them now.
    hub = apps.get_app_config("hub")
    hub.models_module = models_module  # a historical app has none, and is then passed over
    create_permissions(hub, apps=apps, verbosity=0)
    hub.models_module = None
    group = apps.get_model("auth", "Group")
    permission = apps.get_model("auth", "Permission")
    for name, codes in (("viewer", VIEW), ("manager", VIEW + MANAGE)):
        role, _ = group.objects.get_or_create(name=name)
        role.permissions.set(permission.objects.filter(content_type__app_label="hub", codename__in=codes))


class Migration(migrations.Migration):
    dependencies = [
        ("hub", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
