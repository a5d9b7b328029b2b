"""A procedure as the national catalogue describes it, in every version that stood here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from editorial.procedures.enums import FilingWay, HandlingLevel

LONGEST_CODE = 30
LONGEST_NAME = 500
LONGEST_AGENCY = 160
LONGEST_LINK = 500


def _texts(name: Any, longest: int, **more: Any) -> ArrayField[Any, Any]:
    return ArrayField(
        models.CharField(max_length=longest, **more), default=list, blank=True, verbose_name=name
    )


class Procedure(models.Model):
    """One version of a procedure. `code` is the national catalogue's; of one code one version stands at a time.

    It stands from `valid_from` until the day before `ended_on`. One that the next import of the same day replaced
    stood on no day. `words` and `folded_words` are what is searched: with accents and without.
    """

    code = models.CharField(_("code of the procedure"), max_length=LONGEST_CODE)
    version = models.PositiveIntegerField(_("version"))
    valid_from = models.DateField(_("valid from"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    name = models.CharField(_("name of the procedure"), max_length=LONGEST_NAME)
    field = models.CharField(_("subject field"), max_length=120)
    field_key = models.CharField(max_length=120)
    levels = _texts(_("levels that handle it"), 5, choices=HandlingLevel)
    agencies = _texts(_("agencies that handle it"), LONGEST_AGENCY)
    agency_keys = _texts(_("agencies as they are compared"), LONGEST_AGENCY)
    applicants = models.TextField(_("who may apply"))
    ways = _texts(_("ways of filing"), 10, choices=FilingWay)
    # Whether papers are taken at every centre of the province, wherever one lives.
    anywhere = models.BooleanField(_("filed at any centre of the province"))
    working_days = models.PositiveSmallIntegerField(_("working days"), null=True, blank=True)
    time_words = models.TextField(_("time in words"), blank=True)
    result = models.TextField(_("result"))
    decision = models.CharField(_("decision that published it"), max_length=80, blank=True)
    life_events = _texts(_("life events"), 20)
    keywords = _texts(_("words that people use for it"), 120)
    service_url = models.URLField(
        _("address on the service portal"), max_length=LONGEST_LINK, blank=True
    )

    digest = models.CharField(max_length=64)
    words = models.TextField()
    folded_words = models.TextField()
    changed_at = models.DateTimeField(_("changed at"))

    objects: ClassVar[models.Manager[Procedure]]

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="procedure_version_once"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("valid_from")),
                name="procedure_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(working_days__isnull=False) | ~Q(time_words=""),
                name="procedure_says_how_long",
            ),
            models.CheckConstraint(
                condition=~Q(levels=[]) | ~Q(agencies=[]), name="procedure_is_handled"
            ),
            ExclusionConstraint(
                name="procedure_one_version_a_day",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (Func("valid_from", "ended_on", function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            models.Index(
                fields=["field_key", "name"],
                name="procedure_standing",
                condition=Q(ended_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def path(self) -> str:
        """The address on every portal that handles it."""
        return reverse("procedure", urlconf="portals.urls.public", args=[self.code])

    @property
    def level_names(self) -> list[str]:
        return [str(HandlingLevel(level).label) for level in self.levels]

    @property
    def way_names(self) -> list[str]:
        return [str(FilingWay(way).label) for way in self.ways]


class ProcedureRow(models.Model):
    """Something of a procedure that stands in an order."""

    procedure = models.ForeignKey(
        Procedure,
        models.CASCADE,
        db_index=False,
        related_name="%(class)s_rows",
        verbose_name=_("procedure"),
    )
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["procedure", "position"], name="%(class)s_in_its_place")
        ]


class ProcedurePaper(ProcedureRow):
    """A paper to bring. With neither originals nor copies it is only shown."""

    case = models.CharField(_("in which case"), max_length=300, blank=True)
    name = models.TextField(_("paper"))
    originals = models.PositiveSmallIntegerField(_("originals"), default=0)
    copies = models.PositiveSmallIntegerField(_("copies"), default=0)
    form_name = models.CharField(_("form"), max_length=200, blank=True)
    form_link = models.URLField(_("address of the form"), max_length=LONGEST_LINK, blank=True)

    objects: ClassVar[models.Manager[ProcedurePaper]]

    class Meta(ProcedureRow.Meta):
        verbose_name = _("paper of a procedure")
        verbose_name_plural = _("papers of a procedure")
        constraints = [
            *ProcedureRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(form_link="") | ~Q(form_name=""), name="paper_names_its_form"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProcedureStep(ProcedureRow):
    words = models.TextField(_("step"))

    objects: ClassVar[models.Manager[ProcedureStep]]

    class Meta(ProcedureRow.Meta):
        verbose_name = _("step of a procedure")
        verbose_name_plural = _("steps of a procedure")

    def __str__(self) -> str:
        return self.words


class ProcedureFee(ProcedureRow):
    """A fee in đồng, 0 for none; without an amount its words say how it is reckoned."""

    amount = models.PositiveBigIntegerField(_("amount in đồng"), null=True, blank=True)
    words = models.CharField(_("what it is for"), max_length=300, blank=True)

    objects: ClassVar[models.Manager[ProcedureFee]]

    class Meta(ProcedureRow.Meta):
        verbose_name = _("fee of a procedure")
        verbose_name_plural = _("fees of a procedure")
        constraints = [
            *ProcedureRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(amount__isnull=False) | ~Q(words=""), name="fee_says_how_much"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.words}"


class ProcedureBasis(ProcedureRow):
    """A document that the procedure rests on. `number_key` finds it in the register; "" where no number was read."""

    number = models.CharField(_("number and symbol"), max_length=60)
    number_key = models.CharField(max_length=80, blank=True)
    title = models.CharField(_("title"), max_length=400)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)

    objects: ClassVar[models.Manager[ProcedureBasis]]

    class Meta(ProcedureRow.Meta):
        verbose_name = _("legal basis of a procedure")
        verbose_name_plural = _("legal bases of a procedure")

    def __str__(self) -> str:
        return self.number
