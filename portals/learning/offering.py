"""Which page of the handbook is offered after a mistake: a return, a refusal, a finding, a lost point.

What bears a code leads where a page names it. A sentence is compared with what pages say of mistakes, together with
the page of the desk on which it was said.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from math import log

from .pages import HandbookPage, page_of_code, shipped_pages
from .tasks import page_for_task
from .words import terms

# What a page's own task adds, measured against the words that it shares with the sentence.
OF_THE_TASK = 0.3
# A sentence of which a page knows less is not near it: one word that every page has says nothing.
NEAR = 0.25
# Words in the list of mistakes say more than words anywhere in the text.
_WEIGHTS = {"mistakes": 3.0, "title": 2.0, "text": 1.0}


@dataclass(frozen=True, slots=True)
class Mistake:
    """What happened: on which page of the desk, what was said, and its code if it has one."""

    url_name: str = ""
    said: str = ""
    code: str = ""


def offered_page(mistake: Mistake, *, only_open: bool = False) -> HandbookPage | None:
    """Return the page that tells how it is done rightly; None where nothing is near.

    `only_open` is for whoever has not signed in.
    """
    if page := page_of_code().get(mistake.code):
        return page
    of_task = page_for_task(mistake.url_name, only_open=only_open)
    pages = [page for page in shipped_pages().values() if page.is_open or not only_open]
    said = Counter(terms(mistake.said))
    scores = {page.slug: _likeness(page, said) for page in pages}
    if of_task is not None:
        scores[of_task.slug] += OF_THE_TASK
    best = max(pages, key=lambda page: scores[page.slug], default=None)
    return best if best is not None and scores[best.slug] >= NEAR else None


def page_for_code(code: str) -> HandbookPage | None:
    """Return the page that `code` leads to, if one names it."""
    return page_of_code().get(code)


def _likeness(page: HandbookPage, said: Counter[str]) -> float:
    """How much of what was said the page knows of, from 0 to 1: rare words count more."""
    rare = _rarity()
    known = _weights_of(page.slug)
    whole = sum(rare.get(term, _rarest()) for term in said)
    if not whole:
        return 0.0
    return sum(rare[term] * known[term] for term in said if term in known) / (
        whole * max(_WEIGHTS.values())
    )


@cache
def _rarest() -> float:
    """What a term is worth that no page knows."""
    return max(_rarity().values(), default=1.0)


@cache
def _weights_of(slug: str) -> dict[str, float]:
    page = shipped_pages()[slug]
    weights: dict[str, float] = {}
    for field, text in (
        ("text", page.text),
        ("title", f"{page.title} {page.words}"),
        ("mistakes", " . ".join(page.mistakes)),
    ):
        for term in terms(text):
            weights[term] = _WEIGHTS[field]
    return weights


@cache
def _rarity() -> dict[str, float]:
    """For each term how few pages know it, as a logarithm."""
    pages = shipped_pages()
    counts = Counter(term for slug in pages for term in _weights_of(slug))
    return {term: log(1 + len(pages) / count) for term, count in counts.items()}
