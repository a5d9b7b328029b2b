"""What a portal published first in a month, and what the rates propose for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, prefetch_related_objects

from editorial.enums import PlacementRole, RemovalKind
from editorial.models import Placement, StoryPage
from editorial.models.moved import MOVED
from editorial.stored_text import text_of_page, words_of_text
from portals.boards.models import User
from portals.boards.queries import holders
from portals.models import Portal
from portals.text import nfc

from .authors import guests_in
from .enums import LeftOut, RoyaltyKind
from .models import RoyaltyLine, RoyaltyRate, RoyaltySheet
from .models.sheets import LONGEST_NAME
from .months import instants_of

# A text that was taken off for these had a fault; one that was superseded, moved or expired was none.
FAULTY = frozenset({RemovalKind.IN_ERROR, RemovalKind.WITHDRAWN})
# So many of a byline are paid, and fit into the form of a work.
MOST_AUTHORS = 20
# Stands for an author of whom nobody knows the name yet.
UNKNOWN = "?"
READ_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class ProposedAuthor:
    """Somebody with an account, or a name alone."""

    name: str
    person: User | None = None


@dataclass(frozen=True, slots=True)
class ProposedWork:
    story: StoryPage
    kind: RoyaltyKind
    published_at: datetime
    units: Decimal
    authors: tuple[ProposedAuthor, ...]
    left_out: str = ""
    reason: str = ""


class Rates:
    """The rates that hold on a day."""

    def __init__(self, rates: Iterable[RoyaltyRate]) -> None:
        self._of_kind = {RoyaltyKind(rate.kind): rate for rate in rates}

    @classmethod
    def on(cls, day: date) -> Rates:
        """One query."""
        return cls(RoyaltyRate.objects.in_force(day))

    def of(self, kind: str) -> RoyaltyRate | None:
        return self._of_kind.get(RoyaltyKind(kind))

    def kind_for(self, story_kind: str, words: int) -> RoyaltyKind | None:
        """Return as what a text of so many words is paid; None where no rate names its kind."""
        fitting = [
            rate
            for rate in self._of_kind.values()
            if story_kind in rate.story_kinds and rate.from_words <= words
        ]
        chosen = max(fitting, key=lambda rate: rate.from_words, default=None)
        return None if chosen is None else RoyaltyKind(chosen.kind)

    @property
    def story_kinds(self) -> set[str]:
        return {kind for rate in self._of_kind.values() for kind in rate.story_kinds}


def first_published(portal: Portal, month: date) -> list[Placement]:
    """The places of the portal's own texts whose first publication fell into the month, and that no sheet holds yet.

    Nothing that was republished, placed by others, brought along from another portal or system, or paid before. One
    query.
    """
    begins, ends = instants_of(month)
    own = Placement.objects.filter(role=PlacementRole.ORIGIN)
    # A move keeps the hour: of two places of one hour the first row is the one where the text was written.
    earlier = own.filter(story=OuterRef("story")).filter(
        Q(placed_at__lt=OuterRef("placed_at"))
        | Q(placed_at=OuterRef("placed_at"), pk__lt=OuterRef("pk"))
    )
    paid = RoyaltyLine.objects.filter(story=OuterRef("story"), adjusts=None)
    return list(
        own.filter(
            portal=portal,
            placed_at__gte=begins,
            placed_at__lt=ends,
            story__first_published_at__gte=begins,
            story__first_published_at__lt=ends,
        )
        # What a portal brought along was paid where it was written.
        .exclude(via=MOVED)
        .exclude(Exists(earlier))
        .exclude(Exists(paid))
        .order_by(F("story__first_published_at"), "story")
        .distinct()
    )


def works_of(portal: Portal, month: date, now: datetime) -> list[ProposedWork]:
    """What is proposed for the month. Queries do not grow with the texts but by one for each hundred and kind."""
    rates, members = Rates.on(month), members_by_name(portal, now)
    kinds = rates.story_kinds
    places = [place for place in first_published(portal, month) if place.kind in kinds]
    found: list[ProposedWork] = []
    for start in range(0, len(places), READ_AT_ONCE):
        some = places[start : start + READ_AT_ONCE]
        ids = [place.story_id for place in some]
        stories = list(StoryPage.objects.filter(pk__in=ids).specific())
        prefetch_related_objects(stories, "owner")
        by_id = {story.pk: story for story in stories}
        last = last_places(ids)
        found.extend(
            _work(by_id[place.story_id], last.get(place.story_id, place), rates, members)
            for place in some
        )
    return found


def last_places(story_ids: Iterable[int]) -> dict[int, Placement]:
    """Where each text stands, or stood last, as its own portal's: what became of it is told there. One query."""
    places = Placement.objects.filter(role=PlacementRole.ORIGIN, story__in=story_ids)
    # A move keeps the hour.
    return {one.story_id: one for one in places.order_by("placed_at", "pk")}


def withdrawn_since(sheet: RoyaltySheet) -> list[str]:
    """The titles of texts that an open sheet pays although they were withdrawn for a fault. Two queries."""
    lines = sheet.lines.filter(left_out="", adjusts=None, story__isnull=False)
    titles = dict(lines.values_list("story", "title"))
    last = last_places(titles)
    return [
        title
        for story, title in titles.items()
        if story in last and last[story].removal_kind in FAULTY
    ]


def members_by_name(portal: Portal, now: datetime) -> dict[str, User]:
    """The members of the board by their whole names, in small letters, where one alone bears it. One query."""
    found: dict[str, dict[int, User]] = defaultdict(dict)
    for post in holders(portal, now):
        found[nfc(str(post.user)).casefold()][post.user_id] = post.user
    return {
        name: user for name, users in found.items() if len(users) == 1 for user in users.values()
    }


def _work(
    story: StoryPage, place: Placement, rates: Rates, members: Mapping[str, User]
) -> ProposedWork:
    words = len(words_of_text(text_of_page(story)).split())
    kind = (
        RoyaltyKind.ADAPTATION
        if story.adapted_from_id is not None
        else rates.kind_for(place.kind, words)
    )
    rate = rates.of(kind) if kind else None
    left_out, reason = _fault(story, place)
    authors = authors_of(story, members)
    if not left_out and not authors:
        left_out = LeftOut.NO_AUTHOR
    if not left_out and rate is None:
        left_out = LeftOut.NO_RATE
    return ProposedWork(
        story=story,
        kind=kind or RoyaltyKind.BRIEF,
        published_at=story.first_published_at or place.placed_at,
        units=rate.usual if rate else Decimal(0),
        authors=authors or (ProposedAuthor(UNKNOWN),),
        left_out=left_out,
        reason=reason,
    )


def authors_of(
    story: StoryPage, members: Mapping[str, User] | None = None
) -> tuple[ProposedAuthor, ...]:
    """Who is named by the byline, or else who wrote it; nobody where neither is known.

    A colleague whom the byline names is paid by their account (`members_by_name`), and not as a guest beside it.
    """
    known = members or {}
    owner = story.owner if isinstance(story.owner, User) else None
    own_name = nfc(str(owner)) if owner else ""
    names = guests_in(story.byline, own_name)
    if names is None:
        return (ProposedAuthor(own_name[:LONGEST_NAME], owner),) if owner else ()
    found: dict[object, ProposedAuthor] = {}
    for name in names[:MOST_AUTHORS]:
        is_own = name.casefold() == own_name.casefold()
        person = owner if is_own else known.get(name.casefold())
        author = ProposedAuthor(name[:LONGEST_NAME], person)
        found.setdefault(person.pk if person else author.name, author)
    return tuple(found.values())


def _fault(story: StoryPage, place: Placement) -> tuple[str, str]:
    if place.removal_kind in FAULTY:
        return LeftOut.WITHDRAWN, place.removal_reason[:300]
    # An own version names its source by rule, and is paid as a version.
    if story.source and story.adapted_from_id is None:
        return LeftOut.FOREIGN_SOURCE, story.source
    return "", ""
