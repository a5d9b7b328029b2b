"""The residential groups of a portal, as its board lists them: notices may be for one, and people follow one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portals.admin_kit.pages import done, own_portal, person
from portals.organisation.actions import remove_residential_group, save_residential_group
from portals.organisation.models import ResidentialGroup

from .forms import ResidentialGroupForm


@require_http_methods(["GET", "POST"])
def group_add(request: HttpRequest, portal_id: int) -> HttpResponse:
    portal = own_portal(request, portal_id)
    return _saved(request, ResidentialGroup(portal=portal), _("Add a residential group"))


@require_http_methods(["GET", "POST"])
def group_change(request: HttpRequest, residential_id: int) -> HttpResponse:
    return _saved(request, _own(request, residential_id), _("Change the residential group"))


@require_POST
def group_remove(request: HttpRequest, residential_id: int) -> HttpResponse:
    group = _own(request, residential_id)
    done(
        request,
        lambda: remove_residential_group(group=group, actor=person(request), now=timezone.now()),
        _("The residential group was removed."),
    )
    return redirect("portal_details", group.portal_id)


def _own(request: HttpRequest, residential_id: int) -> ResidentialGroup:
    """Return the group where it is of one of the person's portals; 404 for all others and for what is not there."""
    group = ResidentialGroup.objects.select_related("portal").filter(pk=residential_id).first()
    if group is None:
        raise Http404
    own_portal(request, group.portal_id)
    return group


def _saved(request: HttpRequest, group: ResidentialGroup, title: str) -> HttpResponse:
    form = ResidentialGroupForm(request.POST or None, instance=group)
    if form.is_valid() and done(
        request,
        lambda: save_residential_group(
            group=form.instance, actor=person(request), now=timezone.now()
        ),
        _("The residential group was saved."),
    ):
        return redirect("portal_details", group.portal_id)
    return TemplateResponse(
        request,
        "editorial/standing/portal_form.html",
        {"page_title": title, "portal_of_desk": group.portal, "form": form},
        status=422 if form.errors else 200,
    )
