"""The standing editors above look over all new local stories and pick some ("Tin cơ sở")."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from editorial.models import Placement
from editorial.public.addresses import origin_url
from portals.admin_kit.current import current_portal
from portals.admin_kit.held_posts import HeldPost, held_posts
from portals.admin_kit.lists import DeskList
from portals.admin_kit.views import DeskPage, VerbForm
from portals.clock import local_date
from portals.models import Portal
from portals.visits.queries import views_of
from syndication.dispatches.audience import ids_above
from syndication.placing.lineage import against_placing
from syndication.shared_store.actions.picking import Picked, pick_story
from syndication.shared_store.forms import USUAL_DAYS, LocalStoriesForm, PickForm
from syndication.shared_store.queries import group_alike, local_stories

ROWS = 12


class DeskAbove(DeskPage):
    """A page of a portal that has portals below; for everybody else it does not exist."""

    @cached_property
    def portal(self) -> Portal:
        """The portal the person works on now where it is such a one, else the first that is."""
        posts = [post for post in held_posts(self.user, self.now) if post.decides and post.oversees]
        if not posts:
            raise Http404
        now_at = current_portal(self.request)
        chosen: HeldPost = next(
            (post for post in posts if now_at and post.portal_id == now_at.pk), posts[0]
        )
        return Portal.objects.select_related("site", "root").get(pk=chosen.portal_id)


class LocalStories(DeskAbove, DeskList):
    template_name = "syndication/shared_store/local_stories.html"
    page_title = _("Local stories")
    header_icon = "doc-full"
    context_object_name = "placements"
    paginate_by = ROWS

    @cached_property
    def narrowed(self) -> LocalStoriesForm:
        return LocalStoriesForm({"days": USUAL_DAYS, **self.request.GET.dict()})

    def get_base_queryset(self) -> QuerySet[Placement]:
        return local_stories(self.portal, self.narrowed.wanted(self.now), now=self.now)

    def get_page_subtitle(self) -> str:
        return self.portal.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        placements = list(context["placements"])
        views = views_of([placement.story_id for placement in placements])
        for placement in placements:
            placement.url = origin_url(placement.portal, placement.story)
            placement.views = views.get(placement.story_id, 0)
        return context | {
            "groups": group_alike(placements, now=self.now),
            "filters": self.narrowed,
            "desk_portal": self.portal,
        }


class PickStory(DeskAbove, VerbForm):
    form_class = PickForm
    template_name = "syndication/shared_store/pick.html"
    page_title = _("Take for publication")
    header_icon = "download"
    submit_label = _("Take for publication")
    picked: Picked

    @cached_property
    def origin(self) -> Placement:
        """Where the story was written: on a portal below, and public."""
        standing = Placement.objects.standing().local().filter(story__live=True)
        origin = get_object_or_404(
            standing.select_related("portal__site", "section", "story"),
            story=self.kwargs["story_id"],
        )
        if self.portal.pk not in ids_above(portal=origin.portal, day=local_date(self.now)):
            raise Http404
        return origin

    @cached_property
    def situation(self) -> str:
        return against_placing(
            story_id=self.origin.story_id, portal=self.portal, itself_is_fine=True
        )

    def get_page_subtitle(self) -> str:
        return str(self.origin.story.title)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "portal": self.portal, "like": self.origin.section}

    def act(self, form: Any) -> str:
        self.picked = pick_story(
            story=self.origin.story,
            section=form.cleaned_data["section"],
            sends_on=form.cleaned_data["sends_on"],
            actor=self.user,
            now=self.now,
        )
        if self.picked.dispatch is not None:
            return gettext("The story is public on your portal and on its way to the others.")
        return gettext("The story is public on your portal.")

    def get_success_url(self) -> str:
        if self.picked.dispatch is not None:
            return reverse("syndication:dispatch", args=[self.picked.dispatch.pk])
        return reverse("across:local_stories")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = origin_url(self.origin.portal, self.origin.story)
        return super().get_context_data(
            origin=self.origin, story=self.origin.story, story_url=address, **kwargs
        )
