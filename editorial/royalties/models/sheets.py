"""A portal's sheet of a month: whom it pays, and for what."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from editorial.models import StoryPage
from editorial.royalties.enums import SETTLED_STATES, LeftOut, RoyaltyKind, SheetState
from portals.models import Portal

from .terms import RoyaltyTerms

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_NAME, LONGEST_REASON = 120, 300
# Outside what any public view serves: one page of the desk gives it out.
PAPER_FOLDER = "royalty-sheets"


def paper_name(_instance: models.Model, _filename: str) -> str:
    return f"{PAPER_FOLDER}/{secrets.token_urlsafe(16)}.pdf"


def _person(words: StrOrPromise) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=words,
    )


class RoyaltySheet(models.Model):
    """What a portal pays for what it published first in `month` (its first day). Whole đồng.

    Whoever proposed it does not approve it. From its approval on neither it nor its lines change: a mistake found
    later becomes an adjustment in the next open sheet.
    """

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    month = models.DateField(_("month"))
    state = models.CharField(
        _("state"), max_length=10, choices=SheetState, default=SheetState.DRAFT
    )
    terms = models.ForeignKey(
        RoyaltyTerms, models.PROTECT, related_name="+", verbose_name=_("terms")
    )
    total = models.BigIntegerField(_("sum"), default=0)
    tax = models.BigIntegerField(_("tax withheld"), default=0)
    net = models.BigIntegerField(_("paid out"), default=0)
    drawn_at = models.DateTimeField(_("drawn up at"))
    drawn_by = _person(pgettext_lazy("royalty", "drawn up by"))
    proposed_at = models.DateTimeField(_("proposed at"), null=True, blank=True)
    proposed_by = _person(_("proposed by"))
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_by = _person(_("approved by"))
    exported_at = models.DateTimeField(_("handed to accounting at"), null=True, blank=True)
    return_reason = models.CharField(
        _("why it came back"), max_length=LONGEST_REASON, blank=True, default=""
    )
    paper = models.FileField(_("printed sheet"), upload_to=paper_name, blank=True)

    objects: ClassVar[models.Manager[RoyaltySheet]]

    class Meta:
        verbose_name = _("royalty sheet")
        verbose_name_plural = _("royalty sheets")
        indexes = [
            # What the clock still has to print.
            models.Index(
                fields=["approved_at"],
                condition=Q(paper="", approved_at__isnull=False),
                name="royalty_sheet_to_print",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["portal", "month"], name="one_royalty_sheet_a_month"),
            models.CheckConstraint(
                condition=Q(month__day=1), name="royalty_sheet_is_of_a_whole_month"
            ),
            models.CheckConstraint(
                condition=Q(net=F("total") - F("tax")), name="royalty_sheet_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(state=SheetState.DRAFT, approved_by=None, approved_at=None)
                | Q(
                    state=SheetState.PROPOSED,
                    proposed_by__isnull=False,
                    proposed_at__isnull=False,
                    approved_by=None,
                    approved_at=None,
                )
                | Q(
                    state__in=SETTLED_STATES,
                    proposed_by__isnull=False,
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                ),
                name="royalty_sheet_was_signed_for",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                name="royalty_sheet_has_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.portal_id} {self.month:%m/%Y}"

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED_STATES

    @property
    def mark(self) -> str:
        """Tells what was proposed from what was proposed before or after, whatever the sums: for whoever read it."""
        return f"{self.total}-{self.proposed_at.timestamp():.6f}" if self.proposed_at else ""


class RoyaltyPayee(models.Model):
    """Whom a sheet pays: a person with an account, or somebody known by the name that stands with the text."""

    sheet = models.ForeignKey(
        RoyaltySheet, models.PROTECT, related_name="payees", verbose_name=_("sheet")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    # Taxed with their salary by whoever employs them, so that nothing is withheld here.
    has_contract = models.BooleanField(_("has a labour contract with this agency"))

    objects: ClassVar[models.Manager[RoyaltyPayee]]

    class Meta:
        verbose_name = _("payee of royalties")
        verbose_name_plural = _("payees of royalties")
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "person"],
                condition=Q(person__isnull=False),
                name="royalty_payee_once_by_account",
            ),
            models.UniqueConstraint(
                fields=["sheet", "name"],
                condition=Q(person=None),
                name="royalty_payee_once_by_name",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="royalty_payee_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class RoyaltyLine(models.Model):
    """One author's part of one work. `work` numbers the works of a sheet: those of one number are its authors.

    `units` are of the whole work; `amount` is what this author's `share` (percent) of it is worth.
    """

    sheet = models.ForeignKey(
        RoyaltySheet, models.PROTECT, db_index=False, related_name="lines", verbose_name=_("sheet")
    )
    work = models.PositiveIntegerField(_("number of the work"))
    position = models.PositiveSmallIntegerField(_("which of its authors"), default=1)
    payee = models.ForeignKey(
        RoyaltyPayee, models.PROTECT, related_name="lines", verbose_name=_("payee")
    )
    story = models.ForeignKey(
        StoryPage,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("text"),
    )
    title = models.CharField(_("title"), max_length=300)
    kind = models.CharField(_("kind of work"), max_length=16, choices=RoyaltyKind)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    units = models.DecimalField(
        pgettext_lazy("royalty", "units"), max_digits=4, decimal_places=1, default=0
    )
    share = models.PositiveSmallIntegerField(_("share in percent"), default=100)
    left_out = models.CharField(
        _("why nothing is paid"), max_length=10, choices=LeftOut, blank=True, default=""
    )
    adjusts = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="adjustments",
        verbose_name=_("line that is adjusted"),
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True, default="")
    amount = models.BigIntegerField(_("sum"), default=0)
    tax = models.BigIntegerField(_("tax withheld"), default=0)
    net = models.BigIntegerField(_("paid out"), default=0)

    objects: ClassVar[models.Manager[RoyaltyLine]]

    class Meta:
        verbose_name = _("line of a royalty sheet")
        verbose_name_plural = _("lines of royalty sheets")
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "work", "position"], name="royalty_line_once_a_place"
            ),
            models.UniqueConstraint(
                fields=["sheet", "work", "payee"], name="royalty_line_once_an_author"
            ),
            # Whatever sheet it is in, a text is paid once as a work of one kind.
            models.UniqueConstraint(
                fields=["story", "kind", "position"],
                condition=Q(story__isnull=False, adjusts=None),
                name="royalty_is_paid_once",
            ),
            models.CheckConstraint(
                condition=Q(share__gte=1, share__lte=100), name="royalty_share_is_a_part"
            ),
            models.CheckConstraint(
                condition=Q(net=F("amount") - F("tax")), name="royalty_line_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(left_out="") | Q(amount=0, tax=0), name="royalty_left_out_is_nothing"
            ),
            models.CheckConstraint(
                condition=Q(adjusts=None, amount__gte=0, tax__gte=0)
                | (Q(adjusts__isnull=False) & ~Q(reason="")),
                name="royalty_below_zero_only_adjusts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.work}: {self.title}"
