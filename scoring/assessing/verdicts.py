"""A scorer's word on texts that the machine holds for copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.models import User
from portals.models import Portal
from scoring.models import CopyVerdict, StoryReading
from scoring.periods import Month
from scoring.rounds.rescoring import rescore_from

from .facts import UnableToEnter, must_be_open, must_score


@dataclass(frozen=True, slots=True)
class CopyJudgement:
    story_id: int
    is_copy: bool
    reason: str = ""


def decide_on_copies(
    *, portal: Portal, month: Month, verdicts: Sequence[CopyJudgement], actor: User, now: datetime
) -> list[CopyVerdict]:
    """Say of stories of `portal` whether they are copies, as the machine proposes. They count so at once.

    By who scores the portal; that something is no copy needs a reason.
    """
    with transaction.atomic():
        must_be_open(month)
        must_score({portal.pk}, month, actor, now)
        proposed = dict(
            StoryReading.objects.filter(
                story__in=[one.story_id for one in verdicts],
                story__path__startswith=portal.root.path,  # type: ignore[union-attr]  # an open portal has its home
                copy_of__isnull=False,
            ).values_list("story", "copy_of")
        )
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
