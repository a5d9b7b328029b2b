"""A portal's loudspeaker station, its weekly schedule, what was otherwise on single days, and what it aired."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DecimalRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Extract, TruncDate
from django.utils.translation import gettext_lazy as _

from editorial.models import StoryPage
from portals.boards.models import User
from portals.clock import LOCAL_ZONE
from portals.models import Portal
from portals.querysets import DatedQuerySet, manager_of

from .enums import AiringWord, ExceptionKind, SlotContent
from .source_system.models import SourceSystemPush

LONGEST_NAME, LONGEST_SOURCE, LONGEST_REASON = 120, 160, 300
LONGEST_SLOT = 180
_SECONDS_OF_A_DAY = 86_400
# Seconds of the day at which a slot begins and ends.
_BEGINS = Extract("begins", "epoch", output_field=models.DecimalField())
_ENDS = _BEGINS + F("minutes") * Value(60, output_field=models.DecimalField())


class Station(models.Model):
    """The station of a portal, for as long as `period` lasts. One at a time."""

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    name = models.CharField(_("name of the station"), max_length=LONGEST_NAME)
    period = DateRangeField(_("period"))

    objects: ClassVar[DatedQuerySet[Station]] = manager_of(DatedQuerySet)

    class Meta:
        verbose_name = _("loudspeaker station")
        verbose_name_plural = _("loudspeaker stations")
        constraints = [
            ExclusionConstraint(
                name="one_station_a_portal",
                expressions=[
                    ("portal", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(period__startswith__isnull=False), name="station_has_a_first_day"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="station_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class AirSlot(models.Model):
    """What a station airs each week at one hour, for as long as `period` lasts.

    It begins after the day on which it was entered and ends no earlier than the day after somebody said so: what was to
    be aired on a day that has begun is never rewritten. `source`: whose programme is relayed.
    """

    station = models.ForeignKey(
        Station,
        models.PROTECT,
        db_index=False,
        related_name="slots",
        verbose_name=_("loudspeaker station"),
    )
    weekday = models.PositiveSmallIntegerField(
        _("day of the week"), validators=[MinValueValidator(1), MaxValueValidator(7)]
    )
    begins = models.TimeField(_("begins at"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST_SLOT)]
    )
    content = models.CharField(_("what is aired"), max_length=8, choices=SlotContent)
    source = models.CharField(
        _("whose programme"), max_length=LONGEST_SOURCE, blank=True, default=""
    )
    period = DateRangeField(_("period"))
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )

    objects: ClassVar[DatedQuerySet[AirSlot]] = manager_of(DatedQuerySet)

    class Meta:
        verbose_name = _("slot of a station")
        verbose_name_plural = _("slots of a station")
        constraints = [
            ExclusionConstraint(
                name="one_programme_at_a_time",
                expressions=[
                    ("station", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                    (
                        Func(_BEGINS, _ENDS, function="numrange", output_field=DecimalRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                condition=Q(weekday__gte=1, weekday__lte=7), name="slot_is_on_a_weekday"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=LONGEST_SLOT), name="slot_has_a_length"
            ),
            models.CheckConstraint(
                condition=Q(content=SlotContent.RELAYED) & ~Q(source="")
                | Q(content__in=(SlotContent.OWN, SlotContent.REPEAT), source=""),
                name="relayed_slot_names_its_source",
            ),
            models.CheckConstraint(
                condition=Q(period__startswith__gt=TruncDate(F("entered_at"), tzinfo=LOCAL_ZONE)),
                name="slot_begins_after_it_was_entered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id}: {self.weekday} {self.begins:%H:%M} {self.content}"


class AirException(models.Model):
    """A slot that is not aired on one day, or an extra airing of that day, with the reason. Never rewritten.

    An airing that is called off once its hour has come stays owed: the bulletin can still be posted.
    """

    station = models.ForeignKey(
        Station,
        models.PROTECT,
        db_index=False,
        related_name="exceptions",
        verbose_name=_("loudspeaker station"),
    )
    on = models.DateField(_("day"))
    begins = models.TimeField(_("begins at"))
    kind = models.CharField(_("what is different"), max_length=5, choices=ExceptionKind)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )

    objects: ClassVar[models.Manager[AirException]]

    class Meta:
        verbose_name = _("exception from a station's schedule")
        verbose_name_plural = _("exceptions from a station's schedule")
        constraints = [
            models.UniqueConstraint(
                fields=["station", "on", "begins"], name="one_exception_an_hour"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="air_exception_says_why"),
            models.CheckConstraint(
                condition=Q(kind=ExceptionKind.OFF, minutes=None)
                | Q(
                    kind=ExceptionKind.EXTRA,
                    minutes__isnull=False,
                    minutes__gte=1,
                    minutes__lte=LONGEST_SLOT,
                ),
                name="extra_airing_has_a_length",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id}: {self.on:%d/%m/%Y} {self.begins:%H:%M} {self.kind}"


class StationKey(models.Model):
    """By what a station's own system proves itself. Only the hash of the key is kept."""

    station = models.ForeignKey(
        Station, models.PROTECT, related_name="keys", verbose_name=_("loudspeaker station")
    )
    label = models.CharField(_("which system"), max_length=LONGEST_NAME)
    key_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("revoked by")
    )

    objects: ClassVar[models.Manager[StationKey]]

    class Meta:
        verbose_name = _("key of a station's system")
        verbose_name_plural = _("keys of stations' systems")
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="station_key_revoked_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.label


class Airing(models.Model):
    """What was said of a bulletin on air, by a person, its system or the source system: mostly that it was aired.

    Of one that was taken back also that it was corrected on air, or was never aired; `aired_at` is when, or of what was
    never aired when that was said.
    """

    station = models.ForeignKey(
        Station,
        models.PROTECT,
        db_index=False,
        related_name="airings",
        verbose_name=_("loudspeaker station"),
    )
    story = models.ForeignKey(
        StoryPage, models.PROTECT, related_name="airings", verbose_name=_("bulletin")
    )
    said = models.CharField(
        _("what was said"),
        max_length=9,
        choices=AiringWord,
        default=AiringWord.AIRED,
        db_default=AiringWord.AIRED,
    )
    aired_at = models.DateTimeField(_("aired at"))
    entered_at = models.DateTimeField(_("entered at"))
    by_person = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    by_system = models.ForeignKey(
        StationKey,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reported by"),
    )
    by_push = models.ForeignKey(
        SourceSystemPush,
        models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="airings",
        verbose_name=_("push of a bulletin"),
    )

    objects: ClassVar[models.Manager[Airing]]

    class Meta:
        verbose_name = _("airing of a bulletin")
        verbose_name_plural = _("airings of bulletins")
        constraints = [
            models.UniqueConstraint(
                fields=["station", "story", "aired_at"], name="airing_is_told_once"
            ),
            models.CheckConstraint(
                condition=Q(by_person__isnull=False, by_system=None, by_push=None)
                | Q(by_person=None, by_system__isnull=False, by_push=None)
                | Q(by_person=None, by_system=None, by_push__isnull=False),
                name="airing_is_told_by_one",
            ),
            models.CheckConstraint(
                condition=Q(aired_at__lte=F("entered_at")), name="airing_is_told_afterwards"
            ),
            models.CheckConstraint(
                condition=Q(said__in=AiringWord.values), name="airing_says_what_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id}: {self.story_id} {self.aired_at:%d/%m/%Y %H:%M}"
