"""What a board tells journalists: a form, and where the rest of the corner comes from."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from editorial.press.actions import CornerDetails, keep_corner, may_keep_corner
from editorial.press.models import PressCorner
from portals.admin_kit.pages import done, own_portal, person


class CornerForm(forms.Form):
    accreditation = forms.CharField(
        label=gettext_lazy("How journalists are accredited"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What to bring or send, to whom, how long it takes."),
    )
    mail_address = forms.CharField(
        label=gettext_lazy("Address for letters"), max_length=300, required=False
    )
    hours = forms.CharField(
        label=gettext_lazy("When somebody answers"), max_length=200, required=False
    )
    photo_licence = forms.CharField(
        label=gettext_lazy("How photos may be used"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "Such as: free with the name of the photographer and of the portal."
        ),
    )


@require_http_methods(["GET", "POST"])
def portal_press(request: HttpRequest, portal_id: int) -> HttpResponse:
    """Show and take it. Where something is wrong nothing typed is lost."""
    portal, now = own_portal(request, portal_id), timezone.now()
    corner = PressCorner.objects.filter(portal=portal).first()
    names = CornerForm.base_fields
    initial = {name: getattr(corner, name) for name in names} if corner else {}
    form = CornerForm(request.POST or None, initial=initial)
    if form.is_valid() and done(
        request,
        lambda: keep_corner(
            portal=portal,
            details=CornerDetails(**form.cleaned_data),
            actor=person(request),
            now=now,
        ),
        _("The press corner was saved."),
    ):
        return redirect("portal_press", portal.pk)
    return TemplateResponse(
        request,
        "editorial/press/desk/corner.html",
        {
            "page_title": _("Press corner"),
            "page_icon": "comment",
            "portal_of_desk": portal,
            "form": form,
            "may_keep": may_keep_corner(person(request), portal, now),
        },
        status=422 if form.errors else 200,
    )
