"""What follows for own versions when their source, or they themselves, are published or end. Run by signals."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from editorial.enums import PlacementRole, RemovalKind
from editorial.models import Correction, Placement, StoryPage
from editorial.placements.writing import end_placements
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import Refusal
from syndication.adaptations.enums import AdaptationOutcome, SourceEvent
from syndication.adaptations.merging import TextVersion, aligned
from syndication.adaptations.models import Adaptation, SourceChange
from syndication.adaptations.texts import restored, text_of
from syndication.enums import DeliveryState
from syndication.placing.locks import lock_origin

# What the machine had placed before stays its doing.
_ADAPTED = """
    UPDATE syndication_delivery AS delivery
    SET state = %(adapted)s, state_at = %(now)s, reason = '',
        how = CASE WHEN delivery.state = 'placed' THEN how ELSE 'hand' END,
        by_id = CASE WHEN delivery.state = 'placed' THEN by_id ELSE %(hand)s END
    FROM syndication_dispatch AS dispatch
    WHERE dispatch.id = delivery.dispatch_id AND dispatch.story_id = %(source)s
      AND delivery.portal_id = %(portal)s AND delivery.state = ANY(%(under_way)s)
"""

# An own version that was withdrawn is told nothing; published again, it is compared again.
SHOWN_OR_TO_COME = Q(copy__live=True) | Q(took_over_at=None)


class SourceIsGone(Refusal):
    """The source was withdrawn, and the board has not decided what becomes of its own version."""


def follow_in_own_versions(*, story: StoryPage, now: datetime) -> None:
    """Do what the publication of `story` means for own versions. Two queries for a story that has none and is none."""
    with transaction.atomic():
        adaptation = Adaptation.objects.select_related("source").filter(copy=story).first()
        if adaptation is not None:
            take_over(adaptation=adaptation, now=now)
            if adaptation.source.live:
                _tell_each([adaptation], adaptation.source, now)
        tell_of_the_change(source=story, now=now)


def tell_of_the_note(*, story: StoryPage, now: datetime) -> None:
    """Tell the own versions of `story` of a note that it got without a publication: it takes nothing over itself."""
    tell_of_the_change(source=story, now=now)


def take_over(*, adaptation: Adaptation, now: datetime) -> None:
    """Have a public own version stand in the place of its source on its portal. Safe to repeat.

    Refuses while the board has not answered the withdrawal of the source.
    """
    with transaction.atomic():
        # Owned, not shared: a dispatch of the source that is placing waits, and then finds the own version.
        origin = lock_origin(adaptation.source_id, "UPDATE")
        if origin is None and _undecided_end(adaptation):
            raise SourceIsGone(
                _(
                    "The source was withdrawn. First decide whether your version stays, with a reason."
                )
            )
        end_placements(
            placements=Placement.objects.filter(
                story=adaptation.source_id,
                portal=adaptation.portal_id,
                role=PlacementRole.REPUBLISHED,
            ),
            kind=RemovalKind.ADAPTED,
            reason="",
            now=now,
        )
        _settle_deliveries(adaptation, now)
        Adaptation.objects.filter(pk=adaptation.pk, took_over_at=None).update(took_over_at=now)
        SourceChange.objects.filter(
            adaptation=adaptation, outcome=AdaptationOutcome.TAKEN, in_force_at=None
        ).update(in_force_at=Greatest(F("happened_at"), now))


def tell_of_the_change(*, source: StoryPage, now: datetime) -> int:
    """Note for each own version what the new text of `source` changed; return for how many. Safe to repeat."""
    adaptations = Adaptation.objects.filter(source=source).filter(SHOWN_OR_TO_COME)
    return _tell_each(list(adaptations.select_for_update(of=("self",), no_key=True)), source, now)


def tell_of_the_end(*, source: StoryPage, reason: str, now: datetime) -> int:
    """Note for each own version that its source was withdrawn; return for how many."""
    adaptations = list(Adaptation.objects.filter(source=source).filter(SHOWN_OR_TO_COME))
    SourceChange.objects.bulk_create(
        SourceChange(
            adaptation=adaptation, kind=SourceEvent.WITHDRAWN, happened_at=now, note=reason
        )
        for adaptation in adaptations
    )
    _renew(adaptations)
    return len(adaptations)


def end_with(*, copy: StoryPage, now: datetime) -> None:
    """Settle what is open about an own version that is itself withdrawn: readers no longer have it."""
    SourceChange.objects.filter(adaptation__copy=copy, outcome="").update(
        outcome=AdaptationOutcome.ENDED, decided_at=now, in_force_at=Greatest(F("happened_at"), now)
    )


def _tell(adaptation: Adaptation, *, text: TextVersion, source: StoryPage, now: datetime) -> bool:
    """Bring the rows of one own version up to what its source says now; whether its readers or board see a new one."""
    base = restored(adaptation.base)
    changed = aligned(base, text) != base
    note = _corrections_since(adaptation, source)
    undecided = SourceChange.objects.filter(adaptation=adaptation, outcome="")
    # A source that stands again took its withdrawal back; one that says again what it said, its change.
    void = Q(kind=SourceEvent.WITHDRAWN) if changed else ~Q(kind=SourceEvent.CORRECTED)
    if not source.live:
        # A note that came after the withdrawal takes nothing of it back.
        void &= ~Q(kind=SourceEvent.WITHDRAWN)
    undecided.filter(void).update(
        outcome=AdaptationOutcome.VOID, decided_at=now, in_force_at=Greatest(F("happened_at"), now)
    )
    kind = SourceEvent.CORRECTED if note else SourceEvent.CHANGED
    if not note and (not changed or undecided.filter(kind=SourceEvent.CHANGED).exists()):
        return False
    SourceChange.objects.create(adaptation=adaptation, kind=kind, happened_at=now, note=note)
    return True


def _corrections_since(adaptation: Adaptation, source: StoryPage) -> str:
    """The corrections published with this version: those that no row tells of yet."""
    last = (
        SourceChange.objects.filter(adaptation=adaptation, kind=SourceEvent.CORRECTED)
        .order_by("-happened_at")
        .values_list("happened_at", flat=True)
        .first()
    ) or adaptation.made_at
    notes = Correction.objects.filter(story=source, published_at__gt=last).order_by("published_at")
    return "\n".join(notes.values_list("text", flat=True))


def _tell_each(adaptations: list[Adaptation], source: StoryPage, now: datetime) -> int:
    if not adaptations:
        return 0
    text = text_of(cast("StoryPage", source.specific))
    told = [one for one in adaptations if _tell(one, text=text, source=source, now=now)]
    _renew(told)
    return len(told)


def _settle_deliveries(adaptation: Adaptation, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _ADAPTED,
            {
                "adapted": DeliveryState.ADAPTED,
                "now": now,
                "hand": adaptation.made_by_id,
                "source": adaptation.source_id,
                "portal": adaptation.portal_id,
                "under_way": [
                    DeliveryState.WAITING,
                    DeliveryState.PLACED,
                    DeliveryState.ALREADY_PLACED,
                    DeliveryState.LAPSED,
                ],
            },
        )


def _undecided_end(adaptation: Adaptation) -> bool:
    return SourceChange.objects.filter(
        adaptation=adaptation, kind=SourceEvent.WITHDRAWN, outcome=""
    ).exists()


def _renew(adaptations: list[Adaptation]) -> None:
    change_editions(portal_ids={adaptation.portal_id for adaptation in adaptations})
