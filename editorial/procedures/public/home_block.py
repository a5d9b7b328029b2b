"""Procedures on a portal's home page: a box for words, and the events of a life."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from editorial.public.home_blocks import HomeBlock, HomeContext, HomeRegion
from portals.process_cache import process_cache

from .listed import CountedProcedures
from .page import section_of_procedures
from .section import counts_for


@dataclass(frozen=True, slots=True)
class ProceduresAtHome:
    slug: str
    events: list[CountedProcedures]


def procedures_at_home(context: HomeContext) -> ProceduresAtHome | None:
    """Return what leads to the portal's procedures; None where it handles none. Two queries, kept by the process."""
    counts = counts_for(context.request, context.portal)
    if not counts.total:
        return None
    section = process_cache.get(
        ("section of procedures", context.portal.pk),
        request=context.request,
        read=lambda _day: section_of_procedures(context.portal),
    )
    return ProceduresAtHome(section.slug, counts.events) if section else None


PROCEDURES_AT_HOME = HomeBlock(
    "procedures",
    _("What do you need to do?"),
    HomeRegion.SIDE,
    "editorial/procedures/home_block.html",
    procedures_at_home,
)
