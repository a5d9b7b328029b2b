"""A board takes another portal's story instead of copying it: offered beside the text, placed by one act."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from editorial.checking.reading import findings_of
from editorial.enums import PlacementRole, RemovalKind
from editorial.models import Placement, StoryPage
from editorial.placements.actions import withdraw_story
from portals.boards.enums import Position
from portals.models import Portal
from portals.refusals import NotYourOffice
from syndication.deliveries.republishing import UnableToRepublish, republish_story
from tests.factories import make_member, make_portal, make_story, published_story, section_of
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db

# Long enough for the signature of a text.
TEXT = " ".join(
    f"Câu số {number} kể về buổi khai mạc lễ hội làng bên dòng sông với trò chơi thứ {number}."
    for number in range(40)
)
BODY = [("text", f"<p>{TEXT}</p>")]


@pytest.fixture
def origin() -> Portal:
    return make_portal()


@pytest.fixture
def story(origin) -> StoryPage:
    return published_story(origin, title="Khai mạc lễ hội làng", body=BODY)


@pytest.fixture
def portal() -> Portal:
    return make_portal()


def republished_on(portal: Portal) -> list[int]:
    standing = Placement.objects.standing().filter(portal=portal)
    return list(standing.values_list("story", flat=True))


class TestTheVerb:
    def test_puts_the_story_in_the_section_with_its_source(self, story, portal) -> None:
        head = make_member(portal, Position.HEAD)

        placement = republish_story(
            story=story, section=section_of(portal), actor=head, now=timezone.now()
        )

        assert (placement.portal, placement.story_id) == (portal, story.pk)
        assert placement.role == PlacementRole.REPUBLISHED

    @pytest.mark.parametrize("position", [Position.EDITOR, Position.CONTRIBUTOR])
    def test_is_for_the_desk(self, story, portal, position) -> None:
        with pytest.raises(NotYourOffice):
            republish_story(
                story=story,
                section=section_of(portal),
                actor=make_member(portal, position),
                now=timezone.now(),
            )

    def test_refuses_what_stands_already_and_what_is_gone(self, origin, story, portal) -> None:
        head, section = make_member(portal, Position.HEAD), section_of(portal)
        republish_story(story=story, section=section, actor=head, now=timezone.now())
        with pytest.raises(UnableToRepublish):
            republish_story(story=story, section=section, actor=head, now=timezone.now())

        withdraw_story(
            story=story,
            kind=RemovalKind.IN_ERROR,
            reason="Sai.",
            actor=make_member(origin, Position.HEAD),
            now=timezone.now(),
        )
        assert republished_on(portal) == []
        with pytest.raises(UnableToRepublish):
            republish_story(story=story, section=section, actor=head, now=timezone.now())

    def test_refuses_the_portal_that_wrote_it(self, origin, story) -> None:
        with pytest.raises(UnableToRepublish):
            republish_story(
                story=story,
                section=section_of(origin),
                actor=make_member(origin, Position.HEAD),
                now=timezone.now(),
            )


class TestTheOffer:
    def test_leads_from_the_check_to_the_placed_story(self, story, portal) -> None:
        head = make_member(portal, Position.HEAD)
        draft = make_story(portal, author=head, title="Lễ hội làng khai mạc", body=BODY)
        (finding,) = [
            one for one in findings_of(draft, now=timezone.now()) if one.code == "near-duplicate"
        ]
        client = desk_client(head)
        page = body(client.get(f"/kiem-tra/{draft.pk}/")).decode()
        assert finding.offer in page

        form = body(client.get(finding.offer)).decode()
        section = re.search(r'<option value="(\d+)" selected', form)
        assert section
        answer = client.post(finding.offer, {"section": section[1]}, follow=True)

        assert republished_on(portal) == [story.pk]
        assert f"/pages/{draft.pk}/delete/" in body(answer).decode()

    def test_is_not_made_for_ones_own_story(self, origin, story) -> None:
        editor = make_member(origin, Position.EDITOR)
        draft = make_story(origin, author=editor, body=BODY)

        offers = [one.offer for one in findings_of(draft, now=timezone.now())]

        assert not any(offers)

    def test_tells_an_editor_who_can(self, story, portal) -> None:
        client = desk_client(make_member(portal, Position.EDITOR))
        address = f"/tin/{story.pk}/dang-lai/"

        page = body(client.get(address)).decode()
        client.post(address, {"section": section_of(portal).pk})

        assert "Thư ký" in page
        assert republished_on(portal) == []

    def test_names_no_draft_of_another_board(self, story, portal) -> None:
        head = make_member(portal, Position.HEAD)
        foreign = make_story(make_portal(), title="Bản thảo của nơi khác")

        answer = desk_client(head).post(
            f"/tin/{story.pk}/dang-lai/?thay={foreign.pk}",
            {"section": section_of(portal).pk},
            follow=True,
        )

        assert "Bản thảo của nơi khác" not in body(answer).decode()
