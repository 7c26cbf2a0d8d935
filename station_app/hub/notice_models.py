"""Who is on duty, when nobody wants to be woken, the ways to tell people, and what was sent to whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from station_app.hub.incident_models import Case

KINDS = ("wecom", "dingtalk", "feishu", "mail", "webhook")


def account(*, null: bool = False) -> models.ForeignKey:
    """An account of the hub."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=null, related_name="+")


class Step(models.Model):
    """A step of a district's escalation, and how long it is waited for."""

    district = models.CharField(max_length=60, blank=True)
    number = models.SmallIntegerField()
    """From 0, without gaps."""
    urgent_minutes = models.SmallIntegerField(default=2)
    minutes = models.SmallIntegerField(default=15)

    class Meta:
        """One row a step; a right of its own to change rotas and a district's channels."""

        default_permissions = ()
        permissions = (("change_rota", "Can change who is told"),)
        constraints = (models.UniqueConstraint(fields=("district", "number"), name="step_once"),)


class Shift(models.Model):
    """An account is on duty on a step of a district, every week."""

    district = models.CharField(max_length=60, blank=True, db_index=True)
    step = models.SmallIntegerField(default=0)
    who = account()
    days = models.CharField(max_length=7)
    """Weekdays on which it begins, as digits: Monday 0."""
    begin = models.SmallIntegerField(default=0)
    end = models.SmallIntegerField(default=1440)
    """Minutes of the local day."""

    class Meta:
        """Read by district."""

        default_permissions = ()


class Exchange(models.Model):
    """For a while somebody else is on duty on a step, or nobody."""

    district = models.CharField(max_length=60, blank=True, db_index=True)
    step = models.SmallIntegerField(default=0)
    who = account(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        """Read by district."""

        default_permissions = ()


class QuietHours(models.Model):
    """When an account is not told of a severity; begin and end the same: never quiet."""

    who = account()
    severity = models.CharField(max_length=16)
    begin = models.SmallIntegerField()
    end = models.SmallIntegerField()

    class Meta:
        """One row an account and severity."""

        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("who", "severity"), name="quiet_once"),)


class Digest(models.Model):
    """When an account is told of what was held back."""

    who = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, primary_key=True, related_name="+")
    minute = models.SmallIntegerField(default=480)
    last_at = models.DateTimeField(null=True)

    class Meta:
        """One row an account."""

        default_permissions = ()


class Channel(models.Model):
    """A way to tell an account, or everybody who reads along in a district."""

    who = account(null=True)
    district = models.CharField(max_length=60, null=True)
    """Of a district's channel; None: it is an account's own."""
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)
    sealed = models.TextField()
    """Address and secret, encrypted under a key that is not in the database; emptied with the channel."""
    language = models.CharField(max_length=8, default="zh-hans")
    made_by = account()
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    failure = models.CharField(max_length=40, blank=True)
    """A code of why the last message did not go out."""
    sent_at = models.DateTimeField(null=True)

    class Meta:
        """It is an account's, or a district's."""

        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=models.Q(who=None, district__isnull=False) | models.Q(who__isnull=False, district=None),
                name="channel_of_one",
            ),
        )


class Message(models.Model):
    """The outbox: what is to be sent, is on its way, or was sent; kept for whoever asks who was told what."""

    key = models.CharField(max_length=120, unique=True)
    """What it tells, so that nothing is told twice."""
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    text = models.TextField()
    made_at = models.DateTimeField(db_index=True)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="waiting")
    """waiting, sent, failed (given up) or dropped (nobody needs it any more)."""
    tries = models.IntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=40, blank=True)

    class Meta:
        """The index carries the worker."""

        default_permissions = ()
        indexes = (models.Index(fields=("due_at",), condition=models.Q(state="waiting"), name="message_due"),)


class Notice(models.Model):
    """An account or a district's channel was told of a case, or will be by the digest."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    key = models.CharField(max_length=120, unique=True)
    round = models.IntegerField()
    number = models.IntegerField()
    """Which telling of this round."""
    step = models.SmallIntegerField()
    who = account(null=True)
    """None: a district's channel."""
    at = models.DateTimeField()
    held = models.BooleanField(default=False)
    """Quiet hours held it back."""
    digested_at = models.DateTimeField(null=True)
    messages = models.ManyToManyField(Message, related_name="notices")

    class Meta:
        """The index carries the digest."""

        default_permissions = ()
        indexes = (models.Index(fields=("who",), condition=models.Q(held=True, digested_at=None), name="notice_held"),)


class NoticeSetting(models.Model):
    """What only the hub's terminal says of notices: `address` of the hub, and `allowed` hosts of the own network."""

    name = models.CharField(max_length=20, primary_key=True)
    value = models.TextField()

    class Meta:
        """One row a name."""

        default_permissions = ()


def setting(name: str) -> str:
    """What the terminal has said; empty where it has said nothing."""
    return NoticeSetting.objects.filter(name=name).values_list("value", flat=True).first() or ""
