"""What a board words its posts by, and what is made of it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from editorial.models import Correction, Placement
from editorial.social_posts.actions import keep_wording
from editorial.social_posts.composing import (
    SHIPPED,
    StoryToPost,
    UnfitWording,
    composed,
    mark_of_story,
    settled_wording,
    story_to_post,
    wordings_of,
)
from editorial.social_posts.models import LONGEST_TEMPLATE, PostTemplate
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.models import SocialService
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_portal, make_user, published_story
from tests.walls import desk_client

from .cast import PostingBoard


class TestAWording:
    @pytest.mark.parametrize("text", ["{tiêu đề}", "{TIÊU ĐỀ}: {tom tat}", "{ tiêu  đề }", SHIPPED])
    def test_is_read_with_or_without_accents(self, text: str) -> None:
        assert settled_wording(text) == text

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("{tiêu đề} {tác giả}", "{tác giả}"),
            ("{tiêu đề} {}", "{}"),
            ("{tiêu đề", "{"),
            ("{tiêu đề} }", "}"),
            ("Tin mới của xã. {liên kết}", "{tiêu đề}"),
            ("", "{tiêu đề}"),
        ],
    )
    def test_with_a_fault_is_refused_in_words(self, text: str, said: str) -> None:
        with pytest.raises(UnfitWording) as refused:
            settled_wording(text)
        assert said in str(refused.value)

    def test_has_a_greatest_length(self) -> None:
        most = "{tiêu đề}" + "a" * (LONGEST_TEMPLATE - 9)
        assert settled_wording(most) == most
        with pytest.raises(UnfitWording):
            settled_wording(most + "a")


@pytest.mark.django_db
class TestAText:
    def told(self, **options: object) -> StoryToPost:
        portal = make_portal()
        story = published_story(portal, **options)
        return story_to_post(Placement.objects.get(story=story), story, portal)

    def test_is_filled_with_what_the_story_says(self) -> None:
        told = self.told(
            title="Họp thôn", lead="Mời bà con. Đến đúng giờ.", notice=True, place="Đình"
        )
        text = composed(
            told, "{tên cổng}: {tiêu đề}. {tóm tắt}\n{thời gian, địa điểm}\n{liên kết}", 500
        )
        assert text == (
            f"{told.portal.title}: Họp thôn. Mời bà con. Đến đúng giờ.\nĐịa điểm: Đình\n{told.address}"
        )
        assert told.address == main_origin(told.portal) + told.story.public_path()

    def test_leaves_no_gap_where_a_place_holds_nothing(self) -> None:
        told = self.told(title="Họp thôn", lead="Mời bà con.")
        assert composed(told, SHIPPED, 500) == f"Họp thôn\n\nMời bà con.\n\n{told.portal.title}"

    @pytest.mark.parametrize("most", [120, 200, 500])
    def test_keeps_to_the_length_of_the_service(self, most: int) -> None:
        told = self.told(title="Tiêm phòng " * 20, lead="Một câu rất dài " * 30)
        text = composed(told, SHIPPED, most)
        assert len(text) <= most
        assert text.endswith(told.portal.title)

    def test_fills_no_places_that_stand_in_the_story(self) -> None:
        told = self.told(title="Cách viết {tóm tắt}", lead="Mời bà con.")
        assert composed(told, "{tiêu đề}", 500) == "Cách viết {tóm tắt}"

    @pytest.mark.parametrize(
        "change", [{"title": "Khác"}, {"lead": "Khác hẳn."}, {"place": "Nơi khác"}]
    )
    def test_is_known_to_be_of_another_text(self, change: dict[str, str]) -> None:
        story = self.told(notice=True, place="Đình").story.specific
        before = mark_of_story(story, with_picture=False)
        assert mark_of_story(story, with_picture=False) == before
        for name, value in change.items():
            setattr(story, name, value)
        assert mark_of_story(story, with_picture=False) != before

    def test_is_known_to_be_of_what_was_corrected(self) -> None:
        story = self.told().story
        before = mark_of_story(story, with_picture=False)
        note = Correction.objects.create(
            story=story, text="Sai ngày.", written_by=make_user(), written_at=timezone.now()
        )
        assert mark_of_story(story, with_picture=False) == before
        Correction.objects.filter(pk=note.pk).update(published_at=timezone.now())
        assert mark_of_story(story, with_picture=False) != before

    def test_leaves_facts_out_before_it_is_too_long(self, monkeypatch: pytest.MonkeyPatch) -> None:
        facts = ["Một: " + "a" * 300, "Hai: " + "b" * 300, "Ba: " + "c" * 600]
        monkeypatch.setattr(
            "editorial.social_posts.composing.when_and_where", lambda _story: list(facts)
        )
        said = composed(self.told(), SHIPPED, 1000)
        assert len(said) <= 1000
        assert facts[0] in said
        assert facts[1] in said
        assert facts[2] not in said

    def test_is_never_empty(self) -> None:
        """A board's wording must not stop the correction of a story that says nothing at its beginning."""
        told = self.told(lead=" ", title="Quyết định số 12")
        assert composed(told, "{thời gian, địa điểm}", 500) == "Quyết định số 12"


@pytest.mark.django_db
class TestKeeping:
    @pytest.mark.parametrize(
        ("position", "may"),
        [(Position.HEAD, True), (Position.SECRETARY, True), (Position.EDITOR, False)],
    )
    def test_is_for_the_standing_editors(self, position: str, may: bool) -> None:
        portal = make_portal()
        told = {"service": SocialService.ZALO, "text": "{tiêu đề}", "now": timezone.now()}
        actor = make_member(portal, position)
        if may:
            keep_wording(portal=portal, actor=actor, **told)
        else:
            with pytest.raises(NotYourOffice):
                keep_wording(portal=portal, actor=actor, **told)
        assert PostTemplate.objects.exists() is may

    def test_is_of_one_service_and_portal_until_the_shipped_one_is_taken(self) -> None:
        portal, other = make_portal(), make_portal()
        head = make_member(portal, Position.HEAD)
        for text in ("{tiêu đề}!", "{tiêu đề}?"):
            keep_wording(
                portal=portal, service=SocialService.ZALO, text=text, actor=head, now=timezone.now()
            )
        assert wordings_of([portal.pk, other.pk]) == {(portal.pk, "zalo"): "{tiêu đề}?"}
        keep_wording(
            portal=portal, service=SocialService.ZALO, text=" ", actor=head, now=timezone.now()
        )
        assert wordings_of([portal.pk]) == {}

    def test_says_on_the_page_what_is_wrong_and_loses_nothing(self, board: PostingBoard) -> None:
        page = reverse("post_wordings", args=[board.commune.pk])
        client = desk_client(board.head)
        answer = client.post(page, {"service": "zalo", "text": "Xin chào {ai đó}"})
        assert answer.status_code == 422
        html = answer.content.decode()
        assert "Xin chào {ai đó}" in html
        assert "{ai đó}" in html.partition('role="alert"')[2][:120]
        assert client.post(page, {"service": "zalo", "text": "{tiêu đề}"}).status_code == 302
        assert PostTemplate.objects.get().portal == board.commune

    def test_is_no_affair_of_another_board(self, board: PostingBoard) -> None:
        page = reverse("post_wordings", args=[board.commune.pk])
        stranger = desk_client(board.stranger)
        assert stranger.get(page).status_code == 404
        assert stranger.post(page, {"service": "zalo", "text": "{tiêu đề}"}).status_code == 404
        assert (
            "<button"
            not in desk_client(board.editor).get(page).content.decode().partition("post-places")[2]
        )
