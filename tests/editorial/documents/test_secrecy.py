"""A document with a mark of secrecy is not published, and one that was is told of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from editorial.documents.secrecy import LOOKED_BACK, BearsASecrecyMark, public_secrets
from editorial.models import FileText, OfficialDocumentPage, PortalDocument, ReadFile
from portals.models import Portal
from tests.factories import make_document, make_official, make_portal, published_story

pytestmark = pytest.mark.django_db
SECRET = "ỦY BAN NHÂN DÂN\nTỐI MẬT\nSố: 12/KH-UBND\nKế hoạch"
PLAIN = "ỦY BAN NHÂN DÂN\nSố: 12/KH-UBND\nKế hoạch tuyên truyền Luật Bảo vệ bí mật nhà nước"


@pytest.fixture
def portal() -> Portal:
    return make_portal()


def file_that_says(portal: Portal, text: str, *, read_at: Any = None) -> PortalDocument:
    file = make_document(portal, name="12-KH.pdf", content=text.encode())
    PortalDocument.objects.filter(pk=file.pk).update(examination="fine")
    said = FileText.objects.create(
        digest=f"{file.pk:064}", state="read", text=text, read_at=read_at or timezone.now()
    )
    ReadFile.objects.create(
        document=file, text=said, stored_as=file.file.name, seen_at=timezone.now()
    )
    return file


def with_file(file: PortalDocument) -> list[dict[str, object]]:
    return [{"type": "file", "value": {"document": file.pk, "title": ""}}]


def test_is_not_published(portal: Portal) -> None:
    file = file_that_says(portal, SECRET)
    document = make_official(portal, is_public=False, body=with_file(file))
    with pytest.raises(BearsASecrecyMark, match="TỐI MẬT"), transaction.atomic():
        document.get_latest_revision().publish(skip_permission_checks=True)
    assert not OfficialDocumentPage.objects.get(pk=document.pk).live


def test_that_speaks_of_secrets_only_is(portal: Portal) -> None:
    assert make_official(portal, body=with_file(file_that_says(portal, PLAIN))).live


def test_is_no_matter_of_other_kinds(portal: Portal) -> None:
    """News show what was declassified; who answers for them is asked by the review."""
    assert published_story(portal, body=with_file(file_that_says(portal, SECRET))).live


class TestWhatWasReadLater:
    @pytest.mark.parametrize(
        ("text", "age", "count"),
        [
            (SECRET, timedelta(0), 1),
            (PLAIN, timedelta(0), 0),
            (SECRET, LOOKED_BACK - timedelta(hours=1), 1),
            (SECRET, LOOKED_BACK + timedelta(hours=1), 0),
        ],
    )
    def test_is_told_of(self, portal: Portal, text: str, age: timedelta, count: int) -> None:
        now = timezone.now()
        file = file_that_says(portal, "", read_at=now - age)
        document = make_official(portal, body=with_file(file))
        FileText.objects.filter(files__document=file).update(text=text)
        assert public_secrets(now=now) == count
        document.unpublish()
        assert public_secrets(now=now) == 0
