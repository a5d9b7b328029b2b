"""The page on which a session is changed before it begins."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.admin_kit.views import VerbForm
from portals.learning.skills.changing import change_session, may_be_changed
from portals.learning.skills.queries import boards_to_invite, sessions_kept_by

from .access import kept_session
from .forms import SessionChangeForm


class ChangeSession(VerbForm):
    form_class = SessionChangeForm
    header_icon = "edit"
    page_title = gettext_lazy("Change the session")
    submit_label = gettext_lazy("Change it")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.session = kept_session(request, kwargs["training_session_id"], self.now)
        self.page_subtitle = str(self.session)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def situation(self) -> str:
        if may_be_changed(self.session, self.now):
            return ""
        return _("It has begun or was called off: nothing changes any more.")

    def get_form_kwargs(self) -> dict[str, Any]:
        invitable = boards_to_invite(self.session.portal, self.now)
        return {
            **super().get_form_kwargs(),
            "invitable": invitable,
            "trainers": list(self.session.trainers.select_related("user").order_by("pk")),
        }

    def get_initial(self) -> dict[str, Any]:
        names = ("day", "begins", "place", "link", "title")
        return {name: getattr(self.session, name) for name in names}

    def act(self, form: Any) -> str:
        change_session(session=self.session, change=form.change(), actor=self.user, now=self.now)
        return _("The session is changed; whoever is invited reads it in the inbox.")

    def get_success_url(self) -> str:
        # Who gave the session to another trainer may keep it no longer.
        if sessions_kept_by(self.user, self.now).filter(pk=self.session.pk).exists():
            return reverse("training_session", args=[self.session.pk])
        return reverse("training_mine")
