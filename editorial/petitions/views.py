"""Petitions in public: the list, one with the derivation of its clock, and all as CSV."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from editorial.answers.models import ReleasedAnswer
from editorial.answers.public.views import questions_section
from editorial.answers.text import as_paragraphs
from editorial.public.views.errors import not_found
from editorial.public.views.frame import render_page
from portals.accountability.derivation import derivation_of
from portals.accountability.desk.words import due_words
from portals.accountability.enums import StatementBeside
from portals.accountability.models import AnswerPromise, CitizenCase, CouncilPetition
from portals.accountability.promises import told_promises
from portals.accountability.stated import statements_beside
from portals.addresses import main_origin
from portals.admin_kit.exports import csv_response
from portals.calendar.working_days import WorkingCalendar, load_calendar
from portals.clock import local_date
from portals.ledger.queries import address_of_files
from portals.models import Portal
from portals.requests import PublicRequest
from portals.tiers import INSTALL_TIER

from .reading import (
    STATES,
    TAKEN_DOWN,
    found_petitions,
    newest_petitions,
    petitions_asked,
    petitions_on,
    with_standing,
)

MOST_IN_FILE = 5_000
CSV_COLUMNS = (
    *("hoi_dong", "ky_hop", "so", "loai", "tieu_de", "noi_dung", "noi_neu", "co_quan_tra_loi"),
    *("ngay_nhan", "han_tra_loi", "tinh_trang", "ngay_tra_loi", "tre_han", "ket_qua", "dia_chi"),
    "han_tra_loi_lai",
)


@require_safe
def petitions(request: PublicRequest) -> HttpResponse:
    """The list: narrowed by session, agency and state. Five queries beside the frame."""
    portal, now = request.portal, timezone.now()
    found = found_petitions(portal, petitions_asked(request.GET), now)
    calendar = load_calendar() if found.rows else None
    context: dict[str, Any] = {
        "found": found,
        "rows": [
            {
                "petition": one,
                "standing": STATES[vars(one)["standing"]],
                "due_words": _due_words(one, now, calendar) if calendar else "",
            }
            for one in found.rows
        ],
        "of_all": portal.tier_id == INSTALL_TIER,
        "section": questions_section(portal),
    }
    return render_page(request, portal, "editorial/petitions/list.html", context)


@require_safe
def petition(request: PublicRequest, petition_id: int) -> HttpResponse:
    """One petition with its clock: on each portal that lists it, at home on the one that received it."""
    portal, now = request.portal, timezone.now()
    one = newest_petitions(with_standing(petitions_on(portal), now)).filter(pk=petition_id).first()
    if one is None:
        return not_found(request)
    # One that was taken out of view is told as such: the petition would stand answered without an answer.
    answer = ReleasedAnswer.objects.filter(case=one.case_id)
    home = one.case.received_by
    context: dict[str, Any] = {
        "petition": one,
        "words": as_paragraphs(one.text),
        "result": as_paragraphs(one.result) if one.result else "",
        "standing": STATES[vars(one)["standing"]],
        "due_words": _due_words(one, now, load_calendar()),
        "derivation": derivation_of(one.case, for_person=True),
        "answer": answer.select_related("portal__site").first(),
        "promises": told_promises(
            AnswerPromise.objects.filter(case=one.case_id, is_public=True), local_date(now)
        ),
        "statements": statements_beside([one.case_id], StatementBeside.LATE).get(one.case_id),
        "section": questions_section(portal),
        "ledger_address": address_of_files(now=now) if one.result_salt else "",
    }
    if home != portal and home.closed_on is None:
        context["canonical"] = main_origin(home) + one.path
    return render_page(request, portal, "editorial/petitions/petition.html", context)


@require_safe
def petitions_file(request: PublicRequest) -> HttpResponse:
    """What the list has, as CSV, the newest first. Two queries."""
    portal, now = request.portal, timezone.now()
    origin = main_origin(portal)
    found = newest_petitions(with_standing(petitions_on(portal), now))[:MOST_IN_FILE]
    lines = (_line(one, origin) for one in found)
    response: HttpResponse = csv_response("kien-nghi", CSV_COLUMNS, lines)
    return response


def _line(one: CouncilPetition, origin: str) -> list[Any]:
    case, owed_by = one.case, vars(one)["owed_by"]
    return [
        *(one.council, one.session, one.number, case.get_kind_display(), one.subject, one.text),
        *(one.raised_by, case.portal.agency, f"{local_date(case.arrived_at):%Y-%m-%d}"),
        f"{local_date(case.due_at):%Y-%m-%d}" if case.due_at else "",
        str(STATES[vars(one)["standing"]]),
        *(_ended(case) if vars(one)["standing"] != TAKEN_DOWN else ("", "")),
        *(one.result, origin + one.path),
        f"{local_date(owed_by):%Y-%m-%d}" if owed_by else "",
    ]


def _ended(case: CitizenCase) -> tuple[str, int | str]:
    day = f"{local_date(case.ended_at):%Y-%m-%d}" if case.ended_at else ""
    return day, "" if case.ended_late is None else int(case.ended_late)


def _due_words(one: CouncilPetition, now: datetime, calendar: WorkingCalendar) -> str:
    return due_words(one.case, now, calendar, owed_anew=vars(one)["owed_by"])


def petitions_path() -> str:
    return reverse("petitions", urlconf="portals.urls.public")


def has_petitions(portal: Portal) -> bool:
    return petitions_on(portal).exists()
