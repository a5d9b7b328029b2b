"""A disk without room: a clear refusal, and nothing of the file stays."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from editorial.models import PortalDocument
from portals.boards.enums import Position
from portals.operations.alarms import disk_free_share, problems
from tests.factories import make_member, make_portal
from tests.support.disks import ROOM, small_disk_at
from tests.walls import desk_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def small_disk(tmp_path: Path, settings) -> Iterator[Path]:
    """Where uploads go: a disk of 64 KB."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    with small_disk_at(settings.MEDIA_ROOT) as folder:
        yield folder


@pytest.mark.parametrize("way", ["wagtaildocs:add", "wagtaildocs:add_multiple"])
def test_an_upload_is_refused_in_words_and_leaves_nothing(small_disk: Path, way: str) -> None:
    portal = make_portal()
    client = desk_client(make_member(portal, Position.EDITOR))
    client.raise_request_exception = False
    file = SimpleUploadedFile("bang.txt", "Một dòng chữ.\n".encode() * 20_000, "text/plain")
    field = "files[]" if way.endswith("multiple") else "file"

    answer = client.post(
        reverse(way), {field: file, "title": "Bảng", "collection": portal.collection_id}
    )

    assert answer.status_code == 507
    assert "Ổ đĩa của hệ thống đã đầy" in answer.content.decode()
    # The save would have ended a request's own transaction; the test's goes on.
    transaction.set_rollback(False)
    assert not PortalDocument.objects.exists()
    assert list(small_disk.rglob("*")) == []


def test_a_nearly_full_disk_is_told_before(small_disk: Path, settings) -> None:
    if not os.path.ismount(small_disk):
        pytest.skip("Only root may mount a small disk.")
    assert "disk" not in {problem.name for problem in problems(now=timezone.now())}
    (small_disk / "day").write_bytes(b"x" * (ROOM - 4096))
    assert disk_free_share() < 0.1
    (small_disk / "them").write_bytes(b"x" * 4096)
    assert "disk" in {problem.name for problem in problems(now=timezone.now())}
