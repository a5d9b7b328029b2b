"""Two pages: choose a sheet; look at it as it was read, and publish it. Both work on a phone and without script."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Page

from editorial.disclosures.forms.known import form_called
from editorial.disclosures.kind import table_of_sheet
from editorial.disclosures.proposal import SheetProposal, title_of_form
from editorial.document_numbers.folding import folded_name
from editorial.models import DisclosurePage, SectionPage, SheetUpload
from editorial.review.actions import submit_story
from portals.addresses import main_origin
from portals.admin_kit.pages import done, own_portal, person
from portals.admin_kit.scope import portals_of_request
from portals.models import Portal
from portals.refusals import Refusal

from .actions import (
    KEPT_DAYS,
    correct_from_sheet,
    disclosed_already,
    draft_from_sheet,
    drop_sheet,
    proposal_in,
    send_sheet,
)
from .forms import DisclosureForm, SheetCorrectionForm, SheetForm
from .jobs import read_sheet_upload
from .telling import faults_told

ASKED_AGAIN_SECONDS = 3
DROP, ONLY_DRAFT, CORRECTS = "bo", "nhap", "dinh-chinh"
LAST = 10


def begin_with_the_sheet(
    request: HttpRequest, parent_page: Page, page_class: type[Page]
) -> HttpResponse | None:
    """Hook: whoever would type a disclosure is led to where its sheet is sent."""
    if page_class is DisclosurePage and isinstance(parent_page.specific, SectionPage):
        return redirect("sheet_upload", parent_page.specific.portal_id)
    return None


@require_http_methods(["GET", "POST"])
@never_cache
def sheet_upload(request: HttpRequest, portal_id: int) -> HttpResponse:
    """Take one sheet, and go on to what was read of it. With ?dinh-chinh=<page> it is to correct that page."""
    portal = own_portal(request, portal_id)
    corrects = _corrected(request, portal)
    form = SheetForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            upload = send_sheet(
                portal=portal,
                file=form.cleaned_data["file"],
                outcome=form.outcome,
                actor=person(request),
                now=timezone.now(),
                corrects=corrects,
            )
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            if form.outcome is None:
                read_sheet_upload.delay(upload_id=upload.pk)
            return redirect("sheet_look", upload.pk)
    waiting = SheetUpload.objects.filter(portal=portal, ended_at=None).order_by("-sent_at", "-pk")
    return TemplateResponse(
        request,
        "editorial/disclosures/desk/upload.html",
        {
            "page_title": _("Publish from a sheet"),
            "portal_of_desk": portal,
            "form": form,
            "corrects": corrects,
            "waiting": waiting.select_related("sent_by")[:LAST],
            "kept_days": KEPT_DAYS,
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@never_cache
def sheet_look(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """Show a sheet as it was read, or what is wrong with it; make a draft and submit it. Only its board comes here."""
    upload = get_object_or_404(
        SheetUpload.objects.select_related("portal", "corrects"),
        pk=sheet_id,
        portal__in=portals_of_request(request),
    )
    if request.method == "POST" and DROP in request.POST:
        return _dropped(request, upload)
    if upload.ended_at is not None:
        messages.info(
            request, _("This sheet became a draft already, or was dropped. Send it again.")
        )
        return redirect("sheet_upload", upload.portal_id)
    if upload.read is None and upload.faults is None:
        response = _shown(request, upload, "waiting", {})
        response["Refresh"] = str(ASKED_AGAIN_SECONDS)
        return response
    if upload.faults is not None:
        return _shown(request, upload, "faults", {"faults": faults_told(upload)})
    return _look(request, upload, proposal_in(upload))


def _look(request: HttpRequest, upload: SheetUpload, proposal: SheetProposal) -> HttpResponse:
    holder = upload.corrects or disclosed_already(upload.portal, proposal)
    given = request.POST or None
    form: DisclosureForm | SheetCorrectionForm
    if holder is not None:
        form = SheetCorrectionForm(given, initial={"lead": proposal.lead}, label_suffix="")
    else:
        own = upload.portal.agency
        agency = proposal.agency if _is_of_another(proposal.agency, upload.portal) else own
        initial = {"lead": proposal.lead, "agency": agency}
        form = DisclosureForm(given, initial=initial, label_suffix="")
    if form.is_valid():
        try:
            page = _written(request, upload, form, holder)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _gone_on(request, page)
    code = form_called(proposal.form)
    return _shown(
        request,
        upload,
        "look",
        {
            "form": form,
            "proposal": proposal,
            "form_of_sheet": code,
            "form_title": title_of_form(code, proposal.period),
            "table": table_of_sheet(proposal.sheet, proposal.sheet.title),
            "holder": holder,
            "holder_address": holder and main_origin(upload.portal) + holder.public_path(),
            "of_another": _is_of_another(proposal.agency, upload.portal),
            "not_owed": code.tiers and upload.portal.tier_id not in code.tiers,
        },
        is_wrong=bool(form.errors),
    )


def _written(
    request: HttpRequest,
    upload: SheetUpload,
    form: DisclosureForm | SheetCorrectionForm,
    holder: DisclosurePage | None,
) -> DisclosurePage:
    actor, now, said = person(request), timezone.now(), form.cleaned_data
    if holder is None:
        return draft_from_sheet(upload=upload, actor=actor, now=now, **said)
    return correct_from_sheet(upload=upload, page=holder, actor=actor, now=now, **said)


def _gone_on(request: HttpRequest, page: DisclosurePage) -> HttpResponse:
    """Submit it at once, unless only a draft was wanted; say what keeps it back."""
    if ONLY_DRAFT in request.POST:
        messages.success(request, _("The draft was made, with the sheet attached."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    if done(
        request,
        lambda: submit_story(story=page, actor=person(request), now=timezone.now()),
        _("Submitted. It is public as soon as your board approves it."),
    ):
        return redirect("story_review", page.pk)
    return redirect("wagtailadmin_pages:edit", page.pk)


def _dropped(request: HttpRequest, upload: SheetUpload) -> HttpResponse:
    done(
        request,
        lambda: drop_sheet(upload=upload, actor=person(request), now=timezone.now()),
        _("The sheet was deleted. Nothing was published."),
    )
    return redirect("sheet_upload", upload.portal_id)


def _corrected(request: HttpRequest, portal: Portal) -> DisclosurePage | None:
    asked = request.GET.get(CORRECTS, "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19) or portal.root is None:
        return None
    pages = DisclosurePage.objects.filter(path__startswith=portal.root.path, live=True)
    return pages.filter(pk=int(asked)).first()


def _is_of_another(agency: str, portal: Portal) -> bool:
    """Whether the sheet names another agency than the portal's."""
    return bool(agency) and folded_name(portal.name) not in folded_name(agency)


def _shown(
    request: HttpRequest,
    upload: SheetUpload,
    name: str,
    context: dict[str, Any],
    *,
    is_wrong: bool = False,
) -> HttpResponse:
    return TemplateResponse(
        request,
        f"editorial/disclosures/desk/{name}.html",
        {
            "page_title": _("Publish from a sheet"),
            "portal_of_desk": upload.portal,
            "upload": upload,
            **context,
        },
        status=422 if is_wrong else 200,
    )
