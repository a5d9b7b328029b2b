"""What the watch found: the list for the board and the standing editors above, and confirming by a head's word."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from portals.addresses import main_origin
from portals.admin_kit.lists import DeskColumn, DeskList
from portals.admin_kit.pages import done, person, way_back
from portals.admin_kit.scope import portals_of_request
from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import posts_of
from portals.clock import local_date
from portals.models import Oversight
from portals.numbers import id_in

from .actions import HEADS, confirm_alteration
from .kinds import WHAT_TO_DO
from .models import FoundAlteration, WatchState
from .state_parts import BY_NAME

TEMPLATE = "editorial/integrity_watch/alterations.html"


def _in_sight(request: HttpRequest) -> QuerySet[FoundAlteration]:
    """Findings on the portals of which the person is a standing editor, and those below them today."""
    now = timezone.now()
    desks = {
        portal.pk for portal, post in posts_of(person(request), now) if post in STANDING_EDITORS
    }
    mine = [portal for portal in portals_of_request(request) if portal.pk in desks]
    below = Oversight.objects.in_force(local_date(now)).filter(overseer__in=mine)
    return FoundAlteration.objects.filter(Q(portal__in=mine) | Q(portal__in=below.values("portal")))


class AlterationList(DeskList):
    """What is open first, the newest on top."""

    template_name = TEMPLATE
    page_title = _("What the watch found")
    header_icon = "view"
    nothing = _("Everything public is as it was published.")
    columns = [
        DeskColumn("portal", _("Portal"), accessor="portal.name"),
        DeskColumn("what", _("What"), cells=TEMPLATE, classname="title"),
        DeskColumn("compared", _("Expected and found"), cells=TEMPLATE),
        DeskColumn("since", _("Since"), cells=TEMPLATE),
        DeskColumn("todo", _("What to do"), cells=TEMPLATE),
    ]

    def get_base_queryset(self) -> QuerySet[FoundAlteration]:
        rows = _in_sight(self.request).select_related("portal__site", "portal__tier", "ended_by")
        asked = id_in(self.request.GET.get("portal", ""))
        if asked is not None:
            rows = rows.filter(portal=asked)
        return rows.order_by(F("ended_at").desc(nulls_first=True), "-found_at", "-pk")

    def told(self, rows: list[FoundAlteration]) -> list[FoundAlteration]:
        """Beside each where it is seen, what is done about it, and whether this person may confirm it. Two queries."""
        heads = {portal.pk for portal, post in posts_of(self.user, self.now) if post in HEADS}
        above: dict[int, set[int]] = {}
        ties = Oversight.objects.in_force(local_date(self.now)).filter(
            portal__in={row.portal_id for row in rows}
        )
        for portal_id, overseer_id in ties.values_list("portal", "overseer"):
            above.setdefault(portal_id, set()).add(overseer_id)
        for row in rows:
            is_public = row.place.startswith("/") and row.portal.site
            confirming = heads & (above.get(row.portal_id) or {row.portal_id})
            # For the template.
            vars(row).update(
                told_place=place_in_words(row),
                seen_at_address=main_origin(row.portal) + row.place if is_public else "",
                what_to_do=WHAT_TO_DO[row.kind],
                may_confirm=row.ended_at is None and bool(confirming),
            )
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        state = WatchState.objects.filter(pk=1).first()
        return context | {"looked_for_at": state.changes_at if state else None}


def place_in_words(found: FoundAlteration) -> str:
    """What of the portal it is, for people: a path, or the name of a part."""
    part, _colon, subject = found.place.partition(":")
    if part in BY_NAME:
        return f"{BY_NAME[part].label} {subject}".strip()
    if part == "placement":
        return _now("placement %(number)s") % {"number": subject}
    return subject if part == "stored" else found.place


@require_POST
def alteration_confirm(request: HttpRequest, alteration_id: int) -> HttpResponse:
    found = get_object_or_404(_in_sight(request).select_related("portal__tier"), pk=alteration_id)
    done(
        request,
        lambda: confirm_alteration(
            found=found,
            reason=request.POST.get("reason", ""),
            actor=person(request),
            now=timezone.now(),
        ),
        _now("The finding is confirmed."),
    )
    return way_back(request, "alterations")
