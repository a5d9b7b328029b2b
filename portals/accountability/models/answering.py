"""How a case is answered: drafts that another approves, other agencies consulted, promises, ratings, reviews."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import StandingWaiver, User
from portals.models import Portal
from portals.querysets import manager_of
from portals.sealing.fields import SealedTextField

from ..enums import AnswerPromiseState, CaseStep, DraftState
from .cases import CaseEvent, CaseText, CitizenCase

LONGEST_PROMISE = 300


class AnswerDraft(models.Model):
    """An answer on its way: one open draft a case. What is approved is not changed any more.

    The public words are what is released where `is_public`: the question shortened and redacted, the answer as the
    public reads it. `hidden` says what was taken out and why, never what it was.
    """

    case = models.ForeignKey(CitizenCase, models.PROTECT, related_name="drafts")
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("author"))
    text = SealedTextField(_("answer"), bound_to="case")
    # Keys of documents of the register and of stories on which it rests, as the floor above gives them.
    citations = models.JSONField(default=list, blank=True)
    is_public = models.BooleanField(_("in public"), default=False)
    public_subject = models.CharField(_("public subject"), max_length=200, blank=True, default="")
    public_question = models.TextField(_("public question"), blank=True, default="")
    public_answer = models.TextField(_("public answer"), blank=True, default="")
    hidden = models.JSONField(default=list, blank=True)
    topic = models.SlugField(_("topic"), max_length=40, blank=True, default="")
    state = models.CharField(
        _("state"), max_length=10, choices=DraftState, default=DraftState.WRITING
    )
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    # A board of one approves its own answers, where the portal above lets it.
    waiver = models.ForeignKey(
        StandingWaiver, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[models.Manager[AnswerDraft]]

    class Meta:
        verbose_name = _("draft of an answer")
        verbose_name_plural = _("drafts of answers")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=~Q(state="approved"),
                name="one_open_draft_a_case",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="approved_answer_has_hand_and_hour",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | ~Q(decided_by=F("author"))
                | Q(waiver__isnull=False),
                name="four_eyes_on_answers",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved", is_public=True)
                | (~Q(public_subject="") & ~Q(public_question="") & ~Q(public_answer="")),
                name="public_answer_has_public_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.state}"


class CaseConsult(models.Model):
    """Another board was asked for what it knows; it has a small clock of its own, and the case's goes on."""

    case = models.ForeignKey(CitizenCase, models.PROTECT, related_name="consults")
    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("asked"))
    question = models.ForeignKey(CaseText, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    due_at = models.DateTimeField(_("due"))
    answer = models.ForeignKey(CaseText, models.PROTECT, null=True, blank=True, related_name="+")
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[CaseConsult]]

    class Meta:
        verbose_name = _("consultation of another agency")
        verbose_name_plural = _("consultations of other agencies")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "portal"],
                condition=Q(answered_at=None),
                name="one_open_consult_a_case_and_portal",
            ),
            models.CheckConstraint(
                condition=Q(answer=None, answered_by=None, answered_at=None)
                | Q(answer__isnull=False, answered_by__isnull=False, answered_at__isnull=False),
                name="answered_consult_has_answer_hand_and_hour",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.portal_id}"


class AnswerPromise(models.Model):
    """Something that an answer promises by a day, in words fit for the public."""

    case = models.ForeignKey(CitizenCase, models.PROTECT, related_name="promises")
    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    words = models.CharField(_("what was promised"), max_length=LONGEST_PROMISE)
    due_on = models.DateField(_("by"))
    is_public = models.BooleanField(default=False)
    state = models.CharField(
        _("state"), max_length=8, choices=AnswerPromiseState, default=AnswerPromiseState.OPEN
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("what became of it"), max_length=300, blank=True, default="")

    objects: ClassVar[models.Manager[AnswerPromise]]

    class Meta:
        verbose_name = _("promise of an answer")
        verbose_name_plural = _("promises of answers")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="answers_promise_says_what"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None, decided_by=None)
                | (
                    ~Q(state="open")
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(note="")
                ),
                name="answers_promise_decided_has_hand_hour_note",
            ),
        ]
        indexes = [
            models.Index(
                fields=["portal", "due_on"], name="answers_promise_open", condition=Q(state="open")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_on:%d/%m/%Y} {self.words}"


class CaseRating(models.Model):
    """What the person thinks of the answer: once a case, by the secret link only."""

    case = models.OneToOneField(CitizenCase, models.PROTECT, related_name="rating")
    stars = models.PositiveSmallIntegerField(
        _("rating"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    words = SealedTextField(bound_to="case", blank=True, default="")
    rated_at = models.DateTimeField()

    objects: ClassVar[models.Manager[CaseRating]]

    class Meta:
        verbose_name = _("rating of an answer")
        verbose_name_plural = _("ratings of answers")
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__gte=1, stars__lte=5), name="rating_is_one_to_five"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.stars}"


class ReviewQuerySet(models.QuerySet["CaseReview"]):
    def owed_anew(self) -> ReviewQuerySet:
        """Those by which councils are owed answers in the place of what was taken out of view."""
        return self.filter(decided_at=None, request__step=CaseStep.UNRELEASED)


class CaseReview(models.Model):
    """The person asks that somebody else look at an answer or a refusal again: decided by a day.

    One a case, the newest: where an overseer had the request taken up again it may be asked for once more. Where the
    `request` is the event by which a council's question lost its answer, another is owed by that day.
    """

    case = models.OneToOneField(CitizenCase, models.PROTECT, related_name="review")
    request = models.ForeignKey(CaseEvent, models.PROTECT, related_name="+")
    due_at = models.DateTimeField(_("due"))
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # Whether the answer was changed by it.
    changed = models.BooleanField(null=True, blank=True)

    objects: ClassVar[ReviewQuerySet] = manager_of(ReviewQuerySet)

    class Meta:
        verbose_name = _("review of an answer")
        verbose_name_plural = _("reviews of answers")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, changed=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, changed__isnull=False),
                name="decided_review_has_hand_hour_and_result",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.due_at:%d/%m/%Y}"

    @property
    def is_for_want_of_answer(self) -> bool:
        """Whether nobody contests anything: the answer was taken out of view, and nothing stands in its place."""
        return self.request.step == CaseStep.UNRELEASED


class AnswerTemplate(models.Model):
    """Words that a board begins answers with."""

    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    kind = models.CharField(_("kind"), max_length=16, blank=True, default="")
    name = models.CharField(_("name"), max_length=100)
    text = models.TextField(_("text"), max_length=5000)

    objects: ClassVar[models.Manager[AnswerTemplate]]

    class Meta:
        verbose_name = _("template of answers")
        verbose_name_plural = _("templates of answers")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["portal", "name"], name="one_answer_template_a_portal_and_name"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(text=""), name="answer_template_has_name_and_text"
            ),
        ]

    def __str__(self) -> str:
        return self.name
