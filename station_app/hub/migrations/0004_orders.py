"""Orders to stations and published policies; managers may order, whoever looks may see orders."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from station_app.hub import models as models_module

VERBS = ("open", "mode", "message", "lights", "acknowledge", "resolve")


def give_rights(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    # Django makes permissions after all migrations; the groups need these now.
    hub = apps.get_app_config("hub")
    hub.models_module = models_module  # a historical app has none, and is then passed over
    create_permissions(hub, apps=apps, verbosity=0)
    hub.models_module = None
    permission = apps.get_model("auth", "Permission")
    for name, codes in (
        ("viewer", ("view_order",)),
        ("manager", ("view_order", *(f"order_{verb}" for verb in VERBS))),
    ):
        role, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        role.permissions.add(*permission.objects.filter(content_type__app_label="hub", codename__in=codes))


class Migration(migrations.Migration):
    dependencies = [("hub", "0003_incidents"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order_id", models.CharField(max_length=36, unique=True)),
                ("verb", models.CharField(max_length=16)),
                ("target", models.CharField(blank=True, max_length=160)),
                ("value", models.CharField(blank=True, max_length=200)),
                ("minutes", models.FloatField(default=0)),
                ("reason", models.CharField(max_length=200)),
                ("drill", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                ("not_after", models.DateTimeField()),
                ("handed_at", models.DateTimeField(null=True)),
                ("state", models.CharField(default="waiting", max_length=12)),
                ("detail", models.CharField(blank=True, max_length=40)),
                ("told_at", models.DateTimeField(null=True)),
                ("station", models.ForeignKey(
                    db_index=False, on_delete=django.db.models.deletion.PROTECT, to="hub.station")),
                ("who", models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "permissions": tuple((f"order_{verb}", f"Can order: {verb}") for verb in VERBS),
                "indexes": [
                    models.Index(fields=["station", "state", "not_after"], name="order_due"),
                    models.Index(fields=["station", "made_at"], name="order_time"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField()),
                ("envelope", models.TextField()),
                ("published_at", models.DateTimeField()),
                ("station", models.ForeignKey(
                    null=True, on_delete=django.db.models.deletion.PROTECT, to="hub.station")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("station", "number"), name="policy_once")],
            },
        ),
        migrations.RunPython(give_rights, migrations.RunPython.noop),
    ]  # fmt: skip
