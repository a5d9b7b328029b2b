"""Disclosures: official sheets of money, investment and statistics that an agency owes the public, one a period."""

from __future__ import annotations

import calendar
import secrets
from datetime import date
from pathlib import PurePath
from typing import Any, ClassVar, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from editorial.document_numbers.parsing import LONGEST_NUMBER, UnreadableNumber, read_number
from portals.boards.models import User
from portals.models import Portal
from portals.refusals import Refusal
from portals.text import nfc

from .disclosure_sheet import DisclosedPeriod, StoredSheet, words_of_period
from .story import StoryPage

LONGEST_FORM = 40
LONGEST_CODE_IN_SHEET = 40
LONGEST_AGENCY = 160


class DisclosedAlready(Refusal):
    """Another page of this portal discloses the same form for the same period."""

    def __init__(self, holder: DisclosurePage) -> None:
        self.holder = holder
        super().__init__(
            gettext(
                "“%(title)s” stands on the portal already. If a figure was wrong, correct it there with the new sheet; "
                "readers then see that it was corrected."
            )
            % {"title": holder.title}
        )


class DisclosurePage(StoryPage):
    """One official sheet for one period. Its title is made from form, period and agency.

    Identity is portal, form and period. What is public holds it alone (`series` and `period_ends`). A corrected sheet
    is a new version of the page, with a correction for its readers, and both versions stay in the record.
    """

    story_kind = "disclosure"

    form = models.CharField(_("form"), max_length=LONGEST_FORM, editable=False)
    agency = models.CharField(_("agency"), max_length=LONGEST_AGENCY)
    period_kind = models.CharField(
        _("kind of period"), max_length=8, choices=DisclosedPeriod, editable=False
    )
    period_year = models.SmallIntegerField(_("year"), editable=False)
    period_quarter = models.SmallIntegerField(_("quarter"), null=True, blank=True, editable=False)
    period_month = models.SmallIntegerField(_("month"), null=True, blank=True, editable=False)
    period_day = models.SmallIntegerField(_("day"), null=True, blank=True, editable=False)
    decision_number = models.CharField(
        _("number of the decision"), max_length=LONGEST_NUMBER, blank=True
    )
    # As `StoredSheet` writes it. It comes from a file and from nowhere else: what was added up there is not typed here.
    sheet = models.JSONField(_("sheet"), editable=False)

    # Made from the fields above.
    period_ends = models.DateField(editable=False)
    sheet_words = models.TextField(blank=True, default="", editable=False)
    # Held while the page is live, else empty.
    series = models.CharField(max_length=80, blank=True, default="", editable=False)

    exclude_fields_in_copy = [*StoryPage.exclude_fields_in_copy, "series"]
    parent_page_types = ["editorial.SectionPage"]
    content_panels = [
        MultiFieldPanel(
            [
                FieldPanel(
                    "lead",
                    heading=_("What it says"),
                    help_text=_("One or two sentences for people who read no tables."),
                ),
                FieldPanel("agency", help_text=_("Whose figures these are, in full.")),
                FieldPanel(
                    "decision_number",
                    help_text=_("By which it is made public, such as 96/QĐ-UBND."),
                ),
            ],
            heading=_("Disclosure"),
        ),
        FieldPanel(
            "body",
            heading=_("Files and explanations"),
            help_text=_("First the sheet as a file; explanations if there are any."),
        ),
    ]

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        constraints = [
            models.UniqueConstraint(
                fields=["series", "period_ends"],
                condition=~Q(series=""),
                name="disclosed_once_a_period",
            ),
            models.CheckConstraint(
                condition=Q(period_year__range=(2000, 2100))
                & (
                    Q(
                        period_kind="year",
                        period_quarter=None,
                        period_month=None,
                        period_day=None,
                    )
                    | Q(
                        period_kind="quarter",
                        period_quarter__range=(1, 4),
                        period_month=None,
                        period_day=None,
                    )
                    | Q(
                        period_kind="month",
                        period_quarter=None,
                        period_month__range=(1, 12),
                        period_day=None,
                    )
                    | Q(
                        period_kind="date",
                        period_quarter=None,
                        period_month__range=(1, 12),
                        period_day__range=(1, 31),
                    )
                ),
                name="disclosure_has_a_period",
            ),
        ]

    def normalise(self) -> None:
        """Write names in their one form; make title, end of the period and words from the sheet."""
        self.derive()
        super().normalise()

    def derive(self) -> None:
        self.agency = " ".join(nfc(self.agency or "").split())
        self.decision_number = (self.decision_number or "").strip()
        if not self.period_kind:
            # What never had a sheet: `check_own` says so.
            self.title = self.title or gettext("Disclosure")
            return
        self.period_ends = end_of_period(
            self.period_kind,
            self.period_year,
            self.period_quarter,
            self.period_month,
            self.period_day,
        )
        self.sheet_words = "\n".join(filter(None, self.stored_sheet.words()))
        self.title = f"{self.stored_sheet.title} {self.period_words} – {self.agency}"[:255]
        self.draft_title = self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Hold the identity while live. Raises DisclosedAlready where another page holds it."""
        self._hold_identity()
        named = kwargs.get("update_fields")
        if named is not None and "live" in named:
            kwargs["update_fields"] = {*named, "series"}
        holder = self.held_by_other(self.series) if self.series else None
        if holder is not None:
            raise DisclosedAlready(holder)
        super().save(*args, **kwargs)

    def _hold_identity(self) -> None:
        # A board's own version of another's text is another text, and not the disclosure.
        if not (self.live and self.adapted_from_id is None and self.form):
            self.series = ""
        elif not self.series.endswith(f"|{self.form}|{self.period_kind}"):
            # Kept by a page that a reform moves: whose figures they are does not change.
            self.series = series_of(self.portal_of_page(), self.form, self.period_kind)

    def held_by_other(self, series: str) -> DisclosurePage | None:
        """Return the live page that discloses this period in `series`, other than this one. One query."""
        others = DisclosurePage.objects.filter(series=series, period_ends=self.period_ends)
        return others.exclude(pk=self.pk).first()

    def with_content_json(self, content: dict[str, Any]) -> DisclosurePage:
        """Keep what no revision changes: the identity that the publication holds."""
        page = cast("DisclosurePage", super().with_content_json(content))
        page.series = self.series
        return page

    def check_own(self) -> None:
        if not self.form:
            raise ValidationError(
                _("A disclosure is made from its sheet: choose “Publish from a sheet”.")
            )
        if self.decision_number:
            try:
                read_number(self.decision_number)
            except UnreadableNumber as error:
                raise ValidationError(
                    {
                        "decision_number": _(
                            "This is not the number of a document. Write it as it is printed, such as 96/QĐ-UBND "
                            "or 80/2025/QĐ-UBND."
                        )
                    }
                ) from error

    def words_of_slug(self) -> str:
        return self.title.replace("–", "-")

    # The sheet that was read last, and what it was read from.
    _read_sheet: tuple[Any, StoredSheet] | None = None

    @property
    def stored_sheet(self) -> StoredSheet:
        """The sheet with its cells as values; read once an instance and sheet."""
        if self._read_sheet is None or self._read_sheet[0] is not self.sheet:
            self._read_sheet = (self.sheet, StoredSheet.from_json(self.sheet or {}))
        return self._read_sheet[1]

    @property
    def period_words(self) -> str:
        """Such as "quý II năm 2023"."""
        return words_of_period(
            self.period_kind,
            self.period_year,
            self.period_quarter,
            self.period_month,
            self.period_day,
        )


def series_of(portal: Portal, form: str, period_kind: str) -> str:
    """Name all periods of one form that one portal discloses."""
    return f"{portal.pk}|{form}|{period_kind}"


def end_of_period(
    kind: str, year: int, quarter: int | None, month: int | None, day: int | None
) -> date:
    """Return the last day of the period."""
    if kind == DisclosedPeriod.DATE:
        return date(year, month or 1, day or 1)
    last = {DisclosedPeriod.QUARTER: 3 * (quarter or 0), DisclosedPeriod.MONTH: month or 0}.get(
        DisclosedPeriod(kind), 12
    )
    return date(year, last, calendar.monthrange(year, last)[1])


class DisclosureFigure(models.Model):
    """One number of a public disclosure, to be compared over portals and periods. Written at publication alone.

    Rows of lists that are as long as they are stand here with none: their codes mean nothing in another sheet.
    """

    page = models.ForeignKey(
        DisclosurePage,
        models.CASCADE,
        related_name="figures",
        db_index=False,
        verbose_name=_("disclosure"),
    )
    portal = models.ForeignKey(
        Portal, models.PROTECT, related_name="+", db_index=False, verbose_name=_("portal")
    )
    form = models.CharField(_("form"), max_length=LONGEST_FORM)
    row = models.CharField(_("row"), max_length=LONGEST_CODE_IN_SHEET)
    column = models.CharField(_("column"), max_length=LONGEST_CODE_IN_SHEET)
    period_kind = models.CharField(_("kind of period"), max_length=8, choices=DisclosedPeriod)
    period_ends = models.DateField(_("end of the period"))
    # Money in đồng.
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=4)

    objects: ClassVar[models.Manager[DisclosureFigure]]

    class Meta:
        verbose_name = _("disclosed figure")
        verbose_name_plural = _("disclosed figures")
        constraints = [
            models.UniqueConstraint(fields=["page", "row", "column"], name="figure_once_a_cell"),
        ]
        indexes = [
            models.Index(
                fields=["form", "row", "column", "period_kind", "period_ends"],
                include=["portal", "value", "page"],
                name="figure_of_an_indicator",
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.row}/{self.column}"


class PortalPopulation(models.Model):
    """How many people lived on a portal's territory on a day, and who says so: figures per head are divided by it."""

    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    as_of = models.DateField(_("on the day"))
    people = models.PositiveIntegerField(_("people"))
    source = models.CharField(_("source"), max_length=200)
    # Made up for a demonstration, and said to be so wherever it is used.
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    objects: ClassVar[models.Manager[PortalPopulation]]

    class Meta:
        verbose_name = _("population of a portal")
        verbose_name_plural = _("populations of portals")
        constraints = [
            models.UniqueConstraint(fields=["portal", "as_of"], name="population_once_a_day"),
            models.CheckConstraint(condition=Q(people__gt=0), name="population_is_somebody"),
            models.CheckConstraint(condition=~Q(source=""), name="population_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.portal_id}: {self.people}"


def unguessable_sheet(_instance: models.Model, filename: str) -> str:
    return f"sheets/{secrets.token_urlsafe(16)}{PurePath(filename).suffix.lower()[:5]}"


class SheetUpload(models.Model):
    """A sheet that was sent, and what was read of it. The file goes when a draft is made or it is dropped."""

    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    name = models.CharField(_("name of the file"), max_length=255)
    file = models.FileField(upload_to=unguessable_sheet, blank=True)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("sent by"))
    sent_at = models.DateTimeField(_("sent at"))
    # What was read, or what is wrong with it; neither while a job reads it.
    read = models.JSONField(_("what was read"), null=True, blank=True)
    faults = models.JSONField(_("faults"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    # Of which page it is to be the corrected sheet.
    corrects = models.ForeignKey(
        DisclosurePage,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("disclosure"),
    )

    objects: ClassVar[models.Manager[SheetUpload]]

    class Meta:
        verbose_name = _("sheet that was sent")
        verbose_name_plural = _("sheets that were sent")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(file=""), name="sheet_is_kept_until_it_ends"
            ),
            models.CheckConstraint(
                condition=Q(read__isnull=True) | Q(faults__isnull=True),
                name="sheet_is_read_or_wrong",
            ),
        ]

    def __str__(self) -> str:
        return self.name
