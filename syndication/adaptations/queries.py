"""What a person may see of own versions, from the posts they hold; and what readers are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from editorial.models import StoryPage
from editorial.public.notes import StoryNote
from portals.boards.enums import EDITORS
from portals.boards.models import User
from syndication.queries import portal_ids_of_posts, title_of

from .enums import PRESSING, SourceEvent
from .models import Adaptation, SourceChange


def adaptations_seen_by(user: User, now: datetime) -> QuerySet[Adaptation]:
    """The own versions of the user's portals, those with something to decide first."""
    undecided = Q(source_changes__outcome="")
    return (
        Adaptation.objects.filter(portal__in=portal_ids_of_posts(user, now, EDITORS))
        .select_related("copy", "source", "portal", "portal__site", "made_by")
        .annotate(
            source_title=title_of("source"),
            undecided=Count("source_changes", filter=undecided),
            pressing=Exists(_pressing(OuterRef("pk"))),
        )
        .order_by("-pressing", "-undecided", "-made_at", "-pk")
    )


def undecided_changes() -> QuerySet[SourceChange]:
    """What boards have yet to answer, about own versions that are public or still to come."""
    return SourceChange.objects.filter(outcome="").filter(
        Q(adaptation__copy__live=True) | Q(adaptation__took_over_at=None)
    )


def notes_for_readers(story: StoryPage) -> Iterator[StoryNote]:
    """Tell readers of an own version what its source said since. One query, none for other stories."""
    if story.adapted_from_id is None or story.pk is None:
        return
    open_ones = SourceChange.objects.filter(
        adaptation__copy=story.pk, kind__in=PRESSING, in_force_at=None
    )
    for change in open_ones.order_by("happened_at", "pk"):
        withdrawn = change.kind == SourceEvent.WITHDRAWN
        yield StoryNote(
            heading=_("The source was withdrawn") if withdrawn else _("Correction of the source"),
            at=change.happened_at,
            text=change.note,
        )


def _pressing(adaptation: OuterRef) -> QuerySet[SourceChange]:
    return SourceChange.objects.filter(adaptation=adaptation, outcome="", kind__in=PRESSING)
