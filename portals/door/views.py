"""What the door has beside allauth's own pages."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.views.account import PasswordResetConfirmView

from portals.boards.models import User
from portals.requests import DeskRequest

from .actions import end_session as end
from .actions import unlock


class SetPassword(PasswordResetConfirmView):
    """The page behind a mailed link; whoever sets a new password is no longer locked out for guessing the old one."""

    def form_valid(self, form: SetPasswordForm[User]) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        unlock(user=form.user, request=self.request, now=timezone.now())
        return response


@login_required
@require_POST
def end_session(request: DeskRequest, session_pk: int) -> HttpResponse:
    """End one of the person's own sessions."""
    session = get_object_or_404(UserSession, pk=session_pk, user=request.user)
    end(session=session, actor=session.user, now=timezone.now())
    messages.success(request, _("The session was ended."))
    return redirect("usersessions_list")
