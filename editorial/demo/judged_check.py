"""What `demo --check` asks of the search: the judged set, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from editorial.search.judged.judging import WANTED_PERCENT
from editorial.search.judged.reading import ResultKind, judged_set
from portals.demo.organisations import OF_2024, organisation_standing
from portals.operations.demo.registry import DemoCheck, Result
from portals.operations.demo.running import RunningDemo

from .judged_places import JudgedPlaces
from .judged_search import judge_demo


def finds_what_is_asked(demo: RunningDemo) -> Iterator[Result]:
    """Say how much of the whole set is right, of as much as must be.

    What of the held-out half was missed is told to nobody: what was missed of the other half is named, and what should
    not have been found.
    """
    judgement = judge_demo(demo)
    share = judgement.of_all()
    must_be = -(-share.asked * WANTED_PERCENT // 100)
    faults = _not_there()
    faults += [f"{one.question.words}: {', '.join(one.unwanted)}" for one in judgement.violated]
    if share.right < must_be:
        faults.append(f"{share}, of {WANTED_PERCENT} %")
        faults += [f"{one.question.words}: {', '.join(one.wanted)}" for one in judgement.missed]
    yield Result("search_judged", min(share.right, must_be), must_be, faults)


def _not_there() -> list[str]:
    """Return what the set names and the demo of 2024, which it is written for, lacks.

    Titles that have some words are written by chance, and never the only ones that are right.
    """
    if organisation_standing() is not OF_2024:
        return []
    judged = judged_set()
    places = JudgedPlaces(judged)
    return [
        f"not in the demo: {key}"
        for key, one in judged.results.items()
        if one.kind is not ResultKind.TITLES and not places.has(key)
    ]


SEARCH_JUDGED = DemoCheck(
    {"search_judged": _("Judged searches with the right result among the first three")},
    finds_what_is_asked,
    rank=28,
)
