"""What people ask for, as desks handle it: one row a request, and apart from it what only some may read."""

from __future__ import annotations

from django.conf import settings
from django.db import models

LONGEST_ANSWER = 500
LONGEST_NOTE = 200
OPEN = ("waiting", "accepted", "answered")
"""States in which somebody still has something to do with it."""


def account(*, null: bool = False) -> models.ForeignKey:
    """An account of the hub."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=null, related_name="+")


class DeskField(models.Model):
    """What desks are about, as 法律咨询; the list is the operator's own."""

    code = models.CharField(primary_key=True, max_length=32)
    name = models.CharField(max_length=24)
    english = models.CharField(max_length=40, blank=True)
    takes = models.CharField(max_length=400, blank=True)
    """Which requests are of this field: `matter` or `matter/topic`, apart by blanks; the more exact one counts."""
    position = models.SmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        """In the order that people are shown."""

        default_permissions = ()


class Desk(models.Model):
    """Who answers the requests of one field in one district."""

    field = models.ForeignKey(DeskField, on_delete=models.PROTECT)
    district = models.CharField(max_length=60, blank=True)
    minutes = models.SmallIntegerField(default=5)
    """So long one expert has the offer alone."""
    answer_hours = models.SmallIntegerField(default=24)
    """From a request's making to its answer."""
    lead = account(null=True)
    link = models.CharField(max_length=200, blank=True)
    """A page on the web to which kiosks of the district send people, https alone; empty for none."""

    class Meta:
        """One row a field and district; a right of its own to change them."""

        default_permissions = ()
        permissions = (("change_desk", "Can change desks and who sits at them"),)
        constraints = (models.UniqueConstraint(fields=("field", "district"), name="desk_once"),)


class Expert(models.Model):
    """An account sits at a desk; the first is asked first."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="experts")
    who = account()
    position = models.SmallIntegerField(default=0)

    class Meta:
        """One row a desk and account."""

        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("desk", "who"), name="expert_once"),)


class Ticket(models.Model):
    """One request in the inbox: told by a station, or noted by somebody who was called or spoken to."""

    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT, null=True, db_index=False)
    """None: a hotline's or talk day's note that is about no station."""
    district = models.CharField(max_length=60, blank=True)
    """Of one without a station; a station's own counts else."""
    request = models.CharField(max_length=64)
    source = models.CharField(max_length=16, default="kiosk")
    """kiosk, hotline, talk-day, phone or visit."""
    matter = models.CharField(max_length=16)
    topic = models.CharField(max_length=32, blank=True)
    detail = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=40, blank=True)
    zone = models.CharField(max_length=40, blank=True)
    person = models.CharField(max_length=128, blank=True)
    """Under which its maker is counted; emptied with an erasure."""
    contact = models.TextField(blank=True)
    """A telephone number that only the hub's contact key opens; emptied a week after the end."""
    code_hash = models.CharField(max_length=64, blank=True)
    """Of the slip's code."""
    made_ms = models.BigIntegerField()
    """From here every clock runs: the wall time of the fact."""
    told_ms = models.BigIntegerField(default=0)
    """The fact's own time, right or wrong; 0 for none."""
    came_at = models.DateTimeField()
    """When the hub learnt of it."""
    unsure = models.BooleanField(default=False)
    """The station's clock could not be believed: made when it came, as far as anybody knows."""
    desk = models.ForeignKey(Desk, on_delete=models.SET_NULL, null=True)
    owner = account(null=True)
    state = models.CharField(max_length=8, default="waiting")
    """waiting, accepted, answered, closed or returned."""
    accepted_ms = models.BigIntegerField(null=True)
    answered_ms = models.BigIntegerField(null=True)
    closed_ms = models.BigIntegerField(null=True)
    accept_by_ms = models.BigIntegerField()
    answer_by_ms = models.BigIntegerField()
    due_ms = models.BigIntegerField(null=True)
    """When a fault is meant to be mended."""
    keep_until_ms = models.BigIntegerField(null=True)
    """Until when something found is kept for who lost it."""
    outcome = models.CharField(max_length=16, blank=True)
    """mended, adopted, not-adopted, matched, handed-over, handed-on, or a reason for returning it."""
    answer = models.CharField(max_length=LONGEST_ANSWER, blank=True)
    stars = models.SmallIntegerField(null=True)
    rated_ms = models.BigIntegerField(null=True)
    read_ms = models.BigIntegerField(null=True)
    match = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    """Of something lost, what was found; and the other way round."""
    fresh = models.BooleanField(default=False)
    """Its maker has added something that its owner has not seen."""
    round = models.IntegerField(default=0)
    """How often it was offered from the start."""
    step = models.IntegerField(default=0)
    """How many experts have been asked in this round."""
    next_at = models.DateTimeField(null=True)
    """When the next are asked, or the owner is reminded; none where nobody needs to be."""

    class Meta:
        """Once a station and request; the indexes carry the inbox, the phone's page and the hub's loop."""

        default_permissions = ()
        permissions = (
            ("view_ticket", "Can see what people ask for"),
            ("answer_ticket", "Can take requests on and answer them"),
            ("enter_ticket", "Can note a request of the hotline or of a talk day"),
        )
        constraints = (
            models.UniqueConstraint(fields=("station", "request"), name="ticket_once"),
            models.UniqueConstraint(
                fields=("request",), condition=models.Q(station=None), name="ticket_once_without_station"
            ),
        )
        indexes = (
            models.Index(fields=("station", "made_ms"), name="ticket_time"),
            models.Index(fields=("state", "made_ms"), name="ticket_state"),
            models.Index(fields=("code_hash",), condition=~models.Q(code_hash=""), name="ticket_code"),
            models.Index(fields=("next_at",), condition=~models.Q(next_at=None), name="ticket_next"),
        )

    @property
    def is_open(self) -> bool:
        """Whether somebody still has something to do with it."""
        return self.state in OPEN


class TicketOffer(models.Model):
    """An account was asked to take a request on."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="offers")
    who = account()
    round = models.IntegerField()
    step = models.IntegerField()
    at = models.DateTimeField()
    told = models.BooleanField(default=False)
    """By a channel of theirs; else it only stands on the page."""

    class Meta:
        """Once in a round and step."""

        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("ticket", "round", "step", "who"), name="offer_once"),)


class TicketDeed(models.Model):
    """What somebody did about a request, or the hub by itself; never changed."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="deeds")
    at = models.DateTimeField()
    who = account(null=True)
    """None: the hub itself, or the worker."""
    what = models.CharField(max_length=16)
    whom = account(null=True)
    detail = models.CharField(max_length=LONGEST_NOTE, blank=True)
    """A code, or a note for colleagues that holds nothing of a person."""

    class Meta:
        """Read with their request."""

        default_permissions = ()


class TicketStage(models.Model):
    """A stage of following unpaid wages up."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="stages")
    stage = models.CharField(max_length=16)
    reached_on = models.DateField(null=True)
    remind_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        """One row a stage."""

        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("ticket", "stage"), name="stage_of_ticket_once"),)


class TicketWord(models.Model):
    """What somebody has written about their own matter: for the desk alone, and gone a month after the end."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="words")
    at = models.DateTimeField()
    who = account(null=True)
    """Who noted it down; None: the worker, on the phone."""
    text = models.TextField()

    class Meta:
        """Read with their request."""

        default_permissions = ()


class TicketVoice(models.Model):
    """What somebody has spoken: for the owner alone, sealed, and gone a week after the end."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="voices")
    at = models.DateTimeField()
    kind = models.CharField(max_length=16)
    """The media type, as the bytes themselves say."""
    size = models.IntegerField()
    sealed = models.BinaryField()
    """Encrypted under a key that is not in the database; only the page that plays it reads this."""

    class Meta:
        """Read one by one."""

        default_permissions = ()
