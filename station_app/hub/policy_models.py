"""Policies on their way from a draft to stations: who wrote and who approved which bytes, and how far they are."""

from __future__ import annotations

from django.conf import settings
from django.db import models

STATES = ("draft", "waiting", "approved", "published", "discarded")
"""Written; waits for a second person; approved as it stands; offered to stations; given up."""


class PolicyDraft(models.Model):
    """One policy in the making, for the stations that it names; what was published is never changed again."""

    stations = models.ManyToManyField("hub.Station", related_name="policy_drafts")
    state = models.CharField(max_length=12, default="draft")
    text = models.TextField()
    """The one text of the policy, as `core.policy_text.text_of` writes it."""
    version = models.CharField(max_length=40, blank=True)
    """The name in the text."""
    number = models.BigIntegerField(default=0)
    """Given when approval is asked for; 0 before."""
    revision = models.IntegerField(default=1)
    """Rises with every change: whoever saves names the one that he has read."""
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the text for which approval is asked, or was given; empty for a draft."""
    note = models.CharField(max_length=200, blank=True)
    """Why it was sent back."""
    envelope = models.TextField(blank=True)
    """The signed policy; its text is the approved one to the last byte."""
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        """Rights beyond Django's; approving is `hub.approve`."""

        permissions = (
            ("edit_policy", "Can write policies and ask for their approval"),
            ("publish_policy", "Can have approved policies signed and offered to stations"),
        )
        indexes = (models.Index(fields=("state", "changed_at"), name="policy_state"),)


class PolicyEdit(models.Model):
    """One revision of a draft; whoever made one never approves the draft."""

    draft = models.ForeignKey(PolicyDraft, on_delete=models.PROTECT)
    revision = models.IntegerField()
    text = models.TextField()
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        """Two people cannot both make the same revision."""

        constraints = (models.UniqueConstraint(fields=("draft", "revision"), name="policy_edit_once"),)


class PolicyApproval(models.Model):
    """A second person's yes to these bytes and no others."""

    draft = models.ForeignKey(PolicyDraft, on_delete=models.PROTECT)
    digest = models.CharField(max_length=64)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()


class PolicyTrial(models.Model):
    """What the last lint and what-if of a draft said at one station: counts alone, no person."""

    draft = models.ForeignKey(PolicyDraft, on_delete=models.CASCADE)
    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT)
    text_digest = models.CharField(max_length=64)
    """SHA-256 of the rules that were tried, their number and date left out; other rules need another trial."""
    found = models.TextField()
    """JSON of `policy_trial.Found`."""
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        """One row a station."""

        constraints = (models.UniqueConstraint(fields=("draft", "station"), name="policy_trial_once"),)


class PolicySigner(models.Model):
    """Somebody whose key signs policies away from this hub; made at the hub's terminal alone."""

    name = models.CharField(max_length=12, unique=True)
    public_key = models.CharField(max_length=64, unique=True)
    """Raw Ed25519, hex."""
    added_at = models.DateTimeField()


class PolicyWord(models.Model):
    """Projection: what a station has told last of its policies."""

    station = models.OneToOneField("hub.Station", on_delete=models.PROTECT, primary_key=True)
    number = models.BigIntegerField(default=0)
    version = models.CharField(max_length=64, blank=True)
    applied_ms = models.BigIntegerField(null=True)
    refused_version = models.CharField(max_length=64, blank=True)
    refused_reason = models.CharField(max_length=40, blank=True)
    refused_ms = models.BigIntegerField(null=True)


class Rollout(models.Model):
    """The way of one approved policy to its stations, stage by stage."""

    draft = models.OneToOneField(PolicyDraft, on_delete=models.PROTECT, related_name="rollout")
    state = models.CharField(max_length=12, default="running")
    """running, stopped or done."""
    stage = models.IntegerField(default=1)
    """The one that is watched now, from 1."""
    stages = models.IntegerField()
    stage_at = models.DateTimeField()
    """When it began."""
    watch_minutes = models.IntegerField()
    """So long a stage is watched before the next one is offered the policy."""
    points = models.IntegerField()
    """It stops when refusals rise by so many of a hundred presentations, and chance does not explain it."""
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    """None where it stopped by itself."""
    why = models.CharField(max_length=40, blank=True)
    """Code of why it stopped."""
    why_station = models.CharField(max_length=32, blank=True)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """The hub looks for those that run."""

        indexes = (models.Index(fields=("state",), name="rollout_state"),)


class RolloutStation(models.Model):
    """One station of a roll-out."""

    rollout = models.ForeignKey(Rollout, on_delete=models.PROTECT)
    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT)
    stage = models.IntegerField()
    offered_at = models.DateTimeField(null=True)
    applied_ms = models.BigIntegerField(null=True)
    """Wall time of the station's own fact."""
    refused_ms = models.BigIntegerField(null=True)
    refused_reason = models.CharField(max_length=40, blank=True)
    presented_before = models.IntegerField(default=0)
    """Presentations of the seven days before the offer, those that no policy decides left out."""
    refused_before = models.IntegerField(default=0)
    presented = models.IntegerField(default=0)
    """Since the station has applied it."""
    refused = models.IntegerField(default=0)

    class Meta:
        """One row a station."""

        constraints = (models.UniqueConstraint(fields=("rollout", "station"), name="rollout_once"),)
