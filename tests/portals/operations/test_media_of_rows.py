"""`doctor --media`: each upload that a row names is there and what it was; `--json` says all of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from editorial.models import PortalDocument
from portals.operations.doctor.files import look_at_media

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(settings: Any, tmp_path: Path) -> PortalDocument:
    settings.MEDIA_ROOT = str(tmp_path)
    document = PortalDocument(
        title="Quyết định", file=ContentFile(b"van ban", name="quyet-dinh.txt")
    )
    document._set_document_file_metadata()
    document.save()
    return document


def test_finds_nothing_where_all_is_there(document: PortalDocument) -> None:
    found = look_at_media()
    assert found.is_good
    assert (found.named, found.hashed, found.unnamed) == (1, 1, 0)


def test_names_a_file_that_is_gone(document: PortalDocument) -> None:
    default_storage.delete(document.file.name)
    assert look_at_media().missing == [
        f"{document.file.name} (editorial.PortalDocument {document.pk})"
    ]


@pytest.mark.parametrize("content", [b"van be", b"van bam"])
def test_names_one_that_is_another(document: PortalDocument, content: bytes) -> None:
    """By its size, and by its hash where the size is the same."""
    Path(document.file.path).write_bytes(content)
    assert look_at_media().altered == [
        f"{document.file.name} (editorial.PortalDocument {document.pk})"
    ]


def test_counts_what_nobody_names(document: PortalDocument) -> None:
    default_storage.save("documents/left.txt", ContentFile(b"x"))
    found = look_at_media()
    assert (found.unnamed, found.is_good) == (1, True)


def test_is_told_in_json(document: PortalDocument, capsys: pytest.CaptureFixture[str]) -> None:
    default_storage.delete(document.file.name)
    with pytest.raises(CommandError, match="media"):
        call_command("doctor", "--media", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    assert told["media"]["missing"]
    assert told["media"]["named"] == 1
    assert told["checks"]["tree.pages"] == {
        "ok": True, "rule": told["checks"]["tree.pages"]["rule"], "count": 0, "named": [],
    }  # fmt: skip
    assert any("BACKUP_FOLDER" in note for note in told["notes"])
