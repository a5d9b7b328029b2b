"""Two pages: choose a PDF; confirm what was read of it. Both work on a phone and without script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from editorial.documents.proposing.marks import secrecy_of
from editorial.documents.proposing.reading import propose_facts
from editorial.file_text.queries import text_of_file
from editorial.file_text.words import said_of_text
from editorial.models import FileText, OfficialDocumentPage, PortalDocument
from editorial.models.file_text import TextFault, TextState
from portals.admin_kit.pages import own_portal, person
from portals.models import Portal
from portals.refusals import Refusal
from portals.uploads.states import Examination

from .actions import SecretDocument, draft_document, drop_pdf, refuse_secret, take_pdf
from .forms import ConfirmedDocumentForm, PdfForm
from .signatures import said_of_signatures

# How often the page of a file that is being read looks again.
ASKED_AGAIN_SECONDS = 3
BY_HAND, DROP = "tay", "bo"
# Of the text beside the form: its first page, which has the heading.
SHOWN_CHARACTERS = 4000
MOST_ISSUERS = 200


@require_http_methods(["GET", "POST"])
@never_cache
def document_intake(request: HttpRequest, portal_id: int) -> HttpResponse:
    """Take one PDF, and go on to what was read of it."""
    portal = own_portal(request, portal_id)
    form = PdfForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            file = take_pdf(
                taken=form.cleaned_data["file"],
                portal=portal,
                actor=person(request),
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("document_confirm", file.pk)
    return _answer(request, "intake", portal, {"form": form}, is_wrong=bool(form.errors))


@require_http_methods(["GET", "POST"])
@never_cache
def document_confirm(request: HttpRequest, document_id: int) -> HttpResponse:
    """Show what was read of a PDF, everything to be changed, and make the draft. Only its board comes here."""
    file = get_object_or_404(PortalDocument, pk=document_id)
    portal = own_portal(request, get_object_or_404(Portal, collection=file.collection_id).pk)
    text = text_of_file(file)
    if request.method != "POST" and (mark := secrecy_of(text.text if text else "")):
        # Looking deletes nothing: a prefetching browser looks too.
        return _answer(request, "secret", portal, {"file": file, "mark": mark.value})
    try:
        refuse_secret(file=file, text=text, actor=person(request))
        if request.method == "POST" and DROP in request.POST:
            drop_pdf(file=file, portal=portal, actor=person(request), now=timezone.now())
            messages.success(request, _("The file was deleted."))
            return redirect("document_intake", portal.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        to = "document_intake" if isinstance(refusal, SecretDocument) else "document_confirm"
        return redirect(to, portal.pk if to == "document_intake" else file.pk)
    if request.method == "GET" and BY_HAND not in request.GET and _goes_on(file, text):
        response = _answer(request, "waiting", portal, {"file": file})
        response["Refresh"] = str(ASKED_AGAIN_SECONDS)
        return response
    return _confirm(request, file, portal, text)


def _confirm(
    request: HttpRequest, file: PortalDocument, portal: Portal, text: FileText | None
) -> HttpResponse:
    words = text.text if text else ""
    proposal = propose_facts(words, known_issuers=_issuers_of(portal))
    form = ConfirmedDocumentForm(request.POST or None, proposal=proposal)
    if form.is_valid():
        try:
            page = draft_document(
                page=form.instance,
                file=file,
                portal=portal,
                actor=person(request),
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("The draft was made, with the file attached. Submit it when it is right."),
            )
            return redirect("wagtailadmin_pages:edit", page.pk)
    is_fine = file.examination == Examination.FINE
    return _answer(
        request,
        "confirm",
        portal,
        {
            "form": form,
            "file": file,
            "said_of_text": said_of_text(file),
            "is_internal": proposal.is_internal,
            "words": words.split("\f")[0][:SHOWN_CHARACTERS],
            "signatures": said_of_signatures(file, now=timezone.now()) if is_fine else [],
        },
        is_wrong=bool(form.errors),
    )


def _goes_on(file: PortalDocument, text: FileText | None) -> bool:
    """Whether the text of a file may still come by itself."""
    if file.examination != Examination.FINE:
        return file.examination == Examination.EXAMINING and not file.is_given_up
    if text is None:
        return True
    waits = text.state in (TextState.WAITING, TextState.OCR_WAITING)
    return waits and text.fault != TextFault.NO_OCR


def _issuers_of(portal: Portal) -> list[str]:
    """The bodies whose documents this portal has, as it writes them. One query."""
    if portal.root is None:
        return []
    return list(
        OfficialDocumentPage.objects.filter(path__startswith=portal.root.path)
        .order_by()
        .values_list("issuer", flat=True)
        .distinct()[:MOST_ISSUERS]
    )


def _answer(
    request: HttpRequest,
    name: str,
    portal: Portal,
    context: dict[str, object],
    *,
    is_wrong: bool = False,
) -> HttpResponse:
    return TemplateResponse(
        request,
        f"editorial/documents/{name}.html",
        {"page_title": _("Document from a PDF"), "portal_of_desk": portal, **context},
        status=422 if is_wrong else 200,
    )
