"""The bulletins of a period as they stood when it ended, and which of them nobody can hear or read."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from editorial.broadcasts.text_due import text_due_at
from editorial.models import PortalDocument
from editorial.stations.airings import NEAR, POSTED_BEFORE, PostedBulletin
from editorial.stations.bulletins import first_with_files, posted_bulletins
from portals.clock import LOCAL_ZONE
from scoring.periods import Period
from scoring.revisions import changed_since, public_at

from .sound_heard import heard_sounds


def bulletins_then(keys: Collection[int], period: Period) -> Mapping[int, Sequence[PostedBulletin]]:
    """Return by portal its own bulletins that may answer an airing of the period, by what they said when it ended.

    Two queries, and two more where one was changed since.
    """
    earliest = datetime.combine(period.first - timedelta(days=1), time(), LOCAL_ZONE) - NEAR
    posted = posted_bulletins(keys, earliest - POSTED_BEFORE, period.ends_at)
    changed = changed_since({one.story_id for one in posted}, period.ends_at)
    then = public_at(changed, period.ends_at) if changed else {}
    found: dict[int, list[PostedBulletin]] = defaultdict(list)
    for one in posted:
        stood = _as_it_stood(one, then[one.story_id][0].content) if one.story_id in then else one
        if earliest <= stood.aired_at <= period.ends_at + NEAR:
            found[one.portal_id].append(stood)
    return found


def _as_it_stood(bulletin: PostedBulletin, content: Mapping[str, Any]) -> PostedBulletin:
    body = content.get("body") or "[]"
    recording_id = content.get("recording")
    return replace(
        bulletin,
        title=str(content.get("title") or bulletin.title),
        aired_at=parse_datetime(str(content.get("aired_at") or "")) or bulletin.aired_at,
        recording_id=recording_id,
        lacks_text=recording_id is not None
        and not (json.loads(body) if isinstance(body, str) else body),
    )


def with_late_text(bulletins: Collection[PostedBulletin], period: Period) -> set[int]:
    """Return the stories that had sound alone when the period ended, though their text was due by then. Pure."""
    return {
        one.story_id
        for one in bulletins
        if one.lacks_text and text_due_at(one.posted_at, period.calendar) < period.ends_at
    }


def with_own_sound(bulletins: Collection[PostedBulletin], period: Period) -> set[int]:
    """Return the stories whose recording stands for a text: it can be heard, and no earlier bulletin had it.

    Three queries where any has a recording.
    """
    heard = heard_sounds({one.recording_id for one in bulletins if one.recording_id is not None})
    if not heard:
        return set()
    files = PortalDocument.objects.filter(pk__in=heard).exclude(file_hash="")
    hashes = dict(files.values_list("pk", "file_hash"))
    first = first_with_files(
        {one.portal_id for one in bulletins},
        set(hashes.values()),
        since=period.starts_at,
        at=period.ends_at,
    )
    return {
        one.story_id
        for one in bulletins
        if one.recording_id in hashes
        and first.get((one.portal_id, hashes[one.recording_id]), one.story_id) == one.story_id
    }
