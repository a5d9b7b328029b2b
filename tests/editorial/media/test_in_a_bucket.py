"""Whether uploads lie in a folder or in a bucket, readers and the desk are answered alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.media.examining import examine_file
from editorial.models import PortalDocument, StoryPage
from editorial.placements.actions import withdraw_story
from editorial.recordings.enums import SoundState
from editorial.recordings.models import Recording
from editorial.recordings.queries import sounds_of
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal
from portals.uploads import bucket
from portals.uploads.bucket_file import BLOCK
from portals.uploads.states import Examination
from portals.uploads.storage import StorageAway
from tests.factories import (
    make_document,
    make_image,
    make_member,
    make_portal,
    make_story,
    published_story,
)
from tests.support.bucket import answering_as, bucket_server, forget_failures, kept_in, says_nothing
from tests.support.processes import web_server
from tests.support.visiting import visit

CONTENT = b"0123456789" * 100
SOUND = b"mp3-0123456789"
# Where the bucket is: nothing that a reader is told may name it.
BUCKET = "127.0.0.1"


@dataclass
class Published:
    portal: Portal
    head: User
    document: PortalDocument
    sound: PortalDocument
    story: StoryPage

    @property
    def html(self) -> str:
        return visit(self.portal, self.story.public_path()).content.decode()

    def pictures(self) -> list[str]:
        return re.findall(r'<img[^>]* src="([^"]+/renditions/[^"]+)"', self.html)


def publish(portal: Portal | None = None) -> Published:
    portal = portal or make_portal("province")
    document = make_document(portal, content=CONTENT, name="ke-hoach.pdf")
    sound = make_document(portal, content=b"RIFF" + SOUND, name="sang.wav")
    names = [
        default_storage.save(f"recordings/a.{end}", ContentFile(SOUND)) for end in ("mp3", "ogg")
    ]
    Recording.objects.filter(document=sound).update(
        state=SoundState.READY, seconds=12.0, made_at=timezone.now(), mp3=names[0], opus=names[1],
        mp3_bytes=len(SOUND), opus_bytes=len(SOUND), stored_as=sound.file.name,
    )  # fmt: skip
    story = published_story(
        portal,
        lead_image=make_image(portal),
        lead_image_alt="Cầu",
        body=[
            ("file", {"document": document, "title": "Kế hoạch"}),
            ("file", {"document": sound, "title": "Nghe"}),
        ],
    )
    return Published(portal, make_member(portal, Position.HEAD), document, sound, story)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with bucket_server() as found:
        yield found


@pytest.fixture(autouse=True)
def no_memory() -> Iterator[None]:
    forget_failures()
    yield
    forget_failures()


@pytest.fixture
def in_bucket(url: str, settings: Any) -> None:
    settings.STORAGES = kept_in(url)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def paths_of(thing: Published) -> list[str]:
    parts = [file.path for file in sounds_of([thing.sound.pk])[thing.sound.pk].files]
    return [*thing.pictures(), thing.document.url, thing.sound.url, *parts]


def told(thing: Published, client: Client, host: str, **options: Any) -> list[Any]:
    """What is said to each address, but for what differs by the rows' numbers and the hour."""
    found = []
    for path in paths_of(thing):
        answer = client.get(path, headers={"host": host, **options})
        said = {
            name: value
            for name, value in answer.headers.items()
            if name not in {"ETag", "Content-Disposition", "Date", "Vary"}
        }
        found.append((path.split("/")[1], answer.status_code, said, body(answer)))
    return found


@pytest.mark.django_db
class TestOnAPortal:
    def test_pictures_stand_under_its_own_host(self, in_bucket: None) -> None:
        thing = publish()
        shown = thing.pictures()
        assert shown
        for path in shown:
            assert path.startswith("/media/renditions/")
            answer = visit(thing.portal, path)
            assert (answer.status_code, answer["Content-Type"][:6]) == (200, "image/")
        assert BUCKET not in thing.html

    def test_the_shared_picture_has_one_origin_and_is_there(self, in_bucket: None) -> None:
        thing = publish()
        (shared,) = re.findall(r'property="og:image" content="([^"]+)"', thing.html)
        origin = re.search(r'rel="canonical" href="(https?://[^/]+)', thing.html)
        assert origin is not None
        assert shared.startswith(f"{origin[1]}/media/renditions/")
        assert shared.count("://") == 1
        answer = visit(thing.portal, shared.removeprefix(origin[1]))
        assert answer["Content-Type"] == "image/jpeg"

    def test_all_is_answered_as_from_a_folder(self, url: str, settings: Any, tmp_path: Any) -> None:
        settings.MEDIA_ROOT = tmp_path
        asked = [{}, {"range": "bytes=3-6"}, {"range": "bytes=99999-"}]
        folder = publish()
        host = folder.portal.site.hostname
        from_folder = [told(folder, Client(), host, **one) for one in asked]
        withdraw(folder)
        gone = told_gone(folder)
        settings.STORAGES = kept_in(url)
        for name in list(default_storage.names()):
            default_storage.delete(name)
        other = publish(folder.portal)
        assert [told(other, Client(), host, **one) for one in asked] == from_folder
        withdraw(other)
        assert told_gone(other) == gone == {410}

    def test_a_known_copy_is_not_sent_again(self, in_bucket: None) -> None:
        thing = publish()
        etag = visit(thing.portal, thing.document.url)["ETag"]
        assert visit(thing.portal, thing.document.url, HTTP_IF_NONE_MATCH=etag).status_code == 304

    def test_walls_hold(self, in_bucket: None) -> None:
        thing = publish()
        elsewhere = make_portal()
        for path in paths_of(thing):
            assert visit(elsewhere, path).status_code == 404, path
        # What no row names as a picture is nobody's, whatever the bucket holds.
        for name in (thing.document.file.name, f"renditions/../{thing.document.file.name}"):
            assert visit(thing.portal, f"/media/{name}").status_code in {400, 404}
        draft = make_document(thing.portal, content=CONTENT, name="nhap.pdf")
        make_story(thing.portal, body=[("file", {"document": draft, "title": ""})])
        assert visit(thing.portal, draft.url).status_code == 404

    @pytest.mark.parametrize("state", [Examination.EXAMINING])
    def test_what_was_not_examined_is_not_public(self, in_bucket: None, state: str) -> None:
        thing = publish()
        PortalDocument.objects.update(examination=state)
        assert visit(thing.portal, thing.document.url).status_code == 503


@pytest.mark.django_db
class TestOnTheDesk:
    def test_pictures_and_files_are_for_who_is_signed_in(
        self, in_bucket: None, settings: Any
    ) -> None:
        thing = publish()
        host = settings.PORTALS_ADMIN_HOST
        client = Client()
        for path in [*thing.pictures(), thing.document.url]:
            assert client.get(path, headers={"host": host}).status_code in {302, 404}
        client.force_login(thing.head)
        for path in thing.pictures():
            answer = client.get(path, headers={"host": host})
            assert (answer.status_code, answer["Content-Type"][:6]) == (200, "image/")
            assert "private" in answer["Cache-Control"]
            assert body(answer)
        answer = client.get(thing.document.url, headers={"host": host, "range": "bytes=3-6"})
        assert (answer.status_code, body(answer)) == (206, b"3456")

    def test_lists_of_pictures_show_them_from_here(self, in_bucket: None, settings: Any) -> None:
        thing = publish()
        client = Client()
        client.force_login(thing.head)
        page = client.get("/images/", headers={"host": settings.PORTALS_ADMIN_HOST})
        html = page.content.decode()
        shown = re.findall(r'<img[^>]* src="([^"]+/renditions/[^"]+)"', html)
        assert shown
        assert all(path.startswith("/media/") for path in shown)
        assert BUCKET not in html


@pytest.mark.django_db
class TestWhileTheBucketIsAway:
    def test_readers_are_told_to_come_again(
        self, in_bucket: None, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        thing = publish()
        paths = paths_of(thing)
        monkeypatch.setattr(bucket, "ANSWER_SECONDS", 0.3)
        monkeypatch.setattr(bucket, "SLOWEST_BYTES_A_SECOND", 100 * BLOCK)
        with answering_as(says_nothing) as hanging:
            settings.STORAGES = kept_in(hanging)
            client = Client(raise_request_exception=False)
            for path in paths:
                answer = client.get(path, headers={"host": thing.portal.site.hostname})
                if answer.status_code != 200:
                    assert (answer.status_code, answer["Retry-After"]) == (503, "10"), path
            assert thing.html.count("<img")

    def test_that_the_bucket_is_gone_is_not_taken_for_a_lost_file(
        self, in_bucket: None, settings: Any, url: str
    ) -> None:
        thing = publish()
        (path, *_others) = thing.pictures()
        image = make_image(thing.portal)
        type(image).objects.filter(pk=image.pk).update(examination=Examination.EXAMINING)
        image.refresh_from_db()
        settings.STORAGES = kept_in(url.replace("/uploads-", "/gone-"))
        assert visit(thing.portal, path).status_code == 503
        with pytest.raises(StorageAway):
            examine_file(item=image)
        image.refresh_from_db()
        assert image.examination == Examination.EXAMINING


def test_a_web_server_serves_from_the_bucket(
    transactional_db: None, own_databases: Any, url: str, settings: Any
) -> None:
    settings.STORAGES = kept_in(url)
    thing = publish()
    host = thing.portal.site.hostname
    with web_server(own_databases, STORAGE_URL=url) as served:
        settings.PORTALS_PORT = served.port
        page = served.http.get(host, thing.story.public_path())
        shown = re.findall(r'<img[^>]* src="([^"]+/renditions/[^"]+)"', page.text)
        assert shown
        for path in shown:
            first, second = (served.http.get(host, path) for _time in range(2))
            assert (first.status, first.headers["Content-Type"][:6]) == (200, "image/")
            # The next is answered on the event loop, and asks nobody.
            assert second.headers["X-Page-Cache"] == "hit"
            assert second.body == first.body
        part = served.http.get(host, thing.document.url, headers={"Range": "bytes=10-"})
        assert (part.status, part.body) == (206, CONTENT[10:])
        assert served.http.get(settings.PORTALS_ADMIN_HOST, shown[0]).status == 404


def withdraw(thing: Published) -> None:
    withdraw_story(
        story=thing.story,
        kind=RemovalKind.IN_ERROR,
        reason="Sai.",
        now=timezone.now(),
        actor=thing.head,
    )


def told_gone(thing: Published) -> set[int]:
    return {
        visit(thing.portal, thing.document.url).status_code,
        visit(thing.portal, thing.sound.url).status_code,
    }
