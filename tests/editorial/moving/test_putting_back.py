"""One portal put back to how it stood in a backup; the others as they were, and nothing that was taken away returns."""

from __future__ import annotations

import json
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page, Revision

from editorial.enums import RemovalKind
from editorial.models import (
    Correction,
    HomeBlockChoice,
    Placement,
    PortalDocument,
    StoryPage,
)
from editorial.placements.actions import withdraw_story
from editorial.public_record.recording import record_waiting
from portals.backups.making import make_backup
from portals.boards.enums import Position
from portals.boards.models import User
from portals.ledger.models import LedgerEntry
from portals.models import Portal
from tests.factories import make_member, make_portal, published_by_wagtail
from tests.support.processes import environment, manage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def uploads(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "uploads")


@pytest.fixture
def portals() -> tuple[Portal, Portal]:
    return make_portal(code="09001"), make_portal(code="09002")


@pytest.fixture
def head(portals: tuple[Portal, Portal]) -> User:
    return make_member(portals[0], Position.HEAD)


def restored(backup: str, *more: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, since it has a second database at hand."""
    share = settings.TEST_SHARE.own
    env = environment(share, **share.owner_variables(), MEDIA_ROOT=settings.MEDIA_ROOT)
    return manage("restore_portal", "09001", "--from", backup, *more, env=env)


def backed_up(tmp_path: Path) -> str:
    return str(make_backup(tmp_path / "backups", keep=None, tell=lambda _step: None).folder)


def retitled(story: Page, title: str) -> None:
    """As any version becomes public."""
    page = type(story).objects.get(pk=story.pk)
    page.title = title
    page.save_revision().publish(skip_permission_checks=True)


def title_of(page: Page) -> str:
    return Page.objects.get(pk=page.pk).title


def rows_of(portal: Portal) -> str:
    """A hash of all rows that name the portal, and of its pages with their versions."""
    digest = sha256()
    root = Portal.objects.get(pk=portal.pk).root.path
    with connection.cursor() as cursor:
        for model in sorted(apps.get_models(), key=lambda one: one._meta.db_table):
            for column in model._meta.local_concrete_fields:
                if column.related_model is Portal:
                    cursor.execute(
                        f"SELECT md5(coalesce(string_agg(one::text, '' ORDER BY one::text), ''))"
                        f' FROM "{model._meta.db_table}" AS one WHERE "{column.column}" = %s',
                        [portal.pk],
                    )
                    digest.update(str(cursor.fetchone()).encode())
        cursor.execute(
            "SELECT md5(coalesce(string_agg(one::text, '' ORDER BY id), '')) FROM wagtailcore_page AS one"
            " WHERE path LIKE %s",
            [f"{root}%"],
        )
        digest.update(str(cursor.fetchone()).encode())
    pages = [
        str(pk) for pk in Page.objects.filter(path__startswith=root).values_list("pk", flat=True)
    ]
    digest.update(
        repr(sorted(Revision.objects.filter(object_id__in=pages).values_list("pk"))).encode()
    )
    return digest.hexdigest()


def test_is_as_it_was_and_the_others_as_they_are(
    portals: tuple[Portal, Portal], head: User, tmp_path: Path
) -> None:
    portal, other = portals
    story, neighbours = published_by_wagtail(portal), published_by_wagtail(other)
    Portal.objects.filter(pk=portal.pk).update(phone="0222 123 456")
    HomeBlockChoice.objects.create(portal=portal, code="notices", position=1, is_shown=False)
    file = PortalDocument.objects.create(
        title="Tệp", file=ContentFile(b"x", name="t.txt"), collection=portal.collection
    )
    before = title_of(story)
    backup = backed_up(tmp_path)

    retitled(story, "Bị sửa phá")
    retitled(neighbours, "Sửa đúng")
    Portal.objects.filter(pk=portal.pk).update(phone="0900 000 000", palette="")
    HomeBlockChoice.objects.filter(portal=portal).delete()
    Path(file.file.path).unlink()
    since = published_by_wagtail(portal, title="Tin viết sau")
    record_waiting(now=timezone.now())
    apart, entries = rows_of(other), LedgerEntry.objects.count()
    revisions = Revision.objects.for_instance(story).count()

    looked = restored(backup)
    assert "Would be put back" in looked.stdout, looked.stderr
    assert title_of(story) == "Bị sửa phá"
    assert not Path(file.file.path).exists()

    done = restored(backup, "--write", "--by", head.username)
    assert done.returncode == 0, done.stderr

    assert title_of(story) == before
    portal.refresh_from_db()
    assert portal.phone == "0222 123 456"
    assert HomeBlockChoice.objects.filter(portal=portal, code="notices", is_shown=False).exists()
    assert Path(file.file.path).read_bytes() == b"x"
    # What was written since stays, the neighbour's rows are the very same, and history grew.
    assert StoryPage.objects.get(pk=since.pk).live
    assert rows_of(other) == apart
    assert title_of(neighbours) == "Sửa đúng"
    assert Revision.objects.for_instance(story).count() == revisions + 1
    record_waiting(now=timezone.now())
    assert LedgerEntry.objects.count() > entries
    assert ModelLogEntry.objects.get(action="portals.put_back").user == head
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'beside_%%'")
        assert cursor.fetchone() == (0,)


def test_brings_back_what_went_without_an_act_and_nothing_that_was_withdrawn_or_corrected(
    portals: tuple[Portal, Portal], head: User, tmp_path: Path
) -> None:
    portal = portals[0]
    withdrawn, corrected, vanished = (published_by_wagtail(portal) for _ in range(3))
    backup = backed_up(tmp_path)

    now = timezone.now()
    withdraw_story(story=withdrawn, kind=RemovalKind.IN_ERROR, reason="Sai", actor=head, now=now)
    Correction.objects.create(
        story=corrected, text="Số đúng là 3.", written_by=head, written_at=now, published_at=now
    )
    retitled(corrected, "Tin đã đính chính")
    # Nobody's act: somebody who broke in wrote into the tables.
    Placement.objects.filter(story=vanished).delete()
    Page.objects.filter(pk=vanished.pk).update(live=False)

    said = restored(backup, "--write", "--by", head.username).stdout
    assert "taken from the public since" in said
    assert "corrected since" in said
    assert not StoryPage.objects.get(pk=withdrawn.pk).live
    assert not Placement.objects.standing().filter(story=withdrawn).exists()
    assert title_of(corrected) == "Tin đã đính chính"
    assert StoryPage.objects.get(pk=vanished.pk).live
    assert Placement.objects.standing().filter(story=vanished, portal=portal).exists()


def test_is_for_who_answers_for_the_portal(
    portals: tuple[Portal, Portal], head: User, tmp_path: Path
) -> None:
    stranger = make_member(portals[1], Position.HEAD)
    story = published_by_wagtail(portals[0])
    backup = backed_up(tmp_path)
    retitled(story, "Bị sửa phá")
    assert "--by" in restored(backup, "--write").stderr
    assert restored(backup, "--write", "--by", stranger.username).returncode == 1
    assert title_of(story) == "Bị sửa phá"


def test_publishes_no_note_that_waits_and_brings_no_error_back_whose_note_was_approved_since(
    portals: tuple[Portal, Portal], head: User, tmp_path: Path
) -> None:
    waiting, approved = (published_by_wagtail(portals[0]) for _ in range(2))
    before = timezone.now()
    notes = [
        Correction.objects.create(
            story=story, text="Số đúng là 3.", written_by=head, written_at=before
        )
        for story in (waiting, approved)
    ]
    backup = backed_up(tmp_path)
    retitled(waiting, "Bị sửa phá")
    Page.objects.filter(pk=approved.pk).update(title="Tin đã đính chính")
    Correction.objects.filter(pk=notes[0].pk).update(published_at=None)
    Correction.objects.filter(pk=notes[1].pk).update(published_at=timezone.now())

    said = restored(backup, "--write", "--by", head.username).stdout

    assert said.count("corrected since") == 2
    assert title_of(approved) == "Tin đã đính chính"
    assert Correction.objects.get(pk=notes[0].pk).published_at is None


def test_to_look_waits_for_nobody_and_to_write_for_no_new_row_that_names_the_portal(
    portals: tuple[Portal, Portal], head: User, tmp_path: Path
) -> None:
    story = published_by_wagtail(portals[0])
    backup = backed_up(tmp_path)
    retitled(story, "Bị sửa phá")
    with psycopg.connect(settings.TEST_SHARE.own.owner_url) as busy:
        busy.execute("SELECT FROM portals_portal WHERE id = %s FOR UPDATE", [portals[0].pk])
        busy.execute("SELECT FROM wagtailcore_page WHERE id = %s FOR UPDATE", [story.pk])
        assert "Would be put back" in restored(backup).stdout
    with psycopg.connect(settings.TEST_SHARE.own.owner_url) as busy:
        # As the check of a foreign key does, while a case of this portal is being written.
        busy.execute("SELECT FROM portals_portal WHERE id = %s FOR KEY SHARE", [portals[0].pk])
        assert restored(backup, "--write", "--by", head.username).returncode == 0
    assert title_of(story) != "Bị sửa phá"


def test_takes_no_backup_of_another_install(
    portals: tuple[Portal, Portal], head: User, tmp_path: Path
) -> None:
    story = published_by_wagtail(portals[0])
    backup = Path(backed_up(tmp_path))
    retitled(story, "Bị sửa phá")
    manifest = backup / "manifest.json"
    told = json.loads(manifest.read_text())
    manifest.chmod(0o600)
    manifest.write_text(json.dumps(told | {"base_domain": f"tap.{told['base_domain']}"}))
    refused = restored(str(backup), "--write", "--by", head.username)
    assert refused.returncode == 1
    assert "of the install tap." in refused.stderr
    assert title_of(story) == "Bị sửa phá"
