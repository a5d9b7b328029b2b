"""What the pages of this floor share: the frame, their story, refusals shown in place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portals.boards.models import User
from portals.refusals import Refusal

from .pages import listed_at


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


class VerbForm(DeskPage, FormView):  # type: ignore[type-arg]  # not generic at run time
    """A form whose valid content goes to one verb; what the verb refuses is said above the form."""

    template_name = "portals/admin_kit/form.html"
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
        listed = listed_at(self.request)
        return HttpResponseRedirect(listed) if listed else super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["situation"] = self.situation
        context["submit_button_label"] = self.submit_label
        context["submit_button_active_label"] = self.submit_label
        context["media"] = context["form"].media
        return context
