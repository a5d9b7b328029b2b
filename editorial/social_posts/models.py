"""What a board writes its posts by, and of which text of a story each post was made."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from editorial.models import StoryPage
from portals.boards.models import User
from portals.models import Portal, SocialService
from portals.social.models import SocialPost

LONGEST_TEMPLATE = 1000


class PostTemplate(models.Model):
    """How a portal words its posts on one service. Without a row the shipped wording is taken."""

    portal = models.ForeignKey(
        Portal, models.CASCADE, related_name="+", db_index=False, verbose_name=_("portal")
    )
    service = models.CharField(_("service"), max_length=12, choices=SocialService)
    text = models.TextField(_("wording"), max_length=LONGEST_TEMPLATE)
    changed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed at"))

    objects: ClassVar[models.Manager[PostTemplate]]

    class Meta:
        verbose_name = _("wording of posts")
        verbose_name_plural = _("wordings of posts")
        constraints = [
            models.UniqueConstraint(
                fields=["portal", "service"], name="post_wording_once_a_service"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="post_wording_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.portal_id}: {self.service}"


class StoryPost(models.Model):
    """That a post is about a story, and a mark of what it was made of: title, teaser, when and where, picture."""

    post = models.OneToOneField(
        SocialPost,
        models.CASCADE,
        primary_key=True,
        related_name="of_story",
        verbose_name=_("post"),
    )
    story = models.ForeignKey(
        StoryPage, models.CASCADE, related_name="social_posts", verbose_name=_("story")
    )
    mark = models.CharField(max_length=64)

    objects: ClassVar[models.Manager[StoryPost]]

    class Meta:
        verbose_name = _("post about a story")
        verbose_name_plural = _("posts about stories")
        constraints = [
            models.CheckConstraint(condition=~Q(mark=""), name="story_post_knows_its_text")
        ]

    def __str__(self) -> str:
        return f"{self.story_id}: {self.post_id}"
