"""What the hub keeps: facts as they came, and projections that can be made from them again."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from station_app.hub.activity_models import Activity as Activity
from station_app.hub.activity_models import ActivityPlace as ActivityPlace
from station_app.hub.audit_models import Audit as Audit
from station_app.hub.board_models import BoardNews as BoardNews
from station_app.hub.bulletin_models import Bulletin as Bulletin
from station_app.hub.bulletin_models import BulletinStation as BulletinStation
from station_app.hub.bundle_models import SupportBundle as SupportBundle
from station_app.hub.export_models import Export as Export
from station_app.hub.export_models import Looked as Looked
from station_app.hub.figure_models import Figure as Figure
from station_app.hub.figure_models import Watch as Watch
from station_app.hub.incident_models import Case as Case
from station_app.hub.incident_models import CaseDeed as CaseDeed
from station_app.hub.live_models import Silence as Silence
from station_app.hub.live_models import Vitals as Vitals
from station_app.hub.notice_models import Channel as Channel
from station_app.hub.notice_models import Digest as Digest
from station_app.hub.notice_models import Exchange as Exchange
from station_app.hub.notice_models import Message as Message
from station_app.hub.notice_models import Notice as Notice
from station_app.hub.notice_models import NoticeSetting as NoticeSetting
from station_app.hub.notice_models import QuietHours as QuietHours
from station_app.hub.notice_models import Shift as Shift
from station_app.hub.notice_models import Step as Step
from station_app.hub.order_models import Order as Order
from station_app.hub.order_models import PublishedPolicy as PublishedPolicy
from station_app.hub.parking_models import ParkedVehicle as ParkedVehicle
from station_app.hub.parking_models import ParkingLot as ParkingLot
from station_app.hub.pass_models import ListReach as ListReach
from station_app.hub.pass_models import Pass as Pass
from station_app.hub.pass_models import PassKeyList as PassKeyList
from station_app.hub.pass_models import PhoneInvitation as PhoneInvitation
from station_app.hub.pass_models import Revocation as Revocation
from station_app.hub.pass_models import ShownCode as ShownCode
from station_app.hub.policy_models import PolicyApproval as PolicyApproval
from station_app.hub.policy_models import PolicyDraft as PolicyDraft
from station_app.hub.policy_models import PolicyEdit as PolicyEdit
from station_app.hub.policy_models import PolicySigner as PolicySigner
from station_app.hub.policy_models import PolicyTrial as PolicyTrial
from station_app.hub.policy_models import PolicyWord as PolicyWord
from station_app.hub.policy_models import Rollout as Rollout
from station_app.hub.policy_models import RolloutStation as RolloutStation
from station_app.hub.readiness_models import ReadinessReport as ReadinessReport
from station_app.hub.registry_models import PublishedStation as PublishedStation
from station_app.hub.registry_models import RegistryEntry as RegistryEntry
from station_app.hub.replacement_models import Replacement as Replacement
from station_app.hub.request_models import Desk as Desk
from station_app.hub.request_models import DeskField as DeskField
from station_app.hub.request_models import Expert as Expert
from station_app.hub.request_models import Ticket as Ticket
from station_app.hub.request_models import TicketDeed as TicketDeed
from station_app.hub.request_models import TicketOffer as TicketOffer
from station_app.hub.request_models import TicketStage as TicketStage
from station_app.hub.request_models import TicketVoice as TicketVoice
from station_app.hub.request_models import TicketWord as TicketWord
from station_app.hub.still_models import Still as Still
from station_app.hub.survey_models import SurveySum as SurveySum
from station_app.hub.thing_models import CatalogueBook as CatalogueBook
from station_app.hub.thing_models import Handout as Handout
from station_app.hub.thing_models import HandoutRound as HandoutRound
from station_app.hub.thing_models import Loan as Loan
from station_app.hub.thing_models import LoanRack as LoanRack
from station_app.hub.thing_models import RoundStation as RoundStation
from station_app.hub.thing_models import ShelfBook as ShelfBook
from station_app.hub.thing_models import ShelfRule as ShelfRule
from station_app.hub.thing_models import StockEvent as StockEvent
from station_app.hub.union_models import Enrolment as Enrolment
from station_app.hub.union_models import EnrolmentPerson as EnrolmentPerson
from station_app.hub.union_models import UnionBranch as UnionBranch
from station_app.hub.union_models import UnionOfficer as UnionOfficer


class Station(models.Model):
    """A station that has been enrolled."""

    id = models.CharField(primary_key=True, max_length=32)
    name = models.CharField(max_length=60, blank=True)
    district = models.CharField(max_length=60, blank=True, default="", db_index=True)
    """Who sees it depends on this; empty where a hub has no districts."""
    tier = models.CharField(max_length=16, blank=True, default="")
    """How busy it is meant to be, a code of `peers.TIERS`; empty where nobody has said."""
    public_key = models.CharField(max_length=64)
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    revoked_reason = models.CharField(max_length=200, blank=True)
    last_contact = models.DateTimeField(null=True)

    class Meta:
        """Rights beyond Django's add, change, delete and view."""

        permissions = (
            ("export_log", "Can export the log"),
            ("revoke_station", "Can revoke a station"),
            ("ferry_station", "Can carry ferry files of a station"),
        )

    def __str__(self) -> str:
        return self.name or self.id


class Scope(models.Model):
    """One district that an account sees; the district "" stands for stations without one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    district = models.CharField(max_length=60, blank=True)

    class Meta:
        """One row a district; a right of its own to see all of them."""

        permissions = (
            ("every_district", "Can see every district"),
            ("approve", "Can approve what another account asked for"),
            ("manage_accounts", "Can make, change and switch off accounts"),
        )
        constraints = (models.UniqueConstraint(fields=("user", "district"), name="scope_once"),)


class EnrolmentCode(models.Model):
    """A one-time code, as a digest."""

    station = models.CharField(max_length=32, db_index=True)
    digest = models.CharField(max_length=64)
    valid_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    wrong_tries = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    """None for one made at the hub's terminal."""
    reason = models.CharField(max_length=200, blank=True)


class Epoch(models.Model):
    """One journal of a station; a second one means that the first was replaced."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT)
    epoch = models.CharField(max_length=64)
    acked_through = models.BigIntegerField(default=0)
    head_hash = models.CharField(max_length=64, blank=True)
    """Hash of the last row; empty where the chain begins anew."""
    first_seen = models.DateTimeField()

    class Meta:
        """One row a journal."""

        constraints = (models.UniqueConstraint(fields=("station", "epoch"), name="epoch_once"),)


class Fact(models.Model):
    """One row of a journal, once."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    epoch = models.CharField(max_length=64)
    seq = models.BigIntegerField()
    fact_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=64)
    version = models.IntegerField()
    wall = models.CharField(max_length=40)
    wall_ms = models.BigIntegerField()
    mono = models.BigIntegerField()
    boot = models.CharField(max_length=64)
    clock = models.CharField(max_length=16)
    body = models.TextField()
    salt = models.CharField(max_length=32, blank=True)
    sealed = models.TextField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    zone = models.CharField(max_length=40, blank=True)
    credential = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        """Exactly once under (station, epoch, seq); the indexes carry the log page."""

        constraints = (models.UniqueConstraint(fields=("station", "epoch", "seq"), name="fact_once"),)
        indexes = (
            models.Index(fields=("station", "wall_ms"), name="fact_time"),
            models.Index(fields=("station", "kind", "wall_ms"), name="fact_kind_time"),
            models.Index(
                fields=("station", "reason", "wall_ms"), condition=~models.Q(reason=""), name="fact_reason_time"
            ),
        )


class SetAside(models.Model):
    """A row that did not fit, kept as it came, with the reason."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT)
    epoch = models.CharField(max_length=64)
    seq = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    row = models.TextField()
    digest = models.CharField(max_length=64)
    came_at = models.DateTimeField()

    class Meta:
        """The same row sent twice is kept once."""

        constraints = (models.UniqueConstraint(fields=("station", "epoch", "seq", "digest"), name="set_aside_once"),)


class LostRange(models.Model):
    """Rows that a damaged journal no longer holds, as the station declared."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT)
    epoch = models.CharField(max_length=64)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    came_at = models.DateTimeField()

    class Meta:
        """Declared once."""

        constraints = (models.UniqueConstraint(fields=("station", "epoch", "first"), name="lost_once"),)


class Visit(models.Model):
    """Projection: one visit, counted as 人次."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    epoch = models.CharField(max_length=64)
    visit = models.CharField(max_length=64)
    zone = models.CharField(max_length=40, blank=True)
    door = models.CharField(max_length=40, blank=True)
    credential = models.CharField(max_length=40, blank=True)
    person = models.CharField(max_length=128, blank=True)
    started_ms = models.BigIntegerField()
    ended_ms = models.BigIntegerField(null=True)
    minutes = models.IntegerField(null=True)
    evidence = models.CharField(max_length=40, blank=True)
    end_evidence = models.CharField(max_length=40, blank=True)
    inferred = models.BooleanField(default=False)
    clock = models.CharField(max_length=16, blank=True)
    day = models.IntegerField(default=0)
    """Station day of its beginning."""
    presentation = models.CharField(max_length=64, blank=True)
    """Of the last time it was resumed."""
    occupation = models.CharField(max_length=40, blank=True)
    adults = models.IntegerField(default=0)
    """Adults who came along."""
    children = models.IntegerField(default=0)
    named = models.BooleanField(default=False)
    """A person stood in it when it was written, whether or not the name is still there."""
    first = models.SmallIntegerField(default=0)
    """In which periods the person was seen first: `visiting.marks_of`."""

    class Meta:
        """One row a visit."""

        constraints = (models.UniqueConstraint(fields=("station", "epoch", "visit"), name="visit_once"),)
        indexes = (
            models.Index(fields=("station", "started_ms"), name="visit_time"),
            models.Index(fields=("station", "epoch"), condition=models.Q(ended_ms=None), name="visit_inside"),
            models.Index(fields=("station", "person", "day"), condition=~models.Q(person=""), name="visit_person"),
            models.Index(fields=("station", "presentation"), condition=~models.Q(presentation=""), name="visit_again"),
        )


class Incident(models.Model):
    """Projection: one incident."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT)
    epoch = models.CharField(max_length=64)
    incident = models.CharField(max_length=128)
    cause = models.CharField(max_length=80)
    about = models.CharField(max_length=80, blank=True)
    opened_ms = models.BigIntegerField()
    closed_ms = models.BigIntegerField(null=True)
    severity = models.CharField(max_length=16, blank=True)
    owner = models.CharField(max_length=40, blank=True)
    """The role that is asked."""
    level = models.IntegerField(default=0)
    repeats = models.IntegerField(default=0)
    acknowledged_by = models.CharField(max_length=80, blank=True)
    """A role or an account; empty until somebody has taken it on."""
    drill = models.BooleanField(default=False)
    silent = models.BooleanField(default=False)
    """Nobody at the station may notice it: for managers only."""

    class Meta:
        """One row an incident; a right of its own for what is silent."""

        permissions = (("view_silent_incident", "Can see silent incidents"),)
        constraints = (models.UniqueConstraint(fields=("station", "epoch", "incident"), name="incident_once"),)
        indexes = (models.Index(fields=("station", "epoch"), condition=models.Q(closed_ms=None), name="incident_open"),)


class LostDevice(models.Model):
    """Projection: a device that does not answer now."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT)
    epoch = models.CharField(max_length=64)
    device = models.CharField(max_length=64)
    fault = models.CharField(max_length=64, blank=True)
    since_ms = models.BigIntegerField()

    class Meta:
        """One row a device."""

        constraints = (models.UniqueConstraint(fields=("station", "epoch", "device"), name="lost_device_once"),)


class StationState(models.Model):
    """Projection: what the facts of a station's newest journal tell of it now."""

    station = models.OneToOneField(Station, on_delete=models.PROTECT, primary_key=True)
    epoch = models.CharField(max_length=64, blank=True)
    booted_ms = models.BigIntegerField(null=True)
    version = models.CharField(max_length=40, blank=True)
    policy = models.CharField(max_length=64, blank=True)
    last_fact_ms = models.BigIntegerField(null=True)
    admitting = models.BooleanField(null=True)
    """Whether the last presentation was answered as during opening hours; None when there was none."""
    admitting_ms = models.BigIntegerField(null=True)
    opens_at = models.CharField(max_length=40, blank=True)
