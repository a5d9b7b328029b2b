"""Stories that were public before the ledger knew of them: imported in bulk, or older than the ledger itself.

Their entry says that the text stood there when it was noted, and nothing of the time before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from wagtail.models import Page

from editorial.models import ActToRecord, Placement
from editorial.models.to_record import STANDING
from portals.addresses import origin_of
from portals.clock import local_date
from portals.ledger.models import LedgerEntry
from portals.models import Portal, PortalAddress

from .actions import origins

NOTED_AT_ONCE = 500
# Kinds of entries that say what a story's text is.
TELL_THE_TEXT = ("publication", "correction", STANDING)


def note_standing(*, now: datetime, portal: Portal | None = None, limit: int | None = None) -> int:
    """Note for the ledger the public stories of which it knows nothing; return how many.

    On `portal` where one is given, at most `limit`. In slices of five queries, each committed: whoever is stopped, or
    comes back for more, goes on where it was. Safe to run twice at once.
    """
    unknown = _unknown_to_ledger() if portal is None else _unknown_to_ledger().filter(portal=portal)
    count, after = 0, 0
    while limit is None or count < limit:
        most = NOTED_AT_ONCE if limit is None else min(NOTED_AT_ONCE, limit - count)
        later = unknown.filter(story__gt=after).order_by("story")
        stories = list(later.values_list("story", flat=True)[:most])
        if not stories:
            break
        count += _note_slice(stories, unknown, now)
        after = stories[-1]
    return count


def note_imported(*, stories: Collection[int], now: datetime) -> None:
    """Note stories that were written just now, in the transaction that wrote them. Three queries."""
    _note(origins().filter(story__in=stories, removed_at=None).order_by("story"), now)


@transaction.atomic
def _note_slice(stories: Collection[int], unknown: QuerySet[Placement], now: datetime) -> int:
    # Held until the notes are committed: no publication or withdrawal comes in between. What came while this waited
    # is seen by the next query.
    held = Page.objects.filter(pk__in=stories).order_by("pk").select_for_update(no_key=True)
    return _note(unknown.filter(story__in=list(held.values_list("pk", flat=True))), now)


def _note(placements: Iterable[Placement], now: datetime) -> int:
    found = list(placements)
    main = PortalAddress.objects.in_force(local_date(timezone.now())).filter(is_main=True)
    # Closed portals have no site, and are read at their former addresses.
    hostnames = dict(
        main.filter(portal__in={one.portal_id for one in found}).values_list("portal", "hostname")
    )
    acts = [_act(one, hostnames[one.portal_id], now) for one in found if one.portal_id in hostnames]
    return len(ActToRecord.objects.bulk_create(acts))


def _act(placement: Placement, hostname: str, now: datetime) -> ActToRecord:
    story, portal = placement.story, placement.portal
    return ActToRecord(
        kind=STANDING,
        page_id=story.pk,
        revision_id=story.live_revision_id,
        portal=portal,
        office=portal.agency,
        hostname=hostname,
        at=now,
        body={
            "content": str(story.pk),
            "address": origin_of(hostname) + placement.path,
            "title": story.title,
            "origin": hostname,
        },
    )


def _unknown_to_ledger() -> QuerySet[Placement]:
    """Where public stories stand of their own about whose text there is neither an entry nor a waiting act.

    What has no version was not published by this product: of that it says nothing.
    """
    told = LedgerEntry.objects.filter(
        kind__in=TELL_THE_TEXT, subject=Cast(OuterRef("story"), CharField())
    )
    waiting = ActToRecord.objects.annotate(text=Coalesce("page", "story"))
    return origins().filter(
        ~Exists(told),
        ~Exists(waiting.filter(text=OuterRef("story"))),
        removed_at=None,
        story__live=True,
        story__live_revision__isnull=False,
    )
