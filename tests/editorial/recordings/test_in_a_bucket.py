"""Recordings whose files lie in a storage that has no folder, as a bucket has none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import PortalDocument, StoryPage
from editorial.placements.actions import withdraw_story
from editorial.recordings.enums import SoundState
from editorial.recordings.making import delete_renditions
from editorial.recordings.models import Recording
from editorial.recordings.originals import leave_originals
from editorial.recordings.queries import sounds_of
from portals.boards.enums import Position
from portals.models import Portal
from tests.factories import make_document, make_member, make_portal, published_story
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db
SOUND = b"mp3-0123456789"


class BucketInMemory(Storage):
    """Keys and what lies under them. As with S3 there is no folder: `path` is not implemented."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def _open(self, name: str, mode: str = "rb") -> ContentFile[bytes]:
        if name not in self.held:
            raise FileNotFoundError(name)
        return ContentFile(self.held[name], name=name)

    def _save(self, name: str, content: Any) -> str:
        self.held[name] = content.read()
        return name

    def delete(self, name: str) -> None:
        self.held.pop(name, None)

    def exists(self, name: str) -> bool:
        return name in self.held

    def size(self, name: str) -> int:
        return len(self.held[name])


@pytest.fixture(autouse=True)
def bucket(settings: Any) -> None:
    ours = {"BACKEND": f"{__name__}.BucketInMemory"}
    settings.STORAGES = {**settings.STORAGES, "default": ours}
    with pytest.raises(NotImplementedError):
        default_storage.path("x")


@pytest.fixture
def heard() -> tuple[Portal, PortalDocument, StoryPage]:
    portal = make_portal("province")
    document = make_document(portal, content=b"RIFF" + SOUND, name="sang.wav")
    names = [
        default_storage.save(f"am-thanh/a.{end}", ContentFile(SOUND)) for end in ("mp3", "ogg")
    ]
    long_ago = timezone.now() - timedelta(days=900)
    Recording.objects.filter(document=document).update(
        state=SoundState.READY, seconds=12.0, made_at=long_ago, mp3=names[0], opus=names[1],
        mp3_bytes=len(SOUND), opus_bytes=len(SOUND),
    )  # fmt: skip
    story = published_story(portal, body=[("file", {"document": document, "title": "Nghe"})])
    StoryPage.objects.filter(pk=story.pk).update(first_published_at=long_ago)
    return portal, document, story


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_parts_are_given_until_a_recall(heard: tuple[Portal, PortalDocument, StoryPage]) -> None:
    portal, document, story = heard
    paths = [document.url, *(file.path for file in sounds_of([document.pk])[document.pk].files)]
    for path in paths:
        whole, part = visit(portal, path), visit(portal, path, HTTP_RANGE="bytes=4-6")
        assert (whole.status_code, part.status_code) == (200, 206), path
        assert body(part) == body(whole)[4:7]
        assert visit(portal, path, HTTP_RANGE="bytes=99-").status_code == 416
    withdraw_story(
        story=story, kind=RemovalKind.IN_ERROR, reason="Sai giờ.", now=timezone.now(),
        actor=make_member(portal, Position.HEAD),
    )  # fmt: skip
    assert {visit(portal, path).status_code for path in paths} == {410}


def test_originals_and_renditions_are_deleted(
    heard: tuple[Portal, PortalDocument, StoryPage],
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    _portal, document, _story = heard
    settings.PORTALS_ORIGINAL_RECORDING_MONTHS = 12
    names = [document.file.name, "am-thanh/a.mp3", "am-thanh/a.ogg"]

    def there() -> list[bool]:
        return [default_storage.exists(name) for name in names]

    assert there() == [True, True, True]
    with django_capture_on_commit_callbacks(execute=True):
        assert leave_originals(limit=9, now=timezone.now()) == 1
    assert there() == [False, True, True]
    with django_capture_on_commit_callbacks(execute=True):
        delete_renditions(recording=Recording.objects.get(document=document))
    assert there() == [False, False, False]
