"""Answers that say something about the same: for whoever is about to ask, and for the desk beside a draft."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models.functions import Left

from editorial.search.words import all_words_of
from portals.accountability.beside import AnsweredBefore
from portals.accountability.models import CitizenCase
from portals.models import Portal

from .models import ReleasedAnswer, ReleasedAnswerQuerySet

MOST_SIMILAR = 5
# Compared are the newest, and of a question its beginning: that takes some 20 ms.
COMPARED, COMPARED_OF_EACH = 500, 500
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
    """Return public answers of `portal` about what `text` says, the likeliest first. Two queries; none for no words.

    `text` is somebody's own: the words are compared here, and none of them stands in a query that a log may keep.
    """
    return _similar(ReleasedAnswer.objects.standing().on(portal), text, most)


def answers_like(portal: Portal, case: CitizenCase) -> list[AnsweredBefore]:
    """Return public answers of `portal` to requests like `case`, its own left out, for the desk. Two queries.

    For whoever may open the case: its sealed words are opened for it, and kept and sent nowhere.
    """
    others = ReleasedAnswer.objects.standing().on(portal).exclude(case=case)
    found = _similar(others, f"{case.subject} {case.text}", MOST_SIMILAR)
    return [
        AnsweredBefore(one.answer.subject, one.answer.answer, one.answer.address) for one in found
    ]


def telling_words(text: str) -> list[str]:
    """Return the words of `text` by which others are found, folded, the first `MOST_WORDS` of them. Pure."""
    words = dict.fromkeys(all_words_of(text))
    return [one for one in words if len(one) > 1 and one not in COMMON][:MOST_WORDS]


def _similar(answers: ReleasedAnswerQuerySet, text: str, most: int) -> list[SimilarAnswer]:
    words = telling_words(text)
    if len(words) < LEAST_SHARED:
        return []
    asked = answers.newest_first().values_list("pk", "subject", Left("question", COMPARED_OF_EACH))
    shares = [
        (_share(f"{subject} {question}", words), pk) for pk, subject, question in asked[:COMPARED]
    ]
    least = max(LEAST_SHARE, LEAST_SHARED / len(words))
    # The newest of equals first: the order of the query stays.
    near = sorted((one for one in shares if one[0] >= least), key=lambda one: -one[0])[:most]
    found = answers.select_related("portal__site").in_bulk([pk for _share, pk in near])
    return [SimilarAnswer(found[pk], share) for share, pk in near if pk in found]


def _share(asked: str, words: list[str]) -> float:
    """How many of `words` a subject and a question have; a word in the answer alone says less."""
    has = set(all_words_of(asked))
    return sum(one in has for one in words) / len(words)
