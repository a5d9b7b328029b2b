"""Notices: a power cut, a vaccination, a meeting. They have a place and an end."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.models import NoticePage
from portals.clock import LOCAL_ZONE

from .registry import CarriedField, ContentKind, Fact, HomeList
from .schema_org import CONTEXT, Data, Described, filled, news_article, organization_form

if TYPE_CHECKING:
    from editorial.models import StoryPage


def facts(story: StoryPage) -> list[Fact]:
    notice, told = cast("NoticePage", story), []
    if notice.ends_at:
        moment = f"{notice.ends_at.astimezone(LOCAL_ZONE):%d/%m/%Y %H:%M}"
        told.append(Fact(_("Until"), moment))
    if notice.residential_group:
        told.append(Fact(_("For the people of"), notice.residential_group))
    if notice.place:
        told.append(Fact(_("Where"), notice.place, speaks_alone=True))
    return told


def describe_notice(described: Described) -> list[Data]:
    """As news, and as the event that a notice announces where it names a time: an event needs one."""
    notice = cast("NoticePage", described.story)
    told = [news_article(described)]
    if notice.event_at is not None:
        told.append(_event(notice, described))
    return told


def _event(notice: NoticePage, described: Described) -> Data:
    origin = described.origin
    return filled(
        {
            "@context": CONTEXT,
            "@type": "Event",
            "name": notice.title,
            "description": notice.lead,
            "url": described.address,
            "startDate": notice.event_at and notice.event_at.isoformat(),
            "endDate": notice.ends_at and notice.ends_at.isoformat(),
            "eventAttendanceMode": f"{CONTEXT}/OfflineEventAttendanceMode",
            "location": {
                "@type": "Place",
                "name": notice.place or origin.name,
                "address": notice.place or origin.address or origin.name,
            },
            "organizer": organization_form(origin),
        }
    )


NOTICES = ContentKind(
    model=NoticePage,
    label=gettext_lazy("Notice"),
    plural=gettext_lazy("Notices"),
    write_label=gettext_lazy("Write a notice"),
    search_value="thong-bao",
    carried=(
        CarriedField("place", gettext_lazy("Place")),
        CarriedField("residential_group", gettext_lazy("Residential group"), of_own_list=True),
        CarriedField("ends_at", gettext_lazy("Ends at")),
    ),
    ends="ends_at",
    place="place",
    residents="residential_group",
    home_list=HomeList.NOTICES,
    facts=facts,
    describe=describe_notice,
    facts_template="editorial/public/components/notice_facts.html",
)
