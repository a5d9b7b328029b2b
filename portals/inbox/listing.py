"""The list of what waits as it is shown: of which boards, narrowed to what, with who else is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone

from portals.admin_kit.current import current_portal
from portals.admin_kit.pages import person
from portals.admin_kit.scope import portals_of_request
from portals.boards.enums import APPROVERS, Position
from portals.boards.models import BoardMember
from portals.clock import local_date
from portals.text import nfc, without_marks

from .counts import note_counts
from .folding import ToldLine, told_in_folds
from .items import InboxItem, InboxUrgency, things_told
from .others import others_told
from .queries import inbox_of
from .reader import InboxReader
from .registry import sources
from .snoozing import days_by_item, latest_day, still_aside
from .words import inbox_lines

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from portals.requests import DeskRequest

PAGE_SIZE = 25
# How long a thing is laid aside where nobody says otherwise.
PROPOSED = timedelta(days=3)
READ = "inbox_read"


@dataclass(frozen=True, slots=True)
class InboxRead:
    """All that waits for one person at one instant. `aside`: what they laid aside, until which day."""

    reader: InboxReader
    items: list[InboxItem]
    aside: Mapping[str, date]

    @property
    def now(self) -> datetime:
        return self.reader.now

    @property
    def waiting(self) -> list[InboxItem]:
        return [item for item in self.items if item.name not in self.aside]


@dataclass(frozen=True, slots=True)
class InboxNarrowing:
    """What the address asks for. What it names wrongly narrows nothing."""

    portal_id: int | None = None
    kind: str = ""
    urgent: bool = False
    late: bool = False
    words: str = ""
    aside: bool = False

    @property
    def is_any(self) -> bool:
        return bool(self.kind or self.urgent or self.late or self.words or self.aside)

    def fits(self, item: InboxItem, reader: InboxReader) -> bool:
        return (
            self.portal_id in (None, reader.told_on(item))
            and self.kind in ("", item.kind)
            and (not self.urgent or item.urgency == InboxUrgency.URGENT)
            and (not self.late or item.is_overdue(reader.now))
            and _says(item, self.words)
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """A board or a kind to narrow the list to, with how many things wait there."""

    value: int | str
    label: StrOrPromise
    count: int
    is_chosen: bool


def read_inbox(request: HttpRequest) -> InboxRead:
    """What waits for the signed-in person on all of their boards; read once a request."""
    read: InboxRead | None = getattr(request, READ, None)
    if read is None:
        reader = reader_of(request)
        items = inbox_of(reader)
        days = days_by_item(reader.user, reader.now)
        read = InboxRead(reader, items, still_aside(items, days, reader.now))
        setattr(request, READ, read)
        note_counts(request, read.waiting, reader.told_on)
    return read


def reader_of(request: HttpRequest) -> InboxReader:
    """The signed-in person, with the posts that the request knows already."""
    positions = cast("DeskRequest", request).desk_positions if portals_of_request(request) else {}
    posts = [(portal, positions[portal.pk]) for portal in portals_of_request(request)]
    return InboxReader(person(request), timezone.now(), known_posts=posts)


def narrowing_of(request: HttpRequest) -> InboxNarrowing:
    asked = request.GET
    own = {str(portal.pk): portal.pk for portal in portals_of_request(request)}
    kinds = {source.kind for source in sources()}
    kind = asked.get("loai", "")
    return InboxNarrowing(
        portal_id=own.get(asked.get("cong", "")),
        kind=kind if kind in kinds else "",
        urgent=asked.get("gap") == "1",
        late=asked.get("tre") == "1",
        words=nfc(asked.get("tim", "")).strip()[:100],
        aside=asked.get("hoan") == "1",
    )


def items_shown(request: HttpRequest) -> list[InboxItem]:
    """What the list holds as the address narrows it."""
    read, wanted = read_inbox(request), narrowing_of(request)
    return [item for item in _asked(read, wanted) if wanted.fits(item, read.reader)]


def _asked(read: InboxRead, wanted: InboxNarrowing) -> list[InboxItem]:
    return [item for item in read.items if (item.name in read.aside) == wanted.aside]


def list_context(request: HttpRequest) -> dict[str, Any]:
    """All that the list shows, on either page. Queries do not grow with items, boards or kinds."""
    read, wanted = read_inbox(request), narrowing_of(request)
    asked, shown = _asked(read, wanted), items_shown(request)
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("p"))
    return {
        "request": request,
        **told_in_folds(_told(request, list(page), read), is_whole=wanted.is_any),
        "slice": page,
        "total": things_told(shown),
        "everything": things_told(read.waiting),
        "aside_total": len(read.aside),
        "wanted": wanted,
        "boards": _boards(read.reader, asked, wanted),
        "kinds": _kinds(asked, wanted),
        "others_wait": None if shown or wanted.is_any else _what_others_have(request, read.now),
        "here": request.get_full_path(),
        "tomorrow": local_date(read.now) + timedelta(days=1),
    }


def _says(item: InboxItem, words: str) -> bool:
    """Accents count for nothing: on a phone they are often not typed."""
    text = without_marks(f"{item.title} {item.note} {item.portal.name}")
    return all(word in text for word in without_marks(words).split())


def _boards(
    reader: InboxReader, items: Iterable[InboxItem], wanted: InboxNarrowing
) -> list[Choice]:
    """The person's boards; what waits below one counts with it."""
    portals = reader.portals()
    if len(portals) < 2:
        return []
    by_portal: dict[int, list[InboxItem]] = {}
    for item in items:
        by_portal.setdefault(reader.told_on(item), []).append(item)
    return [
        Choice(
            portal.pk,
            portal.name,
            things_told(by_portal.get(portal.pk, ())),
            portal.pk == wanted.portal_id,
        )
        for portal in portals
    ]


def _kinds(items: Iterable[InboxItem], wanted: InboxNarrowing) -> list[Choice]:
    """The kinds of which something waits, as the settings of the mail call them."""
    by_kind: dict[str, list[InboxItem]] = {}
    for item in items:
        by_kind.setdefault(item.kind, []).append(item)
    return [
        Choice(source.kind, source.label, things_told(found), source.kind == wanted.kind)
        for source in sources()
        if (found := by_kind.get(source.kind, [])) or source.kind == wanted.kind
    ]


def _told(request: HttpRequest, items: list[InboxItem], read: InboxRead) -> list[ToldLine]:
    others = others_told(person(request), items, read.reader.told_on, read.now)
    today = local_date(read.now)
    return [
        ToldLine(
            number,
            line,
            others.get(line.item.name, ""),
            latest := latest_day(line.item, read.now),
            min(latest, today + PROPOSED) if latest else None,
            read.aside.get(line.item.name),
        )
        for number, line in enumerate(inbox_lines(items, read.now), 1)
    ]


def _what_others_have(request: HttpRequest, now: datetime) -> Mapping[str, Any] | None:
    """For whoever has nothing to do: how much waits for head or deputy of the board in hand, and who they are."""
    portal = current_portal(request)
    if portal is None:
        return None
    holder = (
        BoardMember.objects.holding(APPROVERS, local_date(now))
        .filter(board__portal=portal)
        .exclude(user=person(request))
        .select_related("user")
        .order_by("-position", "pk")
        .first()
    )
    if holder is None:
        return None
    position = Position(holder.position)
    reader = InboxReader(holder.user, now, portal.pk, known_posts=[(portal, position)])
    count = things_told(inbox_of(reader))
    said = {"count": count, "person": str(holder.user), "position": position.label}
    return said if count else None
