"""The list of information that a portal must make public, made from its duties; and what of it is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editorial.disclosures.owed import OwedSheet
from editorial.models import SectionPage
from editorial.public.more_pages import MorePage
from editorial.public.section_contents import OwedInSections
from editorial.public.section_lists import SectionList
from editorial.public.views.frame import render_page
from portals.clock import LOCAL_ZONE, local_date
from portals.duties.enums import DutyStanding
from portals.duties.models import Duty, Obligation
from portals.duties.queries import (
    duties_of,
    latest_of,
    missing_on,
    next_telling,
    owes_anything,
    told_missing,
)
from portals.duties.spans import Span
from portals.duties.words import period_words
from portals.models import Portal
from portals.pagecache.freshness import fresh_until
from portals.requests import PublicRequest

# The section in which citizens look for how to get at information (Law on access to information 2016, art. 17).
SECTION_TYPE = "tiep-can"


@dataclass(frozen=True, slots=True)
class ListedDuty:
    """A line of the list; `state` says what stands with its latest period, and is empty where none was asked yet."""

    title: str
    how_often: str
    section: SectionPage | None
    basis: str
    period: str
    state: str
    is_missing: bool
    address: str


def listed_duties(portal: Portal, now: datetime) -> list[ListedDuty]:
    """Return the list by section. Four queries; what nobody has been told of yet is not called missing."""
    duties = duties_of(portal, now)
    latest = latest_of(portal, duties, now)
    sections = {
        section.section_type_id: section
        for section in SectionPage.objects.filter(portal=portal, live=True)
    }
    return [_listed(duty, latest.get(duty.pk), sections.get(duty.section), now) for duty in duties]


def _listed(
    duty: Duty, one: Obligation | None, section: SectionPage | None, now: datetime
) -> ListedDuty:
    return ListedDuty(
        title=duty.title,
        how_often=duty.get_frequency_display(),
        section=section,
        basis=duty.basis if duty.basis_checked else "",
        period=_period(duty, one) if one else "",
        state=_state(one, now) if one else "",
        is_missing=one is not None and one.is_told(now),
        address=one.address if one else "",
    )


def _state(one: Obligation, now: datetime) -> str:
    standing = one.standing_at(now)
    if standing is DutyStanding.NOTHING:
        return _("%(state)s: %(why)s") % {"state": standing.label, "why": one.nothing_reason}
    if standing is DutyStanding.OVERDUE and not one.is_told(now):
        # The board is heard first.
        return str(DutyStanding.WAITING.label)
    return str(standing.label)


def _period(duty: Duty, one: Obligation) -> str:
    return period_words(duty.frequency, Span(one.starts_on, one.ends_on), one.event_title)


def missing_in(portal: Portal, section_type: str) -> list[OwedSheet]:
    """What citizens are told at a section of figures. One query."""
    return [OwedSheet(words, is_overdue=True) for words in told_in(portal, section_type)]


def told_in(portal: Portal, section_type: str) -> list[str]:
    """What citizens are told at a section. One query."""
    return [
        _("%(what)s, %(period)s: due on %(day)s, not published yet")
        % {
            "what": one.duty.title,
            "period": _period(one.duty, one),
            "day": f"{timezone.localtime(one.due_at):%d/%m/%Y}",
        }
        for one in told_missing(portal, timezone.now(), section=section_type)
    ]


def is_missing_by(portal: Portal, day: date) -> Exists:
    """Whether citizens are told by the end of a day that something is missing in a section of a query."""
    tomorrow = datetime.combine(day + timedelta(days=1), time.min, tzinfo=LOCAL_ZONE)
    missing = Obligation.objects.filter(missing_on(day), portal=portal, told_at__lt=tomorrow)
    return Exists(missing.filter(duty__section=OuterRef("section_type_id")))


MISSING = OwedInSections(is_missing_by, told_in)


@require_safe
def what_is_owed(request: PublicRequest) -> HttpResponse:
    """The list as a page of its own, on every portal."""
    now = timezone.now()
    response = render_page(
        request,
        request.portal,
        "editorial/owed/list.html",
        {"duties": listed_duties(request.portal, now)},
    )
    if changes_at := next_telling(request.portal, now):
        fresh_until(response, changes_at)
    return response


def list_path() -> str:
    return reverse("what_is_owed", urlconf="portals.urls.public")


def pages_of_duties(portal: Portal) -> Iterator[MorePage]:
    if owes_anything(portal, timezone.now()):
        yield MorePage(_("List of information to be public"), list_path())


def read_list_of_section(_request: HttpRequest, portal: Portal) -> dict[str, Any] | None:
    duties = listed_duties(portal, timezone.now())
    return {"duties": duties} if duties else None


def owes_by_now(portal: Portal) -> Exists:
    today = local_date(timezone.now())
    return Exists(Duty.objects.in_force(today).filter(tier=portal.tier_id))


ACCESS = SectionList("editorial/owed/section.html", read_list_of_section, holds=owes_by_now)
