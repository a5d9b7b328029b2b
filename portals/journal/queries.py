"""What was done, by whom and when: page acts and all others in one list, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from portals.boards.models import BoardMember, User
from portals.models import Portal

# The root and the home page of a portal: Page.steplen twice.
HOME_PATH = Page.steplen * 2
DOOR = "door."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks the log for; None and "" are any."""

    portal: Portal | None = None
    person: str = ""
    action: str = ""
    text: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a list goes on: after this moment, and within it after these rows."""

    at: datetime
    page_entry: int
    other_entry: int

    def __str__(self) -> str:
        return f"{self.at.timestamp():.6f}-{self.page_entry}-{self.other_entry}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """The cursor that `text` says, or None where it says none."""
        try:
            at, page_entry, other_entry = text.split("-")
            moment = datetime.fromtimestamp(float(at), tz=timezone.get_current_timezone())
            return cls(moment, int(page_entry), int(other_entry))
        except (ValueError, OverflowError, OSError):
            return None


@dataclass(frozen=True, slots=True)
class Line:
    """One act."""

    at: datetime
    action: str
    what: str
    label: str
    person: User | None
    portal: Portal | None
    reason: str


@dataclass(frozen=True, slots=True)
class Lines:
    lines: list[Line]
    next: Cursor | None


def lines(
    portals: Sequence[Portal] | None,
    wanted: Wanted,
    *,
    after: Cursor | None = None,
    limit: int = 50,
) -> Lines:
    """Return what was done on `portals`, or everywhere for None. Four queries, whatever there is.

    A board's own are acts on its pages, acts that name its portal, and how its members came in.
    """
    scope = [wanted.portal] if wanted.portal else portals
    page_entries = _page(_narrowed(_of_pages(scope), wanted), after, "page_entry", limit)
    others = _page(_narrowed(_of_others(scope), wanted), after, "other_entry", limit)
    merged = sorted(
        [*page_entries, *others], key=lambda entry: (entry.timestamp, entry.pk), reverse=True
    )[: limit + 1]
    shown = merged[:limit]
    cursor = _cursor(shown, after) if len(merged) > limit else None
    return Lines(_told(shown), cursor)


def _of_pages(scope: Sequence[Portal] | None) -> QuerySet[Any]:
    entries = PageLogEntry.objects.select_related("page")
    if scope is None:
        return entries
    paths = [portal.root.path for portal in scope if portal.root]
    return entries.filter(
        reduce(or_, (Q(page__path__startswith=path) for path in paths), Q(pk__in=()))
    )


def _of_others(scope: Sequence[Portal] | None) -> QuerySet[Any]:
    entries = ModelLogEntry.objects.all()
    if scope is None:
        return entries
    ids = [portal.pk for portal in scope]
    members = BoardMember.objects.filter(board__portal__in=ids).values("user_id")
    people = [str(pk) for pk in members.values_list("user_id", flat=True).distinct()]
    return entries.filter(
        Q(data__portal__in=ids) | Q(action__startswith=DOOR, object_id__in=people)
    )


def _narrowed(entries: QuerySet[Any], wanted: Wanted) -> QuerySet[Any]:
    if wanted.person:
        entries = entries.filter(user__username=wanted.person)
    if wanted.action:
        entries = entries.filter(action__startswith=wanted.action)
    if wanted.text:
        entries = entries.filter(
            Q(label__icontains=wanted.text) | Q(data__reason__icontains=wanted.text)
        )
    if wanted.since:
        entries = entries.filter(timestamp__gte=_midnight(wanted.since))
    if wanted.until:
        entries = entries.filter(timestamp__lt=_midnight(wanted.until + timedelta(days=1)))
    return entries


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


def _page(entries: QuerySet[Any], after: Cursor | None, which: str, limit: int) -> list[Any]:
    if after is not None:
        entries = entries.filter(
            Q(timestamp__lt=after.at) | Q(timestamp=after.at, pk__lt=getattr(after, which))
        )
    return list(entries.select_related("user").order_by("-timestamp", "-pk")[: limit + 1])


def _cursor(shown: list[Any], before: Cursor | None) -> Cursor:
    last = shown[-1].timestamp

    def smallest(model: type[Any], name: str) -> int:
        ids = [entry.pk for entry in shown if entry.timestamp == last and isinstance(entry, model)]
        if ids:
            return min(ids)
        # None of this table was shown at that moment, so all of it is still to come.
        kept = before is not None and before.at == last
        return getattr(before, name) if kept else 2**62

    return Cursor(
        last, smallest(PageLogEntry, "page_entry"), smallest(ModelLogEntry, "other_entry")
    )


def _told(entries: list[Any]) -> list[Line]:
    homes = {entry.page.path[:HOME_PATH] for entry in entries if _page_of(entry)}
    named = {
        entry.data["portal"]
        for entry in entries
        if isinstance(entry, ModelLogEntry) and isinstance(entry.data.get("portal"), int)
    }
    portals = list(
        Portal.objects.filter(Q(root__path__in=homes) | Q(pk__in=named)).select_related("root")
    )
    by_path = {portal.root.path: portal for portal in portals if portal.root}
    by_pk = {portal.pk: portal for portal in portals}
    names = dict(registry.get_choices())
    return [
        Line(
            at=entry.timestamp,
            action=entry.action,
            what=str(names.get(entry.action, entry.action)),
            label=entry.label,
            person=entry.user,
            portal=(
                by_path.get(entry.page.path[:HOME_PATH])
                if _page_of(entry)
                else by_pk.get(entry.data.get("portal"))
            ),
            reason=str(entry.data.get("reason", "") or entry.data.get("comment", "")),
        )
        for entry in entries
    ]


def _page_of(entry: Any) -> bool:
    """Whether the entry is about a page that is still there."""
    return isinstance(entry, PageLogEntry) and getattr(entry, "page", None) is not None
