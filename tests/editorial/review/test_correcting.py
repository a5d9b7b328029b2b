"""Corrections and what supersedes a withdrawn text, as readers meet them."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import ArticlePage, Correction, StoryWithdrawal
from editorial.placements.actions import withdraw_story
from editorial.placements.replacements import UnableToWithdraw
from editorial.review.actions import approve_story, submit_story
from editorial.review.correcting import UnableToCorrect, drop_correction, write_correction
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_portal, make_story, published_story
from tests.support.visiting import republished, visit
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db

NOTE = "Bản trước ghi sai ngày; ngày đúng là 28/11."


@pytest.fixture
def portal():
    return make_portal("province")


@pytest.fixture
def head(portal):
    return make_member(portal, Position.HEAD)


@pytest.fixture
def editor(portal):
    return make_member(portal, Position.EDITOR)


@pytest.fixture
def story(portal, editor):
    return published_story(portal, author=editor)


def read(portal, story) -> str:
    return visit(portal, story.public_path()).content.decode()


class TestACorrection:
    def test_is_public_once_it_is_approved_with_its_date(self, portal, head, editor, story) -> None:
        write_correction(story=story, text=NOTE, actor=editor, now=timezone.now())
        assert NOTE not in read(portal, story)

        submit_story(story=story, actor=editor, now=timezone.now())
        approve_story(story=story, actor=head, now=timezone.now())

        shown = read(portal, story)
        assert NOTE in shown
        assert f"{timezone.localtime():%d/%m/%Y}" in shown

    def test_is_seen_by_who_approves_and_written_by_another(
        self, portal, head, editor, story
    ) -> None:
        write_correction(story=story, text=NOTE, actor=head, now=timezone.now())
        submit_story(story=story, actor=head, now=timezone.now())

        client = desk_client(head)
        assert NOTE in body(client.get(reverse("story_review", args=[story.pk]))).decode()
        preview = client.get(reverse("wagtailadmin_pages:view_draft", args=[story.pk]))
        assert NOTE in body(preview).decode()
        with pytest.raises(NotYourOffice):
            approve_story(story=story, actor=head, now=timezone.now())

    def test_may_follow_another(self, portal, head, editor, story) -> None:
        for text in ("Lần một.", "Lần hai."):
            write_correction(story=story, text=text, actor=editor, now=timezone.now())
            submit_story(story=story, actor=editor, now=timezone.now())
            approve_story(story=story, actor=head, now=timezone.now())

        shown = read(portal, story)
        assert shown.index("Lần hai.") < shown.index("Lần một.")

    def test_is_in_hand_once(self, editor, story) -> None:
        for text in ("Nháp.", NOTE):
            write_correction(story=story, text=text, actor=editor, now=timezone.now())
        assert Correction.objects.get().text == NOTE
        with pytest.raises(IntegrityError), transaction.atomic():
            Correction.objects.create(
                story=story, text="Khác", written_by=editor, written_at=timezone.now()
            )

        drop_correction(story=story, actor=editor, now=timezone.now())

        assert not Correction.objects.exists()
        with pytest.raises(UnableToCorrect):
            drop_correction(story=story, actor=editor, now=timezone.now())

    def test_is_for_published_stories_and_their_board(self, portal, editor, story) -> None:
        with pytest.raises(UnableToCorrect):
            write_correction(
                story=make_story(portal, author=editor),
                text=NOTE,
                actor=editor,
                now=timezone.now(),
            )
        stranger = make_member(make_portal(), Position.HEAD)
        with pytest.raises(NotYourOffice):
            write_correction(story=story, text=NOTE, actor=stranger, now=timezone.now())

    def test_is_for_who_may_edit_the_story(self, portal, editor, story) -> None:
        other = make_member(portal, Position.CONTRIBUTOR)
        write_correction(story=story, text=NOTE, actor=editor, now=timezone.now())
        address = reverse("story_correct", args=[story.pk])
        client = desk_client(other)

        assert client.get(address).status_code == 404
        assert client.post(address, {"text": "Chữ khác."}).status_code == 404
        with pytest.raises(NotYourOffice):
            write_correction(story=story, text="Chữ khác.", actor=other, now=timezone.now())
        with pytest.raises(NotYourOffice):
            drop_correction(story=story, actor=other, now=timezone.now())

        assert Correction.objects.get().text == NOTE

    def test_waits_while_the_text_is_in_other_hands(self, editor, head, story) -> None:
        story.save_revision(user=editor)
        submit_story(story=story, actor=editor, now=timezone.now())

        with pytest.raises(UnableToCorrect):
            write_correction(story=story, text=NOTE, actor=editor, now=timezone.now())

    def test_is_written_on_the_desk(self, editor, story) -> None:
        address = reverse("story_correct", args=[story.pk])
        client = desk_client(editor)
        assert client.post(address, {"text": " "}).status_code == 422

        client.post(address, {"text": f"{NOTE} <b>x</b>"})

        assert Correction.objects.get().written_by == editor
        assert "&lt;b&gt;" in body(client.get(address)).decode()


class TestASupersededText:
    def withdraw(self, story, head, address: str, kind=RemovalKind.SUPERSEDED) -> None:
        withdraw_story(
            story=story,
            kind=kind,
            reason="Có bản mới.",
            superseded_by=address,
            actor=head,
            now=timezone.now(),
        )

    def test_leads_to_the_story_where_it_stands(self, portal, head, editor, story) -> None:
        other = make_portal("province")
        republished(story, other)
        newer = published_story(portal, author=editor, title="Bản mới của tin")
        path = story.public_path()

        self.withdraw(story, head, main_origin(portal) + newer.public_path())

        assert StoryWithdrawal.objects.get().superseded_by_id == newer.pk
        here, there = visit(portal, path), visit(other, path)
        assert here.status_code == there.status_code == 410
        assert f'href="{newer.public_path()}"' in here.content.decode()
        assert f'href="{main_origin(portal)}{newer.public_path()}"' in there.content.decode()

    def test_leads_to_an_address_elsewhere(self, portal, head, story) -> None:
        self.withdraw(story, head, "https://example.vn/van-ban/12")

        assert "https://example.vn/van-ban/12" in read(portal, story)

    @pytest.mark.parametrize("address", ["javascript:alert(1)", "tin moi", "ftp://example.vn/x"])
    def test_takes_a_web_address(self, head, story, address) -> None:
        with pytest.raises(UnableToWithdraw):
            self.withdraw(story, head, address)

    def test_is_not_superseded_by_itself_nor_by_what_nobody_can_read(
        self, portal, head, editor, story
    ) -> None:
        draft = make_story(portal, author=editor)
        for text in (story, draft):
            with pytest.raises(UnableToWithdraw):
                self.withdraw(story, head, main_origin(portal) + text.public_path())

    def test_is_superseded_by_what_stands_at_that_very_address(self, portal, head, story) -> None:
        other = make_portal("province")
        elsewhere = published_story(other)
        withdrawn = published_story(portal)
        address = main_origin(portal) + withdrawn.public_path()
        self.withdraw(withdrawn, head, "", RemovalKind.IN_ERROR)
        for typed in (address, main_origin(portal) + elsewhere.public_path()):
            with pytest.raises(UnableToWithdraw):
                self.withdraw(story, head, typed)

        self.withdraw(story, head, main_origin(other) + elsewhere.public_path())

        assert StoryWithdrawal.objects.get(story=story.pk).superseded_by_id == elsewhere.pk

    def test_is_the_only_kind_that_leads_on(self, head, story) -> None:
        with pytest.raises(UnableToWithdraw):
            self.withdraw(story, head, "https://example.vn/", RemovalKind.IN_ERROR)

    def test_takes_an_address_on_the_desk(self, head, story) -> None:
        response = desk_client(head).post(
            reverse("story_withdraw", args=[story.pk]),
            {"kind": "superseded", "reason": "Có bản mới."},
        )

        assert response.status_code == 422
        assert ArticlePage.objects.get(pk=story.pk).live
