"""A draft that is laid open for comment, article by article, with what became of what people said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from editorial.document_numbers.catalogue import kind_choices
from editorial.document_numbers.parsing import LONGEST_NUMBER, UnreadableNumber, read_number
from editorial.models import StoryPage
from portals.accountability.models import CitizenCase
from portals.boards.models import User
from portals.models import Portal
from portals.text import nfc

from .enums import Moderation

# Law 64/2025 on the promulgation of legal documents; domain notes, D4. Not checked by a jurist.
LEAST_OPEN = timedelta(days=20)
LONGEST_BODY = 160
# What a form takes together is less than what is taken in from strangers (portals.serving.bodies).
LONGEST_COMMENT = 6_000
LONGEST_NAME = 120
_LINES = forms.Textarea(attrs={"rows": 4})


class ConsultationPage(StoryPage):
    """A draft on which anybody may comment from `opens_on` through `closes_on`, by the clock of the province.

    What was taken up and what was not stands with each article, once the time is over.
    """

    story_kind = "consultation"

    drafter = models.CharField(_("drafted by"), max_length=LONGEST_BODY)
    document_kind = models.CharField(_("kind of document"), max_length=24, choices=kind_choices)
    opens_on = models.DateField(_("comments from"))
    closes_on = models.DateField(_("comments through"))
    contact = models.TextField(_("who answers questions"), max_length=600)
    summary = models.TextField(_("what came of it as a whole"), max_length=6000, blank=True)
    issued_number = models.CharField(
        _("number of the issued document"), max_length=LONGEST_NUMBER, blank=True
    )

    parent_page_types = ["editorial.SectionPage"]
    content_panels = [
        FieldPanel("title", help_text=_("What is drafted, in one line. No full stop.")),
        FieldPanel(
            "lead",
            heading=_("In plain words"),
            widget=_LINES,
            help_text=_("Whom it touches, what changes for them, and what you ask of readers."),
        ),
        MultiFieldPanel(
            [
                FieldPanel("document_kind", help_text=_("What it becomes once it is issued.")),
                FieldPanel("drafter", help_text=_("The body that drafts it, in full.")),
                FieldRowPanel(
                    [
                        FieldPanel("opens_on", help_text=_("The first day for comments.")),
                        FieldPanel(
                            "closes_on",
                            help_text=_("The last day, at least 20 days after the first."),
                        ),
                    ]
                ),
                FieldPanel(
                    "contact",
                    widget=_LINES,
                    help_text=_("Office, telephone, mail address of who knows the draft."),
                ),
            ],
            heading=pgettext_lazy("draft for comment", "Draft"),
        ),
        FieldPanel(
            "body",
            heading=_("Files and text"),
            help_text=_("The draft, the submission and the explanatory note, each as a file."),
        ),
        InlinePanel(
            "articles",
            heading=_("Articles"),
            label=_("article"),
            help_text=_("Each is commented on by itself. Their numbers stay as they are printed."),
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "summary",
                    widget=_LINES,
                    help_text=_("Only once the time is over; with each article say more."),
                ),
                FieldPanel(
                    "issued_number",
                    help_text=_("Once it is issued, as it is printed, such as 80/2025/QĐ-UBND."),
                ),
            ],
            heading=_("What came of it"),
        ),
    ]

    class Meta:
        verbose_name = _("draft laid open for comment")
        verbose_name_plural = _("drafts laid open for comment")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on") + LEAST_OPEN),
                name="draft_is_open_twenty_days",
            )
        ]

    def normalise(self) -> None:
        for name in ("drafter", "issued_number"):
            setattr(self, name, " ".join(nfc(getattr(self, name) or "").split()))
        super().normalise()

    def check_own(self) -> None:
        wrong: dict[str, Any] = {}
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on + LEAST_OPEN:
            wrong["closes_on"] = _(
                "A draft is open for at least 20 days: the last day is %(day)s or later."
            ) % {"day": f"{self.opens_on + LEAST_OPEN:%d/%m/%Y}"}
        try:
            if self.issued_number:
                read_number(self.issued_number)
        except UnreadableNumber:
            wrong["issued_number"] = _(
                "This is not the number of a document. Write it as it is printed, such as 96/QĐ-UBND or "
                "80/2025/QĐ-UBND."
            )
        if wrong:
            raise ValidationError(wrong)


class DraftArticle(Orderable):
    """An article of a draft. Comments name it by its number, which is unique in the draft."""

    page = ParentalKey(ConsultationPage, on_delete=models.CASCADE, related_name="articles")
    number = models.PositiveSmallIntegerField(pgettext_lazy("draft for comment", "number"))
    heading = models.CharField(pgettext_lazy("draft for comment", "heading"), max_length=200)
    text = models.TextField(pgettext_lazy("draft for comment", "text"), max_length=20_000)
    taken_up = models.TextField(_("taken up"), max_length=4000, blank=True)
    not_taken_up = models.TextField(_("not taken up, and why"), max_length=4000, blank=True)

    panels = [
        FieldPanel("number", help_text=_("As it is printed: 1, 2, 3.")),
        FieldPanel("heading", help_text=_("Without its number.")),
        FieldPanel("text", help_text=_("The whole text of the article.")),
        FieldPanel("taken_up", help_text=_("Once the time is over: what was changed after it.")),
        FieldPanel("not_taken_up", help_text=_("Once the time is over: what was not, and why.")),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("article of a draft")
        verbose_name_plural = _("articles of a draft")
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="one_article_a_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="article_is_numbered_from_one"),
        ]

    def __str__(self) -> str:
        return self.heading


class DraftComment(models.Model):
    """A comment on a draft: which article it is on (0 for the draft as a whole), and what of it is public.

    What the person wrote is in the case, sealed. `public_words` are what the board approved, redacted; `public_name`
    is there only where the person wished it.
    """

    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    page = models.ForeignKey(
        ConsultationPage,
        models.PROTECT,
        related_name="comments",
        verbose_name=pgettext_lazy("draft for comment", "draft"),
    )
    case = models.OneToOneField(CitizenCase, models.PROTECT, related_name="+")
    article = models.PositiveSmallIntegerField(_("article"), default=0)
    wants_name = models.BooleanField(_("name may be shown"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=Moderation, default=Moderation.WAITING
    )
    public_words = models.TextField(
        _("public words"), max_length=LONGEST_COMMENT, blank=True, default=""
    )
    public_name = models.CharField(
        _("public name"), max_length=LONGEST_NAME, blank=True, default=""
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[models.Manager[DraftComment]]

    class Meta:
        verbose_name = _("comment on a draft")
        verbose_name_plural = _("comments on drafts")
        ordering = ["article", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None, decided_by=None)
                | (~Q(state="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="decided_comment_has_hand_and_hour",
            ),
            models.CheckConstraint(
                condition=(Q(state="approved") & ~Q(public_words=""))
                | (~Q(state="approved") & Q(public_words="", public_name="")),
                name="only_approved_comment_has_words",
            ),
            models.CheckConstraint(
                condition=Q(public_name="") | Q(wants_name=True), name="comment_named_by_wish"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}#{self.article}: {self.case_id}"


class ConsultationSummary(models.Model):
    """When the public was first told what was taken up of the comments on a draft, and what was not."""

    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    page = models.OneToOneField(
        ConsultationPage,
        models.PROTECT,
        related_name="summary_told",
        verbose_name=pgettext_lazy("draft for comment", "draft"),
    )
    published_at = models.DateTimeField(_("published"))

    objects: ClassVar[models.Manager[ConsultationSummary]]

    class Meta:
        verbose_name = _("summary of comments")
        verbose_name_plural = _("summaries of comments")

    def __str__(self) -> str:
        return str(self.page_id)
