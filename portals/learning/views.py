"""The handbook on the desk: its index and search, a page, the form of the province, and the handbook on paper."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from portals.admin_kit.pages import done
from portals.boards.models import User
from portals.refusals import Refusal

from .actions import may_keep_handbook, restore_page, write_page
from .enums import HandbookReader
from .forms import HandbookPageForm
from .handover import handover_papers
from .markup import as_html
from .pages import shipped_pages
from .paper import handbook_pdf, handover_pdf
from .queries import StandingPage, handbook, handbook_page
from .readers import readers_of
from .searching import pages_found

# Of the paper that holds all pages.
EVERYTHING = "tat-ca"


@require_safe
@never_cache
@login_required
def handbook_index(request: HttpRequest) -> HttpResponse:
    """All pages by who needs them, one's own first; or those that hold the words that were looked for."""
    standing = handbook()
    wanted = request.GET.get("q", "").strip()[:100]
    found = pages_found(wanted, [one.page for one in standing.values()]) if wanted else []
    return TemplateResponse(
        request,
        "portals/learning/index.html",
        {
            "page_title": _("Handbook"),
            "wanted": wanted,
            "handover": handover_papers().values(),
            "found": found,
            "groups": [] if wanted else _by_reader(request, standing),
            "changed": [one for one in standing.values() if one.has_newer]
            if may_keep_handbook(_person(request), timezone.now())
            else [],
        },
    )


@require_safe
@never_cache
def handbook_read(request: HttpRequest, handbook_slug: str) -> HttpResponse:
    """One page. Those about the way in are read by whoever has not come in."""
    standing = handbook_page(handbook_slug)
    signed_in = request.user.is_authenticated
    if not signed_in and (standing is None or not standing.page.is_open):
        return redirect_to_login(request.get_full_path())
    if standing is None:
        raise Http404
    return TemplateResponse(
        request,
        "portals/learning/page.html" if signed_in else "portals/learning/outside.html",
        {
            "page_title": standing.page.title,
            "title": standing.page.title,
            "standing": standing,
            "text": as_html(standing.page.text),
            "keeps": signed_in and may_keep_handbook(_person(request), timezone.now()),
        },
    )


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def write_handbook(request: HttpRequest, handbook_slug: str) -> HttpResponse:
    """The form of the province's board; for others it does not exist."""
    user, now = _person(request), timezone.now()
    standing = handbook_page(handbook_slug)
    if standing is None or not may_keep_handbook(user, now):
        raise Http404
    page = standing.page
    form = HandbookPageForm(
        request.POST or None,
        initial={"title": page.title, "text": page.text, "read_mark": page.mark},
    )
    if request.method == "POST" and form.is_valid():
        try:
            write_page(slug=handbook_slug, **form.cleaned_data, actor=user, now=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The page is saved as the province's own."))
            return redirect("handbook_read", handbook_slug)
    return TemplateResponse(
        request,
        "portals/learning/write.html",
        {
            "page_title": _("Write the province's own page"),
            "standing": standing,
            "shipped": shipped_pages()[handbook_slug],
            "form": form,
            "media": form.media,
        },
    )


@require_POST
@login_required
def restore_handbook(request: HttpRequest, handbook_slug: str) -> HttpResponse:
    user, now = _person(request), timezone.now()
    if handbook_slug not in shipped_pages() or not may_keep_handbook(user, now):
        raise Http404
    done(
        request,
        lambda: restore_page(slug=handbook_slug, actor=user, now=now),
        _("The shipped text stands again."),
    )
    return redirect("handbook_read", handbook_slug)


@require_safe
@login_required
def handbook_paper(request: HttpRequest, handbook_reader: str) -> HttpResponse:
    """The handbook as a PDF: whole, or what one role reads."""
    if handbook_reader != EVERYTHING and handbook_reader not in HandbookReader:
        raise Http404
    role = None if handbook_reader == EVERYTHING else HandbookReader(handbook_reader)
    response = HttpResponse(handbook_pdf(role, now=timezone.now()), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="so-tay-{handbook_reader}.pdf"'
    return response


@require_safe
@login_required
def handbook_handover(request: HttpRequest, handover_name: str) -> HttpResponse:
    """A paper that is handed over with the desk, as a PDF."""
    paper = handover_papers().get(handover_name)
    if paper is None:
        raise Http404
    response = HttpResponse(handover_pdf(paper, now=timezone.now()), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="ban-giao-{paper.name}.pdf"'
    return response


def _by_reader(
    request: HttpRequest, standing: dict[str, StandingPage]
) -> list[tuple[HandbookReader, bool, list[StandingPage]]]:
    own = readers_of(request)
    groups = [
        (reader, reader in own, [one for one in standing.values() if reader in one.page.readers])
        for reader in HandbookReader
    ]
    return sorted((group for group in groups if group[2]), key=lambda group: not group[1])


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)
