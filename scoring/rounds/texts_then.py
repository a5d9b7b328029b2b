"""Own stories by the texts that stood when the period ended, where they were changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from portals.models import Portal
from scoring.content.as_of import TextThen, texts_at
from scoring.measures.own_items import OwnItem, items_of_machine, replace_items
from scoring.measures.sound_heard import heard_sounds
from scoring.periods import Period
from scoring.revisions import changed_since


def read_as_they_stood(portals: Sequence[Portal], period: Period) -> None:
    """Have the measures of `period` see each own story as it stood at its end; what cannot be found says so.

    One query more than finding the stories, where none was changed since.
    """
    found = items_of_machine(portals, period)
    changed = changed_since({one.story_id for own in found.values() for one in own}, period.ends_at)
    if not changed:
        return
    then = texts_at(changed, period.ends_at, now=period.now)
    heard = heard_sounds({pk for one in then.values() for pk in one.reading.new_sounds or ()})
    replace_items(
        portals,
        period,
        {
            portal_id: [
                _as_it_stood(one, then.get(one.story_id), heard) if one.story_id in changed else one
                for one in own
            ]
            for portal_id, own in found.items()
        },
    )


def _as_it_stood(item: OwnItem, then: TextThen | None, heard: frozenset[int]) -> OwnItem:
    if then is None:
        return replace(item, is_late=True)
    read = then.reading
    pictures = read.new_pictures is None or read.new_pictures > 0
    return replace(
        item,
        title=then.title,
        event_at=then.event_at,
        words=read.words,
        is_illustrated=read.is_illustrated and read.is_credited and pictures,
        videos=read.videos if read.new_videos is None else read.new_videos,
        bad_images=read.bad_images,
        bad_headings=read.bad_headings,
        bad_tables=read.bad_tables,
        bad_links=read.bad_links,
        copy_of=read.copy_of_id,
        event_differs=read.event_differs,
        event_named=bool(read.event_named),
        told_on=read.told_on.isoformat() if read.told_on else None,
        version=read.version,
        sha256=read.sha256,
        graphics=read.new_graphics or 0,
        sounds=len(heard.intersection(read.new_sounds or ())),
    )
