"""One work of a sheet: its authors and shares; a work entered by hand; an adjustment of an approved line."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from editorial.royalties.actions.lines import add_work, adjust_line, drop_work, set_authors
from editorial.royalties.actions.sheets import may_draw_up
from editorial.royalties.enums import SheetState
from editorial.royalties.models import RoyaltyLine, RoyaltySheet
from editorial.royalties.proposing import UNKNOWN
from portals.admin_kit.pages import done, person
from portals.boards.queries import holders
from portals.refusals import Refusal

from .forms import AddWorkForm, AdjustForm, AuthorFormSet
from .sheet_views import own_sheet

DROP = "bo"


@require_http_methods(["GET", "POST"])
@never_cache
def royalty_work(
    request: HttpRequest, portal_id: int, royalty_sheet_id: int, royalty_work_number: int
) -> HttpResponse:
    """The authors of one work of an open sheet. What was entered by hand may be taken out here."""
    sheet = _open_sheet(request, portal_id, royalty_sheet_id)
    lines = sheet.lines.filter(work=royalty_work_number).select_related("payee")
    authors = list(lines.order_by("position"))
    if not authors:
        raise Http404
    by: dict[str, Any] = {
        "sheet": sheet, "work": royalty_work_number, "actor": person(request), "now": timezone.now(),
    }  # fmt: skip
    if DROP in request.POST:
        done(request, partial(drop_work, **by), _("Taken out of the sheet."))
        return redirect("royalty_sheet", portal_id, sheet.pk)
    formset: Any = AuthorFormSet(
        request.POST or None,
        initial=[_told(line) for line in authors if line.payee.name != UNKNOWN],
        form_kwargs={"people": _people(sheet)},
    )
    first = authors[0]
    refusal = ""
    if request.method == "POST" and first.adjusts_id is None and formset.is_valid():
        try:
            set_authors(wanted=formset.wanted(), **by)
        except Refusal as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("royalty_sheet", portal_id, sheet.pk)
    return TemplateResponse(
        request,
        "editorial/royalties/desk/work.html",
        {
            "page_title": first.title,
            "page_icon": "user",
            "portal_of_desk": sheet.portal,
            "sheet": sheet,
            "first": first,
            "formset": formset,
            "refusal": refusal,
            "by_hand": first.story_id is None or first.adjusts_id is not None,
        },
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "POST"])
@never_cache
def royalty_work_add(request: HttpRequest, portal_id: int, royalty_sheet_id: int) -> HttpResponse:
    """A work that the machine does not propose."""
    sheet = _open_sheet(request, portal_id, royalty_sheet_id)
    form = AddWorkForm(request.POST or None, people=_people(sheet))
    if form.is_valid():
        told = form.cleaned_data
        act = partial(
            add_work, sheet=sheet, title=told["title"], kind=told["kind"], units=told["units"],
            author=form.wanted(), actor=person(request), now=timezone.now(),
        )  # fmt: skip
        if _acted(request, form, act):
            return redirect("royalty_sheet", portal_id, sheet.pk)
    about = _("Photos, answers to readers, videos: what has no text of its own on the portal.")
    return _form_page(request, sheet, form, _("Enter a work by hand"), about)


@require_http_methods(["GET", "POST"])
@never_cache
def royalty_adjust(
    request: HttpRequest, portal_id: int, royalty_sheet_id: int, royalty_line_id: int
) -> HttpResponse:
    """Set a line of an approved sheet right in the newest open sheet of the portal."""
    sheet = own_sheet(request, portal_id, royalty_sheet_id)
    line = get_object_or_404(RoyaltyLine, pk=royalty_line_id, sheet=sheet)
    now = timezone.now()
    if not sheet.is_settled or not may_draw_up(person(request), sheet.portal, now):
        raise Http404
    target = (
        RoyaltySheet.objects.filter(portal=sheet.portal, state=SheetState.DRAFT)
        .select_related("portal")
        .order_by("-month")
        .first()
    )
    form = AdjustForm(request.POST or None)
    if form.is_valid():
        if target is None:
            form.add_error(None, _("No sheet is open: draw up that of the next month first."))
        else:
            act = partial(
                adjust_line, sheet=target, line=line, actor=person(request), now=now,
                **form.cleaned_data,
            )  # fmt: skip
            if _acted(request, form, act):
                return redirect("royalty_sheet", portal_id, target.pk)
    about = (
        _("It goes into the sheet of %s.") % f"{target.month:%m/%Y}"
        if target
        else _("No sheet is open: draw up that of the next month first.")
    )
    return _form_page(request, sheet, form, _("Adjust: %s") % line.title, about)


def _form_page(
    request: HttpRequest, sheet: RoyaltySheet, form: Any, title: str, about: str
) -> HttpResponse:
    return TemplateResponse(
        request,
        "editorial/royalties/desk/form.html",
        {
            "page_title": title,
            "page_icon": "edit",
            "portal_of_desk": sheet.portal,
            "sheet": sheet,
            "about": about,
            "form": form,
        },
        status=422 if form.errors else 200,
    )


def _open_sheet(request: HttpRequest, portal_id: int, sheet_id: int) -> RoyaltySheet:
    sheet = own_sheet(request, portal_id, sheet_id)
    now = timezone.now()
    if sheet.state != SheetState.DRAFT or not may_draw_up(person(request), sheet.portal, now):
        raise Http404
    return sheet


def _people(sheet: RoyaltySheet) -> list[tuple[int, str]]:
    """The members of the board, and who of others is on the sheet with an account."""
    found = {post.user_id: str(post.user) for post in holders(sheet.portal, timezone.now())}
    for payee in sheet.payees.exclude(person=None):
        if payee.person_id is not None:
            found.setdefault(payee.person_id, payee.name)
    return sorted(found.items(), key=lambda one: one[1])


def _told(line: RoyaltyLine) -> dict[str, Any]:
    payee = line.payee
    return {
        "person": str(payee.person_id or ""),
        "name": "" if payee.person_id else payee.name,
        "share": line.share,
    }


def _acted(request: HttpRequest, form: Any, act: Any) -> bool:
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Saved."))
    return True
