"""Released answers as they are listed, found and counted, on one portal or, at the province's, of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count
from django.db.models.functions import ExtractYear

from portals.accountability.enums import CaseKind
from portals.models import Portal
from portals.tiers import INSTALL_TIER

from .models import (
    SEARCH_CONFIG,
    ReleasedAnswer,
    ReleasedAnswerQuerySet,
    searched_words,
    topic_name,
)

ANSWERS_A_PAGE = 20
LONGEST_QUERY = 200
LAST_PAGE = 500
TEXT, KIND, TOPIC, YEAR, PAGE = "q", "loai", "chu-de", "nam", "trang"


@dataclass(frozen=True, slots=True)
class AnswersAsked:
    """What of the answers a reader asked for. What no list has (another year, another kind) finds nothing."""

    text: str = ""
    kind: str = ""
    topic: str = ""
    year: int | None = None
    number: int = 1

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or self.kind or self.topic or self.year)

    @property
    def kept(self) -> str:
        """The query of this list's further pages."""
        values = {TEXT: self.text, KIND: self.kind, TOPIC: self.topic, YEAR: self.year or ""}
        return urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True, slots=True)
class AnswerChoice:
    value: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FoundAnswers:
    """One page of the list. `total` counts all that match."""

    rows: list[ReleasedAnswer]
    total: int
    asked: AnswersAsked

    @property
    def previous(self) -> int:
        return self.asked.number - 1

    @property
    def next(self) -> int:
        return self.asked.number + 1 if self.asked.number * ANSWERS_A_PAGE < self.total else 0


def answers_asked(query: Mapping[str, str]) -> AnswersAsked:
    """Read a query; what is no kind, no year and no page is left out."""
    kind, year, page = query.get(KIND, ""), query.get(YEAR, ""), query.get(PAGE, "")
    return AnswersAsked(
        text=" ".join(query.get(TEXT, "").replace("\x00", "").split())[:LONGEST_QUERY],
        kind=kind if kind in CaseKind.values else "",
        topic=query.get(TOPIC, "").replace("\x00", "")[:40],
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        number=_page_number(page),
    )


def _page_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        return 1
    return max(1, min(int(text), LAST_PAGE))


def answers_on(portal: Portal) -> ReleasedAnswerQuerySet:
    """Return what is listed on `portal`: its own answers; on the province's portal those of all that are open."""
    standing = ReleasedAnswer.objects.standing()
    if portal.tier_id == INSTALL_TIER:
        return standing.filter(portal__site__isnull=False)
    return standing.on(portal)


def found_answers(portal: Portal, asked: AnswersAsked) -> FoundAnswers:
    """Return one page of what is asked for, the newest first. Two queries."""
    found = answers_on(portal)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.topic:
        found = found.filter(topic=asked.topic)
    if asked.year:
        found = found.filter(
            answered_on__gte=date(asked.year, 1, 1), answered_on__lte=date(asked.year, 12, 31)
        )
    if asked.text:
        found = matching(found, asked.text)
    start = (asked.number - 1) * ANSWERS_A_PAGE
    rows = found.select_related("portal__site").newest_first()
    return FoundAnswers(list(rows[start : start + ANSWERS_A_PAGE]), found.count(), asked)


def matching(answers: ReleasedAnswerQuerySet, text: str) -> ReleasedAnswerQuerySet:
    """Those which have all words of `text`, with accents or without."""
    wanted = SearchQuery(text, config=SEARCH_CONFIG, search_type="websearch")
    return answers.annotate(searched=searched_words()).filter(searched=wanted)


def answer_choices(portal: Portal, asked: AnswersAsked) -> dict[str, list[AnswerChoice]]:
    """Return by what the list can be narrowed, with how many there are of each. One query."""
    counts: dict[str, Counter[str]] = {KIND: Counter(), TOPIC: Counter(), YEAR: Counter()}
    rows = (
        answers_on(portal)
        .order_by()
        .values_list("kind", "topic", ExtractYear("answered_on"))
        .annotate(number=Count("pk"))
    )
    for kind, topic, year, number in rows:
        counts[KIND][kind] += number
        counts[YEAR][str(year)] += number
        if topic:
            counts[TOPIC][topic] += number
    kinds = [kind for kind in CaseKind.values if kind in counts[KIND]]
    topics = sorted(counts[TOPIC], key=topic_name)
    years = sorted(counts[YEAR], reverse=True)

    def choice(name: str, value: str, words: Any, chosen: Any) -> AnswerChoice:
        return AnswerChoice(value, str(words), counts[name][value], value == str(chosen or ""))

    return {
        "kinds": [choice(KIND, kind, CaseKind(kind).label, asked.kind) for kind in kinds],
        "topics": [choice(TOPIC, topic, topic_name(topic), asked.topic) for topic in topics],
        "years": [choice(YEAR, year, year, asked.year) for year in years],
    }


def newest_answers(portal: Portal, number: int) -> list[ReleasedAnswer]:
    """Return the newest that are listed on `portal`. One query."""
    return list(answers_on(portal).select_related("portal__site").newest_first()[:number])
