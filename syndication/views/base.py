"""What the pages of this floor share: the frame, their story, refusals shown in place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView, ListView
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from editorial.models import StoryPage
from portals.addresses import main_origin
from portals.boards.models import User
from portals.models import Portal
from portals.refusals import Refusal
from syndication.desks import Desk, desk_for_path

ROWS_A_PAGE = 200


class DeskPage(WagtailAdminTemplateMixin):
    """A page in Wagtail's frame, for the person who is signed in, at one instant."""

    request: HttpRequest
    kwargs: dict[str, Any]
    page_title: Any = ""
    page_subtitle: Any = ""

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @property
    def user(self) -> User:
        user = self.request.user
        if not isinstance(user, User):
            raise Http404
        return user

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]


class DeskList(DeskPage, ListView):  # type: ignore[type-arg]  # not generic at run time
    """A list of rows that the person's posts give, a page at a time."""

    paginate_by = ROWS_A_PAGE
    paginator_class = WagtailPaginator
    page_kwarg = "p"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        page = context["page_obj"]
        context["elided_page_range"] = page.paginator.get_elided_page_range(page.number)
        return context


class StoryOfDesk(DeskPage):
    """A page about one story of the desk's own portal; for everybody else it does not exist."""

    @cached_property
    def story(self) -> StoryPage:
        story = get_object_or_404(StoryPage, pk=self.kwargs["story_id"])
        desk = desk_for_path(self.user, story.path)
        if desk is None or not self.is_for(desk):
            raise Http404
        return story

    @cached_property
    def portal(self) -> Portal:
        return self.story.portal_of_page()

    def is_for(self, desk: Desk) -> bool:
        return desk.decides

    def get_page_subtitle(self) -> str:
        return str(self.story.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(story=self.story, **kwargs)


class VerbForm(DeskPage, FormView):  # type: ignore[type-arg]  # not generic at run time
    """A form whose valid content goes to one verb; what the verb refuses is said above the form."""

    template_name = "syndication/admin/form.html"
    submit_label: Any = ""

    @cached_property
    def situation(self) -> str:
        """The sentence that the page shows in place of its form; empty where there is a form."""
        return ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.situation:
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def act(self, form: Any) -> str:
        """Call the verb; return the sentence that confirms it."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            done = self.act(form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, done)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["situation"] = self.situation
        context["submit_button_label"] = self.submit_label
        context["submit_button_active_label"] = self.submit_label
        context["media"] = context["form"].media
        return context


def origin_url(portal: Portal, story: StoryPage) -> str:
    """Where the public reads `story` on its own `portal`; empty where it is not public.

    No query where the portal's site is loaded.
    """
    if not story.live or portal.site_id is None:
        return ""
    return f"{main_origin(portal)}{story.public_path()}"


def public_url(portal: Portal, section_slug: str | None, story: StoryPage) -> str:
    """Where the public reads `story` on `portal`; empty where it does not stand.

    No query where the portal's site is loaded.
    """
    if section_slug is None or portal.site_id is None:
        return ""
    return f"{main_origin(portal)}/{section_slug}/{story.slug}-{story.pk}/"
