"""Answers in public: the list with its search, those of a topic, and one answer with its question."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from editorial.answers.models import ReleasedAnswer, topic_name
from editorial.answers.reading import (
    KIND,
    PAGE,
    TEXT,
    TOPIC,
    YEAR,
    AnswersAsked,
    answer_choices,
    answers_asked,
    answers_on,
    found_answers,
)
from editorial.answers.text import as_paragraphs
from editorial.contested.shown import ruling_told
from editorial.kinds.schema_org import CONTEXT, Data, filled, organization_form
from editorial.models import CarriedRecord, Placement, SectionPage
from editorial.public.views.errors import not_found
from editorial.public.views.frame import render_page
from portals.accountability.enums import StatementBeside
from portals.accountability.models import AnswerPromise
from portals.accountability.promises import told_promises
from portals.accountability.stated import statements_beside
from portals.addresses import main_origin
from portals.clock import local_date
from portals.ledger.queries import address_of_files
from portals.models import Portal
from portals.requests import PublicRequest
from portals.tiers import INSTALL_TIER

SECTION_TYPE = "phan-anh"
LISTED = (TEXT, KIND, TOPIC, YEAR, PAGE)


@require_safe
def answers(request: PublicRequest) -> HttpResponse:
    """The list: found by words, narrowed by kind, topic and year. Four queries beside the frame."""
    return _list(request, answers_asked(request.GET), "")


@require_safe
def answers_of_topic(request: PublicRequest, answer_topic: str) -> HttpResponse:
    """Those of one topic; 404 where there is none. Four queries, one more for the topic."""
    if not answers_on(request.portal).filter(topic=answer_topic).exists():
        return not_found(request)
    page = answers_asked({PAGE: request.GET.get(PAGE, "")})
    return _list(request, replace(page, topic=answer_topic), answer_topic)


def _list(request: PublicRequest, asked: AnswersAsked, topic: str) -> HttpResponse:
    portal = request.portal
    here = request.path
    context: dict[str, Any] = {
        "found": found_answers(portal, asked),
        "asked": asked,
        "kept": "" if topic else asked.kept,
        "choices": answer_choices(portal, asked),
        "here": here,
        "section": questions_section(portal),
        "topic": topic_name(topic) if topic else "",
        "of_all": portal.tier_id == INSTALL_TIER,
        "has_carried": CarriedRecord.objects.for_readers(portal).exists(),
        "feeds": _feeds(topic),
    }
    return render_page(request, portal, "editorial/answers/list.html", context)


def _feeds(topic: str) -> dict[str, str]:
    query = f"?{TOPIC}={topic}" if topic else ""
    return {
        form.partition(".")[0]: reverse("answers_feed", urlconf="portals.urls.public", args=[form])
        + query
        for form in ("rss.xml", "atom.xml", "feed.json")
    }


@require_safe
def answer(request: PublicRequest, answer_id: int) -> HttpResponse:
    """One answer with its question; 410 with the reason where it was taken out of public view.

    Seven queries at most, and four more where it tells of a correction.
    """
    portal = request.portal
    one = ReleasedAnswer.objects.on(portal).filter(pk=answer_id).first()
    if one is None:
        return not_found(request)
    if one.retracted_at is not None:
        return gone_page(request, one)
    section = questions_section(portal)
    about_path, about_title = about_here(one)
    context: dict[str, Any] = {
        "answer": one,
        "question_text": as_paragraphs(one.question),
        "answer_text": as_paragraphs(one.answer),
        "about_path": about_path,
        "about_title": about_title,
        "promises": told_promises(
            AnswerPromise.objects.filter(case=one.case_id, is_public=True),
            local_date(timezone.now()),
        ),
        "files": one.files.all(),
        "ledger_address": address_of_files(now=timezone.now()),
        "section": section,
        "described": [described(one, portal)],
        "late_statements": statements_beside([one.case_id], StatementBeside.LATE).get(one.case_id),
        **ruling_told(kind=one.kind, case_id=one.case_id),
    }
    return render_page(request, portal, "editorial/answers/answer.html", context)


def gone_page(request: PublicRequest, one: ReleasedAnswer) -> HttpResponse:
    """Say that an answer, and so each file beside it, was taken out of public view, since when, and why."""
    gone = {"answer": one, "section": questions_section(request.portal)}
    return render_page(request, request.portal, "editorial/answers/gone.html", gone, status=410)


def about_here(one: ReleasedAnswer) -> tuple[str, str]:
    """Return path and title of what an answer is about, where that stands on its portal; else nothing. One query."""
    _kind, _colon, pk = one.about.partition(":")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 18):
        return "", ""
    placed = (
        Placement.objects.standing()
        .on(one.portal)
        .filter(story=int(pk), story__live=True)
        .select_related("story", "section")
        .first()
    )
    return (placed.path, placed.story.title) if placed else ("", "")


def described(one: ReleasedAnswer, portal: Portal) -> Data:
    """Describe a question with its answer for search engines (schema.org QAPage). Who asked is nobody's business."""
    address = main_origin(portal) + one.path
    return {
        "@context": CONTEXT,
        "@type": "QAPage",
        "mainEntity": filled(
            {
                "@type": "Question",
                "name": one.subject,
                "text": one.question,
                "answerCount": 1,
                "dateCreated": one.asked_on.isoformat(),
                "inLanguage": "vi",
                "acceptedAnswer": {
                    "@type": "Answer",
                    "text": one.answer,
                    "url": address,
                    "dateCreated": one.answered_on.isoformat(),
                    "author": organization_form(portal),
                },
            }
        ),
    }


def questions_section(portal: Portal) -> SectionPage | None:
    """Return the section in which a portal has its questions. One query."""
    sections = SectionPage.objects.filter(portal=portal, section_type=SECTION_TYPE, live=True)
    return sections.only("title", "slug").first()


def answers_path() -> str:
    return reverse("answers", urlconf="portals.urls.public")
