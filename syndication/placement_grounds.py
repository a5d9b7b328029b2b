"""What this floor leaves where it places a story: the watch asks for it (docs/integrity-watch.md)."""

from __future__ import annotations

_NUMBERED = (
    "SELECT FROM {table} one"
    " WHERE one.id::text = split_part(p.via, ':', 2) AND one.story_id = p.story_id"
)
_LOGGED = (
    "SELECT FROM wagtailcore_pagelogentry one"
    " WHERE one.page_id = p.story_id AND one.action = '{action}'"
)
GROUNDS = {
    "dispatch": _NUMBERED.format(table="syndication_dispatch"),
    "proposal": _NUMBERED.format(table="syndication_proposal"),
    "board": _LOGGED.format(action="syndication.republish"),
    "pick": _LOGGED.format(action="syndication.pick"),
}
