"""Choosing the portal to work on, for people who sit on several boards."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from portals.admin_kit.current import choose_portal
from portals.refusals import Refusal


class ChoiceForm(forms.Form):
    portal = forms.IntegerField(min_value=1, max_value=2**63 - 1)


@require_POST
def portal_choose(request: HttpRequest) -> HttpResponse:
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        portal = choose_portal(request, form.cleaned_data["portal"])
    except Refusal as refusal:
        # As for what does not exist: a stranger learns nothing of other portals.
        raise Http404 from refusal
    messages.success(request, _("You now work on %(portal)s.") % {"portal": portal.name})
    return redirect("wagtailadmin_home")
