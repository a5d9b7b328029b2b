"""Files answer the public while in use on that portal, and the desk by right."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from editorial.actions.placing import end_placements
from editorial.enums import RemovalKind
from editorial.models import InformationPage, Placement, PortalDocument, StoryPage
from portals.boards.enums import Position
from portals.models import Portal
from tests.factories import (
    make_document,
    make_image,
    make_member,
    make_portal,
    make_story,
    published_story,
)
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db

CONTENT = b"0123456789"


@pytest.fixture(autouse=True)
def own_media(settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def portal() -> Portal:
    return make_portal("province")


@pytest.fixture
def document(portal: Portal) -> PortalDocument:
    return make_document(portal, content=CONTENT, name="ke-hoach.pdf")


@pytest.fixture
def story(portal: Portal, document: PortalDocument) -> StoryPage:
    return published_story(portal, body=[("file", {"document": document, "title": "Kế hoạch"})])


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)


class TestAPublicFile:
    def test_answers_while_a_story_here_uses_it(
        self, portal: Portal, document: PortalDocument, story: StoryPage
    ) -> None:
        response = visit(portal, document.url)
        assert (response.status_code, body(response)) == (200, CONTENT)
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == 'inline; filename="ke-hoach.pdf"'
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "no-cache" in response["Cache-Control"]

    def test_is_linked_from_the_story(
        self, portal: Portal, document: PortalDocument, story: StoryPage
    ) -> None:
        html = visit(portal, story.public_path()).content.decode()
        assert f'href="/tep/{document.pk}/ke-hoach.pdf"' in html

    def test_of_a_draft_is_not_found(self, portal: Portal, document: PortalDocument) -> None:
        make_story(portal, body=[("file", {"document": document, "title": ""})])
        assert visit(portal, document.url).status_code == 404

    def test_is_not_found_on_a_portal_that_never_had_the_story(
        self, document: PortalDocument, story: StoryPage
    ) -> None:
        assert visit(make_portal(), document.url).status_code == 404

    def test_follows_the_story_to_other_portals_and_away(
        self, document: PortalDocument, story: StoryPage
    ) -> None:
        commune = make_portal()
        republished(story, commune)
        assert visit(commune, document.url).status_code == 200
        end_placements(
            placements=Placement.objects.filter(story=story),
            kind=RemovalKind.WITHDRAWN,
            reason="Thu hồi",
            now=timezone.now(),
        )
        assert visit(commune, document.url).status_code == 410

    def test_under_another_name_leads_to_its_own(
        self, portal: Portal, document: PortalDocument, story: StoryPage
    ) -> None:
        response = visit(portal, f"/tep/{document.pk}/ten-khac.pdf")
        assert (response.status_code, response["Location"]) == (301, document.url)

    def test_that_could_run_script_is_only_saved(self, portal: Portal) -> None:
        document = make_document(portal, content=b"<script>", name="trang.html")
        published_story(portal, body=[("file", {"document": document, "title": ""})])
        assert visit(portal, document.url)["Content-Disposition"].startswith("attachment")

    def test_that_does_not_exist_is_not_found(self, portal: Portal) -> None:
        assert visit(portal, "/tep/99999999999999999999/a.pdf").status_code == 404


class TestAByteRange:
    @pytest.mark.parametrize(
        ("wanted", "part", "says"),
        [
            ("bytes=2-4", b"234", "bytes 2-4/10"),
            ("bytes=7-", b"789", "bytes 7-9/10"),
            ("bytes=-3", b"789", "bytes 7-9/10"),
            ("bytes=-99", CONTENT, "bytes 0-9/10"),
            ("bytes=0-99", CONTENT, "bytes 0-9/10"),
        ],
    )
    def test_is_answered_with_that_part(
        self,
        portal: Portal,
        document: PortalDocument,
        story: StoryPage,
        wanted: str,
        part: bytes,
        says: str,
    ) -> None:
        host = portal.site.hostname
        response = Client().get(document.url, headers={"host": host, "range": wanted})
        assert (response.status_code, body(response)) == (206, part)
        assert (response["Content-Range"], response["Content-Length"]) == (says, str(len(part)))

    @pytest.mark.parametrize("wanted", ["bytes=10-", "bytes=-0"])
    def test_outside_the_file_is_refused(
        self, portal: Portal, document: PortalDocument, story: StoryPage, wanted: str
    ) -> None:
        host = portal.site.hostname
        response = Client().get(document.url, headers={"host": host, "range": wanted})
        assert (response.status_code, response["Content-Range"]) == (416, "bytes */10")

    @pytest.mark.parametrize("wanted", ["bytes=0-1,4-5", "lines=1-2", "bytes=5-2", "bytes=-"])
    def test_that_cannot_be_read_gets_the_whole_file(
        self, portal: Portal, document: PortalDocument, story: StoryPage, wanted: str
    ) -> None:
        host = portal.site.hostname
        response = Client().get(document.url, headers={"host": host, "range": wanted})
        assert (response.status_code, body(response)) == (200, CONTENT)

    def test_of_a_changed_file_gets_the_whole_file(
        self, portal: Portal, document: PortalDocument, story: StoryPage
    ) -> None:
        headers = {"host": portal.site.hostname, "range": "bytes=2-4", "if-range": '"cu"'}
        assert Client().get(document.url, headers=headers).status_code == 200

    def test_is_not_sent_again_when_nothing_changed(
        self, portal: Portal, document: PortalDocument, story: StoryPage
    ) -> None:
        etag = visit(portal, document.url)["ETag"]
        headers = {"host": portal.site.hostname, "if-none-match": etag}
        assert Client().get(document.url, headers=headers).status_code == 304


class TestAFileOfTheDesk:
    @pytest.fixture
    def desk(self, settings: object) -> Client:
        return Client(headers={"host": settings.PORTALS_ADMIN_HOST})

    def test_asks_a_visitor_to_sign_in(self, desk: Client, document: PortalDocument) -> None:
        response = desk.get(document.url)
        assert response.status_code == 302
        assert "/login/" in response["Location"]

    def test_answers_a_member_of_its_portal(
        self, desk: Client, portal: Portal, document: PortalDocument
    ) -> None:
        desk.force_login(
            make_member(portal, Position.EDITOR),
            backend="portals.boards.backend.RightsFromPosts",
        )
        response = desk.get(document.url)
        assert (response.status_code, body(response)) == (200, CONTENT)
        assert "no-store" in response["Cache-Control"]

    def test_is_not_found_by_a_stranger(self, desk: Client, document: PortalDocument) -> None:
        desk.force_login(
            make_member(make_portal(), Position.HEAD),
            backend="portals.boards.backend.RightsFromPosts",
        )
        assert desk.get(document.url).status_code == 404


class TestARendition:
    def test_is_served_for_ever(self, portal: Portal) -> None:
        rendition = make_image(portal).get_rendition("fill-48x30|format-webp")
        response = visit(portal, rendition.url)
        assert response.status_code == 200
        assert response["Content-Type"] == "image/webp"
        assert "immutable" in response["Cache-Control"]
        assert response["X-Content-Type-Options"] == "nosniff"

    def test_is_all_that_is_served(self, portal: Portal, document: PortalDocument) -> None:
        image = make_image(portal)
        default_storage.save("renditions/a/trang.html", ContentFile(b"<script>"))
        for name in (
            image.file.name,
            document.file.name,
            f"renditions/../{image.file.name}",
            "renditions/a/trang.html",
            "renditions/khong-co.webp",
            "renditions/%00.webp",
            "renditions",
        ):
            assert visit(portal, f"/media/{name}").status_code in (400, 404), name


class TestAFileOfAnInformationPage:
    def test_answers_while_the_page_is_public_and_on_its_portal_only(self) -> None:
        portal, stranger = make_portal("province"), make_portal("province")
        document = make_document(portal)
        page = InformationPage(
            title="Giới thiệu chung",
            body=[{"type": "file", "value": {"document": document.pk, "title": ""}}],
            live=False,
        )
        portal.root.add_child(instance=page)
        assert visit(portal, document.url).status_code == 404
        page.save_revision().publish(skip_permission_checks=True)
        assert visit(portal, document.url).status_code == 200
        assert visit(stranger, document.url).status_code == 404
        InformationPage.objects.get(pk=page.pk).unpublish()
        assert visit(portal, document.url).status_code == 410
