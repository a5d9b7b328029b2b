"""One page for a week: it is filled in, begun from last week or from a sheet, published, and changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from editorial.models import SectionPage
from editorial.schedules.actions import (
    WeekChangedMeanwhile,
    keep_and_publish,
    keep_schedule,
    may_fill,
    may_publish,
)
from editorial.schedules.models import LeaderSchedule, ScheduleRow
from editorial.schedules.public.section import SECTION_TYPE, WEEK
from editorial.schedules.reading import UnreadableWeek, rows_of_sheet
from editorial.schedules.weeks import A_WEEK, monday_in
from portals.addresses import main_origin
from portals.admin_kit.pages import listed_at, opened_from, own_portal, person, way_back
from portals.calendar.weekdays import WEEKDAYS, monday_of
from portals.clock import local_date
from portals.duties.in_hand import duty_in_hand
from portals.models import Portal
from portals.organisation.enums import OfficialRole
from portals.organisation.models import Official
from portals.refusals import Refusal

from .days import desk_days
from .forms import (
    PREFIX,
    ScheduleRows,
    WeekSheetForm,
    copied,
    initial_of_row,
    initial_of_told,
)

COPY = "chep"
# Buttons of the form: keep, keep and publish, one more row on a day, read the sheet.
PUBLISH, ADD, READ = "dang", "them", "doc"
VERSION = "ban"
# Rows to write in on each workday of a week without any.
BLANK_FIRST = 2
WORKDAYS = frozenset({1, 2, 3, 4, 5})


@require_http_methods(["GET", "POST"])
@never_cache
def portal_schedule(request: HttpRequest, portal_id: int) -> HttpResponse:
    """Show and take one week. Whatever is wrong, nothing typed is lost."""
    portal = own_portal(request, portal_id)
    page = _WeekPage(request, portal)
    if request.method != "POST":
        return page.shown(page.begun())
    if READ in request.POST:
        return page.read_sheet()
    if ADD in request.POST:
        return page.shown(page.typed_and_one_more(request.POST[ADD]))
    return page.keep()


class _WeekPage:
    """One request for one week of a portal."""

    def __init__(self, request: HttpRequest, portal: Portal) -> None:
        self.request, self.portal = request, portal
        self.now = timezone.now()
        self.this = monday_of(local_date(self.now))
        self.monday = monday_in(request.GET.get(WEEK, "")) or self._usual()
        self.schedule = LeaderSchedule.objects.filter(portal=portal, monday=self.monday).first()
        self.rows = list(
            ScheduleRow.objects.filter(schedule=self.schedule).order_by("weekday", "begins", "pk")
        )
        # That of the week as it was opened.
        self.version = self.schedule.version if self.schedule else 0
        if VERSION in request.POST:
            self.version = _number(request.POST[VERSION])
        self.may_fill = may_fill(person(request), portal, self.now)
        self.may_publish = may_publish(person(request), portal, self.now)

    @property
    def is_public(self) -> bool:
        return self.schedule is not None and self.schedule.published_at is not None

    def _usual(self) -> date:
        """The week that is to be written next: from Thursday on the coming one; or the one that is owed."""
        if owed := duty_in_hand(self.request):
            return monday_of(owed.starts_on)
        return self.this + A_WEEK if local_date(self.now).isoweekday() >= 4 else self.this

    def begun(self) -> Any:
        found = [initial_of_row(row) for row in self.rows]
        if not found and COPY in self.request.GET:
            found = copied(self._last_rows())
        return ScheduleRows(prefix=PREFIX, initial=_with_blanks(found))

    def _last_rows(self) -> Sequence[ScheduleRow]:
        """The rows of the newest week before this one."""
        before = LeaderSchedule.objects.filter(portal=self.portal, monday__lt=self.monday)
        last = before.filter(rows__isnull=False).order_by("-monday").first()
        rows = ScheduleRow.objects.filter(schedule=last) if last else ScheduleRow.objects.none()
        return list(rows.order_by("weekday", "begins", "pk"))

    def typed_and_one_more(self, weekday: str) -> Any:
        """What was typed as it is, with a further row on a day."""
        found = self._typed()
        if weekday in {str(day) for day in WEEKDAYS}:
            found.append({"weekday": int(weekday)})
        return ScheduleRows(prefix=PREFIX, initial=sorted(found, key=_weekday_of))

    def _typed(self) -> list[dict[str, Any]]:
        typed = self._sent()
        public = {row.pk: initial_of_row(row)["was_public"] for row in self.rows}
        found = []
        for form in typed.forms:
            values = {name: form[name].value() for name in form.fields}
            pk = values["pk"]
            values["was_public"] = public.get(int(pk), False) if str(pk or "").isdigit() else False
            found.append(values)
        return found

    def _sent(self, data: Any = None, **told: Any) -> Any:
        # A form of it is never taken for untouched: what it began with may be what was typed.
        kept = {"empty_permitted": False}
        return ScheduleRows(data or self.request.POST, prefix=PREFIX, form_kwargs=kept, **told)

    def _typed_meanwhile(self, rows: Any) -> Any:
        """What was typed, but for what another took from citizens meanwhile: saving again must not show it."""
        private = {row.pk for row in self.rows if row.is_private}
        data = self.request.POST.copy()
        for form in rows.forms:
            if form.cleaned_data["pk"] in private:
                data[form.add_prefix("is_private")] = "on"
        return self._sent(data, initial=self._typed())

    def read_sheet(self) -> HttpResponse:
        """Fill in what the sheet says, beside what stands there. Nothing is kept before somebody saves."""
        form = WeekSheetForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return self.shown(self.begun(), sheet=form, status=422)
        try:
            told = rows_of_sheet(form.grids, self.monday)
        except UnreadableWeek as unreadable:
            return self.shown(
                self.begun(), sheet=WeekSheetForm(), faults=unreadable.faults, status=422
            )
        found = [initial_of_row(row) for row in self.rows] + [initial_of_told(one) for one in told]
        messages.success(
            self.request,
            _("%(count)s rows were read. Look at them, then save or publish.")
            % {"count": len(told)},
        )
        return self.shown(ScheduleRows(prefix=PREFIX, initial=_with_blanks(found)))

    def keep(self) -> HttpResponse:
        rows = self._sent(initial=self._typed())
        if not rows.is_valid():
            return self.shown(rows, status=422)
        told = [one for form in rows.forms if (one := form.told()) is not None]
        verb = keep_and_publish if PUBLISH in self.request.POST else keep_schedule
        try:
            verb(
                portal=self.portal,
                monday=self.monday,
                rows=told,
                seen_version=self.version,
                actor=person(self.request),
                now=self.now,
            )
        except Refusal as refusal:
            if isinstance(refusal, WeekChangedMeanwhile):
                # Whoever has read that may put their own in its place.
                self.version = self.schedule.version if self.schedule else 0
                rows = self._typed_meanwhile(rows)
            return self.shown(rows, refusal=str(refusal), status=422)
        messages.success(self.request, self._done())
        address = reverse("portal_schedule", args=[self.portal.pk])
        address = f"{address}?{WEEK}={self.monday.isoformat()}"
        # A draft is worked on; with what is public one goes on to what waits next.
        return (
            way_back(self.request, address) if PUBLISH in self.request.POST else redirect(address)
        )

    def _done(self) -> str:
        if PUBLISH in self.request.POST:
            return _("The week is public.")
        if self.is_public:
            return _("Saved. Citizens read what changed, and when.")
        return _("Saved as a draft. Nobody outside reads it yet.")

    def _here(self, more: str = "") -> str:
        """The address of this week, with the list from which it was opened."""
        address = f"{reverse('portal_schedule', args=[self.portal.pk])}?{WEEK}={self.monday.isoformat()}{more}"
        listed = listed_at(self.request)
        return opened_from(address, listed) if listed else address

    def shown(
        self,
        rows: Any,
        *,
        sheet: WeekSheetForm | None = None,
        faults: Sequence[Any] = (),
        refusal: str = "",
        status: int = 200,
    ) -> HttpResponse:
        section = SectionPage.objects.filter(
            portal=self.portal, live=True, section_type=SECTION_TYPE
        ).first()
        return TemplateResponse(
            self.request,
            "editorial/schedules/desk/week.html",
            {
                "page_title": _("Leaders' schedule"),
                "page_icon": "calendar",
                "portal_of_desk": self.portal,
                "monday": self.monday,
                "sunday": self.monday + timedelta(days=6),
                "this_week": self.this,
                "before": self.monday - A_WEEK,
                "after": self.monday + A_WEEK,
                "schedule": self.schedule,
                "is_public": self.is_public,
                "here": self._here(),
                "copy_here": self._here(f"&{COPY}=1"),
                "address": f"{main_origin(self.portal)}/{section.slug}/?{WEEK}={self.monday.isoformat()}"
                if section
                else "",
                "version": self.version,
                "rows": rows,
                "days": desk_days(
                    rows.forms,
                    self.monday,
                    today=local_date(self.now),
                    touched=self.request.POST.get(ADD, ""),
                ),
                "refusal": refusal,
                "sheet": sheet or WeekSheetForm(),
                "faults": faults,
                "leaders": _leaders(self.portal),
                "may_copy": not self.rows and bool(self._last_rows()),
                "may_save": self.may_publish if self.is_public else self.may_fill,
                "may_publish": self.may_publish,
            },
            status=status,
        )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _with_blanks(found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add rows to write in: to each workday without any one, and two to each of a week without any."""
    taken = {_weekday_of(row) for row in found}
    blanks = 1 if found else BLANK_FIRST
    empty = [{"weekday": day} for day in sorted(WORKDAYS - taken) for _blank in range(blanks)]
    # Stable: what stands on a day comes before what is still empty.
    return sorted([*found, *empty], key=_weekday_of)


def _weekday_of(row: Mapping[str, Any]) -> int:
    text = str(row["weekday"])
    return int(text) if text.isdigit() else 0


def _leaders(portal: Portal) -> list[str]:
    """The portal's leaders as they are offered, by their order. One query."""
    leaders = Official.objects.filter(portal=portal, role=OfficialRole.LEADER)
    return [f"{one.post} {one.name}" for one in leaders.order_by("position", "pk")]
