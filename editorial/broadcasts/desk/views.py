"""The page on which a bulletin is posted from a phone. It works as a plain form; script adds a recorder."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from editorial.broadcasts.posting import post_bulletin
from editorial.broadcasts.sheet import archive_section, sheet_for_boards
from editorial.editor.actions import WrittenStory
from portals.admin_kit.pages import own_portal, person
from portals.models import Portal
from portals.refusals import Refusal
from portals.uploads.apart import UploadDeadline

from .forms import BulletinForm
from .proposing import proposed_bulletin

# What was recorded is played from the memory of the browser before it is sent.
with_recorder = csp_override(settings.POCKET_CSP | {"media-src": ["'self'", "blob:"]})


@require_http_methods(["GET", "POST"])
@never_cache
@with_recorder
def post_bulletin_page(request: HttpRequest, portal_id: int) -> HttpResponse:
    portal = own_portal(request, portal_id)
    if request.method == "POST":
        return _receive(request, portal)
    return _page(request, portal, _blank(portal))


def _receive(request: HttpRequest, portal: Portal) -> HttpResponse:
    form = BulletinForm(request.POST, request.FILES, until=UploadDeadline())
    section = archive_section(portal)
    if section is None:
        form.add_error(None, _("This portal has no such section. Choose another."))
    if section is None or not form.is_valid():
        return _page(request, portal, form, status=422)
    try:
        written = post_bulletin(
            key=form.cleaned_data["key"],
            section=section,
            details=form.details,
            sound=form.cleaned_data["recording"],
            submit=form.submits,
            actor=person(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, portal, form, status=422)
    _tell(request, written)
    return redirect("story_review", written.story.pk)


def _tell(request: HttpRequest, written: WrittenStory) -> None:
    if written.refusal:
        said = _("Saved as a draft, but not submitted: %(reason)s") % {"reason": written.refusal}
        messages.warning(request, said)
    elif written.story.workflow_in_progress:
        messages.success(request, _("The text was submitted for review."))
    else:
        messages.success(request, _("The draft was saved."))


def _blank(portal: Portal) -> BulletinForm:
    proposed = proposed_bulletin(portal, timezone.now())
    return BulletinForm(
        initial={
            "key": uuid.uuid4(),
            "title": proposed.title,
            "aired_at": proposed.aired_at,
            "station_name": proposed.station_name,
        }
    )


def _page(
    request: HttpRequest, portal: Portal, form: BulletinForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "page_title": _("Post a loudspeaker bulletin"),
        "nav": "post_bulletin",
        "portal": portal,
        "form": form,
        "fields": [form[name] for name in ("title", "aired_at", "bulletin_class", "text")],
        "rest": [form[name] for name in ("language", "station_name")],
        "sheet_url": reverse("bulletin_sheet", args=[portal.pk]),
    }
    return TemplateResponse(request, "editorial/broadcasts/desk/post.html", context, status=status)


@require_safe
def bulletin_sheet(request: HttpRequest, portal_id: int) -> HttpResponse:
    """The sheet for notice boards: how to listen on a phone, as a PDF of A4."""
    portal = own_portal(request, portal_id)
    section = archive_section(portal)
    if section is None or portal.site_id is None:
        raise Http404
    response = HttpResponse(
        sheet_for_boards(portal, section, at=timezone.now()), content_type="application/pdf"
    )
    response["Content-Disposition"] = 'inline; filename="nghe-ban-tin-loa.pdf"'
    return response
