"""Inviting people from the page of their board; and the two pages by which they come in, for the signed-out."""

from __future__ import annotations

from typing import Any

import segno
from allauth.account.utils import perform_login
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from portals.boards.actions.inviting import (
    SELECTOR_LENGTH,
    InvitationRefused,
    invitation_by_link,
    invite_by_mail,
    invite_on_sheet,
    redeem_code,
    redeem_link,
)
from portals.boards.invitations import readable
from portals.boards.models import BoardMember, Invitation, User
from portals.framework_patches.marks import answer_lock_out_ourselves
from portals.refusals import Refusal
from portals.sign_in.actions import unlock

from ..access import Access, acted_and_told, managed
from ..pictures import board_picture
from .board import acts_by_form

# Wrong codes are counted against an address under this name, beside failed sign-ins.
COUNTED_AS = "invitation code"


class PasswordForm(forms.Form):
    new_password = forms.CharField(
        label=gettext_lazy("Your new password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("The same again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("new_password") != values.get("again") and "again" in values:
            self.add_error("again", _("The two passwords differ."))
        return values


class InvitationCodeForm(PasswordForm):
    code = forms.CharField(
        label=gettext_lazy("Code on your sheet"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        help_text=gettext_lazy("Twelve letters and digits, as in ABCD-EFGH-JKLM."),
    )
    field_order = ("code", "new_password", "again")


@require_POST
def member_mail(request: HttpRequest, portal_id: int, member_id: int) -> HttpResponse:
    access, post = _post(request, portal_id, member_id)
    acted_and_told(
        request,
        lambda: invite_by_mail(
            board=access.board, user=post.user, actor=access.person, now=timezone.now()
        ),
        _("The invitation is on its way to %(address)s.") % {"address": post.user.email},
    )
    return redirect("board", portal_id)


@require_POST
@never_cache
def member_sheet(request: HttpRequest, portal_id: int, member_id: int) -> HttpResponse:
    access, post = _post(request, portal_id, member_id)
    return _sheets(request, access, [post.user])


@require_POST
@never_cache
def board_sheets(request: HttpRequest, portal_id: int) -> HttpResponse:
    """Sheets for all members who never set a password."""
    access = managed(request, portal_id, timezone.now())
    picture = board_picture(access.board, timezone.now())
    people = [post.member.user for post in picture.uninvited if post.member.user != access.person]
    return _sheets(request, access, people)


@acts_by_form
@never_cache
@sensitive_post_parameters()
def by_code(request: HttpRequest) -> HttpResponse:
    """The code of a sheet, and a password: for whoever is not signed in."""
    counted = {"username": COUNTED_AS}
    form = InvitationCodeForm(request.POST or None, initial={"code": request.GET.get("so", "")[:4]})
    if request.method == "POST" and not AxesProxyHandler.is_allowed(request, counted):
        form.add_error(None, _("Too many wrong codes. Wait a quarter of an hour, then try again."))
    elif request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            user = redeem_code(
                code=values["code"], password=values["new_password"], now=timezone.now()
            )
        except InvitationRefused as refusal:
            AxesProxyHandler.user_login_failed(by_code, counted, request)
            # This page says so itself, in place of a bare answer.
            answer_lock_out_ourselves(request)
            form.add_error("code", str(refusal))
        except ValidationError as error:
            form.add_error("new_password", error)
        else:
            return _come_in(request, user)
    return _password_page(request, form)


@acts_by_form
@never_cache
@sensitive_post_parameters()
def by_link(request: HttpRequest, invitation_id: int, token: str) -> HttpResponse:
    """The link of a mail: a password, and in."""
    invitation = invitation_by_link(invitation_id, token, timezone.now())
    if invitation is None:
        return TemplateResponse(request, "portals/boards/invitation_over.html", status=410)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["new_password"]
        try:
            user = redeem_link(
                invitation_id=invitation_id, token=token, password=password, now=timezone.now()
            )
        except InvitationRefused:
            return TemplateResponse(request, "portals/boards/invitation_over.html", status=410)
        except ValidationError as error:
            form.add_error("new_password", error)
        else:
            return _come_in(request, user)
    return _password_page(request, form, invitation)


def _post(request: HttpRequest, portal_id: int, member_id: int) -> tuple[Access, BoardMember]:
    access = managed(request, portal_id, timezone.now())
    posts = BoardMember.objects.filter(board=access.board).select_related("user")
    return access, get_object_or_404(posts, pk=member_id)


def _sheets(request: HttpRequest, access: Access, people: list[User]) -> HttpResponse:
    if not people:
        raise Http404
    now = timezone.now()
    sheets = []
    for user in people:
        try:
            invitation, code = invite_on_sheet(
                board=access.board, user=user, actor=access.person, now=now
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
            continue
        sheets.append(sheet_of(invitation, code))
    if not sheets:
        return redirect("board", access.portal.pk)
    return TemplateResponse(
        request, "portals/boards/sheets.html", {"sheets": sheets, "portal": access.portal}
    )


def sheet_of(invitation: Invitation, code: str) -> dict[str, Any]:
    """What one printed sheet shows. Its QR holds the address and the public part of the code."""
    address = settings.WAGTAILADMIN_BASE_URL + reverse("invitation_code")
    return {
        "user": invitation.user,
        "portal": invitation.board.portal,
        "invitation": invitation,
        "code": readable(code),
        "address": address,
        "qr": segno.make(
            f"{address}?so={code[:SELECTOR_LENGTH]}", error="m", micro=False
        ).svg_inline(scale=4, border=2, svgclass=None, lineclass=None),
    }


def _come_in(request: HttpRequest, user: User) -> HttpResponse:
    """Sign in by the door's own steps, so that whoever has a second factor is asked for it."""
    unlock(user=user, request=request, now=timezone.now())
    messages.success(
        request,
        _("Welcome. Your account is %(account)s; keep it with your password.")
        % {"account": user.username},
    )
    response: HttpResponse = perform_login(request, user, redirect_url=reverse("wagtailadmin_home"))
    return response


def _password_page(
    request: HttpRequest, form: forms.Form, invitation: Invitation | None = None
) -> HttpResponse:
    return TemplateResponse(
        request,
        "portals/boards/invitation.html",
        {
            "form": form,
            "invitation": invitation,
            "rules": password_validators_help_texts(),
        },
    )
