"""Files answer the public while in use on that portal, and the desk by right."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import InformationPage, Placement, PortalDocument, PublishedImage, StoryPage
from editorial.placements.actions import end_placements, withdraw_story
from editorial.review.recording import record_missing_images
from portals.boards.enums import Position
from portals.models import Portal
from tests.factories import (
    make_document,
    make_image,
    make_member,
    make_portal,
    make_story,
    picture_block,
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

    @pytest.mark.asvs("5.4.1")
    def test_under_another_name_leads_to_its_own(
        self, portal: Portal, document: PortalDocument, story: StoryPage
    ) -> None:
        response = visit(portal, f"/tep/{document.pk}/ten-khac.pdf")
        assert (response.status_code, response["Location"]) == (301, document.url)

    @pytest.mark.asvs("3.2.1", "4.1.1", "5.3.1")
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


def withdraw(story: StoryPage) -> None:
    withdraw_story(
        story=story,
        kind=RemovalKind.IN_ERROR,
        reason="Sai.",
        actor=make_member(story.portal_of_page(), Position.HEAD),
        now=timezone.now(),
    )


class TestARendition:
    """A picture goes with the text that shows it: unlike a file's address, its own is in every copy of the page."""

    SPEC = "fill-48x30|format-webp"

    def in_front(self, portal: Portal) -> tuple[StoryPage, str]:
        image = make_image(portal)
        story = published_story(portal, lead_image=image, lead_image_alt="Cầu")
        return story, image.get_rendition(self.SPEC).url

    def in_body(self, portal: Portal) -> tuple[StoryPage, str]:
        image = make_image(portal)
        story = published_story(portal, body=[picture_block(image)])
        return story, image.get_rendition(self.SPEC).url

    @pytest.mark.parametrize("where", ["in_front", "in_body"])
    def test_is_served_while_a_story_here_shows_it(self, portal: Portal, where: str) -> None:
        story, url = getattr(self, where)(portal)
        response = visit(portal, url)
        assert response.status_code == 200
        assert response["Content-Type"] == "image/webp"
        assert response["Cache-Control"] == "public, max-age=60, s-maxage=1, stale-if-error=300"
        assert response["X-Content-Type-Options"] == "nosniff"

        withdraw(story)
        assert visit(portal, url).status_code == 410

    def test_is_served_where_the_story_stands_and_nowhere_else(self, portal: Portal) -> None:
        story, url = self.in_front(portal)
        other, third = make_portal(), make_portal()
        republished(story, other)
        assert visit(other, url).status_code == 200
        assert visit(third, url).status_code == 404

        end_placements(
            placements=Placement.objects.filter(story=story, portal=other),
            kind=RemovalKind.TAKEN_DOWN,
            reason="Không còn đúng.",
            now=timezone.now(),
        )
        assert visit(other, url).status_code == 410
        assert visit(portal, url).status_code == 200

    def test_stays_while_another_text_here_shows_it(self, portal: Portal) -> None:
        story, url = self.in_front(portal)
        another = published_story(portal, lead_image=story.lead_image, lead_image_alt="Cầu")
        withdraw(story)
        assert visit(portal, url).status_code == 200
        withdraw(another)
        assert visit(portal, url).status_code == 410

    def test_of_a_draft_is_not_served(self, portal: Portal) -> None:
        image = make_image(portal)
        make_story(portal, lead_image=image, lead_image_alt="Cầu")
        assert visit(portal, image.get_rendition(self.SPEC).url).status_code == 404

    def test_that_a_correction_left_out_is_not_served_any_more(self, portal: Portal) -> None:
        story, url = self.in_front(portal)
        story.lead_image, story.lead_image_alt = None, ""
        story.save_revision().publish(skip_permission_checks=True)
        assert visit(portal, url).status_code == 404

    def test_of_a_standing_page_is_served_on_its_portal_while_it_is_public(self) -> None:
        portal, stranger = make_portal("province"), make_portal("province")
        image = make_image(portal)
        page = InformationPage(title="Giới thiệu chung", body=[picture_block(image)], live=False)
        portal.root.add_child(instance=page)
        url = image.get_rendition(self.SPEC).url
        assert visit(portal, url).status_code == 404
        page.save_revision().publish(skip_permission_checks=True)
        assert visit(portal, url).status_code == 200
        assert visit(stranger, url).status_code == 404
        InformationPage.objects.get(pk=page.pk).unpublish()
        assert visit(portal, url).status_code == 410

    def test_of_a_story_that_an_older_node_published_is_served_after_a_while(
        self, portal: Portal
    ) -> None:
        story, url = self.in_front(portal)
        PublishedImage.objects.all().delete()
        assert visit(portal, url).status_code == 404
        now = timezone.now()
        assert record_missing_images(now=now + timedelta(days=3)) == 0
        assert record_missing_images(now=now) == 1
        assert visit(portal, url).status_code == 200
        assert record_missing_images(now=now) == 0

    def test_costs_one_query(self, portal: Portal) -> None:
        _story, url = self.in_front(portal)
        visit(portal, url)
        with CaptureQueriesContext(connection) as queries:
            visit(portal, url)
        assert sum("portalrendition" in query["sql"] for query in queries) == 1

    def test_is_shown_at_the_desk_to_whoever_is_signed_in(
        self, portal: Portal, settings: object
    ) -> None:
        url = make_image(portal).get_rendition(self.SPEC).url
        desk = Client(headers={"host": settings.PORTALS_ADMIN_HOST})
        assert desk.get(url).status_code == 404
        desk.force_login(
            make_member(portal, Position.EDITOR),
            backend="portals.boards.backend.RightsFromPosts",
        )
        response = desk.get(url)
        assert response.status_code == 200
        assert response["Cache-Control"].startswith("private")

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
