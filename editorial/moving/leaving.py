"""Writing one portal whole as an archive: what is public of it, and by wish its drafts and former versions."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from wagtail.log_actions import log
from wagtail.models import Page

from editorial.enums import PlacementRole
from editorial.kinds.registry import kind_of
from editorial.models import (
    CarriedRecord,
    InformationPage,
    OldAddress,
    Placement,
    PortalDocument,
    PortalImage,
    SectionPage,
    StoryPage,
)
from editorial.recordings.originals import heard_instead
from portals.addresses import main_hostname
from portals.admin_kit.exports import harmless
from portals.models import Portal

from .archive import FORMAT, MANIFEST, README, ArchiveWriter, as_json
from .former_versions import versions_of
from .registry import record_chapters
from .texts import (
    TakenAlong,
    page_in_archive,
    shown_in_browser,
    story_in_archive,
)
from .what_leaves import (
    SLICE,
    found_along,
    media_name,
    pages_leaving,
    stories_by_id,
    stories_leaving,
    unpublished_drafts,
)

if TYPE_CHECKING:
    from portals.boards.models import User

_STORY_COLUMNS = ("key", "kind", "section", "title", "published_at", "address")
_PAGE_COLUMNS = ("key", "section", "title", "published_at", "address")


@dataclass(slots=True)
class Leaving:
    """What is being written: the archive, what was counted, and what is taken along."""

    portal: Portal
    archive: ArchiveWriter
    host: str
    taken: TakenAlong = field(default_factory=TakenAlong)
    counts: dict[str, int] = field(default_factory=dict)
    sections: dict[int, str] = field(default_factory=dict)
    # What old addresses may lead to, by the ids of pages.
    targets: dict[int, str] = field(default_factory=dict)


def export_portal(
    *,
    portal: Portal,
    to: Path,
    actor: User | None,
    now: datetime,
    with_versions: bool = False,
    with_drafts: bool = False,
) -> dict[str, int]:
    """Write what is public of `portal` into a new folder or ZIP; return what was counted.

    One look at the database: what changes meanwhile is not in it. Nothing of another portal, and of requests only what
    was released to anybody. Raises UnableToLeave.
    """
    with transaction.atomic(), ArchiveWriter(to) as archive:
        leaving = Leaving(portal, archive, main_hostname(portal))
        _write_sections(leaving)
        stories = stories_leaving(portal)
        pages = pages_leaving(portal)
        drafts = unpublished_drafts(portal) if with_drafts else []
        leaving.taken = found_along(portal, stories, pages, drafts)
        _write_stories(leaving, stories)
        _write_pages(leaving, pages)
        if with_drafts:
            _write_drafts(leaving, drafts)
        _write_media(leaving)
        _write_old_addresses(leaving)
        _write_records(leaving, now, with_versions=with_versions)
        _write_what_it_is(leaving, now, with_versions=with_versions, with_drafts=with_drafts)
        log(
            instance=portal,
            action="portals.export",
            user=actor,
            data={"portal": portal.pk, "drafts": with_drafts, "versions": with_versions},
        )
    return leaving.counts


def archive_source(portal: Portal) -> str:
    """Name the portal of this install as archives of it do, whatever its host is called that day."""
    return f"{settings.PORTALS_BASE_DOMAIN}/{portal.code}/{portal.opened_on}"


def _write_sections(leaving: Leaving) -> None:
    sections = SectionPage.objects.filter(portal=leaving.portal, live=True).order_by("path")
    found = []
    for section in sections:
        leaving.sections[section.pk] = section.section_type_id
        leaving.targets[section.pk] = f"section/{section.section_type_id}"
        found.append(
            {"type": section.section_type_id, "title": section.title, "slug": section.slug}
        )
    leaving.archive.write("sections.json", as_json(found))
    leaving.counts["sections"] = len(found)


def _write_stories(leaving: Leaving, ids: Sequence[int]) -> None:
    rows = []
    for some in batched(ids, SLICE):
        placements = {
            one.story_id: one
            for one in Placement.objects.standing()
            .filter(story__in=some, role=PlacementRole.ORIGIN)
            .select_related("section", "story")
        }
        for story in stories_by_id(some):
            placement = placements[story.pk]
            section = placement.section.section_type_id
            told = story_in_archive(story, placement, leaving.taken, section)
            _write_text(leaving, "stories", told, story)
            leaving.targets[story.pk] = f"story/{story.pk}"
            rows.append(told)
    leaving.archive.write("stories.csv", _table(_STORY_COLUMNS, rows))
    leaving.counts["stories"] = len(rows)


def _write_pages(leaving: Leaving, pages: Sequence[InformationPage]) -> None:
    above = {path: leaving.sections[pk] for pk, path in _paths_of(leaving.sections)}
    rows = []
    for page in pages:
        told = page_in_archive(page, above.get(page.path[: -Page.steplen]), leaving.taken)
        _write_text(leaving, "pages", told, None)
        leaving.targets[page.pk] = f"page/{page.pk}"
        rows.append(told)
    leaving.archive.write("pages.csv", _table(_PAGE_COLUMNS, rows))
    leaving.counts["pages"] = len(rows)


def _paths_of(sections: Iterable[int]) -> Iterable[tuple[int, str]]:
    return Page.objects.filter(pk__in=list(sections)).values_list("pk", "path")


def _write_drafts(leaving: Leaving, drafts: Sequence[StoryPage]) -> None:
    above = {path: leaving.sections[pk] for pk, path in _paths_of(leaving.sections)}
    for page in drafts:
        section = above.get(page.path[: -Page.steplen], "")
        _write_text(leaving, "drafts", story_in_archive(page, None, leaving.taken, section), page)
    leaving.counts["drafts"] = len(drafts)


def _write_text(
    leaving: Leaving, folder: str, told: dict[str, Any], story: StoryPage | None
) -> None:
    """Write a text twice: as data, and as a page that any browser shows."""
    leaving.archive.write(f"{folder}/{told['key']}.json", as_json(told))
    kind = kind_of(story) if story is not None else None
    lead_image = leaving.taken.images.get(int(told.get("lead_image") or 0))
    context = {
        "told": told,
        "lead": told.get("lead") or told.get("intro") or "",
        "kind": kind.label if kind else "",
        "facts": kind.facts(story) if kind and story else [],
        "tables": kind.tables(story) if kind and story else [],
        "body": shown_in_browser(told["body"], leaving.taken),
        "lead_image": f"../{lead_image}" if lead_image else "",
        "portal": leaving.portal,
    }
    page = render_to_string("editorial/moving/text.html", context)
    leaving.archive.write(f"{folder}/{told['key']}.html", page.encode())


def _table(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> bytes:
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(columns)
    for row in rows:
        table.writerow([harmless(row[column] or "") for column in columns])
    return written.getvalue().encode("utf-8-sig")


def _write_media(leaving: Leaving) -> None:
    images = PortalImage.objects.filter(pk__in=leaving.taken.images).order_by("pk")
    files = (
        PortalDocument.objects.filter(pk__in=leaving.taken.files)
        .select_related("recording")
        .order_by("pk")
    )
    for folder, found in (("images", images), ("files", files)):
        told = []
        for one in found:
            name = media_name(folder, one)
            # Of an old recording only what is heard is kept.
            heard = heard_instead(one) if isinstance(one, PortalDocument) else None
            with heard.open("rb") if heard is not None else one.open_file() as content:
                sha256 = leaving.archive.write(name, content.read())
            entry = {"key": str(one.pk), "title": one.title, "file": name, "sha256": sha256}
            told.append(entry | ({"credit": one.credit} if folder == "images" else {}))
        leaving.archive.write(f"{folder}.json", as_json(told))
        leaving.counts[folder] = len(told)


def _write_old_addresses(leaving: Leaving) -> None:
    old = OldAddress.objects.filter(portal=leaving.portal, page__in=leaving.targets)
    told = [
        {"path": one.path, "to": leaving.targets[one.page_id or 0], "title": one.title}
        for one in old.order_by("path")
    ]
    leaving.archive.write("redirects.json", as_json(told))
    leaving.counts["redirects"] = len(told)


def _write_records(leaving: Leaving, now: datetime, *, with_versions: bool) -> None:
    """Write each chapter of this install, and what came here from others as it came."""
    count = 0
    folder = f"record/{leaving.host}"
    for chapter in record_chapters():
        for name, content in chapter.files(leaving.portal, now):
            leaving.archive.write(f"{folder}/{chapter.name}/{name}", content)
            count += 1
    if with_versions:
        for name, content in versions_of(leaving.targets, leaving.taken):
            leaving.archive.write(f"{folder}/versions/{name}", content)
            count += 1
    for record in CarriedRecord.objects.filter(portal=leaving.portal).order_by("name").iterator():
        leaving.archive.write(record.name, bytes(record.content))
        count += 1
    leaving.counts["records"] = count


def _write_what_it_is(
    leaving: Leaving, now: datetime, *, with_versions: bool, with_drafts: bool
) -> None:
    portal = leaving.portal
    hosts = portal.addresses.order_by("period", "hostname").values_list("hostname", flat=True)
    manifest = {
        "format": FORMAT,
        "source": archive_source(portal),
        "written_at": now.isoformat(),
        "portal": {
            "code": portal.code,
            "name": portal.name,
            "tier": portal.tier_id,
            "opened_on": portal.opened_on.isoformat(),
            "closed_on": portal.closed_on.isoformat() if portal.closed_on else None,
            "host": leaving.host,
            "hosts": list(hosts),
        },
        "with": {"drafts": with_drafts, "versions": with_versions},
        "counts": leaving.counts,
    }
    leaving.archive.write(MANIFEST, as_json(manifest))
    context = {"manifest": manifest, "chapters": record_chapters(), "portal": portal, "now": now}
    text = render_to_string("editorial/moving/readme.txt", context)
    leaving.archive.write(README, text.replace("\n", "\r\n").encode("utf-8-sig"))
