"""Searches that are followed: their keys, their names, and which of them what is published answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from editorial.kinds.registry import content_kinds
from editorial.models.followed_search import LONGEST_FOLLOWED_WORDS, FollowedReach
from editorial.search.asking import Strictness, read_asked
from editorial.search.known_words import known_of
from editorial.search.word_query import build
from portals.alerts.registry import FollowedThing
from portals.clock import local_date
from portals.models import Portal
from portals.numbers import id_in
from portals.text import nfc

SEARCH = "search"
# As the address of the search has them.
WORDS, REACH, KIND = "q", "pham-vi", "loai"


@dataclass(frozen=True, slots=True)
class SearchKey:
    """What is looked for where, as a key holds it."""

    portal_id: int
    reach: FollowedReach
    kind: str
    words: str

    @property
    def about(self) -> str:
        return f"{SEARCH}:{self.portal_id}/{self.reach}/{self.kind}/{self.words}"


def read_key(about: str) -> SearchKey | None:
    """Return what a key says, or None where it is none of ours, to the letter."""
    code, _colon, rest = about.partition(":")
    parts = rest.split("/", 3)
    portal_id = id_in(parts[0])
    if code != SEARCH or len(parts) != 4 or portal_id is None:
        return None
    _portal, reach, kind, words = parts
    if reach not in FollowedReach.values or kind not in {"", *_kinds()}:
        return None
    key = SearchKey(portal_id, FollowedReach(reach), kind, words)
    is_whole = words == one_spelling(words) and 0 < len(words) <= LONGEST_FOLLOWED_WORDS
    return key if is_whole and key.about == about and read_asked(words).syllables else None


def key_of_search(portal: Portal, query: Mapping[str, str]) -> str:
    """Return the key of what the address of a search asks for, or "" where it asks for nothing that can be followed."""
    by_value = {kind.search_value: kind.code for kind in content_kinds()}
    asked = query.get(KIND, "")
    reach = query.get(REACH, "")
    if asked and asked not in by_value:
        return ""
    key = SearchKey(
        portal.pk,
        FollowedReach(reach) if reach in FollowedReach.values else FollowedReach.HERE,
        by_value.get(asked, ""),
        one_spelling(query.get(WORDS, "")),
    )
    return key.about if read_key(key.about) else ""


def one_spelling(words: str) -> str:
    """Return words as they are kept: who types them in capitals, or with more spaces, follows the same.

    Signs that nobody sees, or that turn the line around, are no part of them.
    """
    seen = (one for one in nfc(words).casefold() if one.isprintable() or one.isspace())
    return " ".join("".join(seen).split())


def _kinds() -> dict[str, str]:
    return {kind.code: str(kind.plural) for kind in content_kinds()}


def query_of(words: str) -> str:
    """Return the words as PostgreSQL compares them, as the search does; "" where they ask for nothing. One query.

    What is typed with accents is found with them, what is typed without with any.
    """
    asked = read_asked(words)
    if not asked.syllables:
        return ""
    strictness = Strictness.MIXED if asked.has_accents else Strictness.FOLDED
    return build(asked, known_of(asked), strictness).find


def find_searches(keys: Collection[str], now: datetime) -> Mapping[str, FollowedThing]:
    read = [key for about in keys if (key := read_key(about)) is not None]
    day = local_date(now)
    portals = {
        portal.pk: portal
        for portal in Portal.objects.open_on(day)
        .filter(pk__in={key.portal_id for key in read}, site__isnull=False)
        .select_related("site", "tier")
    }
    below = {key.portal_id for key in read if key.reach == FollowedReach.BELOW}
    overseers = set(
        Portal.objects.filter(pk__in=below, oversights_held__period__contains=day).values_list(
            "pk", flat=True
        )
    )
    found = {}
    for key in read:
        portal = portals.get(key.portal_id)
        if portal is None or (key.reach == FollowedReach.BELOW and portal.pk not in overseers):
            continue
        found[key.about] = FollowedThing(
            _name(key, portal),
            portal,
            _path("search", key),
            _path("search_feed", key, feed_form="atom.xml"),
            _("Words that you look for, on %(portal)s") % {"portal": portal.title},
        )
    return found


def _name(key: SearchKey, portal: Portal) -> str:
    where = {
        FollowedReach.HERE: _("“%(words)s” on %(portal)s"),
        FollowedReach.BELOW: _("“%(words)s” on %(portal)s and all units below it"),
        FollowedReach.ALL: _("“%(words)s” on all portals"),
    }[key.reach]
    name = where % {"words": key.words, "portal": portal.title}
    return f"{name} ({_kinds()[key.kind]})" if key.kind else name


def _path(view: str, key: SearchKey, **parameters: str) -> str:
    values = {kind.code: kind.search_value for kind in content_kinds()}
    asked = {WORDS: key.words, KIND: values.get(key.kind, "")}
    if key.reach != FollowedReach.HERE:
        asked[REACH] = key.reach
    query = urlencode({name: value for name, value in asked.items() if value})
    path = reverse(view, kwargs=parameters, urlconf="portals.urls.public")
    return f"{path}?{query}"


@dataclass(frozen=True, slots=True)
class ComingTo:
    """A story that comes to a portal: what is followed there, and, where it was written, above and everywhere."""

    story_id: int
    portal_id: int
    above: tuple[int, ...] = ()
    is_written_here: bool = False

    def reaches(self) -> Iterator[tuple[str, int]]:
        """Yield from which portals' searches it is seen, and by which reach."""
        yield FollowedReach.HERE, self.portal_id
        if self.is_written_here:
            yield from ((FollowedReach.BELOW, pk) for pk in (self.portal_id, *self.above))
            yield FollowedReach.ALL, 0


# The words of each story are read once, not once for each search. Of all portals no portal is asked.
_ANSWERED = """
    WITH told AS MATERIALIZED (
        SELECT thing.page_id, thing.kind, thing.words || ''::tsvector AS words
        FROM editorial_searchthing AS thing WHERE thing.page_id = ANY(%(stories)s)
    )
    SELECT coming.story_id, coming.stands_on, search.about
    FROM unnest(%(stories)s::int[], %(stand_on)s::bigint[], %(reaches)s::text[], %(portals)s::bigint[])
        AS coming (story_id, stands_on, reach, portal_id)
    JOIN editorial_followedsearch AS search
        ON search.reach = coming.reach AND (coming.portal_id = 0 OR search.portal_id = coming.portal_id)
    JOIN told ON told.page_id = coming.story_id
    WHERE search.kind IN ('', told.kind) AND told.words @@ search.find
"""


def answered_searches(coming: Iterable[ComingTo]) -> dict[tuple[int, int], tuple[str, ...]]:
    """Return by story and portal the keys of followed searches that the story answers there. One query.

    It compares each story with each different search, however many follow one; a story has its row of the search by
    then, as it is written with the publication.
    """
    rows = [(one, *reach) for one in coming for reach in one.reaches()]
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            _ANSWERED,
            {
                "stories": [one.story_id for one, _reach, _portal in rows],
                "stand_on": [one.portal_id for one, _reach, _portal in rows],
                "reaches": [str(reach) for _one, reach, _portal in rows],
                "portals": [portal for _one, _reach, portal in rows],
            },
        )
        for story, portal, about in cursor.fetchall():
            found[story, portal].append(about)
    return {spot: tuple(keys) for spot, keys in found.items()}
