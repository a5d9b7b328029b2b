"""The review of texts: what is under way, and the page on which it is decided, made for a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from editorial.tenancy.pages import own_text
from portals.admin_kit.pages import person
from portals.admin_kit.scope import portals_of_request

from .holding import holdings
from .page import context_of
from .waiting import texts_in_review

if TYPE_CHECKING:
    from django import forms
    from wagtail.models import Page

PAGE_SIZE = 25


@require_GET
def review_list(request: HttpRequest) -> HttpResponse:
    """What is the person's turn, then what others have in hand on the person's portals."""
    now = timezone.now()
    texts = texts_in_review(person(request), portals_of_request(request), now)
    page = Paginator(sorted(texts, key=lambda text: not text.mine), PAGE_SIZE).get_page(
        request.GET.get("p")
    )
    shown = list(page)
    return TemplateResponse(
        request,
        "editorial/review/review_list.html",
        {
            "page_title": _("Texts under review"),
            "slice": page,
            "mine": [text for text in shown if text.mine],
            "others": [text for text in shown if not text.mine],
            "holdings": holdings([text.page for text in shown], now),
        },
    )


@require_GET
def story_review(request: HttpRequest, page_id: int) -> HttpResponse:
    return review_page(request, own_text(request, page_id))


def review_page(request: HttpRequest, page: Page, **refused: forms.Form) -> HttpResponse:
    """The page of one text; `refused` are the forms that could not be done, with what is wrong with them."""
    context = context_of(page, person(request), timezone.now()) | refused
    return TemplateResponse(
        request, "editorial/review/story_review.html", context, status=422 if refused else 200
    )
