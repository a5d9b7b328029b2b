"""The walls between boards: no address of the admin host shows or changes what is another board's."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from editorial.models import ArticlePage, Placement
from portals.boards.enums import Position
from tests import walls
from tests.factories import make_image, make_member, make_portal, section_of
from tests.walls import SECRET, Things, body, desk_client

pytestmark = pytest.mark.django_db

OWN = "cuanha51d2"


@pytest.fixture
def theirs():
    return Things.of(make_portal(), SECRET)


@pytest.fixture
def mine():
    return Things.of(make_portal(), OWN)


def forgetful(_request: HttpRequest, placement_id: int) -> HttpResponse:
    story = Placement.objects.get(pk=placement_id).story
    return HttpResponse(story.get_latest_revision_as_object().title)


class TestAStranger:
    @pytest.mark.parametrize("position", list(Position))
    def test_is_shown_nothing(self, theirs, mine, position) -> None:
        client = desk_client(make_member(mine.portal, position))

        assert "\n".join(walls.leaks_on_reading(client, theirs, mine)) == ""
        assert not walls.shows(client.get(reverse("wagtailadmin_home")), SECRET)

    @pytest.mark.parametrize("position", [Position.HEAD, Position.CONTRIBUTOR])
    def test_changes_nothing(self, theirs, mine, position) -> None:
        client = desk_client(make_member(mine.portal, position))

        assert walls.leaks_on_writing(client, theirs, mine) == []
        assert not walls.shows(client.get(reverse("wagtailadmin_home")), SECRET)

    def test_who_is_not_signed_in_is_shown_and_changes_nothing(self, theirs, mine) -> None:
        client = desk_client(None)

        assert "\n".join(walls.leaks_on_reading(client, theirs, mine)) == ""
        assert walls.leaks_on_writing(client, theirs, mine) == []

    def test_is_shown_nothing_once_the_term_is_over(self, theirs, mine) -> None:
        """The session and the groups of yesterday are still there when the request comes."""
        member = make_member(mine.portal, Position.HEAD)
        client = desk_client(member)
        mine.portal.board.members.filter(user=member).update(period="[2019-01-01,2020-01-01)")
        type(member).objects.filter(pk=member.pk).update(rights_valid_until="2020-01-01")

        response = client.get(reverse("wagtailadmin_pages:edit", args=[mine.draft.pk]))

        assert OWN.encode() not in body(response)


class TestTheWalk:
    def test_finds_a_view_that_forgets_its_scope(self, theirs, mine, settings) -> None:
        urls = type(
            "urls", (), {"urlpatterns": [path("x/<int:placement_id>/", forgetful, name="x")]}
        )
        settings.ROOT_URLCONF = urls
        client = desk_client(make_member(mine.portal, Position.HEAD))

        assert walls.leaks_on_reading(client, theirs, mine)

    def test_reaches_all_parts_of_the_admin(self, theirs) -> None:
        names = {name for name, _parameters in walls.views()}

        assert {
            "story_review",
            "portal_stories",
            "wagtailadmin_pages:edit",
            "wagtailimages:edit",
            "wagtaildocs_chooser:chosen",
            "wagtail_bulk_action",
            "wagtailadmin_api:pages:detail",
        } <= names


class TestWhatIsOnesOwn:
    """So that the walls are not proved by a desk where nothing opens."""

    @pytest.mark.parametrize("position", list(Position))
    def test_opens(self, mine, position) -> None:
        client = desk_client(make_member(mine.portal, position))
        shown = [
            reverse("wagtailadmin_explore", args=[section_of(mine.portal).pk]),
            reverse("wagtailimages_chooser:choose"),
            reverse("wagtaildocs_chooser:choose"),
            reverse("wagtailimages_chooser:chosen", args=[mine.image.pk]),
            reverse("wagtailadmin_choose_page_child", args=[section_of(mine.portal).pk]),
            reverse("wagtailadmin_choose_page_search") + f"?q={OWN}",
            reverse("story_review", args=[mine.draft.pk]),
        ]

        assert [address for address in shown if OWN.encode() not in body(client.get(address))] == []

    @pytest.mark.parametrize("position", [Position.HEAD, Position.EDITOR])
    def test_can_be_edited_by_editors(self, mine, position) -> None:
        client = desk_client(make_member(mine.portal, position))
        shown = [
            reverse("wagtailadmin_pages:edit", args=[mine.published.pk]),
            reverse("wagtailadmin_pages:view_draft", args=[mine.published.pk]),
            reverse("wagtailadmin_pages:history", args=[mine.draft.pk]),
            reverse("wagtailimages:index"),
            reverse("wagtaildocs:index"),
            reverse("wagtailimages:edit", args=[mine.image.pk]),
            reverse("wagtaildocs:edit", args=[mine.document.pk]),
        ]

        assert [address for address in shown if OWN.encode() not in body(client.get(address))] == []


class TestTheEditorsForm:
    def form(self, portal, **fields: object) -> dict[str, object]:
        return {
            "title": "Tin của mình",
            "slug": "tin-cua-minh",
            "lead": "Tóm tắt.",
            "lead_image": "",
            "lead_image_alt": "Mô tả",
            "lead_image_caption": "",
            "body-count": "0",
            "event_at": "",
            "byline": "",
            "source": "",
            "related_stories-TOTAL_FORMS": "0",
            "related_stories-INITIAL_FORMS": "0",
            "related_stories-MIN_NUM_FORMS": "0",
            "related_stories-MAX_NUM_FORMS": "5",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
            "comments-MIN_NUM_FORMS": "0",
            "comments-MAX_NUM_FORMS": "",
            **fields,
        }

    def add(self, client, portal, **fields: object):
        address = reverse(
            "wagtailadmin_pages:add", args=["editorial", "articlepage", section_of(portal).pk]
        )
        return client.post(address, self.form(portal, **fields))

    def test_takes_an_image_of_ones_own(self, mine) -> None:
        client = desk_client(make_member(mine.portal, Position.EDITOR))

        self.add(client, mine.portal, lead_image=mine.image.pk)

        assert ArticlePage.objects.filter(title="Tin của mình").exists()

    @pytest.mark.parametrize("place", ["lead_image", "figure", "file", "link", "related"])
    def test_takes_nothing_of_a_stranger(self, theirs, mine, place) -> None:
        client = desk_client(make_member(mine.portal, Position.EDITOR))
        block = {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-id": ""}
        fields = {
            "lead_image": {"lead_image": theirs.image.pk},
            "figure": {
                **block,
                "body-0-type": "figure",
                "body-0-value-image-image": theirs.image.pk,
                "body-0-value-image-alt_text": "x",
                "body-0-value-caption": "",
            },
            "file": {
                **block,
                "body-0-type": "file",
                "body-0-value-document": theirs.document.pk,
                "body-0-value-title": "",
            },
            "link": {
                **block,
                "body-0-type": "text",
                "body-0-value": (
                    '{"blocks":[{"key":"a","text":"tin","type":"unstyled","depth":0,'
                    '"inlineStyleRanges":[],"entityRanges":[{"offset":0,"length":3,"key":0}]}],'
                    '"entityMap":{"0":{"type":"LINK","mutability":"MUTABLE",'
                    f'"data":{{"id":{theirs.draft.pk},"url":"/x/","parentId":1}}}}}}}}'
                ),
            },
            "related": {
                "related_stories-TOTAL_FORMS": "1",
                "related_stories-0-story": theirs.draft.pk,
                "related_stories-0-ORDER": "1",
                "related_stories-0-id": "",
                "related_stories-0-DELETE": "",
            },
        }[place]

        response = self.add(client, mine.portal, **fields)

        assert not walls.shows(response, SECRET)
        assert not ArticlePage.objects.filter(title="Tin của mình").exists()

    def test_keeps_what_the_text_used_before(self, theirs, mine) -> None:
        """A story that was moved here brings images that lie in the collection of its first portal."""
        brought = make_image(theirs.portal, title="Ảnh mang theo")
        story = mine.published
        story.lead_image, story.lead_image_alt = brought, "Mô tả"
        story.save_revision(user=mine.author)
        client = desk_client(make_member(mine.portal, Position.EDITOR))

        client.post(
            reverse("wagtailadmin_pages:edit", args=[story.pk]),
            self.form(mine.portal, lead_image=brought.pk, slug=story.slug),
        )

        saved = ArticlePage.objects.get(pk=story.pk).get_latest_revision_as_object()
        assert saved.title == "Tin của mình"
