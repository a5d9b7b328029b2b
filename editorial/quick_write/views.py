"""The page of quick writing. It works as a plain form; script adds keeping on the device and sending later."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from editorial.editor.actions import WrittenStory, write_quickly, written_before
from editorial.models import SectionPage, StoryPage
from editorial.review.holding import holding_in_words, holding_of
from portals.admin_kit.current import current_portal
from portals.admin_kit.pages import person, strictly
from portals.admin_kit.scope import portals_of_request
from portals.numbers import id_in
from portals.refusals import Refusal
from portals.uploads.apart import UploadDeadline

from .forms import QuickForm, blank_form

# What the page needs when it is opened without a connection.
ASSETS = (
    "portals/admin_kit/pocket.css",
    "editorial/quick_write/kept.js",
    "editorial/quick_write/photos.js",
    "editorial/quick_write/quick_write.js",
    "portals/favicon.svg",
)


@require_http_methods(["GET", "POST"])
@never_cache
@strictly
def quick_write(request: HttpRequest) -> HttpResponse:
    portals = portals_of_request(request)
    if not portals:
        return TemplateResponse(request, "editorial/quick_write/no_board.html", _frame())
    if request.method == "POST":
        return _receive(request)
    return _page(request, _begun(request))


@require_GET
@never_cache
def quick_status(request: HttpRequest) -> HttpResponse:
    """Tell a device that is back online who is signed in and what to sign its form with."""
    return JsonResponse({"user": person(request).pk, "token": get_token(request)})


@require_GET
@never_cache
@strictly
def quick_worker(request: HttpRequest) -> HttpResponse:
    """The worker that opens the page without a connection. Its address is also the limit of what it may touch."""
    response = TemplateResponse(
        request,
        "editorial/quick_write/worker.js",
        {
            "page": reverse("quick_write"),
            "assets": [staticfiles_storage.url(name) for name in ASSETS],
        },
        content_type="text/javascript; charset=utf-8",
    )
    response["Service-Worker-Allowed"] = reverse("quick_write")
    return response


def _receive(request: HttpRequest) -> HttpResponse:
    by_script = request.headers.get("accept", "").startswith("application/json")
    user = person(request)
    # One for the whole request, in which the photos may be looked at twice.
    until = UploadDeadline()
    try:
        if known := _known(request):
            return _answer(request, WrittenStory(known, is_new=False), by_script=by_script)
        form = _sent(request, until)
        if not form.is_valid():
            return _refused(request, form, by_script=by_script)
        written = write_quickly(
            key=form.cleaned_data["key"],
            section=form.section_page,
            kind=form.cleaned_data["kind"],
            title=form.cleaned_data["title"],
            text=form.cleaned_data["text"],
            photos=form.photos,
            event_at=form.cleaned_data["event_at"],
            credit=form.cleaned_data["credit"],
            byline=form.cleaned_data["byline"],
            source=form.cleaned_data["source"],
            submit=form.submits,
            actor=user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        form = _sent(request, until)
        form.is_valid()
        form.add_error(None, str(refusal))
        return _refused(request, form, by_script=by_script)
    return _answer(request, written, by_script=by_script)


def _sent(request: HttpRequest, until: UploadDeadline) -> QuickForm:
    return QuickForm(request.POST, request.FILES, portals=portals_of_request(request), until=until)


def _known(request: HttpRequest) -> Any:
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None
    return written_before(key=key, actor=person(request))


def _answer(request: HttpRequest, written: WrittenStory, *, by_script: bool) -> HttpResponse:
    waits = written.story.workflow_in_progress
    if written.refusal:
        said = _("Saved as a draft, but not submitted: %(reason)s") % {"reason": written.refusal}
    elif waits:
        said = _("The text was submitted for review.")
    else:
        said = _("The draft was saved.")
    address = reverse("story_review", args=[written.story.pk])
    if by_script and written.is_new and "late" in request.POST:
        # It was sent by itself, perhaps from a page that nobody looks at: the next one that is opened tells it.
        seen = [messages.button(address, _("See the text"))]
        messages.success(request, f"{said} {written.story.title}", buttons=seen)
    if by_script:
        return JsonResponse(
            {
                "said": said,
                "where": _where(written.story),
                "url": address,
                "title": written.story.title,
                "new": written.is_new,
            },
            status=201 if written.is_new else 200,
        )
    another = [messages.button(reverse("quick_write"), _("Write another"))]
    if written.refusal:
        messages.warning(request, said, buttons=another)
    else:
        messages.success(request, said, buttons=another)
    return redirect(address)


def _where(story: StoryPage) -> str:
    holding = holding_of(story, timezone.now())
    return holding_in_words(holding) if holding else ""


def _refused(request: HttpRequest, form: QuickForm, *, by_script: bool) -> HttpResponse:
    if by_script:
        said = [str(error) for errors in form.errors.values() for error in errors]
        # Each at its place, too: the first field that is wrong, and every photo by its number.
        places = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
        return JsonResponse(
            {"said": " ".join(said), "fields": places, "photos": form.photo_errors}, status=422
        )
    return _page(request, form, status=422)


def _begun(request: HttpRequest) -> QuickForm:
    """An empty form for the portal worked on now, or for the section that the address names, where it is one's own."""
    portals = portals_of_request(request)
    wanted = id_in(request.GET.get("section", ""))
    section = SectionPage.objects.filter(pk=wanted, portal__in=portals).first() if wanted else None
    if section is not None:
        return blank_form(portals, portal_id=section.portal_id, section=section.section_type_id)
    current = current_portal(request)
    return blank_form(portals, portal_id=current.pk if current else None, section=None)


def _page(request: HttpRequest, form: QuickForm, *, status: int = 200) -> HttpResponse:
    context = {
        **_frame(),
        "form": form,
        "portals": portals_of_request(request),
        "fields": [form[name] for name in ("event_at", "section")],
        "more_fields": [form[name] for name in ("byline", "source")],
        "user_id": person(request).pk,
    }
    return TemplateResponse(
        request, "editorial/quick_write/quick_write.html", context, status=status
    )


def _frame() -> dict[str, Any]:
    return {"page_title": _("Quick write"), "nav": "quick_write"}
