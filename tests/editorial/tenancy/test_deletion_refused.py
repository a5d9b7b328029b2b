"""What was public, what frames a portal and what is in use cannot be deleted; nothing is copied as live."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import ArticlePage, Placement, PortalDocument, PortalImage, SectionPage
from editorial.placements.actions import withdraw_story
from portals.boards.enums import Position
from portals.boards.models import User
from tests.factories import (
    make_document,
    make_image,
    make_member,
    make_portal,
    make_story,
    published_story,
    section_of,
)
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal():
    return make_portal()


@pytest.fixture
def head(portal):
    return make_member(portal, Position.HEAD)


@pytest.fixture
def operator():
    """A superuser, whom no permission stops."""
    return User.objects.create_superuser("vanhanh", "v@example.vn", "mat-khau-thu-123")


class TestAStoryThatHasBeenPublic:
    @pytest.fixture
    def story(self, portal):
        return published_story(portal, title="Đã từng đăng")

    def test_is_not_deleted_even_by_an_operator(self, story, operator) -> None:
        client = desk_client(operator)

        client.post(reverse("wagtailadmin_pages:delete", args=[story.pk]))

        assert ArticlePage.objects.filter(pk=story.pk).exists()
        offered = body(client.get(reverse("wagtailadmin_home"))).decode()
        assert reverse("story_withdraw", args=[story.pk]) in offered

    def test_is_not_deleted_once_withdrawn(self, story, head) -> None:
        withdraw_story(
            story=story,
            kind=RemovalKind.IN_ERROR,
            reason="Nhầm.",
            actor=head,
            now=timezone.now(),
        )
        client = desk_client(head)

        client.post(reverse("wagtailadmin_pages:delete", args=[story.pk]))

        assert ArticlePage.objects.filter(pk=story.pk).exists()

    def test_is_not_deleted_in_bulk_nor_what_was_chosen_with_it(
        self, portal, story, operator
    ) -> None:
        draft = make_story(portal)
        client = desk_client(operator)
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

        client.post(f"{address}?id={story.pk}&id={draft.pk}")

        assert ArticlePage.objects.filter(pk__in=[story.pk, draft.pk]).count() == 2

    @pytest.mark.parametrize("action", ["delete", "unpublish", "create_alias", "copy"])
    def test_is_not_touched_by_the_admins_api(self, story, head, action) -> None:
        client = desk_client(head)

        response = client.post(
            reverse("wagtailadmin_api:pages:action", args=[story.pk, action]),
            {"destination_page_id": story.get_parent().pk},
        )

        assert (response.status_code, response["Location"]) == (302, reverse("wagtailadmin_home"))
        assert ArticlePage.objects.filter(live=True).count() == 1


class TestADraft:
    def test_that_was_never_public_is_deleted(self, portal, head) -> None:
        draft = make_story(portal, author=head)

        desk_client(head).post(reverse("wagtailadmin_pages:delete", args=[draft.pk]))

        assert not ArticlePage.objects.filter(pk=draft.pk).exists()

    def test_is_deleted_in_bulk(self, portal, head) -> None:
        drafts = [make_story(portal), make_story(portal)]
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
        query = "&".join(f"id={draft.pk}" for draft in drafts)

        desk_client(head).post(f"{address}?{query}")

        assert not ArticlePage.objects.exists()


class TestTheFrameOfAPortal:
    def test_is_not_deleted(self, portal, operator) -> None:
        client = desk_client(operator)
        section = section_of(portal)

        client.post(reverse("wagtailadmin_pages:delete", args=[section.pk]))
        client.post(reverse("wagtailadmin_pages:delete", args=[portal.root_id]))

        assert SectionPage.objects.filter(pk=section.pk).exists()

    @pytest.mark.parametrize("action", ["copy", "move"])
    def test_is_neither_copied_nor_moved_by_boards(self, portal, head, action) -> None:
        section = section_of(portal)
        before = SectionPage.objects.filter(portal=portal).count()

        response = desk_client(head).post(
            reverse(f"wagtailadmin_pages:{action}", args=[section.pk]),
            {"new_title": "x", "new_slug": "x", "new_parent_page": portal.root_id},
            follow=True,
        )

        # Led home with a word, or not found: no form was shown.
        assert response.status_code == (404 if action == "move" else 200)
        assert "form" not in response.context
        assert SectionPage.objects.filter(portal=portal).count() == before
        assert SectionPage.objects.get(pk=section.pk).path == section.path


class TestACopy:
    def test_is_a_draft_and_no_alias_whatever_the_form_says(self, portal, operator) -> None:
        story = published_story(portal)

        desk_client(operator).post(
            reverse("wagtailadmin_pages:copy", args=[story.pk]),
            {
                "new_title": "Bản sao",
                "new_slug": "ban-sao",
                "new_parent_page": section_of(portal).pk,
                "publish_copies": "on",
                "alias": "on",
            },
        )

        copy = ArticlePage.objects.exclude(pk=story.pk).get()
        assert not copy.live
        assert copy.alias_of is None
        assert Placement.objects.count() == 1


class TestAFileInUse:
    @pytest.mark.parametrize("by", ["head", "operator"])
    def test_is_not_deleted(self, portal, request, by) -> None:
        image = make_image(portal)
        make_story(portal, lead_image=image, lead_image_alt="Mô tả")
        client = desk_client(request.getfixturevalue(by))

        client.post(reverse("wagtailimages:delete", args=[image.pk]))
        bulk = reverse("wagtail_bulk_action", args=["editorial", "portalimage", "delete"])
        client.post(f"{bulk}?id={image.pk}")

        assert PortalImage.objects.filter(pk=image.pk).exists()

    def test_is_not_deleted_as_a_document(self, portal, operator) -> None:
        document = make_document(portal)
        make_story(portal, body=[("file", {"document": document, "title": "Tệp"})])

        desk_client(operator).post(reverse("wagtaildocs:delete", args=[document.pk]))

        assert PortalDocument.objects.filter(pk=document.pk).exists()

    def test_goes_when_nothing_uses_it(self, portal, head) -> None:
        image = make_image(portal)

        desk_client(head).post(reverse("wagtailimages:delete", args=[image.pk]))

        assert not PortalImage.objects.filter(pk=image.pk).exists()
