"""Things: rounds of hand-outs, what is in the boxes, what is lent, and books."""

from __future__ import annotations

from django.conf import settings
from django.db import models

ITEM = 16


class HandoutRound(models.Model):
    """A round of hand-outs, as 送清凉: one thing, some days, some stations."""

    code = models.CharField(max_length=32, unique=True)
    """As facts and boards name it."""
    item = models.CharField(max_length=ITEM)
    title = models.CharField(max_length=40)
    english = models.CharField(max_length=60, blank=True)
    taiwan = models.CharField(max_length=40, blank=True)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    a_person = models.SmallIntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """Rights of their own for all things."""

        default_permissions = ()
        permissions = (
            ("view_things", "Can see hand-outs, stocks, loans and books"),
            ("change_things", "Can change hand-outs, stocks, loans and books"),
        )


class RoundStation(models.Model):
    """How many pieces of a round were brought to a station."""

    round = models.ForeignKey(HandoutRound, on_delete=models.CASCADE)
    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT)
    pieces = models.IntegerField()

    class Meta:
        """One row a round and station."""

        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("round", "station"), name="round_station_once"),)


class Handout(models.Model):
    """Somebody was given something; who is not here."""

    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT)
    code = models.CharField(max_length=32)
    """Of the round."""
    count = models.IntegerField()
    at_ms = models.BigIntegerField()

    class Meta:
        """Follows the facts."""

        default_permissions = ()
        indexes = (models.Index(fields=("code", "station"), name="handout_round"),)


class StockEvent(models.Model):
    """Something was counted, taken, or said to be almost gone."""

    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT, db_index=False)
    what = models.CharField(max_length=8)
    """counted, used or low."""
    item = models.CharField(max_length=ITEM)
    lot = models.CharField(max_length=24, blank=True)
    expires = models.CharField(max_length=10, blank=True)
    count = models.IntegerField(default=0)
    at_ms = models.BigIntegerField()
    by = models.CharField(max_length=80, blank=True)
    at_hub = models.BooleanField(default=False)
    """Typed here, and no fact of a station."""

    class Meta:
        """Read by station and time."""

        default_permissions = ()
        indexes = (models.Index(fields=("station", "at_ms"), name="stock_station_time"),)


class LoanRack(models.Model):
    """Numbered things of one kind that a station lends."""

    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT, db_index=False)
    code = models.CharField(max_length=24)
    item = models.CharField(max_length=ITEM)
    count = models.SmallIntegerField()
    hours = models.SmallIntegerField(default=24)

    class Meta:
        """One row a station and code."""

        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("station", "code"), name="rack_once"),)


class Loan(models.Model):
    """Something that was lent, or that came back, or both: whichever fact came first makes the row."""

    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT, db_index=False)
    loan = models.CharField(max_length=64)
    shelf = models.CharField(max_length=24)
    item = models.CharField(max_length=16)
    lent_ms = models.BigIntegerField(null=True)
    """None: it came back and was lent to nobody, or that it was lent is not told yet."""
    until_ms = models.BigIntegerField(default=0)
    returned_ms = models.BigIntegerField(null=True)

    class Meta:
        """One row a station and loan."""

        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("station", "loan"), name="loan_once"),)
        indexes = (models.Index(fields=("station", "shelf", "returned_ms"), name="loan_out"),)


class CatalogueBook(models.Model):
    """A title."""

    isbn = models.CharField(primary_key=True, max_length=13)
    title = models.CharField(max_length=120)
    author = models.CharField(max_length=80, blank=True)
    publisher = models.CharField(max_length=80, blank=True)
    year = models.CharField(max_length=8, blank=True)

    class Meta:
        """The list of all stations."""

        default_permissions = ()


class ShelfBook(models.Model):
    """A title that stands at a station."""

    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT, db_index=False)
    book = models.ForeignKey(CatalogueBook, on_delete=models.PROTECT)
    copies = models.SmallIntegerField(default=1)

    class Meta:
        """One row a station and title."""

        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("station", "book"), name="shelf_book_once"),)


class ShelfRule(models.Model):
    """How long and how many a station lends; without a row 30 days and three."""

    station = models.OneToOneField("hub.Station", on_delete=models.PROTECT)
    days = models.SmallIntegerField(default=30)
    most = models.SmallIntegerField(default=3)

    class Meta:
        """One row a station."""

        default_permissions = ()
