"""A station's page: its week with what is missing, and a short form for each thing that may be said of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from editorial.models import StoryPage
from editorial.stations.actions import (
    add_slots,
    air_extra,
    call_off,
    close_station,
    drop_slot,
    may_keep_station,
    open_station,
)
from editorial.stations.airing_actions import (
    may_tell_airings,
    tell_airing,
    tell_correction,
    tell_not_aired,
)
from editorial.stations.keys import make_key, revoke_key
from editorial.stations.models import Station, StationKey
from editorial.stations.queries import missing_now, slots_ahead, station_of
from editorial.stations.receipts import to_air, to_correct
from portals.admin_kit.pages import done, own_portal, person, way_back
from portals.calendar.weekdays import monday_of
from portals.clock import local_date
from portals.models import Portal
from portals.refusals import Refusal

from .forms import (
    CallOffForm,
    CloseForm,
    DropSlotForm,
    ExtraForm,
    KeyForm,
    OpenStationForm,
    RevokeForm,
    SlotForm,
)
from .week import named_slots, week_grid

WEEK = "tuan"
DAYS_OF_MISSING = 31
MOST_TO_TELL = 20
FURTHEST = timedelta(days=730)


@require_http_methods(["GET", "POST"])
def portal_station(request: HttpRequest, portal_id: int) -> HttpResponse:
    """Show a week, and take what one of the short forms says. Where something is wrong nothing typed is lost."""
    portal, now = own_portal(request, portal_id), timezone.now()
    today = local_date(now)
    station = station_of(portal, today)
    forms = _forms(request, today)
    if request.method == "POST":
        name = request.POST.get("act", "")
        form = forms.get(name)
        if form is None or (station is None) != (name == "open"):
            raise Http404
        act = _Act(request, portal, station, now)
        if form.is_valid() and _tried(request, form, lambda: act.do(name, form.cleaned_data, form)):
            return redirect("portal_station", portal.pk)
    monday = monday_of(_day_asked(request.GET.get(WEEK, ""), today))
    return TemplateResponse(
        request,
        "editorial/stations/desk/station.html",
        {
            "page_title": _("Loudspeaker station"),
            "page_icon": "media",
            "portal_of_desk": portal,
            "station": station,
            "grid": week_grid(portal, monday, now),
            "monday": monday,
            "before": monday - timedelta(days=7),
            "after": monday + timedelta(days=7),
            "missing": missing_now([portal.pk], now, DAYS_OF_MISSING).get(portal.pk, ()),
            "slots": named_slots(slots_ahead(station, today + timedelta(days=1)))
            if station
            else [],
            "tomorrow": today + timedelta(days=1),
            "forms": forms,
            "keys": list(StationKey.objects.filter(station=station, revoked_at=None)),
            "may_keep": may_keep_station(person(request), portal, now),
            "may_tell": may_tell_airings(person(request), portal, now),
            "to_air": to_air(now).filter(portal=portal).select_related("story")[:MOST_TO_TELL],
            "to_correct": to_correct(now).filter(portal=portal)[:MOST_TO_TELL],
            "now": now,
        },
        status=422 if any(form.errors for form in forms.values()) else 200,
    )


def _forms(request: HttpRequest, today: date) -> dict[str, Any]:
    asked = request.POST.get("act") if request.method == "POST" else None

    def data(name: str) -> Any:
        return request.POST if asked == name else None

    return {
        "open": OpenStationForm(data("open")),
        "add": SlotForm(data("add"), today=today),
        "drop": DropSlotForm(data("drop")),
        "off": CallOffForm(data("off"), initial={"on": today}),
        "extra": ExtraForm(data("extra"), initial={"on": today}),
        "key": KeyForm(data("key")),
        "revoke": RevokeForm(data("revoke")),
        "close": CloseForm(data("close"), initial={"last": today}),
    }


class _Act:
    """What one short form does."""

    def __init__(
        self, request: HttpRequest, portal: Portal, station: Station | None, now: datetime
    ) -> None:
        self.request, self.portal, self.station, self.now = request, portal, station, now
        self.actor = person(request)

    def do(self, name: str, told: dict[str, Any], form: Any) -> None:
        by: dict[str, Any] = {"actor": self.actor, "now": self.now}
        if self.station is None:
            open_station(portal=self.portal, name=told["name"], since=local_date(self.now), **by)
            return
        station = self.station
        acts: dict[str, Callable[[], object]] = {
            "add": lambda: add_slots(
                station=station, slots=form.slots(), since=told["since"], **by
            ),
            "drop": lambda: drop_slot(
                station=station, slot_id=told["slot"], since=told["since"], **by
            ),
            "off": lambda: call_off(station=station, **told, **by),
            "extra": lambda: air_extra(station=station, **told, **by),
            "key": lambda: self._made(make_key(station=station, **told, **by)),
            "revoke": lambda: revoke_key(station=station, key_id=told["key"], **by),
            "close": lambda: close_station(station=station, last=told["last"], **by),
        }
        acts[name]()

    def _made(self, key: str) -> None:
        messages.warning(self.request, _("The key, shown this once: %(key)s") % {"key": key})


def _tried(request: HttpRequest, form: Any, act: Callable[[], object]) -> bool:
    """Do `act` as `done` does; a refusal stands in the form, beside what was typed."""
    refused: list[str] = []

    def kept() -> None:
        try:
            act()
        except Refusal as refusal:
            refused.append(str(refusal))
            raise

    if done(request, kept, _("Saved.")):
        return True
    for words in refused:
        form.add_error(None, words)
    return False


def _day_asked(text: str, today: date) -> date:
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        return today
    return asked if abs(asked - today) < FURTHEST else today


@require_POST
def bulletin_aired(request: HttpRequest, portal_id: int, story_id: int) -> HttpResponse:
    """Take "đã phát": now, where no hour is given."""
    portal, now = own_portal(request, portal_id), timezone.now()
    story = _story_of(portal, story_id)
    aired_at = _hour_told(request.POST.get("aired_at", ""), now)
    if aired_at is None:
        messages.error(request, _("Write the hour as a day and an hour, as 28/11/2026 17:00."))
        return way_back(request, "portal_station", portal.pk)
    done(
        request,
        lambda: tell_airing(
            portal=portal, story=story, aired_at=aired_at, actor=person(request), now=now
        ),
        _("Noted: aired at %(hour)s.") % {"hour": f"{timezone.localtime(aired_at):%H:%M %d/%m/%Y}"},
    )
    return way_back(request, "portal_station", portal.pk)


def _story_of(portal: Portal, story_id: int) -> StoryPage:
    """Also one that was taken off: what was aired of it before may still be told."""
    stories = StoryPage.objects.filter(placements__portal=portal).distinct()
    return get_object_or_404(stories, pk=story_id)


def _hour_told(written: str, now: datetime) -> datetime | None:
    """The hour that a browser sends (2026-11-28T17:00), `now` where it is empty, None where it is none."""
    try:
        return timezone.make_aware(datetime.fromisoformat(written)) if written else now
    except (ValueError, OverflowError):
        return None


@require_POST
def bulletin_corrected(request: HttpRequest, portal_id: int, story_id: int) -> HttpResponse:
    """Take that the station corrected on air what was recalled."""
    hour = f"{timezone.localtime():%H:%M %d/%m/%Y}"
    told = _("Noted: corrected at %(hour)s.") % {"hour": hour}
    return _ended(request, portal_id, story_id, tell_correction, told)


@require_POST
def bulletin_not_aired(request: HttpRequest, portal_id: int, story_id: int) -> HttpResponse:
    """Take that the station never aired what was recalled."""
    return _ended(request, portal_id, story_id, tell_not_aired, _("Noted: it was not aired."))


def _ended(
    request: HttpRequest, portal_id: int, story_id: int, act: Callable[..., object], told: str
) -> HttpResponse:
    portal, now = own_portal(request, portal_id), timezone.now()
    story = _story_of(portal, story_id)
    done(request, lambda: act(portal=portal, story=story, actor=person(request), now=now), told)
    return way_back(request, "portal_station", portal.pk)
