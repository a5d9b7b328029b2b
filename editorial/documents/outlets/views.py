"""The page "Đưa văn bản đến người dân": texts to take, a draft to write on, a sheet to print."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from editorial.models import OfficialDocumentPage, Placement
from portals.addresses import main_origin
from portals.admin_kit.pages import own_portal, person
from portals.models import Portal
from portals.refusals import Refusal

from .actions import draft_story
from .sheet import sheet_pdf
from .texts import LONGEST_MESSAGE, chat_message, loudspeaker_script


@require_http_methods(["GET", "POST"])
def document_outlets(request: HttpRequest, portal_id: int, story_id: int) -> HttpResponse:
    portal, document, address = _asked(request, portal_id, story_id)
    if request.method == "POST":
        try:
            story = draft_story(
                document=document, portal=portal, actor=person(request), now=timezone.now()
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The draft is written. Add what people should know."))
            return redirect("wagtailadmin_pages:edit", story.pk)
    return TemplateResponse(
        request,
        "editorial/documents/outlets/outlets.html",
        {
            "page_title": _("Bring the document to people"),
            "portal_of_desk": portal,
            "document": document,
            "address": address,
            "message": chat_message(document, address),
            "longest": LONGEST_MESSAGE,
            "script": loudspeaker_script(document, portal.title),
        },
    )


@require_safe
def document_sheet(request: HttpRequest, portal_id: int, story_id: int) -> HttpResponse:
    portal, document, address = _asked(request, portal_id, story_id)
    content = sheet_pdf(
        document, portal=portal, address=address, at=document.last_published_at or timezone.now()
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="thong-tin-{document.pk}.pdf"'
    return response


def _asked(
    request: HttpRequest, portal_id: int, story_id: int
) -> tuple[Portal, OfficialDocumentPage, str]:
    """Return a document that stands on the person's own portal, and its address there; 404 for all else."""
    portal = own_portal(request, portal_id)
    placement = (
        Placement.objects.standing()
        .on(portal)
        .filter(story=story_id, story__live=True)
        .select_related("section", "story")
        .first()
    )
    document = OfficialDocumentPage.objects.filter(pk=story_id).first()
    if placement is None or document is None:
        raise Http404
    return portal, document, main_origin(portal) + placement.path
