"""Statements on false news, press releases, and what a body tells journalists."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from editorial.models import StoryPage
from portals.models import Portal
from portals.text import nfc

from .enums import Verdict


class StatementPage(StoryPage):
    """What a body says officially of a claim that circulates. Its lead says what is true.

    The title is made of verdict and subject, so that no headline repeats the claim without saying what it is.
    """

    story_kind = "statement"

    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    subject = models.CharField(_("what it is about"), max_length=150)
    claim = models.TextField(_("what is claimed"), max_length=500)
    what_is_false = models.TextField(_("what is false in it"), max_length=600)
    since = models.DateField(_("circulates since"))
    seen_at = models.CharField(_("where it was seen"), max_length=200, blank=True)
    sources = models.TextField(_("what the facts rest on"), max_length=1000)

    parent_page_types = ["editorial.SectionPage"]
    content_panels = [
        MultiFieldPanel(
            [
                FieldPanel(
                    "verdict",
                    help_text=_(
                        "The headline begins with these words, in lists and wherever it is shared."
                    ),
                ),
                FieldPanel(
                    "subject",
                    help_text=_(
                        "In a few words, without repeating the claim: the dyke at Hữu Cầu."
                    ),
                ),
            ],
            heading=_("Headline"),
        ),
        FieldPanel(
            "lead",
            heading=_("What is true"),
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("The facts first, in two or three sentences. Lists show them."),
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "claim",
                    widget=forms.Textarea(attrs={"rows": 3}),
                    help_text=_(
                        "As it circulates, in one or two sentences; it is shown marked as such."
                    ),
                ),
                FieldPanel(
                    "what_is_false",
                    widget=forms.Textarea(attrs={"rows": 3}),
                    help_text=_("Which part of it, and why."),
                ),
                FieldRowPanel(
                    [
                        FieldPanel("since", help_text=_("The first day on which it was seen.")),
                        FieldPanel(
                            "seen_at",
                            help_text=_("Such as: Facebook, Zalo groups. Give no link to it."),
                        ),
                    ]
                ),
                FieldPanel(
                    "sources",
                    widget=forms.Textarea(attrs={"rows": 3}),
                    help_text=_("Who says so, which document or measurement; one in a line."),
                ),
            ],
            heading=_("The claim, and what the facts rest on"),
        ),
        InlinePanel(
            "updates",
            heading=_("Updates"),
            label=_("update"),
            help_text=_("What became known later, each with its day and hour."),
        ),
        FieldPanel(
            "body",
            help_text=_("More text, pictures or files if there are any. May stay empty."),
        ),
    ]

    class Meta:
        verbose_name = _("statement on false news")
        verbose_name_plural = _("statements on false news")

    def normalise(self) -> None:
        self.derive()
        super().normalise()

    def derive(self) -> None:
        """Make the headline of verdict and subject. No query."""
        for name in ("subject", "claim", "what_is_false", "seen_at", "sources"):
            setattr(self, name, nfc(getattr(self, name) or "").strip())
        if self.verdict and self.subject:
            self.title = f"{self.verdict_words}: {self.subject}"[:255]
        self.title = self.title or str(_("Statement on false news"))
        self.draft_title = self.title

    def check_own(self) -> None:
        if self.claim and self.subject and _same(self.claim, self.subject):
            raise ValidationError(
                {"subject": _("Say what it is about, without repeating the claim itself.")}
            )

    @property
    def verdict_words(self) -> str:
        return str(Verdict(self.verdict).label)


def _same(one: str, other: str) -> bool:
    words, others = (text.casefold().strip(" .!?…“”\"'") for text in (one, other))
    return words == others


class StatementUpdate(Orderable):
    """What became known later."""

    page = ParentalKey(StatementPage, on_delete=models.CASCADE, related_name="updates")
    at = models.DateTimeField(_("day and hour"))
    what = models.CharField(_("what became known"), max_length=500)

    panels = [
        FieldPanel("at", help_text=_("When it became known.")),
        FieldPanel("what", help_text=_("In one or two sentences.")),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("update of a statement")
        verbose_name_plural = _("updates of a statement")

    def __str__(self) -> str:
        return self.what


class ReleasePage(StoryPage):
    """A press release: a text for journalists, with whom they may ask."""

    story_kind = "release"

    ask_name = models.CharField(_("whom journalists may ask"), max_length=120, blank=True)
    ask_phone = models.CharField(_("phone for journalists"), max_length=60, blank=True)

    parent_page_types = ["editorial.SectionPage"]
    content_panels = [
        *StoryPage.story_panels,
        MultiFieldPanel(
            [
                FieldPanel("ask_name", help_text=_("Name and post. Empty: the spokesperson.")),
                FieldPanel("ask_phone", help_text=_("A telephone of the office.")),
            ],
            heading=_("For journalists"),
        ),
    ]

    class Meta:
        verbose_name = _("press release")
        verbose_name_plural = _("press releases")


class PressCorner(models.Model):
    """What a portal's body tells journalists beside its spokesperson, who stands with the portal."""

    portal = models.OneToOneField(
        Portal, models.PROTECT, related_name="+", verbose_name=_("portal")
    )
    accreditation = models.TextField(_("how to be accredited"), max_length=1000)
    mail_address = models.CharField(_("address for letters"), max_length=300, blank=True)
    hours = models.CharField(_("when somebody answers"), max_length=200, blank=True)
    photo_licence = models.CharField(_("how photos may be used"), max_length=300, blank=True)
    changed_at = models.DateTimeField(_("changed at"))

    objects: ClassVar[models.Manager[PressCorner]]

    class Meta:
        verbose_name = _("press corner")
        verbose_name_plural = _("press corners")

    def __str__(self) -> str:
        return f"{self.portal_id}"
