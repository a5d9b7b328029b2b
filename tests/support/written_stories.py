"""Writing a story in few statements, and publishing it, for the thousands that tests need.

Wagtail saves a page three times on this way, validating and indexing it each time: 115 statements. Here its rows are
inserted as they are at the end, and everything that follows a publication follows from Wagtail's own signal, as always.
`tests/test_factories.py` holds the rows to those of Wagtail's way.
"""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from modelsearch.backends import get_search_backends_with_name
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.signals import page_published, published

from editorial.bulk_import.bulk_insert import insert_rows
from editorial.models import SectionPage, StoryPage
from portals.boards.models import User
from portals.text import slug_of

ASK = """
    SELECT
        nextval(pg_get_serial_sequence('wagtailcore_page', 'id')),
        nextval(pg_get_serial_sequence('wagtailcore_revision', 'id')),
        (SELECT max(path) FROM wagtailcore_page WHERE depth = %(depth)s AND path ^@ %(home)s),
        ARRAY(
            SELECT slug FROM wagtailcore_page
            WHERE depth = %(depth)s AND path ^@ %(home)s AND slug ^@ %(slug)s
        )
"""
COUNT = "UPDATE wagtailcore_page SET numchild = numchild + 1 WHERE id = %s"


def is_plain_story(fields: set[str]) -> bool:
    """Whether these fields are all a story's own: no date of going live, no related rows."""
    own = {
        name
        for model in (StoryPage, *StoryPage.__subclasses__())
        for field in model._meta.local_concrete_fields
        for name in (field.name, field.attname)
    }
    return fields <= own


def write_story(
    story: StoryPage, *, section: SectionPage, author: User | None, is_public: bool
) -> None:
    """Store an unsaved story below `section` with one revision by `author`, as a draft or as published just now."""
    # It has no rows of relations, and nobody needs to ask.
    story._cluster_related_objects = {
        relation.get_accessor_name(): [] for relation in get_all_child_relations(type(story))
    }
    with transaction.atomic():
        revision = _revision(story, author, key=_give_place(story, section))
        story.has_unpublished_changes = True
        if is_public:
            _make_public(story, revision)
        insert_rows(pages=[story])
        Revision.objects.bulk_create([revision])
        entries = [_entry(story, "wagtail.create", author)]
        if is_public:
            entries.append(_entry(story, "wagtail.publish", None, revision=revision))
        PageLogEntry.objects.bulk_create(entries)
        if set(ReferenceIndex._extract_references_from_object(story)):
            ReferenceIndex.create_or_update_for_object(story)
        for _name, backend in get_search_backends_with_name(with_auto_update=True):
            backend.add(story)
        if is_public:
            page_published.send(sender=type(story), instance=story, revision=revision)
            published.send(sender=type(story), instance=story, revision=revision)


def _give_place(story: StoryPage, section: SectionPage) -> int:
    """Give the story all that follows from its place, and validate it; return the key for its revision."""
    # A kind that makes its title of its own fields.
    story.derive()
    wish = slug_of(story.words_of_slug(), fallback="tin")
    asked = {"depth": section.depth + 1, "home": section.path, "slug": wish}
    with connection.cursor() as cursor:
        cursor.execute(ASK, asked)
        story.pk, revision_key, last, taken = cursor.fetchone()
        cursor.execute(COUNT, [section.pk])
    step = Page._str2int(last[-Page.steplen :]) if last else 0
    story.id = story.pk
    story.depth = section.depth + 1
    story.path = Page._get_path(section.path, story.depth, step + 1)
    story.locale_id = section.locale_id
    story.content_type = ContentType.objects.get_for_model(type(story))
    story._cached_parent_obj = section
    number, slug = 1, wish
    while slug in taken:
        number += 1
        slug = f"{wish}-{number}"
    # It was asked above; Wagtail would ask twice more.
    story._slug_is_available = lambda *_: True
    story.normalise()
    story.slug = slug
    story.draft_title = story.title
    story.set_url_path(section)
    relations = {field.name for field in story._meta.fields if field.is_relation}
    story.clean_fields(exclude=relations)
    story.clean()
    del story._slug_is_available
    return revision_key


def _revision(story: StoryPage, author: User | None, *, key: int) -> Revision:
    now = timezone.now()
    revision = Revision(
        pk=key,
        content_object=story,
        base_content_type=story.get_base_content_type(),
        user=author,
        content=story.serializable_data(),
        object_str=str(story),
        created_at=now,
    )
    story.latest_revision_created_at = now
    story.latest_revision = revision
    return revision


def _make_public(story: StoryPage, revision: Revision) -> None:
    story.live = True
    # A document holds its identity while it is live.
    story.derive()
    story.has_unpublished_changes = False
    story.live_revision = revision
    story.first_published_at = story.last_published_at = timezone.now()


def _entry(story: StoryPage, action: str, user: User | None, **more: object) -> PageLogEntry:
    return PageLogEntry(
        page_id=story.pk,
        content_type=story.content_type,
        label=PageLogEntry.objects.get_instance_title(story),
        action=action,
        timestamp=timezone.now(),
        user=user,
        content_changed=True,
        data={},
        **more,
    )
