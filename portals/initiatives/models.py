"""Initiatives with their supporters and remarks, the term of the answer, and workshops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portals.models import Portal
from portals.querysets import DatedQuerySet, manager_of

from .enums import ANSWERED, InitiativeState

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_TITLE, LONGEST_PLACE, LONGEST_TEXT, LONGEST_REMARK, LONGEST_REASON = (
    200,
    200,
    3000,
    1000,
    300,
)


def _person(words: StrOrPromise, **options: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=words,
        **options,
    )


class InitiativeTerm(models.Model):
    """Within how many working days the province answers what is submitted while `period`."""

    period = DateRangeField(_("period"))
    working_days = models.PositiveSmallIntegerField(_("working days"))
    source = models.CharField(_("source"), max_length=LONGEST_REASON)
    is_provisional = models.BooleanField(_("provisional"), default=False)

    objects: ClassVar[DatedQuerySet[InitiativeTerm]] = manager_of(DatedQuerySet)

    class Meta:
        verbose_name = _("term for answering initiatives")
        verbose_name_plural = _("terms for answering initiatives")
        constraints = [
            ExclusionConstraint(
                name="one_initiative_term_at_a_time",
                expressions=[("period", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=Q(working_days__gte=1), name="initiative_term_is_some_days"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="initiative_term_names_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.working_days}: {self.source}"


class Workshop(models.Model):
    """A day on which initiatives are talked over; who came, and what followed from it."""

    title = models.CharField(_("title"), max_length=LONGEST_TITLE)
    held_on = models.DateField(_("held on"))
    begins_at = models.TimeField(_("begins at"))
    place = models.CharField(_("place"), max_length=LONGEST_PLACE, blank=True)
    online_link = models.URLField(_("online link"), max_length=300, blank=True)
    about = models.TextField(_("what it is about"), max_length=LONGEST_TEXT, blank=True)
    follow_up = models.TextField(_("what followed"), max_length=LONGEST_TEXT, blank=True)
    followed_up_at = models.DateTimeField(_("followed up at"), null=True, blank=True)
    entered_by = _person(_("entered by"))
    entered_at = models.DateTimeField(_("entered at"))

    objects: ClassVar[models.Manager[Workshop]]

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        constraints = [
            models.CheckConstraint(
                condition=~Q(place="") | ~Q(online_link=""), name="workshop_is_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(follow_up="", followed_up_at=None)
                | (~Q(follow_up="") & Q(followed_up_at__isnull=False)),
                name="workshop_says_what_followed",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class WorkshopGuests(models.Model):
    """How many people of a portal came to a workshop."""

    workshop = models.ForeignKey(
        Workshop, models.PROTECT, db_index=False, related_name="guests", verbose_name=_("workshop")
    )
    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    people = models.PositiveSmallIntegerField(_("people"))

    objects: ClassVar[models.Manager[WorkshopGuests]]

    class Meta:
        verbose_name = _("guests of a workshop")
        verbose_name_plural = _("guests of workshops")
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "portal"], name="workshop_guests_once_a_portal"
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="workshop_guests_are_some"),
        ]

    def __str__(self) -> str:
        return f"{self.portal_id}: {self.people}"


class Initiative(models.Model):
    """What a member of a board proposes. A draft is its author's alone; from its submission on all boards read it.

    The answer of the province is final: it is never rewritten.
    """

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    author = _person(_("author"))
    title = models.CharField(_("title"), max_length=LONGEST_TITLE)
    about = models.TextField(_("what it is about"), max_length=LONGEST_TEXT)
    gain = models.TextField(_("what it would save or improve"), max_length=LONGEST_REMARK)
    state = models.CharField(
        _("state"), max_length=12, choices=InitiativeState, default=InitiativeState.DRAFT
    )
    begun_at = models.DateTimeField(_("begun at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    due_at = models.DateTimeField(_("answer due at"), null=True, blank=True)
    workshop = models.ForeignKey(
        Workshop,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="initiatives",
        verbose_name=_("workshop"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = _person(_("answered by"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=LONGEST_TEXT, blank=True, default="")
    changed = models.TextField(_("what changed"), max_length=LONGEST_REMARK, blank=True, default="")
    changed_from = models.DateField(_("changed from"), null=True, blank=True)

    objects: ClassVar[models.Manager[Initiative]]

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        indexes = [
            models.Index(F("state"), F("submitted_at").desc(), name="initiative_by_state"),
            # What the score of a month counts.
            models.Index(
                fields=["portal", "answered_at"],
                condition=Q(answered_at__isnull=False),
                name="initiative_answered",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=InitiativeState.DRAFT, submitted_at=None, due_at=None)
                | (
                    ~Q(state=InitiativeState.DRAFT)
                    & Q(submitted_at__isnull=False, due_at__gt=F("submitted_at"))
                ),
                name="initiative_is_due_once_submitted",
            ),
            models.CheckConstraint(
                condition=Q(
                    ~Q(answer=""),
                    state__in=ANSWERED,
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                )
                | (~Q(state__in=ANSWERED) & Q(answer="", answered_at=None, answered_by=None)),
                name="initiative_is_answered_with_words",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("author")),
                name="initiative_is_answered_by_another",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=InitiativeState.ADOPTED, changed_from__isnull=False) & ~Q(changed="")
                )
                | (~Q(state=InitiativeState.ADOPTED) & Q(changed="", changed_from=None)),
                name="initiative_adopted_says_what_changed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_answered(self) -> bool:
        return self.state in ANSWERED


class InitiativeSupport(models.Model):
    """Somebody is for it: one row a person, never the author's own."""

    initiative = models.ForeignKey(
        Initiative,
        models.PROTECT,
        db_index=False,
        related_name="supports",
        verbose_name=_("initiative"),
    )
    person = _person(_("person"))
    given_at = models.DateTimeField(pgettext_lazy("support", "given at"))

    objects: ClassVar[models.Manager[InitiativeSupport]]

    class Meta:
        verbose_name = _("support of an initiative")
        verbose_name_plural = _("supports of initiatives")
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "person"], name="initiative_supported_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id}: {self.person_id}"


class InitiativeRemark(models.Model):
    """What somebody says of an initiative, under their name. The province may hide it, with a reason that stays."""

    initiative = models.ForeignKey(
        Initiative, models.PROTECT, related_name="remarks", verbose_name=_("initiative")
    )
    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    text = models.TextField(pgettext_lazy("initiative", "remark"), max_length=LONGEST_REMARK)
    written_by = _person(_("written by"))
    written_at = models.DateTimeField(_("written at"))
    hidden_at = models.DateTimeField(_("hidden at"), null=True, blank=True)
    hidden_by = _person(_("hidden by"), null=True, blank=True)
    hidden_reason = models.CharField(
        _("why it is hidden"), max_length=LONGEST_REASON, blank=True, default=""
    )

    objects: ClassVar[models.Manager[InitiativeRemark]]

    class Meta:
        verbose_name = _("remark on an initiative")
        verbose_name_plural = _("remarks on initiatives")
        constraints = [
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_by=None, hidden_reason="")
                | Q(~Q(hidden_reason=""), hidden_at__isnull=False, hidden_by__isnull=False),
                name="initiative_remark_hidden_with_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id}: {self.text[:40]}"
