"""Importing many published stories at once, with their own dates: from an old system, a source, the demo.

The verb leaves what publishing one by one would leave: page, revision, log, placement, searchable text, files that
the public may have, search entry and references, and a note for the ledger. It takes the same number of statements for
20 stories as for 200.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import connection, transaction
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, Revision

from editorial.content_scan.judging import threats_of_page, trusted_hosts
from editorial.content_scan.kinds import NEVER
from editorial.kinds.carrying import imported
from editorial.kinds.registry import called, usual
from editorial.models import Placement, PortalDocument, PortalImage, SectionPage, StoryPage
from editorial.public_record.standing import note_imported
from portals.models import Portal
from portals.refusals import Refusal
from portals.text import nfc, slug_of

from .bulk_insert import give_places, insert_rows
from .records import VIA, write_revisions, write_what_follows

if TYPE_CHECKING:
    from portals.boards.models import User

SLICE = 500
# From so many rows on, the planner of a young database would go by statistics of nearly empty tables.
MANY = 500
FILLED = (Page, Revision, StoryPage, Placement)
LEAD_LENGTH = StoryPage._meta.get_field("lead").max_length
# What a row brings as plain text; the body is checked whole, block by block.
CHECKED = {"title", "lead", "lead_image_alt", "lead_image_caption", "source", "byline"}

Progress = Callable[[int], object]


@dataclass(frozen=True, kw_only=True)
class StoryImport:
    """One published story as it is to stand. `body` is the raw form of the stream: dicts of type and value.

    `kind` is the code of one, the usual where none is given; `own` has values for the fields that it carries.
    """

    section: SectionPage
    title: str
    lead: str
    published_at: datetime
    kind: str = field(default_factory=lambda: usual().code)
    body: Sequence[dict[str, Any]] = ()
    lead_image: PortalImage | None = None
    lead_image_alt: str = ""
    lead_image_caption: str = ""
    source: str = ""
    byline: str = ""
    event_at: datetime | None = None
    own: Mapping[str, Any] = field(default_factory=dict)
    # By the names of the kind's fields that are files.
    files: Mapping[str, PortalDocument] = field(default_factory=dict)
    author: User | None = None
    approver: User | None = None


@dataclass(frozen=True)
class ImportProblem:
    """What is wrong with one story. `number` counts the stories given, from 1."""

    number: int
    title: str
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.number}. {self.title}: {self.field}: {self.reason}"


class UnableToImport(Refusal):
    """Some of the stories are wrong, and nothing was changed. `problems` has all of them."""

    def __init__(self, problems: Sequence[ImportProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Prepared:
    """A story with the page made for it."""

    row: StoryImport
    page: StoryPage
    problems: list[ImportProblem] = field(default_factory=list)


def import_stories(
    *,
    stories: Sequence[StoryImport],
    actor: User | None,
    now: datetime,
    progress: Progress | None = None,
    recorded_of_each: int | None = None,
    via: str = VIA,
) -> list[StoryPage]:
    """Write `stories` as published at their own hours; return their pages in the same order.

    The ledger is told that they stand there since `now`; with `recorded_of_each` that of each portal's newest only.
    `via` is what their placements say of how they came.

    All are checked first: raises UnableToImport with every problem, having changed nothing. A row's `author` and
    `approver` stand in revision and log, `actor` where a row names none.
    """
    prepared = _prepare(stories)
    problems = _check(prepared, now)
    if problems:
        raise UnableToImport(problems)
    with transaction.atomic():
        children: dict[Page, list[Page]] = {}
        for item in prepared:
            children.setdefault(item.row.section, []).append(item.page)
        give_places(children=children)
        for some in batched(prepared, SLICE):
            write_revisions(some, actor=actor)
            insert_rows(pages=[item.page for item in some])
            write_what_follows(some, actor=actor, via=via)
            if progress is not None:
                progress(len(some))
        if len(prepared) >= MANY:
            _tell_the_planner()
        for some in batched(_newest(prepared, of_each=recorded_of_each), SLICE):
            note_imported(stories=[item.page.pk for item in some], now=now)
    return [item.page for item in prepared]


def check_stories(*, stories: Sequence[StoryImport], now: datetime) -> list[ImportProblem]:
    """Return what an import of `stories` would refuse, having changed nothing. Their sections need not be stored."""
    return _check(_prepare(stories), now)


def _tell_the_planner() -> None:
    """Renew the statistics of what was filled: by those of before, the ledger's notes took minutes to be found.

    Of a table that the role does not own PostgreSQL says so and goes on.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in FILLED)}")


def _newest(prepared: Sequence[Prepared], *, of_each: int | None) -> Sequence[Prepared]:
    if of_each is None:
        return prepared
    by_portal: dict[int, list[Prepared]] = {}
    for item in sorted(prepared, key=lambda one: one.row.published_at, reverse=True):
        by_portal.setdefault(item.row.section.portal_id, []).append(item)
    return [item for some in by_portal.values() for item in some[:of_each]]


def _prepare(stories: Sequence[StoryImport]) -> list[Prepared]:
    """Make the pages in memory. Images and files named in all bodies are loaded together."""
    stream = StoryPage._meta.get_field("body").stream_block
    bodies = stream.bulk_to_python([list(row.body) for row in stories])
    return [Prepared(row, _page_of(row, body)) for row, body in zip(stories, bodies, strict=True)]


def _page_of(row: StoryImport, body: Any) -> StoryPage:
    title = nfc(row.title)
    model = called(row.kind).model
    page = model(
        title=title,
        lead=nfc(row.lead),
        body=body,
        lead_image=row.lead_image,
        lead_image_alt=nfc(row.lead_image_alt),
        lead_image_caption=nfc(row.lead_image_caption),
        source=nfc(row.source),
        byline=nfc(row.byline),
        event_at=row.event_at,
        owner=row.author,
        live=True,
        has_unpublished_changes=False,
        first_published_at=row.published_at,
        last_published_at=row.published_at,
        latest_revision_created_at=row.published_at,
        **imported(model, row.own),
        **{name: row.files[name] for name in called(row.kind).files if name in row.files},
    )
    page.derive()
    page.slug = slug_of(page.words_of_slug(), fallback="tin")
    # A new page has no related rows; without this each would be asked for them.
    for relation in get_all_child_relations(page):
        setattr(page, relation.get_accessor_name(), [])
    return page


def _check(prepared: Sequence[Prepared], now: datetime) -> list[ImportProblem]:
    """Put into each item what is wrong with it; return all. Two queries: whose images are, where links may lead."""
    trusted = trusted_hosts()
    collections = dict(
        Portal.objects.filter(pk__in={item.row.section.portal_id for item in prepared}).values_list(
            "pk", "collection"
        )
    )
    for number, item in enumerate(prepared, start=1):
        own = collections.get(item.row.section.portal_id)
        for name, reasons in _faults(item, own, now, trusted).items():
            item.problems.extend(
                ImportProblem(number, item.row.title, name, reason) for reason in reasons
            )
    return [problem for item in prepared for problem in item.problems]


def _faults(
    item: Prepared, collection_id: int | None, now: datetime, trusted: frozenset[str]
) -> dict[str, list[str]]:
    page = item.page
    own = {one.name for one in called(item.row.kind).carried}
    faults: dict[str, list[str]] = {}
    checks: dict[str, Callable[[], object]] = {
        "": lambda: page.clean_fields(
            exclude={field.name for field in page._meta.fields} - CHECKED - own
        ),
        "own": page.check_own,
        "lead": lambda: MaxLengthValidator(LEAD_LENGTH)(page.lead),
        "body": lambda: page.body.stream_block.clean(page.body),
        "published_at": lambda: _check_hour(item.row.published_at, now),
        "lead_image": lambda: _check_lead_image(page),
        "images and files": lambda: _check_collections(page, collection_id),
        "planted": lambda: _check_planted(page, trusted),
    }
    for name, check in checks.items():
        try:
            check()
        except ValidationError as error:
            found = error.message_dict if hasattr(error, "error_dict") else {name: error.messages}
            faults.update(found)
    return faults


def _check_hour(published_at: datetime, now: datetime) -> None:
    if published_at.tzinfo is None:
        raise ValidationError(_("The hour of publication lacks its time zone."))
    if published_at > now:
        raise ValidationError(_("The hour of publication lies in the future."))


def _check_lead_image(page: StoryPage) -> None:
    if page.lead_image_id and not page.lead_image_alt.strip():
        raise ValidationError(_("Say in a few words what the image shows."))


def _check_planted(page: StoryPage, trusted: frozenset[str]) -> None:
    """What no board could publish comes in by no other way either; words that a board may confirm, the scan finds."""
    found = [threat for threat in threats_of_page(page, trusted) if threat.kind in NEVER]
    if found:
        raise ValidationError([f"{threat.kind.label}: “{threat.words}”" for threat in found])


def _check_collections(page: StoryPage, collection_id: int | None) -> None:
    """A portal uses its own images and files only: another board's could vanish or change under its stories."""
    used = [page.lead_image] if page.lead_image else []
    used += [found for name in called(page.story_kind).files if (found := getattr(page, name))]
    for block in page.body:
        if block.block_type == "figure" and block.value["image"]:
            used.append(block.value["image"])
        if block.block_type == "file" and block.value["document"]:
            used.append(block.value["document"])
    strangers = [item.title for item in used if item.collection_id != collection_id]
    if strangers:
        raise ValidationError(
            _("These belong to another portal: %(titles)s.") % {"titles": ", ".join(strangers)}
        )
