"""One commune of the running demo spoilt and put back from a backup; the other portals stay as they were."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from editorial.enums import RemovalKind
from editorial.models import Placement, SectionPage, StoryPage
from editorial.moving.public_text import public_fields_of
from editorial.moving.putting_pages_back import page_models
from editorial.placements.actions import move_story, withdraw_story
from portals.backups.manifest import backups_in
from portals.boards.enums import Position
from portals.clock import local_date
from portals.models import Portal
from portals.operations.demo.registry import DemoCheck, Result
from portals.operations.demo.running import RunningDemo

if TYPE_CHECKING:
    from portals.boards.models import User

KEY = "portal_restored"
SPOILT = "Bị sửa phá"
# Clock and workers of the demo go on meanwhile, and may place a story elsewhere just then.
TRIES = 3
# All that a reader of a portal meets, in one hash a portal.
_AS_READ = """
    SELECT portal.code || ' ' || portal.name, md5(concat(
        (SELECT string_agg(page::text, '' ORDER BY page.id) FROM wagtailcore_page AS page
            WHERE page.path >= root.path AND page.path < root.path || '['),
        (SELECT string_agg(placed::text, '' ORDER BY placed.id) FROM editorial_placement AS placed
            WHERE placed.portal_id = portal.id),
        portal::text
    ))
    FROM portals_portal AS portal JOIN wagtailcore_page AS root ON root.id = portal.root_id
    WHERE portal.id <> %(spoilt)s AND portal.closed_on IS NULL
"""


class Stood(NamedTuple):
    """Where a page stood, and what it said."""

    above: str
    text: Mapping[str, Any]


def portal_is_restored(_demo: RunningDemo) -> Iterator[Result]:
    """Count the pages that are as they were and the other portals that nobody touched; name all else."""
    portal, head = _commune()
    phone = portal.phone
    with tempfile.TemporaryDirectory() as folder:
        if fault := _failed("backup", folder):
            yield Result(KEY, 0, 1, [fault])
            return
        [backup] = backups_in(Path(folder))
        before = pages_of(portal)
        gone = spoil(portal, head)
        others = others_of(portal)
        for _try in range(TRIES):
            how = ("--from", str(backup), "--write", "--by", head.username)
            if fault := _failed("restore_portal", portal.code, *how):
                yield Result(KEY, 0, 1, [fault])
                return
            now = others_of(portal)
            touched = [name for name, was in others.items() if now.get(name) != was]
            if not touched:
                break
            others = now
    faults = [f"touched: {name}" for name in touched]
    faults += unlike(before, pages_of(portal), gone)
    portal.refresh_from_db()
    faults += [] if portal.phone == phone else ["setting phone: not as it was"]
    total = len(before) + len(others)
    yield Result(KEY, total - len(faults), total, faults)


def pages_of(portal: Portal) -> dict[int, Stood]:
    """Each page of the portal that is public, by its key."""
    root = Page.objects.get(pk=portal.root_id).path
    return {
        page.pk: Stood(page.path[: -Page.steplen], public_fields_of(page))
        for model in page_models()
        for page in model.objects.filter(path__startswith=root, live=True)
    }


def spoil(portal: Portal, head: User) -> int:
    """Rewrite, move, withdraw and change a setting, as a head may; return the page that must stay gone."""
    now = timezone.now()
    own = Placement.objects.standing().filter(portal=portal, role="origin", kind="article")
    stories = [one.story.specific for one in own.select_related("story").order_by("-pk")[:3]]
    rewritten, moved, withdrawn = stories
    rewritten.title = SPOILT
    rewritten.save_revision(user=head).publish(user=head, skip_permission_checks=True)
    sections = SectionPage.objects.filter(portal=portal, live=True)
    elsewhere = sections.exclude(pk=moved.get_parent().pk).order_by("pk")[0]
    move_story(story=moved, section=elsewhere, actor=head, now=now)
    withdraw_story(
        story=StoryPage.objects.get(pk=withdrawn.pk),
        kind=RemovalKind.IN_ERROR,
        reason="Sai số liệu",
        actor=head,
        now=now,
    )
    portal.phone = "0000"
    portal.save(update_fields=["phone"])
    return int(withdrawn.pk)


def others_of(portal: Portal) -> dict[str, str]:
    """What readers of each other portal meet, as a hash by its name."""
    with connection.cursor() as cursor:
        cursor.execute(_AS_READ, {"spoilt": portal.pk})
        return dict(cursor.fetchall())


def unlike(before: Mapping[int, Stood], now: Mapping[int, Stood], gone: int) -> Iterator[str]:
    """What is not as it was; `gone` was withdrawn, and must not have come back."""
    for key, stood in before.items():
        if key == gone:
            if key in now:
                yield f"page {key}: came back although it was withdrawn"
        elif now.get(key) != stood:
            yield f"page {key}: not as it was"


def _commune() -> tuple[Portal, User]:
    """A commune with three stories of its own to spoil, and its head."""
    for portal in Portal.objects.filter(tier="commune", closed_on=None).order_by("pk"):
        own = Placement.objects.standing().filter(portal=portal, role="origin", kind="article")
        holding = portal.board.members.holding(
            frozenset({Position.HEAD}), local_date(timezone.now())
        )
        head = holding.select_related("user").first()
        if head and own.count() >= 3:
            return portal, head.user
    raise LookupError("no commune of the demo has three stories of its own and a head")


def _failed(*command: str) -> str:
    """Run a command of manage.py; return the last line of its error, or nothing."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.ROOT,
        check=False,
        text=True,
        capture_output=True,
    )
    return "" if done.returncode == 0 else f"{command[0]}: {done.stderr.strip()[-300:]}"


PORTAL_RESTORED = DemoCheck(
    {KEY: _("One commune put back from a backup, the others untouched")},
    portal_is_restored,
    rank=130,
)
