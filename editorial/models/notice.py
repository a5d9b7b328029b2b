"""Notices: what people are to know or to do, where, until when, and of which residential group."""

from __future__ import annotations

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from portals.organisation.models import LONGEST_GROUP_NAME, ResidentialGroup
from portals.tree import portal_path

from .story import StoryPage


class NoticePage(StoryPage):
    """A notice: a power cut, a vaccination, a meeting. It has a place and an end."""

    story_kind = "notice"

    place = models.CharField(_("place"), max_length=200, blank=True)
    # Of the portal's list; in words, so that it goes along with the text. Not one of them: for the whole commune.
    residential_group = models.CharField(
        _("residential group"), max_length=LONGEST_GROUP_NAME, blank=True, default="", db_default=""
    )
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)

    parent_page_types = ["editorial.SectionPage"]
    content_panels = [
        *StoryPage.story_panels,
        MultiFieldPanel(
            [
                FieldPanel("place", help_text=_("Where: a house, a street, a village.")),
                FieldPanel(
                    "residential_group",
                    help_text=_(
                        "Whose people it is for: who follows this group is mailed. Empty: the whole commune."
                    ),
                ),
                FieldPanel(
                    "ends_at",
                    help_text=_("When it is over, so that nobody comes too late."),
                ),
            ],
            heading=_("Place and end"),
        ),
    ]

    def narrow_form(self, form: forms.BaseForm, parent: Page) -> None:
        """Offer the groups of the portal's list, and the one that is written there already; nothing without a list."""
        if "residential_group" not in form.fields:
            return
        own = ResidentialGroup.objects.filter(portal__root__path=portal_path(parent.path))
        groups = list(own.values_list("name", flat=True))
        offered = [*groups, *({self.residential_group} - {"", *groups})]
        if not offered:
            del form.fields["residential_group"]
            return
        field = form.fields["residential_group"]
        choices = [("", _("The whole commune")), *((name, name) for name in offered)]
        form.fields["residential_group"] = forms.ChoiceField(
            choices=choices, label=field.label, help_text=field.help_text, required=False
        )

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
