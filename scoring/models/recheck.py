"""The re-check of what others than the province scored: a public draw that nobody could choose, and its sample."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portals.boards.models import User
from scoring.enums import RecheckOutcome

from .scorecard import Scorecard


class PublicDraw(models.Model):
    """A draw in public that is named before its month is frozen and held after it, and what was drawn."""

    month = models.DateField(_("month"), unique=True)
    name = models.CharField(_("public draw"), max_length=200)
    drawn_on = models.DateField(_("day of the draw"))
    named_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("named by"))
    named_at = models.DateTimeField(_("named at"))
    # As it was drawn: leading zeros count.
    result = models.CharField(_("result of the draw"), max_length=12, blank=True)
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"), null=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    # Of the frozen facts of the month, as the ledger has them.
    root = models.CharField(pgettext_lazy("of frozen facts", "root"), max_length=64, blank=True)

    objects: ClassVar[models.Manager[PublicDraw]]

    class Meta:
        verbose_name = _("public draw")
        verbose_name_plural = _("public draws")
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="draw_is_for_a_month"),
            models.CheckConstraint(condition=~Q(name=""), name="draw_has_a_name"),
            models.CheckConstraint(
                condition=Q(named_at__date__lt=F("drawn_on")), name="draw_is_named_beforehand"
            ),
            models.CheckConstraint(
                condition=Q(result="", entered_by=None, entered_at=None)
                | Q(
                    result__regex=r"^[0-9]{2,12}$",
                    entered_by__isnull=False,
                    entered_at__isnull=False,
                ),
                name="result_is_entered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None, root="")
                | Q(
                    ~Q(result=""),
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                    root__regex=r"^[0-9a-f]{64}$",
                ),
                name="confirmed_draw_has_its_root",
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("entered_by")), name="draw_takes_two_persons"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.name}"


class RecheckedCard(models.Model):
    """A card that was drawn to be checked again by the province, and what was found."""

    card = models.OneToOneField(
        Scorecard, models.PROTECT, related_name="recheck", verbose_name=_("scorecard")
    )
    draw = models.ForeignKey(
        PublicDraw, models.PROTECT, related_name="cards", verbose_name=_("public draw")
    )
    place = models.PositiveSmallIntegerField(_("place in the sample"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=RecheckOutcome, blank=True)
    # Of the lines that do not hold.
    codes = models.JSONField(_("criteria"), default=list)
    words = models.TextField(_("what was found"), max_length=2000, blank=True)
    checked_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("checked by")
    )
    checked_at = models.DateTimeField(_("checked at"), null=True)

    objects: ClassVar[models.Manager[RecheckedCard]]

    class Meta:
        verbose_name = _("card to check again")
        verbose_name_plural = _("cards to check again")
        constraints = [
            models.UniqueConstraint(fields=["draw", "place"], name="one_card_a_place"),
            models.CheckConstraint(
                condition=Q(outcome="", words="", checked_by=None, checked_at=None)
                | Q(
                    ~Q(outcome=""),
                    ~Q(words=""),
                    checked_by__isnull=False,
                    checked_at__isnull=False,
                ),
                name="recheck_is_said_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(outcome=RecheckOutcome.DIFFERS) ^ Q(codes=[]),
                name="only_what_differs_names_lines",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card_id}: {self.outcome}"
