"""What a board says of its portal: contact details, organisation, and that both are still correct."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portals.addresses import main_origin
from portals.admin_kit.pages import done, own_portal, person, way_back
from portals.admin_kit.scope import portals_of_request
from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.models import Portal
from portals.organisation.actions import (
    change_contact,
    confirm_information,
    remove_official,
    remove_unit,
    save_official,
    save_unit,
)
from portals.organisation.enums import Subject
from portals.organisation.models import Official, Unit
from portals.organisation.queries import checked_on, organisation_of
from portals.queries import accounts_of

from .forms import ContactForm, OfficialForm, UnitForm


@require_GET
def portal_details(request: HttpRequest, portal_id: int) -> HttpResponse:
    portal = own_portal(request, portal_id)
    checked = checked_on(portal)
    context = {
        "page_title": _("The portal's details"),
        "organisation": organisation_of(portal),
        "accounts": accounts_of(portal),
        "groups": portal.residential_groups.all(),
        "contact_checked_at": checked.get(Subject.CONTACT),
        "organisation_checked_at": checked.get(Subject.ORGANISATION),
        "changes": holds_post(person(request), portal, timezone.now(), STANDING_EDITORS),
    }
    return _page(request, portal, "editorial/standing/portal_details.html", context)


@require_http_methods(["GET", "POST"])
def portal_contact(request: HttpRequest, portal_id: int) -> HttpResponse:
    portal = own_portal(request, portal_id)
    # A copy: a form that is refused must not show in the strip above.
    form = ContactForm(request.POST or None, instance=Portal.objects.get(pk=portal.pk))
    if form.is_valid() and done(
        request,
        lambda: change_contact(
            portal=portal, contact=form.contact, actor=person(request), now=timezone.now()
        ),
        _("The contact details were saved."),
    ):
        return redirect("portal_details", portal.pk)
    return _form_page(request, portal, form, _("Contact details"))


@require_POST
def portal_confirm(request: HttpRequest, portal_id: int) -> HttpResponse:
    portal = own_portal(request, portal_id)
    subject = request.POST.get("subject", "")
    if subject not in Subject.values:
        raise Http404
    done(
        request,
        lambda: confirm_information(
            portal=portal, subject=Subject(subject), actor=person(request), now=timezone.now()
        ),
        _("Thank you. The public sees that this was checked today."),
    )
    return way_back(request, "portal_details", portal.pk)


@require_http_methods(["GET", "POST"])
def unit_add(request: HttpRequest, portal_id: int) -> HttpResponse:
    portal = own_portal(request, portal_id)
    return _unit(request, Unit(portal=portal), _("Add a unit"))


@require_http_methods(["GET", "POST"])
def unit_change(request: HttpRequest, unit_id: int) -> HttpResponse:
    unit = _own(request, Unit.objects.select_related("portal").filter(pk=unit_id).first())
    return _unit(request, unit, _("Change the unit"))


@require_POST
def unit_remove(request: HttpRequest, unit_id: int) -> HttpResponse:
    unit = _own(request, Unit.objects.select_related("portal").filter(pk=unit_id).first())
    done(
        request,
        lambda: remove_unit(unit=unit, actor=person(request), now=timezone.now()),
        _("The unit was removed."),
    )
    return redirect("portal_details", unit.portal_id)


@require_http_methods(["GET", "POST"])
def official_add(request: HttpRequest, portal_id: int) -> HttpResponse:
    portal = own_portal(request, portal_id)
    return _official(request, Official(portal=portal), _("Add a person"))


@require_http_methods(["GET", "POST"])
def official_change(request: HttpRequest, official_id: int) -> HttpResponse:
    found = Official.objects.select_related("portal", "unit").filter(pk=official_id).first()
    return _official(request, _own(request, found), _("Change the person's entry"))


@require_POST
def official_remove(request: HttpRequest, official_id: int) -> HttpResponse:
    found = Official.objects.select_related("portal").filter(pk=official_id).first()
    official = _own(request, found)
    done(
        request,
        lambda: remove_official(official=official, actor=person(request), now=timezone.now()),
        _("The person's entry was removed."),
    )
    return redirect("portal_details", official.portal_id)


def _own[T: (Unit, Official)](request: HttpRequest, item: T | None) -> T:
    """Return `item` where it is one of the person's portals'; 404 for all others and for what is not there."""
    if item is None:
        raise Http404
    own_portal(request, item.portal_id)
    return item


def _unit(request: HttpRequest, unit: Unit, title: str) -> HttpResponse:
    form = UnitForm(request.POST or None, instance=unit)
    if form.is_valid() and done(
        request,
        lambda: save_unit(unit=form.instance, actor=person(request), now=timezone.now()),
        _("The unit was saved."),
    ):
        return redirect("portal_details", unit.portal_id)
    return _form_page(request, unit.portal, form, title)


def _official(request: HttpRequest, official: Official, title: str) -> HttpResponse:
    form = OfficialForm(request.POST or None, instance=official)
    if form.is_valid() and done(
        request,
        lambda: save_official(official=form.instance, actor=person(request), now=timezone.now()),
        _("The person's entry was saved."),
    ):
        return redirect("portal_details", official.portal_id)
    return _form_page(request, official.portal, form, title)


def _form_page(request: HttpRequest, portal: Portal, form: Any, title: str) -> HttpResponse:
    return TemplateResponse(
        request,
        "editorial/standing/portal_form.html",
        {"page_title": title, "portal_of_desk": portal, "form": form},
        status=422 if form.errors else 200,
    )


def _page(
    request: HttpRequest, portal: Portal, template: str, context: dict[str, Any]
) -> HttpResponse:
    frame = {
        "portal_of_desk": portal,
        "portals": portals_of_request(request),
        "origin": main_origin(portal),
    }
    return TemplateResponse(request, template, {**frame, **context})
