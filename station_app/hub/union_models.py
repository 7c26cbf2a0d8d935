"""Workers who want to join the union: what everybody may count, and apart from it who they are."""

from __future__ import annotations

from django.conf import settings
from django.db import models

KINDS = ("work", "home", "household", "plate")
"""Which of a worker's places a branch is for: where they work, live, are registered, or where their plate is from."""
STATES = ("pending", "returned", "accepted")


class UnionBranch(models.Model):
    """A branch that takes people in."""

    name = models.CharField(max_length=40)
    area = models.CharField(max_length=60)
    """Which area it is for, in its own words."""
    kind = models.CharField(max_length=12)
    district = models.CharField(max_length=60, blank=True)
    open = models.BooleanField(default=True)
    """Whether it takes people in; it stands in the form only with a handler and a contact, too."""
    handler = models.CharField(max_length=60, default="")
    """The organisation that answers for what is told to it, by its full name."""
    contact = models.CharField(max_length=60, default="")
    """Where that organisation is asked to show, correct or delete it: a telephone or an address."""

    class Meta:
        """Once a district, name and kind; rights of their own."""

        default_permissions = ()
        permissions = (
            ("change_branch", "Can change the union's branches and their officers"),
            ("review_enrolment", "Can be a branch's officer and decide on who wants to join"),
        )
        constraints = (models.UniqueConstraint(fields=("district", "name", "kind"), name="branch_once"),)


class UnionOfficer(models.Model):
    """An account decides for a branch, and reads who wants to join it."""

    branch = models.ForeignKey(UnionBranch, on_delete=models.CASCADE, related_name="officers")
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        """One row a branch and account."""

        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("branch", "who"), name="officer_once"),)


class Enrolment(models.Model):
    """Somebody wants to join. Who it is stands in `EnrolmentPerson` alone."""

    branch = models.ForeignKey(UnionBranch, on_delete=models.PROTECT)
    station = models.CharField(max_length=32, blank=True)
    """Whose code was scanned, as the address told it; empty for none."""
    code_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=8, default="pending")
    reason = models.CharField(max_length=16, blank=True)
    """Why it was returned: a code."""
    notice = models.CharField(max_length=16)
    """The version of the privacy notice that was agreed to."""
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        """The indexes carry an officer's list and the deletion."""

        default_permissions = ()
        indexes = (models.Index(fields=("state", "changed_at"), name="enrolment_state"),)


class EnrolmentPerson(models.Model):
    """Who wants to join: for the officers of the branch alone, and gone in time (`union.KEPT`)."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, primary_key=True, related_name="who")
    name = models.CharField(max_length=30)
    phone = models.CharField(max_length=11)
    occupation = models.CharField(max_length=20)
    area = models.CharField(max_length=40)

    class Meta:
        """No right of its own: the branch decides."""

        default_permissions = ()
