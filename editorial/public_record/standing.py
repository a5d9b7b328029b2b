"""Stories and standing pages that were public before the ledger knew of them: imported, or older than the ledger.

Their entry says that the text stood there when it was noted, and nothing of the time before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Exists, Model, OuterRef, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from wagtail.models import Page

from editorial.models import ActToRecord, InformationPage, Placement
from editorial.models.to_record import STANDING
from portals.addresses import origin_of
from portals.clock import local_date
from portals.ledger.models import LedgerEntry
from portals.models import Portal, PortalAddress
from portals.tree import portal_path

from .actions import origins
from .kinds import PAGE

NOTED_AT_ONCE = 500
# Kinds of entries that say what a story's text is.
TELL_THE_TEXT = ("publication", "correction", PAGE.name, STANDING)


def note_standing(*, now: datetime, portal: Portal | None = None, limit: int | None = None) -> int:
    """Note for the ledger the public stories and standing pages of which it knows nothing; return how many.

    On `portal` where one is given, at most `limit`. In slices of five queries, each committed: whoever is stopped, or
    comes back for more, goes on where it was. Safe to run twice at once.
    """
    stories, pages = _unknown_stories(), _unknown_pages()
    if portal is not None:
        stories = stories.filter(portal=portal)
        pages = pages.filter(path__startswith=portal.root.path) if portal.root else pages.none()
    count = _note_all(stories, "story", _note, now, limit)
    left = None if limit is None else limit - count
    return count + _note_all(pages, "pk", _note_pages, now, left)


def note_imported(*, stories: Collection[int], now: datetime) -> None:
    """Note stories that were written just now, in the transaction that wrote them. Three queries."""
    _note(origins().filter(story__in=stories, removed_at=None).order_by("story"), now)


def _note_all[T: Model](
    unknown: QuerySet[T],
    number: str,
    note: Callable[[Iterable[T], datetime], int],
    now: datetime,
    limit: int | None,
) -> int:
    """Go by slices through `unknown`, of which `number` names the page, until nothing or no more is left."""
    count, after = 0, 0
    while limit is None or count < limit:
        most = NOTED_AT_ONCE if limit is None else min(NOTED_AT_ONCE, limit - count)
        later = unknown.filter(**{f"{number}__gt": after}).order_by(number)
        texts = list(later.values_list(number, flat=True)[:most])
        if not texts:
            break
        with transaction.atomic():
            # Held until the notes are committed: no publication or withdrawal comes in between. What came while this
            # waited is seen by the next query.
            held = Page.objects.filter(pk__in=texts).order_by("pk").select_for_update(no_key=True)
            standing = list(held.values_list("pk", flat=True))
            count += note(unknown.filter(**{f"{number}__in": standing}), now)
        after = texts[-1]
    return count


def _note_pages(pages: Iterable[InformationPage], now: datetime) -> int:
    """Note standing pages, of which each stands in the tree of its portal."""
    found = list(pages)
    homes = {portal_path(page.path) for page in found}
    portals = Portal.objects.filter(root__path__in=homes).select_related("root")
    by_home = {portal.root.path: portal for portal in portals if portal.root is not None}
    hostnames = _hostnames(portal.pk for portal in by_home.values())
    acts = [
        _act(page, portal, hostnames[portal.pk], page.public_path(), now)
        for page in found
        if (portal := by_home.get(portal_path(page.path))) is not None and portal.pk in hostnames
    ]
    return len(ActToRecord.objects.bulk_create(acts))


def _note(placements: Iterable[Placement], now: datetime) -> int:
    found = list(placements)
    hostnames = _hostnames(one.portal_id for one in found)
    acts = [
        _act(one.story, one.portal, hostnames[one.portal_id], one.path, now)
        for one in found
        if one.portal_id in hostnames
    ]
    return len(ActToRecord.objects.bulk_create(acts))


def _hostnames(portals: Iterable[int]) -> dict[int, str]:
    """The main host name of each. Closed portals have no site, and are read at their former addresses."""
    main = PortalAddress.objects.in_force(local_date(timezone.now())).filter(is_main=True)
    return dict(main.filter(portal__in=set(portals)).values_list("portal", "hostname"))


def _act(page: Page, portal: Portal, hostname: str, path: str, now: datetime) -> ActToRecord:
    return ActToRecord(
        kind=STANDING,
        page_id=page.pk,
        revision_id=page.live_revision_id,
        portal=portal,
        office=portal.agency,
        hostname=hostname,
        at=now,
        body={
            "content": str(page.pk),
            "address": origin_of(hostname) + path,
            "title": page.title,
            "origin": hostname,
        },
    )


def _unknown_stories() -> QuerySet[Placement]:
    """Where public stories stand of their own about whose text there is neither an entry nor a waiting act.

    What has no version was not published by this product: of that it says nothing.
    """
    return origins().filter(
        *_nothing_told_of("story"),
        removed_at=None,
        story__live=True,
        story__live_revision__isnull=False,
    )


def _unknown_pages() -> QuerySet[InformationPage]:
    """The public standing pages of which the same holds."""
    return InformationPage.objects.live().filter(
        *_nothing_told_of("pk"), live_revision__isnull=False
    )


def _nothing_told_of(number: str) -> tuple[Combinable, ...]:
    told = LedgerEntry.objects.filter(
        kind__in=TELL_THE_TEXT, subject=Cast(OuterRef(number), CharField())
    )
    waiting = ActToRecord.objects.annotate(text=Coalesce("page", "story"))
    return ~Exists(told), ~Exists(waiting.filter(text=OuterRef(number)))
