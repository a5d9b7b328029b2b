"""A scorer's word on texts that the machine holds for copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.models import StoryPage
from portals.boards.models import User
from portals.models import Portal
from scoring.models import CopyVerdict, FrozenFacts, StoryReading
from scoring.periods import Month
from scoring.rounds.frozen import read_own_items
from scoring.rounds.rescoring import rescore_from

from .facts import ChangedMeanwhile, UnableToEnter, must_be_open, must_not_be_shown, must_score
from .tokens import token_of_verdict


@dataclass(frozen=True, slots=True)
class CopyJudgement:
    """`based_on`: the token of the word that its person saw there (`tokens`); None where none was asked for."""

    story_id: int
    is_copy: bool
    reason: str = ""
    based_on: str | None = None


def decide_on_copies(
    *, portal: Portal, month: Month, verdicts: Sequence[CopyJudgement], actor: User, now: datetime
) -> list[CopyVerdict]:
    """Say of stories of `portal` whether they are copies, as the machine proposes. They count so at once.

    By who scores the portal; that something is no copy needs a reason.
    """
    with transaction.atomic():
        must_be_open(month)
        must_not_be_shown({portal.pk}, month)
        must_score({portal.pk}, month, actor, now)
        proposed = held_for_copies(portal, month)
        _must_be_as_seen(verdicts)
        for one in verdicts:
            if one.story_id not in proposed:
                raise UnableToEnter(_("The machine does not hold this text for a copy any more."))
            if not one.is_copy and not one.reason.strip():
                raise UnableToEnter(_("Say why a text is no copy."))
        found = CopyVerdict.objects.bulk_create(
            [
                CopyVerdict(
                    story_id=one.story_id,
                    other_id=proposed[one.story_id],
                    is_copy=one.is_copy,
                    reason=one.reason.strip(),
                    decided_by=actor,
                    decided_at=now,
                )
                for one in verdicts
            ],
            update_conflicts=True,
            unique_fields=["story"],
            update_fields=["other", "is_copy", "reason", "decided_by", "decided_at"],
        )
        if found:
            log(
                instance=portal,
                action="scoring.decide_on_copies",
                user=actor,
                data={
                    "month": str(month),
                    "copies": [one.story_id for one in verdicts if one.is_copy],
                    "no_copies": {
                        str(one.story_id): one.reason for one in verdicts if not one.is_copy
                    },
                },
            )
            rescore_from(month=month, portal_ids=[portal.pk], now=now)
    return found


def held_for_copies(portal: Portal, month: Month) -> dict[int, int]:
    """Return the stories that the machine holds for copies, and of what. Of a measured month as it was measured then.

    Two queries at most.
    """
    kept = FrozenFacts.objects.filter(run__round__month=month.first, run__number=1, portal=portal)
    if (own := kept.values_list("own", flat=True).first()) is not None:
        rows = [read_own_items(one) for one in own.values()]
        return {item.story_id: item.copy_of for one in rows for item in one.items if item.copy_of}
    readings = StoryReading.objects.filter(
        story__path__startswith=portal.root.path,  # type: ignore[union-attr]  # an open portal has its home
        copy_of__isnull=False,
    )
    return dict(readings.values_list("story", "copy_of"))


def _must_be_as_seen(verdicts: Sequence[CopyJudgement]) -> None:
    """Nobody says anything else of these stories until this is done."""
    seen = {one.story_id: one.based_on for one in verdicts if one.based_on is not None}
    list(
        StoryPage.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=seen)
        .order_by("pk")
        .values("pk")
    )
    said = {one.story_id: one for one in CopyVerdict.objects.filter(story__in=seen)}
    if any(token_of_verdict(said.get(pk)) != token for pk, token in seen.items()):
        raise ChangedMeanwhile(
            _("Somebody else entered something here meanwhile. Look at it, then store again.")
        )
