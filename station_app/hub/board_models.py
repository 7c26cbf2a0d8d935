"""That a station's board has changed."""

from __future__ import annotations

from django.db import models


class BoardNews(models.Model):
    """When the board of a station was changed last."""

    station = models.OneToOneField("hub.Station", models.CASCADE, primary_key=True, related_name="+")
    mark = models.BigIntegerField()
    """Wall time in milliseconds; only compared for being another one: a hub put back from a copy has earlier ones."""
    at = models.DateTimeField(db_index=True)

    class Meta:
        """It is changed by what changes a board; nobody has rights to it."""

        default_permissions = ()
