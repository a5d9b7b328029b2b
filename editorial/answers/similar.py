"""Answers that say something about the same: for whoever is about to ask, and for the desk beside a draft."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchRank

from editorial.search.words import words_in
from portals.accountability.beside import AnsweredBefore
from portals.accountability.models import CitizenCase
from portals.models import Portal

from .models import SEARCH_CONFIG, ReleasedAnswer, ReleasedAnswerQuerySet, searched_words

MOST_SIMILAR = 5
# Ranked by the database; how many words are shared is counted among these.
RANKED = 40
MOST_WORDS = 24
LEAST_SHARED, LEAST_SHARE = 2, 0.4
# Words of nearly every question, without accents: they say nothing of what it is about. Those which are also another
# word without their accents ("đến" and "đèn") are not among them.
_COMMON = """
    bi bo cac cai can cho chua co con cua de do duoc giup hay hoi khi khong kinh la lai len luc minh moi mong
    nao nay neu ngay nhieu nhu nhung noi phai rang rat roi sao se sau tai tat the thi toi tren trong va vao ve vi
    viec voi xin yeu
"""
COMMON = frozenset(_COMMON.split())


@dataclass(frozen=True, slots=True)
class SimilarAnswer:
    """An answer that anybody may read, with the share of the words asked that it has."""

    answer: ReleasedAnswer
    share: float


def similar_answers(portal: Portal, text: str, *, most: int = MOST_SIMILAR) -> list[SimilarAnswer]:
    """Return public answers of `portal` about what `text` says, the likeliest first. One query; none for no words."""
    return _similar(ReleasedAnswer.objects.standing().on(portal), text, most)


def answers_like(portal: Portal, case: CitizenCase) -> list[AnsweredBefore]:
    """Return public answers of `portal` to requests like `case`, its own left out, for the desk. One query.

    For whoever may open the case: its sealed words are opened for it, and kept nowhere.
    """
    others = ReleasedAnswer.objects.standing().on(portal).exclude(case=case)
    found = _similar(others, f"{case.subject} {case.text}", MOST_SIMILAR)
    return [
        AnsweredBefore(one.answer.subject, one.answer.answer, one.answer.address) for one in found
    ]


def telling_words(text: str) -> list[str]:
    """Return the words of `text` by which others are found, folded, the first `MOST_WORDS` of them. Pure."""
    words = [one for part in _plain(text).split() for one in sorted(words_in(part))]
    return [one for one in dict.fromkeys(words) if len(one) > 1 and one not in COMMON][:MOST_WORDS]


def _similar(answers: ReleasedAnswerQuerySet, text: str, most: int) -> list[SimilarAnswer]:
    words = telling_words(text)
    if len(words) < LEAST_SHARED:
        return []
    # Letters and digits alone, so no operator of the language of queries comes from what somebody wrote.
    query = SearchQuery(" | ".join(words), config=SEARCH_CONFIG, search_type="raw")
    ranked = (
        answers.annotate(searched=searched_words())
        .filter(searched=query)
        .select_related("portal__site")
        .annotate(rank=SearchRank(searched_words(), query))
        .order_by("-rank", "-pk")[:RANKED]
    )
    found = [SimilarAnswer(one, _share(one, words)) for one in ranked]
    near = [one for one in found if one.share >= max(LEAST_SHARE, LEAST_SHARED / len(words))]
    return sorted(near, key=lambda one: -one.share)[:most]


def _share(answer: ReleasedAnswer, words: list[str]) -> float:
    """How many of `words` the subject and the question have; a word in the answer alone says less."""
    has = words_in(_plain(f"{answer.subject} {answer.question}"))
    return sum(one in has for one in words) / len(words)


def _plain(text: str) -> str:
    """Without what a web search reads as more than a space between words."""
    return text.replace("\x00", " ").replace('"', " ").replace("-", " ")
