"""The page of one request: what was asked, what happened, what stands beside it, and what may be done."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portals.addresses import main_origin
from portals.admin_kit.pages import done, person, way_back
from portals.calendar.working_days import load_calendar
from portals.clock import local_date
from portals.uploads.states import Examination

from ..actions.triage import accept_case
from ..derivation import derivation_of
from ..models import CaseEvent, CaseFile, CaseText, CitizenCase
from ..promises import told_promises
from .possible import offered_acts, standing_of
from .scope import opened_case, unstored
from .words import due_words, number_to_dial


@dataclass
class Happened:
    """One event with what was written and attached to it."""

    event: CaseEvent
    texts: list[CaseText] = field(default_factory=list)
    files: list[CaseFile] = field(default_factory=list)


@require_safe
def case_page(request: HttpRequest, case_id: int) -> HttpResponse:
    """All of a request, for who may open it; the look is noted."""
    now = timezone.now()
    case = opened_case(request, case_id, now)
    standing = standing_of(case, person(request), now)
    story, first_files = _history(case)
    response = TemplateResponse(
        request,
        "portals/accountability/case.html",
        {
            "page_title": case.code,
            "case": case,
            "standing": standing,
            "dial": number_to_dial(case.phone),
            "due_words": due_words(case, now, load_calendar(), owed_anew=standing.owed_anew),
            "derivation": derivation_of(case),
            "story": story,
            "first_files": first_files,
            "acts": offered_acts(standing),
            "consults": case.consults.select_related("portal", "question", "answer"),
            "promises": told_promises(case.promises.all(), local_date(now)),
            "rating": _rating(case),
            # It stands on the portal that the request reached, not on the desk.
            "about_url": case.about_path and main_origin(case.received_by) + case.about_path,
        },
    )
    return unstored(response.render())


def _history(case: CitizenCase) -> tuple[list[Happened], list[CaseFile]]:
    """Return events in their order, and the files that came with none. Three queries."""
    texts: dict[int | None, list[CaseText]] = defaultdict(list)
    for text in case.texts.all():
        texts[text.event_id].append(text)
    files: dict[int | None, list[CaseFile]] = defaultdict(list)
    # Copies for the public stand with the answer that they go out with.
    for one in case.files.filter(redacted_from=None).exclude(name=""):
        files[one.event_id].append(one)
    events = case.events.select_related("actor", "portal", "office", "other").order_by("sequence")
    story = [Happened(event, texts[event.pk], files[event.pk]) for event in events]
    return story, files[None]


def _rating(case: CitizenCase) -> Any:
    return getattr(case, "rating", None)


@require_http_methods(["POST"])
def case_accept(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take a request up, by one press in the queue, the inbox or on its page."""
    now = timezone.now()
    case = opened_case(request, case_id, now)
    seen = request.POST.get("revision", "")
    done(
        request,
        lambda: accept_case(
            case=case,
            actor=person(request),
            now=now,
            revision=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else None,
        ),
        _("The request was taken up."),
    )
    return way_back(request, "case_page", case.pk)


@require_safe
def case_file(request: HttpRequest, case_file_id: int) -> FileResponse:
    """A file that was examined and found fine, to take away: never shown inside a page of ours."""
    found = get_object_or_404(
        CaseFile.objects.select_related("case"), pk=case_file_id, examination=Examination.FINE
    )
    opened_case(request, found.case_id, timezone.now())
    if not found.file:
        raise Http404
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return unstored(response)
