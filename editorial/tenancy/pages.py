"""Whose text a page of the desk is about: the texts of a person's own portals, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from editorial.models import InformationPage, StoryPage
from portals.admin_kit.held_posts import HeldPost, post_for_path
from portals.admin_kit.scope import own_pages, portals_of_request
from portals.admin_kit.views import DeskPage
from portals.models import Portal

if TYPE_CHECKING:
    from wagtail.models import Page


def own_text(request: HttpRequest, page_id: int) -> Page:
    """A story or information page of the person's own portals, as its own kind; 404 for all others."""
    page = get_object_or_404(own_pages(portals_of_request(request)), pk=page_id).specific
    if not isinstance(page, (StoryPage, InformationPage)):
        raise Http404
    return page


def own_story(request: HttpRequest, page_id: int) -> StoryPage:
    page = own_text(request, page_id)
    if not isinstance(page, StoryPage):
        raise Http404
    return page


class StoryOfDesk(DeskPage):
    """A page about one story of a portal on whose board the person is; for everybody else it does not exist."""

    @cached_property
    def story(self) -> StoryPage:
        story = get_object_or_404(StoryPage, pk=self.kwargs["story_id"])
        post = post_for_path(self.user, story.path)
        if post is None or not self.is_for(post):
            raise Http404
        return story

    @cached_property
    def portal(self) -> Portal:
        return self.story.portal_of_page()

    def is_for(self, post: HeldPost) -> bool:
        return post.decides

    def get_page_subtitle(self) -> str:
        return str(self.story.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(story=self.story, **kwargs)
