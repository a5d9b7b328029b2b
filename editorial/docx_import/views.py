"""Texts from Word: a document that becomes a draft, and a pasted piece that becomes blocks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from editorial.models import ReadingState, StoryPage, WordImport
from portals.admin_kit.pages import own_portal, person
from portals.admin_kit.scope import portals_of_request
from portals.refusals import Refusal

from .actions import bring_document
from .forms import DocumentForm
from .pasting import pasted_blocks

# How often the page of a waiting document looks again.
ASKED_AGAIN_SECONDS = 3


@require_http_methods(["GET", "POST"])
def document_import(request: HttpRequest, portal_id: int) -> HttpResponse:
    portal = own_portal(request, portal_id)
    form = DocumentForm(
        request.POST or None,
        request.FILES or None,
        portal=portal,
        initial={"section": request.GET.get("section")},
    )
    if form.is_valid():
        try:
            brought = bring_document(**form.cleaned_data, actor=person(request), now=timezone.now())
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            if brought.waits:
                return redirect("document_waiting", brought.waits.pk)
            return _to_the_draft(request, brought.story, brought.pictures_left_out)
    return TemplateResponse(
        request,
        "editorial/docx_import/document_import.html",
        {"page_title": _("Draft from a Word document"), "portal_of_desk": portal, "form": form},
        status=422 if form.errors else 200,
    )


@require_GET
@never_cache
def document_waiting(request: HttpRequest, import_id: int) -> HttpResponse:
    """Tell who sent a document how far it is, and lead to the draft once there is one. Only they see it."""
    waiting = get_object_or_404(
        WordImport.objects.select_related("section__portal", "story"),
        pk=import_id,
        owner=person(request),
        section__portal__in=portals_of_request(request),
    )
    if waiting.story is not None:
        return _to_the_draft(request, waiting.story, waiting.pictures_left_out)
    if waiting.state == ReadingState.DONE:
        raise Http404
    response = TemplateResponse(
        request,
        "editorial/docx_import/document_waiting.html",
        {
            "page_title": _("Draft from a Word document"),
            "portal_of_desk": waiting.section.portal,
            "waiting": waiting,
        },
    )
    if waiting.state == ReadingState.READING:
        response["Refresh"] = str(ASKED_AGAIN_SECONDS)
    return response


def _to_the_draft(request: HttpRequest, story: StoryPage | None, left_out: int) -> HttpResponse:
    if story is None:
        raise Http404
    _tell(request, left_out)
    return redirect("wagtailadmin_pages:edit", story.pk)


def _tell(request: HttpRequest, left_out: int) -> None:
    messages.success(
        request, _("The document is a draft now. Look at what the checks found beside it.")
    )
    if left_out:
        messages.warning(
            request,
            ngettext(
                "%(count)s picture or drawing could not be taken. Save it as a photo and upload it.",
                "%(count)s pictures or drawings could not be taken. Save them as photos and upload them.",
                left_out,
            )
            % {"count": left_out},
        )


@require_POST
def pasted(request: HttpRequest) -> HttpResponse:
    """Return what was pasted as blocks in the form that the editor's script takes. Keeps nothing."""
    if not portals_of_request(request) and not request.user.is_superuser:
        return JsonResponse({}, status=403)
    markup = request.POST.get("markup", "")
    try:
        blocks, left_out = pasted_blocks(markup)
    except Refusal as refusal:
        return JsonResponse({"blocks": [], "pictures_left_out": 0, "refusal": str(refusal)})
    return JsonResponse({"blocks": blocks, "pictures_left_out": left_out})
