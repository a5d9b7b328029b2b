"""How old the content of sections is: what citizens are told at a section, and boards on their desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, OuterRef, Q, Subquery, When
from django.db.models.functions import Greatest
from wagtail.models import Page

from editorial.models import InformationPage, Placement, SectionPage, SectionRequirement
from portals.clock import LOCAL_ZONE, local_date
from portals.organisation.enums import Subject
from portals.organisation.models import Confirmation
from portals.tree import portal_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from portals.models import Portal

# What these tell are data of the portal, which its board confirms from time to time.
CONFIRMED_SECTIONS = frozenset({"gioi-thieu", "lanh-dao"})


@dataclass(frozen=True, slots=True)
class SectionAge:
    """When something last came into a section, and how old that may be; None where no age is set."""

    section: SectionPage
    newest_at: datetime | None
    max_age_days: int | None
    begun_at: datetime

    @property
    def stale_since(self) -> datetime | None:
        """The moment at which the section is or was out of date; an empty one counts from the portal's opening."""
        if self.max_age_days is None:
            return None
        return (self.newest_at or self.begun_at) + timedelta(days=self.max_age_days)

    def is_stale(self, now: datetime) -> bool:
        return self.stale_since is not None and self.stale_since <= now


def stale_sections(portals: Iterable[Portal], now: datetime) -> list[SectionAge]:
    """Return the required sections of `portals` that are out of date, longest first. Two queries.

    Needs the roots of `portals` loaded.
    """
    return stale_among(section_ages(portals, now), now)


def stale_among(ages: Iterable[SectionAge], now: datetime) -> list[SectionAge]:
    """Those that are out of date, longest first."""
    found = [age for age in ages if age.is_stale(now)]
    return sorted(found, key=lambda age: (age.stale_since, age.section.pk))


def section_ages(portals: Iterable[Portal], now: datetime) -> list[SectionAge]:
    """Return the age of every public section of `portals`, in the taxonomy's order. Two queries.

    New is a story that was placed there, own or republished, a standing page published anew, and for what a portal
    says about itself also the board's word that it is still correct. A story that was taken down and came back is as
    new as when the portal first showed it.
    """
    by_id = {portal.pk: portal for portal in portals}
    if not by_id:
        return []
    sections = aged_sections(by_id, now).order_by("portal_id", "section_type__position", "pk")
    return ages_among(sections, by_id)


def aged_sections(portal_ids: Iterable[int], now: datetime) -> QuerySet[Any]:
    """The public sections of portals, each with what `ages_among` needs, which is all but its standing pages."""
    limits = _limits(now).filter(
        section_type=OuterRef("section_type"), tier=OuterRef("portal__tier")
    )
    standing = Placement.objects.standing().filter(
        portal=OuterRef("portal"), section=OuterRef("pk")
    )
    before = Placement.objects.filter(
        portal=OuterRef("portal"),
        story=OuterRef("story"),
        removed_at__isnull=False,
        placed_at__lt=OuterRef("placed_at"),
    )
    new = standing.filter(~Exists(before)).order_by("-placed_at").values("placed_at")
    first = Subquery(before.order_by("placed_at").values("placed_at")[:1])
    # Sought among what ended on the portal, of which there is little.
    ended = Placement.objects.filter(portal=OuterRef(OuterRef("portal")), removed_at__isnull=False)
    again = (
        standing.filter(story__in=ended.values("story"))
        .annotate(first_at=first)
        .filter(first_at__isnull=False)
        .order_by("-first_at")
        .values("first_at")
    )
    checks = Confirmation.objects.filter(portal=OuterRef("portal"), subject=Subject.ORGANISATION)
    return SectionPage.objects.filter(portal__in=list(portal_ids), live=True).annotate(
        max_age_days=Subquery(limits.values("max_age_days")[:1]),
        placed_at=Greatest(Subquery(new[:1]), Subquery(again[:1])),
        checked_at=Case(
            When(
                section_type__in=CONFIRMED_SECTIONS,
                then=Subquery(checks.order_by("-confirmed_at").values("confirmed_at")[:1]),
            )
        ),
    )


def ages_among(sections: Iterable[Any], portals: Mapping[int, Portal]) -> list[SectionAge]:
    """Return the ages of these `aged_sections`, which stand on these portals. One query."""
    pages = _newest_pages(portals.values())
    ages = []
    for section in sections:
        moments = (section.placed_at, pages.get(section.path), section.checked_at)
        ages.append(
            SectionAge(
                section=section,
                newest_at=max(filter(None, moments), default=None),
                max_age_days=section.max_age_days,
                begun_at=_beginning_of(portals[section.portal_id]),
            )
        )
    return ages


def age_of(
    section: SectionPage,
    portal: Portal,
    newest_at: datetime | None,
    limits: dict[tuple[str, str], int],
) -> SectionAge:
    """Return the age of one section whose newest content is known already. No query."""
    limit = limits.get((section.section_type_id, portal.tier_id))
    return SectionAge(section, newest_at, limit, _beginning_of(portal))


def age_limits(now: datetime) -> dict[tuple[str, str], int]:
    """Return how many days old a required section may be, by kind of section and tier. One query."""
    return {
        (requirement.section_type_id, requirement.tier_id): requirement.max_age_days
        for requirement in _limits(now)
        if requirement.max_age_days is not None
    }


def _limits(now: datetime) -> QuerySet[SectionRequirement]:
    return SectionRequirement.objects.in_force(local_date(now)).filter(
        required=True, max_age_days__isnull=False
    )


def _beginning_of(portal: Portal) -> datetime:
    return datetime.combine(portal.opened_on, time.min, tzinfo=LOCAL_ZONE)


def _newest_pages(portals: Iterable[Portal]) -> dict[str, datetime]:
    """Return when a standing page below each section was last published, by the section's place in the tree."""
    roots = {portal.root.path for portal in portals if portal.root is not None}
    if not roots:
        return {}
    # One condition a portal would be a long statement for a whole province.
    own = Q(path__startswith=next(iter(roots))) if len(roots) == 1 else Q()
    newest: dict[str, datetime] = {}
    published = InformationPage.objects.live().filter(own, last_published_at__isnull=False)
    for path, at in published.values_list("path", "last_published_at"):
        if portal_path(path) in roots:
            above = path[: -Page.steplen]
            newest[above] = max(at, newest.get(above, at))
    return newest
