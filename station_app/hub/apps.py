"""The hub as Django sees it."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    """Stations, their facts, and what follows from them."""

    name = "station_app.hub"
    label = "hub"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "rest stations"
