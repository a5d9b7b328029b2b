"""Stories: what boards write. A story is stored once; where it appears is a placement."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, PagePermissionTester

from editorial.blocks import StoryBody
from editorial.enums import SensitiveSubject
from editorial.fields import QuietStreamField
from editorial.wagtail_patches.slugs import free_slug
from portals.text import nfc, slug_of

from .media import PortalImage
from .page import PortalPage
from .rendering import serve_page
from .section import SectionPage


class StoryPermissions(PagePermissionTester):
    """What a person may do with a story, with what follows from its own row not asked of the tree."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        # A story has no pages below, among which Wagtail would look for public ones. A list asks for each row.
        if not self.user.is_active or self.user.is_superuser or not self.page.is_leaf():
            return super().can_delete(ignore_bulk)
        if self.page.live and "publish" not in self.permissions:
            return False
        own = self.page.owner_id == self.user.pk
        return "change" in self.permissions or ("add" in self.permissions and own)


class StoryPage(PortalPage):
    """What every list of stories needs. Its kinds are the subclasses; it is never created by itself.

    A kind is registered with all that is particular to it in `editorial.kinds`.
    """

    slug: str
    story_kind: ClassVar[str]
    # Where readers of the portal at hand see it; set by the view of stories.
    shown_in: SectionPage | None = None

    lead = models.TextField(
        _("lead"), max_length=600, help_text=_("Two or three sentences that say what happened.")
    )
    lead_image = models.ForeignKey(
        PortalImage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead image"),
    )
    lead_image_alt = models.CharField(
        _("alt text"),
        max_length=250,
        blank=True,
        help_text=_("What the image shows, for people who cannot see it."),
    )
    lead_image_caption = models.CharField(_("caption"), max_length=300, blank=True)
    body = QuietStreamField(StoryBody(), blank=True, verbose_name=_("body"))
    source = models.CharField(
        _("source"),
        max_length=160,
        blank=True,
        help_text=_("Where the text comes from, if not yours."),
    )
    byline = models.CharField(_("byline"), max_length=120, blank=True)
    event_at = models.DateTimeField(_("event time"), null=True, blank=True)
    # No field of the editor: a verb of the desk sets it, and no revision brings an old one back.
    sensitive_subject = models.CharField(
        _("sensitive subject"),
        max_length=12,
        choices=SensitiveSubject,
        blank=True,
        editable=False,
        default="",
        db_default="",
    )
    subject_by_hand = models.BooleanField(
        _("subject set by the desk"), default=False, editable=False, db_default=False
    )
    # Of a board's own version of another board's story: what it was made from. Set by the verb that makes it.
    adapted_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        editable=False,
        related_name="own_versions",
        verbose_name=_("adapted from"),
    )

    exclude_fields_in_copy = ["sensitive_subject", "subject_by_hand", "adapted_from"]
    is_creatable = False
    parent_page_types = ["editorial.SectionPage"]
    subpage_types: list[str] = []
    show_in_menus_default = False
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []
    story_panels = [
        # Not Wagtail's title panel, which looks for a slug to fill in, nor its dress: a title without a label and a
        # frame is not found by whoever writes here once a week.
        FieldPanel(
            "title",
            help_text=_("What happened, in one line. No full stop."),
        ),
        FieldPanel(
            "lead",
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Two or three sentences that say what happened. Lists show them."),
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "lead_image",
                    help_text=_("It stands above the text and in lists. May stay empty."),
                ),
                FieldPanel(
                    "lead_image_alt",
                    help_text=_("What the image shows, for people who cannot see it."),
                ),
                FieldPanel(
                    "lead_image_caption",
                    help_text=_(
                        "Who, where, when, and who took the photo. It stands below the image."
                    ),
                ),
            ],
            heading=_("Lead image"),
        ),
        FieldPanel(
            "body",
            help_text=_("The text itself, in parts: text, headings, images, tables, files."),
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "event_at",
                    help_text=_("When it happened or will happen. May stay empty."),
                ),
                FieldPanel("byline", help_text=_("Who wrote it, as readers shall see it.")),
                FieldPanel(
                    "source", help_text=_("Where the text comes from, if not from your board.")
                ),
            ],
            heading=_("Time and source"),
        ),
    ]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        indexes = [
            # Few stories are adapted: the others take no place in it.
            models.Index(
                fields=["adapted_from"],
                condition=models.Q(adapted_from__isnull=False),
                name="story_adapted_from",
            ),
        ]

    def normalise(self) -> None:
        """Store text in NFC; give a new story its slug, which then stays ("addresses that last")."""
        for field in ("title", "lead", "lead_image_alt", "lead_image_caption", "source", "byline"):
            setattr(self, field, nfc(getattr(self, field) or ""))
        if self._state.adding or not self.slug:
            self.slug = free_slug(self, slug_of(self.words_of_slug(), fallback="tin"))

    def derive(self) -> None:
        """Make what follows from a kind's own fields. For whoever writes pages without saving them. No query."""

    def check_own(self) -> None:
        """Raise ValidationError for what cannot be in a kind's own fields. For the same writers. No query."""

    def words_of_slug(self) -> str:
        """Return what a new story's address is made of."""
        return self.title

    def with_content_json(self, content: dict[str, Any]) -> StoryPage:
        """Keep what no revision changes: the slug (made once, perhaps changed by a move), the subject, the source."""
        page: StoryPage = super().with_content_json(content)
        page.slug = self.slug
        page.sensitive_subject = self.sensitive_subject
        page.subject_by_hand = self.subject_by_hand
        page.adapted_from_id = self.adapted_from_id
        page.set_url_path(self.get_parent())
        return page

    def clean(self) -> None:
        super().clean()
        if self.lead_image_id and not self.lead_image_alt.strip():
            raise forms.ValidationError(
                {"lead_image_alt": _("Say in a few words what the image shows.")}
            )
        self.check_own()

    @property
    def is_corrected(self) -> bool:
        """Whether the text changed after it was first published, by more than the minute that publishing may take."""
        first, last = self.first_published_at, self.last_published_at
        return first is not None and last is not None and last - first > timedelta(minutes=1)

    def permissions_for_user(self, user: Any) -> StoryPermissions:
        return StoryPermissions(user, self)

    def public_path(self) -> str:
        """Return `/<section>/<slug>-<id>/`. The id alone resolves it; section and slug are for people."""
        section, slug = self.url_path.rstrip("/").split("/")[-2:]
        return f"/{section}/{slug}-{self.pk}/"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return serve_page(request, self)


class ArticlePage(StoryPage):
    """News: a brief or a feature."""

    story_kind = "article"

    parent_page_types = ["editorial.SectionPage"]
    content_panels = [
        *StoryPage.story_panels,
        InlinePanel(
            "related_stories",
            heading=_("Related stories"),
            label=_("story"),
            max_num=5,
            help_text=_("At most five stories to read next, shown where they stand on the portal."),
        ),
    ]

    class Meta:
        verbose_name = _("news story")
        verbose_name_plural = _("news stories")


class RelatedStory(Orderable):
    """A story to read next. It is shown on a portal only where it stands there too."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="related_stories")
    story = models.ForeignKey(StoryPage, models.CASCADE, related_name="+", verbose_name=_("story"))

    panels = [FieldPanel("story", help_text=_("A story of your portal, or one that stands on it."))]

    class Meta(Orderable.Meta):
        verbose_name = _("related story")
        verbose_name_plural = _("related stories")
