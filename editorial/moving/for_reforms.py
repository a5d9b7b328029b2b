"""What this floor does with sections that a change of units brings to a successor."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from editorial.models import SectionRequirement, SectionType
from portals.reforms.contents import ContentMover

from .section_moves import carry_sections
from .section_pairs import pages_in_sections
from .section_returns import after_restoring, before_restoring


def _names() -> dict[str, str]:
    return dict(SectionType.objects.order_by("position").values_list("code", "name"))


def _allowed(day: date) -> dict[str, frozenset[str]]:
    by_tier: dict[str, set[str]] = defaultdict(set)
    in_force = SectionRequirement.objects.in_force(day)
    for tier, code in in_force.values_list("tier", "section_type"):
        by_tier[tier].add(code)
    return {tier: frozenset(codes) for tier, codes in by_tier.items()}


MOVER = ContentMover(
    names=_names,
    allowed=_allowed,
    count=pages_in_sections,
    carry=carry_sections,
    before_restoring=before_restoring,
    after_restoring=after_restoring,
)
