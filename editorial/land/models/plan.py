"""Plans about land: what is paid where land is recovered, and what land may be used for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from editorial.document_numbers.parsing import LONGEST_NUMBER, UnreadableNumber, read_number
from editorial.land.enums import LandPlanKind
from editorial.land.plans.rates import UnreadableRate, rates_in
from editorial.models import StoryPage
from editorial.procedures.words import folded_words, procedure_words
from portals.text import nfc, slug_of

LONGEST_PROJECT = 240
_LINES = forms.Textarea(attrs={"rows": 4})
# What a plan of each kind cannot do without, and what is said where it is missing.
_NEEDED = {
    LandPlanKind.COMPENSATION: {
        "project": _("Name the project for which land is recovered."),
        "rates": _("Write what is paid for a square metre, a line for each kind of land."),
        "posted_from": _("Write the first day on which the plan is posted."),
        "posted_to": _("Write the last day on which the plan is posted."),
        "complain_to": _("Write where people turn to who do not agree."),
        "complain_until": _("Write until which day they may say so."),
    },
    LandPlanKind.LAND_USE: {
        "plan_year": _("Write the year that the plan is for."),
        "posted_from": _("Write the first day on which the plan is posted."),
    },
}


class LandPlanPage(StoryPage):
    """A plan that is posted for the public to read and to object to.

    `places` names the communes that it concerns, one in a line: their portals list it even where another office
    published it. `rates` has what is paid, a line for each kind of land ("Đất trồng lúa: 86.000").
    """

    story_kind = "land"

    plan_kind = models.CharField(_("kind of plan"), max_length=12, choices=LandPlanKind)
    project = models.CharField(_("project"), max_length=LONGEST_PROJECT, blank=True)
    plan_year = models.PositiveSmallIntegerField(_("year of the plan"), null=True, blank=True)
    decision_number = models.CharField(
        _("number of the decision"), max_length=LONGEST_NUMBER, blank=True
    )
    places = models.TextField(_("communes concerned"), max_length=2000, blank=True)
    affected = models.TextField(_("whom it concerns"), max_length=1000, blank=True)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    area = models.DecimalField(
        _("area in m²"), max_digits=12, decimal_places=1, null=True, blank=True
    )
    rates = models.TextField(_("paid for a square metre"), max_length=2000, blank=True)
    complain_to = models.TextField(_("where to object"), max_length=600, blank=True)
    complain_until = models.DateField(_("objections until"), null=True, blank=True)
    posted_from = models.DateField(_("posted from"), null=True, blank=True)
    posted_to = models.DateField(_("posted through"), null=True, blank=True)
    noticed_on = models.DateField(_("land recovery announced on"), null=True, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    paid_from = models.DateField(_("paid out from"), null=True, blank=True)

    # What is looked up, made from the fields above.
    place_keys = models.TextField(blank=True, default="", editable=False)
    words = models.TextField(blank=True, default="", editable=False)
    folded_words = models.TextField(blank=True, default="", editable=False)

    parent_page_types = ["editorial.SectionPage"]
    content_panels = [
        FieldPanel("plan_kind", help_text=_("It decides what else must be said.")),
        FieldPanel("title", help_text=_("What the plan is about, in one line. No full stop.")),
        FieldPanel(
            "lead",
            heading=_("In plain words"),
            widget=_LINES,
            help_text=_("For a farmer: what happens, to which land, and what to do now."),
        ),
        MultiFieldPanel(
            [
                FieldPanel("project", help_text=_("As the decision names it.")),
                FieldPanel("plan_year", help_text=_("For a land use plan, such as 2026.")),
                FieldPanel("decision_number", help_text=_("As it is printed, such as 96/QĐ-UBND.")),
                FieldPanel(
                    "places",
                    widget=_LINES,
                    help_text=_(
                        "The communes and wards that it touches, one in a line, in full: Xã Đông Phú."
                    ),
                ),
                FieldPanel(
                    "affected",
                    widget=_LINES,
                    help_text=_("Villages, fields, roads. No names of persons."),
                ),
                FieldRowPanel(
                    [
                        FieldPanel("households", help_text=_("How many are concerned.")),
                        FieldPanel("area", help_text=_("Of all land that it is about.")),
                    ]
                ),
            ],
            heading=_("What it is about"),
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "rates",
                    widget=_LINES,
                    help_text=_(
                        "In đồng a square metre, a line for each kind of land: Đất trồng lúa: 86.000"
                    ),
                ),
                FieldPanel(
                    "complain_to",
                    widget=_LINES,
                    help_text=_("Office, address, telephone, hours."),
                ),
                FieldPanel("complain_until", help_text=_("The last day for it.")),
            ],
            heading=_("What is paid, and what to do if you do not agree"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("posted_from", help_text=_("The first day of the posting.")),
                        FieldPanel("posted_to", help_text=_("The last day of the posting.")),
                    ]
                ),
                FieldRowPanel(
                    [
                        FieldPanel("noticed_on", help_text=_("Where land is recovered.")),
                        FieldPanel("approved_on", help_text=_("Empty until it is.")),
                        FieldPanel("paid_from", help_text=_("Empty until it is known.")),
                    ]
                ),
            ],
            heading=_("Days"),
        ),
        FieldPanel(
            "body",
            heading=_("Maps, files and text"),
            help_text=_(
                "Maps as files first. A list of households comes from its sheet, which shortens names."
            ),
        ),
    ]

    class Meta:
        verbose_name = _("plan about land")
        verbose_name_plural = _("plans about land")
        constraints = [
            models.CheckConstraint(
                condition=Q(posted_to=None)
                | Q(posted_from__isnull=False, posted_to__gte=F("posted_from")),
                name="land_posting_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(complain_until=None)
                | Q(posted_from=None)
                | Q(complain_until__gte=F("posted_from")),
                name="land_objections_after_posting",
            ),
            models.CheckConstraint(
                condition=Q(plan_year=None) | Q(plan_year__range=(2000, 2100)),
                name="land_plan_year_is_one",
            ),
            models.CheckConstraint(
                condition=Q(area=None) | Q(area__gt=0), name="land_plan_area_is_some"
            ),
        ]

    def normalise(self) -> None:
        """Write names in their one form and make what is looked up."""
        self.derive()
        super().normalise()

    def derive(self) -> None:
        for name in ("project", "decision_number"):
            setattr(self, name, " ".join(nfc(getattr(self, name) or "").split()))
        for name in ("places", "affected", "rates", "complain_to"):
            setattr(self, name, "\n".join(_lines(getattr(self, name) or "")))
        keys = (slug_of(line, fallback="") for line in self.place_names)
        self.place_keys = f"|{'|'.join(filter(None, keys))}|"
        self.words = procedure_words([self.title, self.project, self.affected, self.places])
        self.folded_words = folded_words(self.words)

    @property
    def place_names(self) -> list[str]:
        return self.places.splitlines()

    @property
    def is_compensation(self) -> bool:
        return self.plan_kind == LandPlanKind.COMPENSATION

    def check_own(self) -> None:
        problems: dict[str, Any] = {
            name: words
            for name, words in _NEEDED.get(cast("LandPlanKind", self.plan_kind), {}).items()
            if not getattr(self, name)
        }
        problems |= self.wrong_days()
        try:
            rates_in(self.rates)
        except UnreadableRate as error:
            problems["rates"] = str(error)
        if self.decision_number:
            try:
                read_number(self.decision_number)
            except UnreadableNumber:
                problems["decision_number"] = _(
                    "This is not the number of a document. Write it as it is printed, such as 96/QĐ-UBND "
                    "or 80/2025/QĐ-UBND."
                )
        if self.plan_year and not 2000 <= self.plan_year <= 2100:
            problems["plan_year"] = _("Write a year such as 2026.")
        if self.area is not None and self.area <= 0:
            problems["area"] = _("Write an area that is more than 0, such as 120 or 85,5.")
        if problems:
            raise ValidationError(problems)

    def wrong_days(self) -> dict[str, Any]:
        """Return by field what the days say against each other. No query."""
        problems: dict[str, Any] = {}
        begins = self.posted_from
        if self.posted_to and not begins:
            problems["posted_from"] = _("Write the first day on which the plan is posted.")
        elif self.posted_to and begins and self.posted_to < begins:
            problems["posted_to"] = _("The last day is before the first.")
        if begins and self.complain_until and self.complain_until < begins:
            problems["complain_until"] = _("This day is before the posting begins.")
        return problems


def _lines(text: str) -> Iterator[str]:
    for line in nfc(text).splitlines():
        if said := " ".join(line.split()):
            yield said
