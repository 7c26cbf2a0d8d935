"""On PostgreSQL: facts by month, and a table that says of every number of a journal that it has been there."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

STATEMENTS = (
    "ALTER TABLE hub_fact RENAME TO hub_fact_before",
    "CREATE TABLE hub_fact (LIKE hub_fact_before) PARTITION BY RANGE (wall_ms)",
    "CREATE TABLE hub_fact_other PARTITION OF hub_fact DEFAULT",
    "INSERT INTO hub_fact SELECT * FROM hub_fact_before",
    "CREATE TABLE hub_fact_once (epoch_id bigint NOT NULL, seq bigint NOT NULL, PRIMARY KEY (epoch_id, seq))",
    "INSERT INTO hub_fact_once SELECT hub_epoch.id, seq FROM hub_fact_before JOIN hub_epoch USING (station_id, epoch)",
    "DROP TABLE hub_fact_before",
    # Not an identity column: partitioned tables have those from PostgreSQL 17 on.
    "CREATE SEQUENCE hub_fact_id_seq OWNED BY hub_fact.id",
    "SELECT setval('hub_fact_id_seq', coalesce(max(id), 0) + 1, false) FROM hub_fact",
    "ALTER TABLE hub_fact ALTER COLUMN id SET DEFAULT nextval('hub_fact_id_seq')",
    # Finds a row; that it is there once in all months, hub_fact_once says.
    "ALTER TABLE hub_fact ADD CONSTRAINT fact_once PRIMARY KEY (station_id, epoch, seq, wall_ms)",
    "CREATE INDEX fact_time ON hub_fact (station_id, wall_ms)",
    "CREATE INDEX fact_kind_time ON hub_fact (station_id, kind, wall_ms)",
)


def divide(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in STATEMENTS:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("hub", "0012_exports")]

    operations = [migrations.RunPython(divide, migrations.RunPython.noop)]
