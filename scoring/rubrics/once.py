"""One fact scores once: which criteria of a rubric would judge the same facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from .spec import CriterionSpec, RubricSpec

# The sections whose contents a measure judges.
_SECTIONS: Mapping[str, tuple[str, ...]] = {
    "portal.about": ("gioi-thieu", "lanh-dao"),
    "documents.in_time": ("van-ban",),
    "documents.register": ("van-ban",),
    "schedules.in_time": ("lich-lam-viec",),
    "disclosures.in_time": ("ngan-sach", "dau-tu"),
    "schedules.weeks": ("lich-lam-viec",),
    "owed.in_time": ("ngan-sach", "dau-tu"),
    "services.links": ("tthc",),
    "access.list": ("tiep-can",),
    "access.shown": ("tiep-can",),
    "news.longest_gap": ("tin-tuc",),
    "bulletins.posted": ("loa",),
    "bulletins.aired": ("loa",),
    "consultations.held": ("du-thao",),
    "consultations.summed_up": ("du-thao",),
}
# Measures that look at many sections, with those whose facts they would take a second time.
_LOOKS_AT_MANY: Mapping[str, Sequence[str]] = {
    "sections.current": tuple(_SECTIONS),
    "links.broken": ("services.links",),
    "news.original": ("bulletins.posted", "bulletins.aired"),
}
# What counts all that another counts, by that other: videos, initiatives recognised.
_HOLDS = {
    "news.multimedia": "news.media",
    "adjustment.initiative": "adjustment.recognised",
}
LEFT_OUT = "counted_elsewhere"


def check_once(rubric: RubricSpec) -> Iterator[str]:
    """Yield what would score twice: a measure that two criteria name, and a section that two of them judge."""
    measures = [one.measure for one in rubric.criteria]
    measures += [one.measure for one in rubric.adjustments]
    named = Counter(_HOLDS.get(one, one) for one in measures)
    for measure, times in named.items():
        if times > 1:
            yield _("%(measure)s is judged %(times)s times: one fact scores once.") % {
                "measure": measure,
                "times": times,
            }
    for criterion in rubric.criteria:
        yield from _taken_twice(criterion, rubric.criteria)


def _taken_twice(criterion: CriterionSpec, others: Sequence[CriterionSpec]) -> Iterator[str]:
    left_out = criterion.parameters.get(LEFT_OUT, ())
    for other in others:
        if other.measure not in _LOOKS_AT_MANY.get(criterion.measure, ()):
            continue
        for section in other.parameters.get("section") or _SECTIONS[other.measure]:
            if section not in left_out:
                yield _(
                    "%(code)s: the section %(section)s is judged by %(other)s already. Name it among the sections that "
                    "other criteria judge."
                ) % {"code": criterion.code, "section": section, "other": other.code}
