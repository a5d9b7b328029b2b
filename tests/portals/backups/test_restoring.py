"""A backup restored on another database: equal page by page, quiet, and nothing that was recalled since comes back."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import Placement
from editorial.public_record.recording import record_waiting
from portals.addresses import main_hostname
from portals.backups.making import make_backup
from portals.database.quiet import MARK
from portals.ledger.demo import signer
from portals.ledger.exporting import export
from portals.ledger.growing import grow
from portals.models import Portal
from portals.services.shares import Databases
from syndication.jobs import place_dispatch
from syndication.recalls.recalling import recall_story
from tests.factories import published_story
from tests.support import processes
from tests.support.processes import WebServer, environment, manage
from tests.syndication.casts import Province, make_cast, send

pytestmark = pytest.mark.django_db(transaction=True)
HIDDEN = re.compile(r'<input type="hidden"[^>]*>')
FILE = "documents/quyet-dinh.txt"


@pytest.fixture
def uploads(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path / "uploads")
    return tmp_path / "uploads"


@pytest.fixture
def empty_database(scratch_database: Databases) -> Iterator[Databases]:
    with psycopg.connect(scratch_database.owner_url, autocommit=True) as owner:
        owner.execute("DROP SCHEMA public CASCADE")
        owner.execute("CREATE SCHEMA public AUTHORIZATION pg_database_owner")
    yield scratch_database
    with psycopg.connect(scratch_database.owner_url, autocommit=True) as owner:
        owner.execute(f"COMMENT ON DATABASE {scratch_database.name} IS NULL")


def grown(settings: Any) -> None:
    settings.LEDGER_KEY = signer("bacninh.localhost", "x" * 50).secret_text
    record_waiting(now=timezone.now())
    grow(now=timezone.now())


def pages_of(server: WebServer) -> dict[str, tuple[int, str]]:
    """What every portal shows at its public addresses, without the port of the server that shows it."""
    found = {}
    for portal in Portal.objects.order_by("pk"):
        host = main_hostname(portal)
        standing = Placement.objects.filter(portal=portal).select_related("section", "story")
        for path in ["/", "/tin-tuc/", "/rss.xml", "/sitemap.xml", *(one.path for one in standing)]:
            answer = server.http.get(host, path)
            # What a form carries to know when it was shown is of the moment.
            body = HIDDEN.sub("", re.sub(rf"(:|%3A){server.port}\b", ":PORT", answer.text))
            found[f"{host}{path}"] = (answer.status, body)
    return found


def marked(databases: Databases) -> str:
    with psycopg.connect(databases.database_url) as server:
        row = server.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    return str(row and row[0])


def test_gives_each_page_back_and_nothing_that_was_recalled_since(
    web_server: WebServer, empty_database: Databases, uploads: Path, settings: Any, tmp_path: Path
) -> None:
    """One course for all of it: backup and restore take some seconds each."""
    cast: Province = make_cast()
    place_dispatch(dispatch_id=send(cast.story, cast.head).pk)
    for portal in cast.communes:
        published_story(portal)
    default_storage.save(FILE, ContentFile("văn bản".encode()))
    grown(settings)
    backup = make_backup(tmp_path / "backups", keep=None, tell=lambda _step: None).folder
    before = pages_of(web_server)

    # What was done after the backup: a recall, which the newer ledger holds.
    recall_story(
        story=cast.story,
        actor=cast.head,
        kind=RemovalKind.IN_ERROR,
        reason="Sai số liệu",
        now=timezone.now(),
    )
    grown(settings)
    export(tmp_path / "ledger")

    elsewhere = {"MEDIA_ROOT": str(tmp_path / "elsewhere")}
    env = environment(empty_database, **empty_database.owner_variables(), **elsewhere)
    done = manage("restore", str(backup), "--quiet", env=env)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "elsewhere" / FILE).read_text() == "văn bản"
    assert marked(empty_database).startswith(MARK)

    with processes.web_server(empty_database, **elsewhere) as restored:
        after = pages_of(restored)
        assert after.keys() == before.keys()
        for address, (status, body) in before.items():
            told = difflib.unified_diff(body.splitlines(), after[address][1].splitlines(), n=0)
            assert (address, status, "\n".join(told)) == (address, after[address][0], "")

    again = manage("restore", str(backup), "--quiet", env=env)
    assert "into an empty one only" in again.stderr

    ledger = ("--since-ledger", str(tmp_path / "ledger"))
    alone = manage("restore", "--confirm", env=env)
    assert "Nobody said what was recalled" in alone.stderr
    refused = manage("restore", *ledger, "--confirm", env=env)
    assert refused.returncode != 0
    assert f"recall {cast.story.pk}: Sai số liệu" in refused.stderr
    # What is known once is asked for, though nobody names it again.
    assert (
        "would come back unseen"
        in manage("restore", "--confirm", "--without-ledger", env=env).stderr
    )
    assert marked(empty_database).startswith(MARK)

    confirmed = manage("restore", "--apply", "--by", cast.head.username, "--confirm", env=env)
    assert confirmed.returncode == 0, confirmed.stdout + confirmed.stderr
    assert "Taken again: 1." in confirmed.stdout
    assert marked(empty_database) == "None"
    with processes.web_server(empty_database, **elsewhere) as loud:
        placement = Placement.objects.filter(story=cast.story, portal=cast.portal).get()
        path = placement.path
        assert loud.http.get(main_hostname(cast.portal), path).status == 410


def test_refuses_a_backup_that_was_altered_and_a_missing_key(
    empty_database: Databases, uploads: Path, tmp_path: Path
) -> None:
    default_storage.save(FILE, ContentFile(b"a"))
    backup = make_backup(tmp_path / "backups", keep=None, tell=lambda _step: None).folder
    env = environment(
        empty_database, **empty_database.owner_variables(), MEDIA_ROOT=str(tmp_path / "elsewhere")
    )
    other = env | {"SEALING_KEYS": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}
    assert (
        "SEALING_KEYS: the one with the fingerprint"
        in manage("restore", str(backup), env=other).stderr
    )
    (backup / "media" / FILE).write_bytes(b"b")
    assert "another than it was" in manage("restore", str(backup), env=env).stderr
    (backup / "manifest.json").unlink()
    assert "it is no backup" in manage("restore", str(backup), env=env).stderr
    with psycopg.connect(empty_database.owner_url) as server:
        assert server.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        ).fetchone() == (0,)
