"""A request of a citizen: what was asked and by whom, all that happened to it, its texts and its files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User
from portals.models import Portal
from portals.querysets import manager_of
from portals.sealing.fields import SealedTextField
from portals.uploads.states import Examination

from ..enums import CaseKind, CaseOutcome, CaseSource, CaseState, CaseStep, TextRole

LONGEST_SUBJECT = 200
LONGEST_TEXT = 20_000


class CaseQuerySet(models.QuerySet["CitizenCase"]):
    def running(self) -> CaseQuerySet:
        """Those which have not ended."""
        return self.exclude(state=CaseState.ENDED)


class CitizenCase(models.Model):
    """What somebody asks of an agency.

    `portal` is the one in charge now, `received_by` the one that it reached. All that a person wrote or said of
    themselves is sealed. `due_at`, `left_minutes`, `governs_since` and `ended_late` are a copy of what its events fold
    to (`lives.fold_case`), for lists and reminders: each event writes it anew, and nothing else does.
    """

    # Two indexes begin with it; those of columns that are mostly empty hold what stands there alone. A day off that is
    # announced late writes a hundred thousand rows, and each of them into each index.
    portal = models.ForeignKey(
        Portal, models.PROTECT, related_name="+", verbose_name=_("portal"), db_index=False
    )
    received_by = models.ForeignKey(
        Portal, models.PROTECT, related_name="+", verbose_name=_("received by")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=CaseKind)
    source = models.CharField(_("came by"), max_length=8, choices=CaseSource)
    # What a person says on the telephone; it opens nothing.
    code = models.CharField(_("code"), max_length=20, unique=True)
    # With the install's key it makes the secret link; a new one makes the old link worthless.
    link_nonce = models.CharField(max_length=32)
    subject = SealedTextField(_("subject"), bound_to="code")
    text = SealedTextField(_("text"), bound_to="code")
    person_name = SealedTextField(_("name"), bound_to="code", blank=True, default="")
    email = SealedTextField(_("mail address"), bound_to="code", blank=True, default="")
    phone = SealedTextField(_("telephone"), bound_to="code", blank=True, default="")
    address = SealedTextField(_("address"), bound_to="code", blank=True, default="")
    # Of a request for information: number, day and place of the identity paper (form of Decree 13/2018).
    identity = SealedTextField(_("identity paper"), bound_to="code", blank=True, default="")
    wants_public = models.BooleanField(_("may be published"), default=False)
    # What it is about, by a key that the floor above gives and reads ("story:12", "document:7"), empty where nothing.
    about = models.CharField(max_length=60, blank=True, default="")
    about_title = models.CharField(_("about"), max_length=300, blank=True, default="")
    about_path = models.CharField(max_length=300, blank=True, default="")
    national_number = models.CharField(
        _("number in the national system"), max_length=60, blank=True, default=""
    )
    # Why the guard of the form wants a person to look at it first; empty where it does not.
    held_because = models.JSONField(default=list, blank=True)

    state = models.CharField(_("state"), max_length=8, choices=CaseState, default=CaseState.NEW)
    outcome = models.CharField(
        _("outcome"), max_length=16, choices=CaseOutcome, blank=True, default=""
    )
    ground = models.CharField(max_length=40, blank=True, default="")
    assigned_to = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("officer"),
        db_index=False,
    )
    # The one named officer of a sealed case.
    sealed_for = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("opened by"),
        db_index=False,
    )
    joined_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="joined", db_index=False
    )

    arrived_at = models.DateTimeField(_("arrived"))
    governs_since = models.DateTimeField()
    # By so many days after the arrival a council set the day of the answer, in place of the term of the law.
    set_days = models.PositiveSmallIntegerField(null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    left_minutes = models.PositiveIntegerField(null=True, blank=True)
    was_extended = models.BooleanField(default=False)
    triage_due_at = models.DateTimeField(_("to be taken up by"))
    triaged_at = models.DateTimeField(_("taken up"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    # When a late one was last told how it stands.
    told_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_late = models.BooleanField(null=True, blank=True)
    released_at = models.DateTimeField(_("published"), null=True, blank=True)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)
    # How many events it has: the next is numbered by it, and whoever acts on an older state is told.
    revision = models.PositiveIntegerField(default=0)

    objects: ClassVar[CaseQuerySet] = manager_of(CaseQuerySet)

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="ended", ended_at__isnull=False) & ~Q(outcome=""))
                | (~Q(state="ended") & Q(ended_at=None, outcome="")),
                name="ended_case_has_an_hour_and_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome="joined", joined_into__isnull=False)
                | (~Q(outcome="joined") & Q(joined_into=None)),
                name="joined_case_names_the_other",
            ),
            models.CheckConstraint(
                condition=Q(joined_into=None) | ~Q(joined_into=F("pk")),
                name="case_is_not_joined_with_itself",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", due_at=None, left_minutes__isnull=False)
                | Q(state="ended")
                | (Q(state__in=["new", "open"], due_at__isnull=False, left_minutes=None)),
                name="case_is_due_or_waits",
            ),
            models.CheckConstraint(
                condition=Q(outcome="sealed", sealed_for__isnull=False)
                | (~Q(outcome="sealed") & Q(sealed_for=None)),
                name="sealed_case_has_one_officer",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="sealed") | Q(released_at=None),
                name="sealed_case_is_never_public",
            ),
            models.CheckConstraint(
                condition=Q(set_days=None)
                | Q(set_days__gte=1, kind__in=["petition", "interpellation"]),
                name="council_alone_sets_days",
            ),
        ]
        indexes = [
            models.Index(
                fields=["portal", "due_at"], name="case_running", condition=~Q(state="ended")
            ),
            models.Index(fields=["portal", "-arrived_at"], name="case_newest"),
            models.Index(fields=["due_at"], name="case_by_due_day", condition=~Q(state="ended")),
            models.Index(
                fields=["portal", "kind", "ended_at"],
                name="case_ended",
                condition=Q(ended_at__isnull=False),
            ),
            models.Index(fields=["about"], name="case_about", condition=~Q(about="")),
            models.Index(
                fields=["assigned_to"], name="case_assigned", condition=Q(assigned_to__isnull=False)
            ),
            models.Index(
                fields=["sealed_for"], name="case_sealed", condition=Q(sealed_for__isnull=False)
            ),
            models.Index(
                fields=["joined_into"], name="case_joined", condition=Q(joined_into__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CaseEvent(models.Model):
    """Something that happened to a case, told to whoever follows it. Rows are only added.

    `portal` is the agency whose act it was; for a handing over `office` is the one that it went to. No names and no
    texts: those are sealed beside it and can be erased.
    """

    case = models.ForeignKey(CitizenCase, models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    step = models.CharField(_("step"), max_length=20, choices=CaseStep)
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+")
    office = models.ForeignKey(Portal, models.PROTECT, null=True, blank=True, related_name="+")
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    most = models.PositiveSmallIntegerField(null=True, blank=True)
    other = models.ForeignKey(CitizenCase, models.PROTECT, null=True, blank=True, related_name="+")
    # The legal ground of an extension, the code of a refusal, numbers: nothing of a person.
    basis = models.CharField(max_length=300, blank=True, default="")
    data = models.JSONField(default=dict, blank=True)

    objects: ClassVar[models.Manager[CaseEvent]]

    class Meta:
        verbose_name = _("event of a request")
        verbose_name_plural = _("events of requests")
        ordering = ["case", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["case", "sequence"], name="one_event_a_place"),
            models.CheckConstraint(
                condition=~Q(step__in=["handed_over", "body_closed"]) | Q(office__isnull=False),
                name="handing_over_names_the_agency",
            ),
            models.CheckConstraint(
                condition=~Q(step="extended")
                | (Q(days__gte=1, most__gte=F("days")) & ~Q(basis="")),
                name="extension_has_days_limit_and_ground",
            ),
            models.CheckConstraint(
                condition=~Q(step__in=["joined", "joined_into"]) | Q(other__isnull=False),
                name="joining_names_the_other",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.sequence} {self.step}"


class CaseText(models.Model):
    """A text of a case, by the event with which it came. Sealed; emptied when it is erased."""

    case = models.ForeignKey(CitizenCase, models.PROTECT, related_name="texts")
    event = models.ForeignKey(
        CaseEvent, models.PROTECT, null=True, blank=True, related_name="texts"
    )
    role = models.CharField(_("role"), max_length=20, choices=TextRole)
    text = SealedTextField(_("text"), bound_to="case", blank=True, default="")
    written_at = models.DateTimeField()

    objects: ClassVar[models.Manager[CaseText]]

    class Meta:
        verbose_name = _("text of a request")
        verbose_name_plural = _("texts of requests")
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.role}"


class CaseFile(models.Model):
    """A file of a case, in the private store: no public address ever serves it.

    `redacted_from` names the one of which it is the copy for the public; only such a copy is ever released.
    """

    case = models.ForeignKey(CitizenCase, models.PROTECT, related_name="files")
    event = models.ForeignKey(
        CaseEvent, models.PROTECT, null=True, blank=True, related_name="files"
    )
    file = models.FileField(upload_to="cases/%Y/%m", max_length=200, blank=True)
    name = SealedTextField(_("name"), bound_to="case")
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    by_person = models.BooleanField(default=True)
    examination = models.CharField(
        max_length=10, choices=Examination, default=Examination.EXAMINING
    )
    redacted_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="redacted"
    )
    added_at = models.DateTimeField()

    objects: ClassVar[models.Manager[CaseFile]]

    class Meta:
        verbose_name = _("file of a request")
        verbose_name_plural = _("files of requests")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(redacted_from=None) | Q(by_person=False),
                name="redacted_copy_is_the_agencys",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.pk}"
