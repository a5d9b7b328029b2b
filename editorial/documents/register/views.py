"""Addresses of the register beside the section's own: a document by its number."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from editorial.document_numbers.asked import AskedNumber, number_for_address, number_in_address
from editorial.public.views.frame import render_page
from portals.requests import PublicRequest

from .by_number import MOST_NUMBERED, numbered_elsewhere, numbered_on, of_day, unreadable_day

DAY = "ngay"


@require_safe
def document_by_number(request: PublicRequest, document_number: str) -> HttpResponse:
    """Lead to the one document of that number, or show which there are: on this portal, else on others. 404 for none.

    `?ngay=2021-03-18` says of which day.
    """
    said = request.GET.get(DAY, "")
    day = _day(said)
    asked = number_in_address(document_number)
    if asked is None:
        return _nothing(request, document_number)
    right = number_for_address(asked.keys[0])
    if right != document_number:
        address = reverse("document_by_number", urlconf="portals.urls.public", args=[right])
        return HttpResponseRedirect(address + (f"?{DAY}={day.isoformat()}" if day else ""))
    if day is not None:
        asked = of_day(asked, day)
    found = numbered_on(request.portal, asked)
    if len(found) == 1:
        return HttpResponseRedirect(found[0].path)
    problem = unreadable_day() if said and day is None else ""
    if found:
        return _shown(
            request,
            {
                "documents": found[:MOST_NUMBERED],
                "more": len(found) > MOST_NUMBERED,
                "asked": document_number,
                "problem": problem,
            },
        )
    return _elsewhere(request, asked, document_number, problem)


def _elsewhere(
    request: PublicRequest, asked: AskedNumber, number: str, problem: str
) -> HttpResponse:
    """Say where on the install it stands. No page for keeping: the portal's edition says nothing of the others."""
    found = numbered_elsewhere(asked)
    if not found:
        return _nothing(request, number)
    response = _shown(
        request,
        {
            "elsewhere": found[:MOST_NUMBERED],
            "more": len(found) > MOST_NUMBERED,
            "asked": number,
            "problem": problem,
        },
    )
    response["Cache-Control"] = "no-store"
    return response


def _nothing(request: PublicRequest, number: str) -> HttpResponse:
    return _shown(request, {"asked": number[:60]}, status=404)


def _shown(request: PublicRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render_page(
        request, request.portal, "editorial/documents/by_number.html", context, status=status
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
