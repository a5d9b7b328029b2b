"""Which stories are bulletins, and what they say of their airing. The room whose kind it is registers it once.

Stations stand below that room and know its stories only as `StoryPage`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from editorial.enums import PlacementRole, RemovalKind
from editorial.models import Placement
from editorial.models.moved import MOVED
from editorial.models.placement import story_path
from portals.refusals import Refusal

from .airings import PostedBulletin
from .deadlines import air_by

if TYPE_CHECKING:
    from editorial.models import StoryPage
    from portals.boards.models import User
    from portals.models import Portal

    from .scripts import BulletinScript


@dataclass(frozen=True, slots=True)
class BulletinKind:
    """`code` is that of the kind; the next four are the ways to its fields from a `StoryPage`.

    `classes` are those of bulletins, the least urgent first. `begin` writes a draft of one from a script, and returns
    it.
    """

    code: str
    aired_at: str
    recording: str
    lacks_text: str
    bulletin_class: str
    classes: tuple[str, ...]
    begin: Callable[[Portal, BulletinScript, User, datetime], StoryPage]

    @property
    def is_urgent(self) -> tuple[str, str]:
        """The way to the class, and the most urgent one."""
        return self.bulletin_class, self.classes[-1]

    @property
    def most_haste(self) -> int:
        return len(self.classes) - 1

    def haste_of(self, bulletin_class: str) -> int:
        """How urgent a class is, from 0."""
        return self.classes.index(bulletin_class)


@dataclass(frozen=True, slots=True)
class ToldBulletin:
    """What a bulletin says of its airing; `recording`: the id of its file, `air_by`: the deadline of its sender."""

    bulletin_class: str
    aired_at: datetime
    recording: int | None
    air_by: datetime | None


_registered: list[BulletinKind] = []


def register(kind: BulletinKind) -> None:
    """Once, from an app's `ready()`."""
    if _registered:
        raise ValueError("two kinds of bulletins")
    _registered.append(kind)


def bulletin_kind() -> BulletinKind | None:
    return _registered[0] if _registered else None


def begin_bulletin(
    *, portal: Portal, script: BulletinScript, actor: User, now: datetime
) -> StoryPage:
    """Write a draft bulletin of a script on `portal`, to be worked on in the editor. For its board."""
    kind = bulletin_kind()
    if kind is None or not script.items:
        raise Refusal(_("Choose at least one story for the bulletin."))
    return kind.begin(portal, script, actor, now)


def told_of_bulletin(placement: Placement) -> ToldBulletin:
    """Return what the bulletin of `placement` says of its airing. One query."""
    kind = bulletin_kind()
    if kind is None or placement.kind != kind.code:
        raise ValueError(f"{placement} is of no bulletin")
    ways = (kind.bulletin_class, kind.aired_at, kind.recording)
    columns = [f"story__{way}" for way in ways]
    row = Placement.objects.values_list(*columns, air_by()).get(pk=placement.pk)
    return ToldBulletin(*row)


def own_bulletins(
    portals: Collection[int], first: datetime, last: datetime, *, at: datetime | None = None
) -> list[PostedBulletin]:
    """Return the portals' own bulletins that say they were aired from `first` to `last`, and stand there.

    `at`: those that stood at that instant, in the place of now. One query.
    """
    kind = bulletin_kind()
    if kind is None:
        return []
    aired = f"story__{kind.aired_at}"
    placed = _standing(at).filter(**{f"{aired}__gte": first, f"{aired}__lte": last})
    return _posted(kind, placed, portals)


def posted_bulletins(
    portals: Collection[int], since: datetime, at: datetime
) -> list[PostedBulletin]:
    """Return the portals' own bulletins that were posted from `since` on and stood `at` that instant. One query.

    Whatever they say now of when they were aired. Without what came from an archive, or from another portal after `at`:
    both stand there as of their first day.
    """
    kind = bulletin_kind()
    if kind is None:
        return []
    elsewhere = Placement.objects.filter(
        story=OuterRef("story"),
        pk__lt=OuterRef("pk"),
        role=PlacementRole.ORIGIN,
        removal_kind=RemovalKind.MOVED,
        removed_at__gte=at,
    ).exclude(portal=OuterRef("portal"))
    placed = _standing(at).filter(~Exists(elsewhere), placed_at__gte=since).exclude(via=MOVED)
    return _posted(kind, placed, portals)


def _posted(
    kind: BulletinKind, placed: QuerySet[Placement], portals: Collection[int]
) -> list[PostedBulletin]:
    rows = (
        placed.filter(portal__in=portals, kind=kind.code, role=PlacementRole.ORIGIN)
        .order_by("placed_at", "pk")
        .values_list(
            "portal",
            "story",
            "story__title",
            F(f"story__{kind.aired_at}"),
            "placed_at",
            F(f"story__{kind.recording}"),
            F(f"story__{kind.lacks_text}"),
            "section__slug",
            "story__slug",
        )
    )
    return [
        PostedBulletin(
            portal_id,
            story_id,
            title,
            aired_at,
            placed_at,
            recording_id,
            lacks_text,
            story_path(section, slug, story_id),
        )
        for portal_id, story_id, title, aired_at, placed_at, recording_id, lacks_text, section, slug in rows
    ]


def first_with_files(
    portals: Collection[int], hashes: Collection[str], *, since: datetime, at: datetime
) -> dict[tuple[int, str], int]:
    """Return by portal and hash of a sound file which own bulletin had the file first. One query.

    Of those posted from `since` on only what stood `at` that instant: what was taken back and posted anew counts.
    """
    kind = bulletin_kind()
    if kind is None or not hashes:
        return {}
    file_hash = f"story__{kind.recording}__file_hash"
    rows = (
        Placement.objects.filter(
            Q(placed_at__lt=since) | Q(removed_at=None) | Q(removed_at__gte=at),
            portal__in=portals,
            kind=kind.code,
            role=PlacementRole.ORIGIN,
            **{f"{file_hash}__in": hashes},
        )
        .order_by("-placed_at", "-pk")
        .values_list("portal", F(file_hash), "story")
    )
    return {(portal_id, hashed): story_id for portal_id, hashed, story_id in rows}


def _standing(at: datetime | None) -> QuerySet[Placement]:
    if at is None:
        return Placement.objects.filter(removed_at=None)
    return Placement.objects.filter(Q(removed_at=None) | Q(removed_at__gte=at), placed_at__lt=at)
