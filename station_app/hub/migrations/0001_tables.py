"""All tables of a new hub at once, as the migrations make them one after the other.

Django draws up every model anew for nearly each of their steps, which is most of a hub's first start. Where none
of them has run, their tables are made here in their last shape, and what they do besides follows in its order. A hub
that has some of them goes on with the others.
"""

from importlib import import_module
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

ONE_BY_ONE = (
    "0001_initial", "0002_roles", "0003_incidents", "0004_orders", "0005_vitals", "0006_scope", "0007_trail",
    "0008_figures", "0009_replacements", "0010_cases", "0011_registry", "0012_exports", "0013_months", "0014_passes",
    "0015_ferry", "0016_readiness", "0017_notices", "0018_fact_reason", "0019_policies", "0020_pass_due",
    "0021_support_bundles", "0022_accounts", "0023_order_work", "0024_stills", "0025_phone_passes", "0026_requests",
    "0027_shown_codes", "0028_things", "0029_survey", "0030_union", "0031_union_handler",
    "0032_board_news", "0033_desk_link", "0034_parking", "0035_activities", "0036_bulletins",
)  # fmt: skip
AFTERWARDS = ("0018_fact_reason",)
"""What is done to a table that an earlier one has replaced: PostgreSQL's months of facts."""


def steps(*names: str) -> list[Any]:
    """What these migrations do, in order."""
    modules = [import_module(f"station_app.hub.migrations.{name}") for name in names]
    return [step for module in modules for step in module.Migration.operations]


def before(*names: str) -> list[tuple[str, str]]:
    """What these migrations need of other apps."""
    modules = [import_module(f"station_app.hub.migrations.{name}") for name in names]
    needed = {need for module in modules for need in module.Migration.dependencies if need[0] != "hub"}
    return sorted(needed, key=str)


class AtOnce(Operation):
    """Does many steps in an empty database: each table is made once, in the shape that the last step leaves."""

    reversible = False

    def __init__(self, steps: list[Any]) -> None:
        self._steps = steps

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How to write this down."""
        return (type(self).__name__, [self._steps], {})

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Every step, without drawing up the models in between."""
        state.__dict__.pop("apps", None)
        for step in self._steps:
            step.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Tables, then indexes and references, then everything else."""
        for step in self._steps:
            if isinstance(step, migrations.CreateModel):
                schema_editor.create_model(to_state.apps.get_model(app_label, step.name))
        for statement in schema_editor.deferred_sql:
            schema_editor.execute(statement, None)
        schema_editor.deferred_sql.clear()
        for step in self._steps:
            if isinstance(step, migrations.RunPython):
                step.code(to_state.apps, schema_editor)


class Migration(migrations.Migration):
    initial = True
    replaces = [("hub", name) for name in ONE_BY_ONE]
    dependencies = before(*ONE_BY_ONE)
    operations = [AtOnce(steps(*(name for name in ONE_BY_ONE if name not in AFTERWARDS))), *steps(*AFTERWARDS)]
