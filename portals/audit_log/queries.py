"""What was done, by whom and when: page acts and all others in one list, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.utils import timezone
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from portals.boards.models import BoardMember, User
from portals.clock import LOCAL_ZONE
from portals.models import Portal

# The root and the home page of a portal: Page.steplen twice.
HOME_PATH = Page.steplen * 2
DOOR = "door."
NOTHING = Q(pk__in=())
# Acts on what is public: who reads from above is told on which text they were, and why. All others are on a text that
# is being written, also where an earlier version of it is public.
ON_PUBLIC_TEXTS = Q(
    action__in=(
        "wagtail.publish",
        "wagtail.unpublish",
        "editorial.later_check",
        "editorial.move_story",
        "editorial.preview",
        "editorial.take_down",
        "editorial.withdraw",
    )
) | (
    Q(action__startswith="syndication.")
    & ~Q(action__in=("syndication.adapt", "syndication.answer_end", "syndication.take_changes"))
)
APPROVE, PUBLISH = "editorial.approve", "wagtail.publish"
# An approval that publishes does both in one act.
AT_ONCE = timedelta(minutes=1)
# Acts on files and other parts of texts; what else is no page, such as rules, lists and the look, is no draft.
ON_PARTS_OF_TEXTS = Q(action__startswith="wagtail.") | (
    Q(action__startswith="editorial.")
    & ~Q(
        action__in=(
            "editorial.arrange_home",
            "editorial.dress",
            "editorial.fill_front",
            "editorial.rename_section",
            "editorial.trust_host",
        )
    )
)


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What somebody asks the log for; None and "" are any."""

    portal: Portal | None = None
    person: str = ""
    action: str = ""
    text: str = ""
    since: date | None = None
    until: date | None = None
    # Only what was done in this person's place.
    in_place_of: int | None = None


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
class LogLine:
    """One act; where it is not named, its label and reason are withheld."""

    at: datetime
    action: str
    what: str
    label: str
    person: User | None
    portal: Portal | None
    reason: str
    is_named: bool


@dataclass(frozen=True, slots=True)
class LogPage:
    lines: list[LogLine]
    next: Cursor | None


def lines(
    portals: Sequence[Portal] | None,
    wanted: LogFilter,
    *,
    own: Sequence[Portal],
    after: Cursor | None = None,
    limit: int = 50,
) -> LogPage:
    """Return what was done on `portals`, or everywhere for None. Six queries at most, whatever there is.

    Of portals that are not the reader's `own`, acts on what was not public then are told without its title and the
    reason, and found by neither (docs/decisions/0015).

    A board's own are acts on its pages, those too that were deleted since, acts that name its portal, and how its
    members came in while they were.
    """
    scope = [wanted.portal] if wanted.portal else portals
    of_pages = _of_pages(scope).annotate(
        is_own=_own_pages(own),
        is_public=_public_pages(),
        public_title=Subquery(_page_of_entry().values("title")[:1]),
    )
    of_others = _of_others(scope).annotate(
        is_own=_is(Q(data__portal__in=[portal.pk for portal in own])),
        is_public=_is(~ON_PARTS_OF_TEXTS),
        public_title=F("label"),
    )
    page_entries = _page(_narrowed(of_pages, wanted), after, "page_entry", limit)
    others = _page(_narrowed(of_others, wanted), after, "other_entry", limit)
    merged = sorted(
        [*page_entries, *others], key=lambda entry: (entry.timestamp, entry.pk), reverse=True
    )[: limit + 1]
    shown = merged[:limit]
    cursor = _cursor(shown, after) if len(merged) > limit else None
    return LogPage(_told(shown), cursor)


def _of_pages(scope: Sequence[Portal] | None) -> QuerySet[Any]:
    # No join with the pages: it would lose every line of those that are gone.
    entries = PageLogEntry.objects.all()
    if scope is None:
        return entries
    paths = [portal.root.path for portal in scope if portal.root]
    ids = [portal.pk for portal in scope]
    under = reduce(or_, (Q(path__startswith=path) for path in paths), Q(pk__in=()))
    gone = PageLogEntry.objects.filter(deleted=True, data__portal__in=ids)
    return entries.filter(
        Q(page_id__in=Page.objects.filter(under).values("pk"))
        | Q(page_id__in=gone.values("page_id"))
        | Q(data__portal__in=ids)
    )


def _of_others(scope: Sequence[Portal] | None) -> QuerySet[Any]:
    entries = ModelLogEntry.objects.alias(day=TruncDate("timestamp", tzinfo=LOCAL_ZONE))
    if scope is None:
        return entries
    ids = [portal.pk for portal in scope]
    members = BoardMember.objects.filter(board__portal__in=ids).annotate(
        person=Cast("user_id", CharField())
    )
    # Who left the board, or has yet to come, signs in as somebody else's member.
    then = members.filter(person=OuterRef("object_id"), period__contains=OuterRef("day"))
    of_a_member = Q(action__startswith=DOOR, object_id__in=members.values("person"))
    return entries.filter(Q(data__portal__in=ids) | (of_a_member & Q(Exists(then))))


def _own_pages(own: Sequence[Portal]) -> ExpressionWrapper[Any]:
    """Whether an act was on a page of the reader's own portals, or on one of theirs that is gone."""
    under = reduce(
        or_, (Q(path__startswith=portal.root.path) for portal in own if portal.root), NOTHING
    )
    gone = PageLogEntry.objects.filter(
        page_id=OuterRef("page_id"), deleted=True, data__portal__in=[portal.pk for portal in own]
    )
    return _is(Q(Exists(_page_of_entry().filter(under))) | Q(Exists(gone)))


def _public_pages() -> ExpressionWrapper[Any]:
    """Whether an act was on a text that was public when it was done, and on what is public of it."""
    published = PageLogEntry.objects.filter(
        page_id=OuterRef("page_id"),
        action=PUBLISH,
        timestamp__gte=OuterRef("timestamp"),
        timestamp__lt=OuterRef("timestamp") + AT_ONCE,
    )
    was_public = Exists(_page_of_entry().filter(first_published_at__lte=OuterRef("timestamp")))
    return _is(
        (Q(was_public) & ON_PUBLIC_TEXTS)
        | (Q(action__in=(APPROVE, PUBLISH)) & Q(Exists(published)))
    )


def _page_of_entry() -> QuerySet[Page]:
    return Page.objects.filter(pk=OuterRef("page_id"))


def _is(condition: Q) -> ExpressionWrapper[Any]:
    return ExpressionWrapper(Coalesce(condition, False), output_field=BooleanField())


def _narrowed(entries: QuerySet[Any], wanted: LogFilter) -> QuerySet[Any]:
    if wanted.person:
        entries = entries.filter(user__username=wanted.person)
    if wanted.in_place_of:
        entries = entries.filter(data__in_place_of=wanted.in_place_of)
    if wanted.action:
        entries = entries.filter(action__startswith=wanted.action)
    if wanted.text:
        reason = Q(data__reason__icontains=wanted.text)
        entries = entries.filter(
            Q(Q(label__unaccent__icontains=wanted.text) | reason, is_own=True)
            | Q(Q(public_title__unaccent__icontains=wanted.text) | reason, is_public=True)
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


def _told(entries: list[Any]) -> list[LogLine]:
    portals = _portals_of(entries)
    names = dict(registry.get_choices())
    return [
        LogLine(
            at=entry.timestamp,
            action=entry.action,
            what=str(names.get(entry.action, entry.action)),
            label=_label_of(entry),
            person=entry.user,
            portal=portal,
            reason=_reason_of(entry),
            is_named=entry.is_own or entry.is_public,
        )
        for entry, portal in zip(entries, portals, strict=True)
    ]


def _label_of(entry: Any) -> str:
    """What an act was on: a page's own board reads the title of its draft, all others that of the public text."""
    if entry.is_own:
        return str(entry.label)
    return str(entry.public_title or "") if entry.is_public else ""


def _reason_of(entry: Any) -> str:
    if not (entry.is_own or entry.is_public):
        return ""
    return str(entry.data.get("reason", "") or entry.data.get("comment", ""))


def _portals_of(entries: list[Any]) -> list[Portal | None]:
    """Whose each entry is: the portal in which its page stands or stood, else the one that it names. Three queries."""
    asked = {entry.page_id for entry in entries if isinstance(entry, PageLogEntry)}
    paths = dict(Page.objects.filter(pk__in=asked).values_list("pk", "path"))
    homes = {pk: path[:HOME_PATH] for pk, path in paths.items()}
    # A page that is gone stood where the line of its deletion says.
    stood = _named_by_deletions(asked - homes.keys())
    named = [stood.get(getattr(entry, "page_id", 0)) or _named(entry) for entry in entries]
    found = list(
        Portal.objects.filter(
            Q(root__path__in=homes.values()) | Q(pk__in={pk for pk in named if pk})
        ).select_related("root")
    )
    by_path = {portal.root.path: portal for portal in found if portal.root}
    by_pk = {portal.pk: portal for portal in found}
    return [
        by_path.get(homes.get(getattr(entry, "page_id", 0), "")) or by_pk.get(pk or 0)
        for entry, pk in zip(entries, named, strict=True)
    ]


def _named_by_deletions(page_ids: set[int]) -> dict[int, int]:
    if not page_ids:
        return {}
    deletions = PageLogEntry.objects.filter(page_id__in=page_ids, deleted=True)
    return {entry.page_id: pk for entry in deletions if (pk := _named(entry))}


def _named(entry: Any) -> int | None:
    pk = entry.data.get("portal")
    return pk if isinstance(pk, int) else None
