"""Near-duplicates of a text: found by the index of bands in the database, then compared shingle by shingle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from wagtail.models import Page, Revision

from editorial.models import StoryPage, TextSignature
from editorial.models.page import know_portals
from editorial.models.signature import TextSignatureQuerySet, TextStage
from editorial.stored_text import text_of_page, text_of_revision, words_of_text
from portals.models import Portal

from .sketches import LOWEST, NEAR, Sketch, resemblance, resemblance_of, sketch_of

# A form that hundreds of boards fill in is named by its nearest, not by all.
MOST_MATCHES = 20

# Signatures are read so many at a time, however many texts were written from one form.
SLICE = 2_000

# By the index of bands alone: which shingles two texts share is counted here, a hundred times as fast as by joining
# them in the database.
_WITH_A_BAND = """
    SELECT wanted.key, other.id
    FROM wanted
    JOIN ({among}) AS other
      ON other.bands && wanted.bands AND other.story_id <> wanted.story_id
"""


@dataclass(frozen=True, slots=True)
class Match:
    """A story with nearly the same text. `since`: when that text was first in the system, as a draft too."""

    story: StoryPage
    portal: Portal
    resemblance: float
    since: datetime


def near_duplicates(
    source: str | StoryPage,
    *,
    now: datetime,
    threshold: float = NEAR,
    among: TextSignatureQuerySet | None = None,
    besides: int | None = None,
    limit: int = MOST_MATCHES,
) -> list[Match]:
    """Return the stories whose text is nearly `source`, the nearest first. Five queries at most.

    `source` is a text, or a story as it is on the instance, which is never found itself; nor is the story `besides`.
    Only public stories are compared, so that no board's drafts show to another; `among` may say otherwise.
    """
    itself = source.pk if isinstance(source, StoryPage) else besides
    words = words_of_text(text_of_page(source)) if isinstance(source, StoryPage) else source
    sketch = sketch_of(words)
    shares = _ask(
        "SELECT 0 AS key, %s::bigint AS story_id, %s::int[] AS bands",
        [itself or 0, list(sketch.bands)],
        shingles={0: frozenset(sketch.shingles)},
        threshold=threshold,
        now=now,
        among=among,
    )
    nearest = sorted(shares, key=lambda row: (-row[2], row[1]))[:limit]
    return _matches(nearest, {0: sketch}, threshold).get(0, [])


def near_duplicates_of(
    story_ids: Iterable[int],
    *,
    now: datetime,
    threshold: float = NEAR,
    among: TextSignatureQuerySet | None = None,
    limit: int = MOST_MATCHES,
) -> dict[int, list[Match]]:
    """Return for each of many public stories its near-duplicates, the nearest first; those without are left out.

    Six queries for a page of stories. By what stands published; `among` as for `near_duplicates`.
    """
    shingles = _published_shingles(story_ids)
    shares = _ask(
        _PUBLISHED, [list(shingles)], shingles=shingles, threshold=threshold, now=now, among=among
    )
    by_key: dict[int, list[tuple[int, int, float]]] = {}
    for row in sorted(shares, key=lambda row: (-row[2], row[1])):
        if len(some := by_key.setdefault(row[0], [])) < limit:
            some.append(row)
    sketches = {key: Sketch(tuple(shingles[key]), ()) for key in by_key}
    return _matches([row for some in by_key.values() for row in some], sketches, threshold)


def resembling(
    story_ids: Iterable[int], *, now: datetime, threshold: float = NEAR
) -> list[tuple[int, int, float]]:
    """Return the pairs of one of `story_ids` and another public story, with their resemblance. Three queries, and one
    for each further SLICE of candidates.

    Other than elsewhere one may ask below LOWEST, for pairs that something else decides on: the index then misses
    some (docs/similarity.md).
    """
    shingles = _published_shingles(story_ids)
    return _ask(
        _PUBLISHED,
        [list(shingles)],
        shingles=shingles,
        threshold=threshold,
        now=now,
        among=None,
        lowest=0,
    )


_PUBLISHED = (
    "SELECT story_id AS key, story_id, bands FROM editorial_textsignature"
    " WHERE stage = 'published' AND story_id = ANY(%s)"
)


def _published_shingles(story_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    found = TextSignature.objects.filter(story__in=list(story_ids), stage=TextStage.PUBLISHED)
    return {pk: frozenset(shingles) for pk, shingles in found.values_list("story_id", "shingles")}


def _ask(
    wanted: str,
    params: list[int | list[int]],
    *,
    shingles: Mapping[int, frozenset[int]],
    threshold: float,
    now: datetime,
    among: TextSignatureQuerySet | None,
    lowest: float = LOWEST,
) -> list[tuple[int, int, float]]:
    """Rows of (key, story, resemblance), of each two the nearest. Two queries, and one more for each further SLICE."""
    if threshold < lowest:
        raise ValueError(f"the index finds from a resemblance of {lowest} on")
    signatures = TextSignature.objects.public() if among is None else among
    inner, inner_params = (
        signatures.filter(text_at__lte=now)
        .order_by()
        .values("id", "story_id", "bands")
        .query.sql_with_params()
    )
    keys = defaultdict[int, list[int]](list)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH wanted AS MATERIALIZED ({wanted}) {_WITH_A_BAND.format(among=inner)}",
            [*params, *inner_params],
        )
        for key, signature_id in cursor.fetchall():
            keys[signature_id].append(key)
    found: dict[tuple[int, int], float] = {}
    for some in batched(keys, SLICE):
        rows = TextSignature.objects.filter(pk__in=some).values_list("pk", "story_id", "shingles")
        for signature_id, story_id, theirs in rows:
            own = frozenset(theirs)
            for key in keys[signature_id]:
                share = resemblance_of(shingles[key], own)
                if share >= max(threshold, found.get((key, story_id), 0)):
                    found[key, story_id] = share
    return [(key, story_id, share) for (key, story_id), share in found.items()]


def _matches(
    rows: Sequence[tuple[int, int, float]], wanted: dict[int, Sketch], threshold: float
) -> dict[int, list[Match]]:
    """Present (key, story, resemblance). Three queries: the stories, their portals, their earlier texts."""
    if not rows:
        return {}
    stories = StoryPage.objects.in_bulk({story_id for _key, story_id, _share in rows})
    know_portals(stories.values())
    past = _texts_of(stories)
    found: dict[int, list[Match]] = {}
    for key, story_id, share in rows:
        story = stories[story_id]
        since = next(
            (at for at, sketch in past[story_id] if resemblance(sketch, wanted[key]) >= threshold),
            story.first_published_at or story.latest_revision_created_at,
        )
        found.setdefault(key, []).append(Match(story, story.portal_of_page(), share, since))
    return found


def _texts_of(stories: Iterable[int]) -> dict[int, list[tuple[datetime, Sketch]]]:
    """Every text that a revision of these stories holds, the oldest first. One query.

    Asked of revisions and not of a column: a draft begun early and filled with a copy later must not look old.
    """
    past: dict[int, list[tuple[datetime, Sketch]]] = {story_id: [] for story_id in stories}
    revisions = (
        Revision.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            object_id__in=[str(story_id) for story_id in past],
        )
        .order_by("created_at", "pk")
        .values_list("object_id", "created_at", "content")
    )
    for object_id, created_at, content in revisions:
        sketch = sketch_of(words_of_text(text_of_revision(content)))
        past[int(object_id)].append((created_at, sketch))
    return past
