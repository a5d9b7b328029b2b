"""The bulletins that stand on a portal, for its board: of a week, a station or a class, and what each lacks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from editorial.broadcasts.enums import BulletinClass
from editorial.broadcasts.models import BroadcastPage
from editorial.broadcasts.queries import standing_on
from editorial.enums import PlacementRole
from editorial.models.placement import story_path
from editorial.stations.receipts import airings_told
from portals.addresses import main_origin
from portals.admin_kit.lists import DeskColumn, DeskList, TimeColumn
from portals.admin_kit.pages import own_portal
from portals.calendar.weekdays import monday_of
from portals.clock import LOCAL_ZONE

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portals.models import Portal

TEMPLATE = "editorial/broadcasts/desk/bulletins.html"
LACKS = {"text": _("Without text"), "sound": _("Without sound"), "airing": _("Not aired yet")}


def listed_bulletins(portal: Portal) -> QuerySet[BroadcastPage]:
    """What stands on `portal`, the latest first, each with when its station first said that it aired it."""
    told = airings_told().filter(story=OuterRef("pk"), station__portal=portal)
    return (
        standing_on([portal.pk])
        .annotate(
            role=F("placements__role"),
            told_at=Subquery(told.order_by("aired_at").values("aired_at")[:1]),
        )
        .order_by("-aired_at", "-pk")
    )


class BulletinFilterSet(django_filters.FilterSet):
    """The station is that which a bulletin names; offered are those of the bulletins on the portal."""

    week = django_filters.DateFilter(
        label=_("Week of this day"), method="of_week", widget=forms.DateInput({"type": "date"})
    )
    station = django_filters.ChoiceFilter(
        label=_("Station"), empty_label=_("All"), field_name="station_name"
    )
    bulletin_class = django_filters.ChoiceFilter(
        label=_("Class"), choices=BulletinClass.choices, empty_label=_("All")
    )
    lacks = django_filters.ChoiceFilter(
        label=_("What is missing"),
        choices=list(LACKS.items()),
        empty_label=_("All"),
        method="that_lack",
    )

    class Meta:
        model = BroadcastPage
        fields: list[str] = []

    def __init__(self, *args: Any, portal: Portal, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.portal, self.now = portal, now
        names = standing_on([portal.pk]).exclude(station_name="").order_by("station_name")
        offered = names.values_list("station_name", flat=True).distinct()
        self.filters["station"].extra["choices"] = [(name, name) for name in offered]

    def of_week(
        self, rows: QuerySet[BroadcastPage], _name: str, value: date
    ) -> QuerySet[BroadcastPage]:
        # The last day of all has no week after it.
        monday = monday_of(min(value, date.max - timedelta(days=14)))
        begins = datetime.combine(monday, time(), LOCAL_ZONE)
        return rows.filter(aired_at__gte=begins, aired_at__lt=begins + timedelta(days=7))

    def that_lack(
        self, rows: QuerySet[BroadcastPage], _name: str, value: str
    ) -> QuerySet[BroadcastPage]:
        if value == "text":
            return rows.filter(lacks_text=True)
        if value == "sound":
            return rows.filter(recording=None)
        told = airings_told().filter(story=OuterRef("pk"), station__portal=self.portal)
        to_come = Q(aired_at__gt=self.now) | ~Q(role=PlacementRole.ORIGIN)
        return rows.filter(~Exists(told), to_come)


class PortalBulletins(DeskList):
    template_name = TEMPLATE
    page_title = _("Loudspeaker bulletins")
    header_icon = "media"
    has_breadcrumbs = False
    filterset_class = BulletinFilterSet
    nothing = _("No bulletins match.")
    columns = [
        DeskColumn("bulletin", _("Bulletin"), cells=TEMPLATE, classname="title"),
        TimeColumn("aired_at", _("First aired")),
        DeskColumn("get_bulletin_class_display", _("Class")),
        DeskColumn("station_name", _("Station")),
        DeskColumn("form", _("Text and sound"), cells=TEMPLATE),
        DeskColumn("airing", _("Aired here"), cells=TEMPLATE),
    ]

    @cached_property
    def portal(self) -> Portal:
        return own_portal(self.request, self.kwargs["portal_id"])

    def get_base_queryset(self) -> QuerySet[BroadcastPage]:
        return listed_bulletins(self.portal)

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(), "portal": self.portal, "now": self.now}

    def told(self, rows: list[Any]) -> list[Any]:
        """Say where each stands, and whether it is the board's own. No query."""
        origin = main_origin(self.portal)
        for one in rows:
            one.address = origin + story_path(one.section_slug, one.slug, one.pk)
            one.is_own = one.role == PlacementRole.ORIGIN
            one.is_to_come = one.aired_at > self.now
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(portal_of_desk=self.portal, **kwargs)
