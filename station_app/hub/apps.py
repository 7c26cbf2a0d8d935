"""The hub as Django sees it."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HubConfig(AppConfig):
    """Stations, their facts, and what follows from them."""

    name = "station_app.hub"
    label = "hub"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "rest stations"

    def ready(self) -> None:
        """Hear of what the audit trail and the roles depend on."""
        from station_app.hub import hearing
        from station_app.hub.roles import give_rights

        post_migrate.connect(give_rights, sender=self, dispatch_uid="hub-roles")
        hearing.start()
