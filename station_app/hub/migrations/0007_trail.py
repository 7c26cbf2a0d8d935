"""The audit trail, which the database itself keeps from being changed."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = (
    "CREATE TRIGGER audit_never_changes BEFORE UPDATE ON hub_audit"
    " BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
    "CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON hub_audit"
    " BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$",
    "CREATE TRIGGER audit_never_changes BEFORE UPDATE ON hub_audit"
    " FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()",
    "CREATE TRIGGER audit_never_shrinks BEFORE DELETE OR TRUNCATE ON hub_audit"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()",
)


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("hub", "0006_scope")]

    operations = [
        migrations.AlterModelOptions(
            name="scope",
            options={
                "permissions": (
                    ("every_district", "Can see every district"),
                    ("approve", "Can approve what another account asked for"),
                )
            },
        ),
        migrations.CreateModel(
            name="Audit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(unique=True)),
                ("at", models.DateTimeField(db_index=True)),
                ("who", models.CharField(blank=True, max_length=150)),
                ("role", models.CharField(blank=True, max_length=40)),
                ("what", models.CharField(max_length=40)),
                ("station", models.CharField(blank=True, max_length=32)),
                ("detail", models.CharField(blank=True, max_length=200)),
                ("prev", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["station", "number"], name="audit_station"),
                    models.Index(fields=["who", "number"], name="audit_who"),
                ],
            },
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
