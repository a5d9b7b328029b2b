"""Stories by the hundred thousand, copied within the database from some that were written one by one."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import batched
from typing import Any

from django.db import connection, models, transaction
from tqdm import tqdm
from wagtail.models import Page

from editorial.bulk_import.bulk_insert import last_steps
from editorial.bulk_import.tree_paths import spelt_step
from editorial.models import ArticlePage, SearchThing, SectionPage, StoryPage
from editorial.moving.section_moves import count_children
from portals.models import Portal
from portals.operations.bench.registry import BenchOption

from .stories import OWN_SHARE, SPREAD, VIA

COPIES = BenchOption(
    "copied", "stories in all, copied within the database from those of --stories", 0
)
# In so many portals at once, so that what stands can be told from what is to come.
SECTIONS_AT_ONCE = 20
TIDY = "VACUUM ANALYZE"
_WANTED = """
    CREATE TEMP TABLE copied ON COMMIT DROP AS
    WITH written AS (
        SELECT story.page_ptr_id AS id, row_number() OVER (ORDER BY story.page_ptr_id) - 1 AS nth, count(*) OVER () AS n
        FROM editorial_articlepage AS article JOIN editorial_storypage AS story
            ON story.page_ptr_id = article.storypage_ptr_id
        ORDER BY 1 LIMIT 50
    )
    SELECT nextval(pg_get_serial_sequence('wagtailcore_page', 'id'))::int AS id, written.id AS source,
        section.page_ptr_id AS section, section.portal_id AS portal, goes.last + copy AS step, page.path AS parent,
        page.url_path, now() - copy * (%(spread)s::interval / number) AS at
    FROM unnest(%(sections)s::int[], %(last)s::int[], %(numbers)s::int[]) AS goes (section, last, number)
    JOIN editorial_sectionpage AS section ON section.page_ptr_id = goes.section
    JOIN wagtailcore_page AS page ON page.id = goes.section
    CROSS JOIN LATERAL generate_series(1, goes.number) AS copy
    JOIN written ON written.nth = (copy + goes.section) %% least(written.n, 50)
"""
_INSERT = """
    INSERT INTO {table} ({columns}) SELECT {values}
    FROM copied JOIN {table} AS source ON source.{key} = copied.source ORDER BY copied.id
"""
_PLACE = """
    INSERT INTO editorial_placement
        (portal_id, section_id, story_id, role, kind, via, placed_at, removal_kind, removal_reason)
    SELECT portal, section, id, 'origin', %(kind)s, %(via)s, at, '', '' FROM copied ORDER BY portal, id
"""
# As a commune does that takes up all that its province sends: each day some eleven, for ten years.
MOST_TAKEN_UP = 40_000
_TAKE_UP = """
    INSERT INTO editorial_placement
        (portal_id, section_id, story_id, role, kind, via, placed_at, removal_kind, removal_reason, removal_title)
    SELECT section.portal_id, section.page_ptr_id, own.story_id, 'republished', own.kind, %(via)s, own.placed_at,
        '', '', ''
    FROM editorial_placement AS own
    JOIN editorial_sectionpage AS section ON section.page_ptr_id = %(section)s
    WHERE own.portal_id = %(of)s AND own.role = 'origin' AND own.removed_at IS NULL AND NOT EXISTS (
        SELECT FROM editorial_placement AS here WHERE here.story_id = own.story_id
            AND here.portal_id = section.portal_id AND here.removed_at IS NULL)
    ORDER BY own.placed_at DESC LIMIT %(most)s
"""


def copy_stories(*, province: Portal, wanted: int) -> None:
    """Copy stories into the news of all portals until there are `wanted`: a tenth the province's, as when written."""
    news = list(SectionPage.objects.filter(section_type="tin-tuc").order_by("portal_id"))
    missing = max(0, wanted - ArticlePage.objects.count())
    others = missing * (OWN_SHARE - 1) // OWN_SHARE // max(1, len(news) - 1)
    if not others:
        return
    numbers = {
        section: missing // OWN_SHARE if section.portal_id == province.pk else others
        for section in news
    }
    with tqdm(total=sum(numbers.values()), desc="copies", disable=None) as bar:
        for some in batched(numbers, SECTIONS_AT_ONCE):
            with transaction.atomic():
                _copy({section: numbers[section] for section in some})
            bar.update(sum(numbers[section] for section in some))
    with connection.cursor() as cursor:
        cursor.execute(TIDY)


def take_up_stories(portal: Portal, *, of: Portal) -> None:
    """Place the newest of another portal's stories in the news of this one."""
    news = SectionPage.objects.get(section_type="tin-tuc", portal=portal)
    asked = {"via": VIA, "section": news.pk, "of": of.pk, "most": MOST_TAKEN_UP}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_UP, asked)
        cursor.execute(TIDY)


def _copy(sections: Mapping[SectionPage, int]) -> None:
    last = last_steps(sections)
    step = spelt_step("copied.step")
    own = {
        Page: {
            "id": "copied.id",
            "path": f"copied.parent || {step}",
            "slug": "source.slug || '-' || copied.id",
            "url_path": "copied.url_path || source.slug || '-' || copied.id || '/'",
            "translation_key": "gen_random_uuid()",
            "first_published_at": "copied.at",
            "last_published_at": "copied.at",
            "latest_revision_created_at": "copied.at",
        },
        StoryPage: {"page_ptr_id": "copied.id"},
        ArticlePage: {"storypage_ptr_id": "copied.id"},
    }
    found = {
        "id": "nextval(pg_get_serial_sequence('editorial_searchthing', 'id'))",
        "key": "copied.id",
        "page_id": "copied.id",
        "portal_id": "copied.portal",
        "places": "ARRAY[copied.portal::int]",
        "at": "copied.at",
        "published_at": "copied.at",
        "files_at": "NULL::timestamptz",
    }
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {
            "sections": [section.pk for section in sections],
            "last": [last[section.path] for section in sections],
            "numbers": list(sections.values()),
            "spread": SPREAD,
        }
        cursor.execute(_WANTED, asked)
        for model, values in own.items():
            cursor.execute(_insert(model, values), [])
        cursor.execute(_insert(SearchThing, found, key="page_id"), [])
        cursor.execute(_PLACE, {"kind": ArticlePage.story_kind, "via": VIA})
    count_children([section.pk for section in sections])


def _insert(model: type[models.Model], own: dict[str, str], *, key: str = "") -> str:
    columns = [str(field.column) for field in model._meta.local_concrete_fields]
    return _INSERT.format(
        table=model._meta.db_table,
        columns=", ".join(columns),
        values=", ".join(own.get(column, f"source.{column}") for column in columns),
        key=key or model._meta.pk.column,
    )
