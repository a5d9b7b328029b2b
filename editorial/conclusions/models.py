"""A conclusion of an inspection with its recommendations; a reward or sanction with those whom it names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from editorial.document_numbers.parsing import LONGEST_NUMBER, UnreadableNumber, read_number
from editorial.models import StoryPage
from portals.text import nfc

from .enums import FollowUp, Matter, Party
from .shortening import bare_name, everywhere_without, in_letters, without

if TYPE_CHECKING:
    from wagtail.models import Revision

    from editorial.fields import QuietStreamField

LONGEST_BODY = 160


def unreadable(number: str) -> bool:
    """Whether `number` is given and is no number of a document."""
    try:
        return bool(number) and read_number(number) is None
    except UnreadableNumber:
        return True


def _no_number() -> Any:
    return _(
        "This is not the number of a document. Write it as it is printed, such as 96/QĐ-UBND or 80/2025/QĐ-UBND."
    )


class ConclusionPage(StoryPage):
    """A conclusion, with its full text as a file. It stays public for fifteen days in a row at least."""

    story_kind = "conclusion"

    inspected_body = models.CharField(_("inspected body"), max_length=LONGEST_BODY)
    inspected_by_decision = models.CharField(
        _("decision to inspect"), max_length=LONGEST_NUMBER, blank=True
    )
    covers_from = models.DateField(_("period inspected, from"), null=True, blank=True)
    covers_to = models.DateField(_("period inspected, to"), null=True, blank=True)
    number = models.CharField(_("number of the conclusion"), max_length=LONGEST_NUMBER)
    concluded_on = models.DateField(_("concluded on"))

    parent_page_types = ["editorial.SectionPage"]
    content_panels = [
        FieldPanel(
            "title", help_text=_("What was inspected, in one line. Name the body, not persons.")
        ),
        FieldPanel(
            "lead", help_text=_("Two or three sentences: what was found, what must follow.")
        ),
        MultiFieldPanel(
            [
                FieldPanel("inspected_body", help_text=_("Whose work was inspected, in full.")),
                FieldRowPanel(
                    [
                        FieldPanel("number", help_text=_("As it is printed, such as 12/KL-TTr.")),
                        FieldPanel("concluded_on", help_text=_("The day of the conclusion.")),
                    ]
                ),
                FieldPanel(
                    "inspected_by_decision",
                    help_text=_("Number of the decision by which the inspection began."),
                ),
                FieldRowPanel(
                    [
                        FieldPanel("covers_from", help_text=_("First day that was looked at.")),
                        FieldPanel("covers_to", help_text=_("Last day that was looked at.")),
                    ]
                ),
            ],
            heading=_("Inspection"),
        ),
        FieldPanel(
            "body",
            heading=_("Full text"),
            help_text=_("First the full text as a file; without it nothing is published."),
        ),
        InlinePanel(
            "recommendations",
            heading=_("Recommendations"),
            label=_("recommendation"),
            help_text=_("What must be done by when; note later what was done."),
        ),
    ]

    class Meta:
        verbose_name = _("conclusion of an inspection")
        verbose_name_plural = _("conclusions of inspections")
        constraints = [
            models.CheckConstraint(
                condition=Q(covers_from=None)
                | Q(covers_to=None)
                | Q(covers_to__gte=F("covers_from")),
                name="inspected_period_ends_after_it_begins",
            )
        ]

    def normalise(self) -> None:
        for name in ("inspected_body", "number", "inspected_by_decision"):
            setattr(self, name, " ".join(nfc(getattr(self, name) or "").split()))
        super().normalise()

    def check_own(self) -> None:
        wrong: dict[str, Any] = {}
        for name in ("number", "inspected_by_decision"):
            if unreadable(getattr(self, name)):
                wrong[name] = _no_number()
        if self.covers_from and self.covers_to and self.covers_to < self.covers_from:
            wrong["covers_to"] = _("The last day is before the first.")
        if self.covers_to and self.concluded_on and self.concluded_on < self.covers_to:
            wrong["concluded_on"] = _("A conclusion comes after the period that was inspected.")
        if wrong:
            raise ValidationError(wrong)


class Recommendation(Orderable):
    """What the inspection asks of somebody by a day, and what was done."""

    page = ParentalKey(ConclusionPage, on_delete=models.CASCADE, related_name="recommendations")
    addressee = models.CharField(_("who must act"), max_length=LONGEST_BODY)
    what = models.CharField(_("what must be done"), max_length=500)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=4, choices=FollowUp, default=FollowUp.OPEN)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    note = models.CharField(_("what was done"), max_length=300, blank=True)

    panels = [
        FieldPanel("addressee", help_text=_("The body that must act.")),
        FieldPanel("what", help_text=_("In one sentence.")),
        FieldPanel("due_on", help_text=_("The last day, where the conclusion names one.")),
        FieldPanel("state", help_text=_("Change it when it was done; readers see it.")),
        FieldPanel("done_on", help_text=_("Only where it was done.")),
        FieldPanel("note", help_text=_("What was done, in one sentence. May stay empty.")),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", done_on=None) | Q(state="done", done_on__isnull=False),
                name="recommendation_done_has_a_day",
            )
        ]

    def __str__(self) -> str:
        return self.what

    def clean(self) -> None:
        if (self.state == FollowUp.DONE) != bool(self.done_on):
            raise ValidationError(
                {"done_on": _("Give the day on which it was done, or say that it is not done yet.")}
            )


class RewardPage(StoryPage):
    """Rewards or sanctions by one decision. Who is sanctioned and is no organisation is named by letters alone.

    Only where a law asks for the name it stands in full, and the page names that law.
    """

    story_kind = "reward"

    matter = models.CharField(_("what it is"), max_length=8, choices=Matter)
    decision_number = models.CharField(_("number of the decision"), max_length=LONGEST_NUMBER)
    decided_on = models.DateField(_("decided on"))
    decided_by = models.CharField(_("who decided"), max_length=LONGEST_BODY)
    names_by_law = models.CharField(_("law that asks for full names"), max_length=200, blank=True)

    parent_page_types = ["editorial.SectionPage"]
    content_panels = [
        FieldPanel(
            "title", help_text=_("What for, in one line. Name no person who is sanctioned.")
        ),
        FieldPanel(
            "lead", help_text=_("Two or three sentences. Name no person who is sanctioned.")
        ),
        MultiFieldPanel(
            [
                FieldPanel("matter", help_text=_("Whether somebody is rewarded or sanctioned.")),
                FieldRowPanel(
                    [
                        FieldPanel("decision_number", help_text=_("Such as 96/QĐ-UBND.")),
                        FieldPanel("decided_on", help_text=_("The day of the decision.")),
                    ]
                ),
                FieldPanel("decided_by", help_text=_("The body that decided, in full.")),
                FieldPanel(
                    "names_by_law",
                    help_text=_(
                        "Leave it empty: names of persons are then shortened to letters. Only where a law asks for "
                        "the full name, say which and by which article."
                    ),
                ),
            ],
            heading=_("Decision"),
        ),
        InlinePanel(
            "parties",
            heading=_("Whom it names"),
            label=_("party"),
            help_text=_("One row for each organisation or person."),
        ),
        FieldPanel(
            "body",
            heading=_("Text and files"),
            help_text=_("What readers should know. Attach no file that names sanctioned persons."),
        ),
    ]

    class Meta:
        verbose_name = _("reward or sanction")
        verbose_name_plural = _("rewards and sanctions")

    def normalise(self) -> None:
        """Shorten the names that may not stand in full before anything is stored, in title, lead and text too."""
        for name in ("decision_number", "decided_by", "names_by_law"):
            setattr(self, name, " ".join(nfc(getattr(self, name) or "").split()))
        self._shorten_names()
        super().normalise()

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Shorten first, whoever saves it: the editor keeps drafts without having them cleaned."""
        if self._shorten_names() and not self.live:
            # What the editor stores of a draft beside its revision.
            draft: Any = self
            draft.save(clean=False)
        return cast("Revision", super().save_revision(*args, **kwargs))

    def words_of_slug(self) -> str:
        """The number of the decision: a title may name somebody before the rows say who that is."""
        return f"quyết định {self.decision_number.replace('/', '-')}"

    @property
    def shortens_names(self) -> bool:
        return self.matter == Matter.SANCTION and not self.names_by_law

    def _shorten_names(self) -> bool:
        """Return whether a name stood in full in a row; it is shortened then wherever the page has it."""
        parties = list(self.parties.all()) if self.shortens_names else []
        names = [bare_name(one.name) for one in parties if one.is_named]
        if not names:
            return False
        for one in parties:
            one.name = in_letters(one.name) if one.is_named else one.name
            one.what, one.why = without(one.what, names), without(one.why, names)
        self.parties.set(parties)
        for name in ("title", "draft_title", "lead"):
            setattr(self, name, without(getattr(self, name), names))
        body = json.dumps(everywhere_without(self.body.get_prep_value(), names))
        self.body = cast("QuietStreamField", self._meta.get_field("body")).to_python(body)
        return True

    def check_own(self) -> None:
        if unreadable(self.decision_number):
            raise ValidationError({"decision_number": _no_number()})


class RewardedParty(Orderable):
    """Somebody whom the decision names, and what it gives them."""

    page = ParentalKey(RewardPage, on_delete=models.CASCADE, related_name="parties")
    party = models.CharField(_("who it is"), max_length=12, choices=Party)
    name = models.CharField(_("name"), max_length=LONGEST_BODY)
    what = models.CharField(_("what it gets"), max_length=300)
    why = models.CharField(_("what for"), max_length=300, blank=True)

    panels = [
        FieldPanel("party", help_text=_("Names of organisations stand in full.")),
        FieldPanel(
            "name",
            help_text=_("A person who is sanctioned is shortened to letters when you save."),
        ),
        FieldPanel("what", help_text=_("Such as: certificate of merit; fine of 15.000.000 đồng.")),
        FieldPanel("why", help_text=_("In a few words.")),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("party of a decision")
        verbose_name_plural = _("parties of a decision")

    def __str__(self) -> str:
        return self.name

    @property
    def is_named(self) -> bool:
        """Whether it is a person whose name stands in full."""
        return self.party == Party.PERSON and in_letters(self.name) != self.name
