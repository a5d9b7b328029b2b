"""The desk's own pages: what a person sees and does there, in a fixed number of queries."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.widgets import AdminDateTimeInput

from editorial.enums import PlacementRole
from editorial.models import ArticlePage, InformationPage, Placement
from editorial.review.actions import return_story, revision_mark, submit_story
from portals.admin_kit.pages import opened_from
from portals.boards.enums import Position
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
def editor(portal):
    return make_member(portal, Position.EDITOR)


def submitted(portal, author, **options: object) -> ArticlePage:
    story = make_story(portal, author=author, **options)
    submit_story(story=story, actor=author, now=timezone.now())
    return ArticlePage.objects.get(pk=story.pk)


def republished(portal, origin, *, title: str) -> Placement:
    return Placement.objects.create(
        portal=portal,
        section=section_of(portal),
        story=published_story(origin, title=title),
        role=PlacementRole.REPUBLISHED,
        kind="article",
        placed_at=timezone.now(),
    )


def text(response) -> str:
    return body(response).decode()


class TestTheReviewPage:
    def test_approves_the_text_that_was_read(self, portal, editor, head) -> None:
        story = submitted(portal, editor)
        client = desk_client(head)
        page = text(client.get(reverse("story_review", args=[story.pk])))
        mark = re.search(r'name="mark" value="([^"]+)"', page)
        assert mark

        client.post(reverse("story_approve", args=[story.pk]), {"mark": mark[1]})

        assert ArticlePage.objects.get(pk=story.pk).live

    def test_refuses_a_text_edited_meanwhile_and_says_so(self, portal, editor, head) -> None:
        story = submitted(portal, editor)
        mark = revision_mark(story.get_latest_revision())
        story.save_revision(user=editor)

        response = desk_client(head).post(
            reverse("story_approve", args=[story.pk]), {"mark": mark}, follow=True
        )

        assert not ArticlePage.objects.get(pk=story.pk).live
        assert 'class="error"' in text(response)

    def test_holds_the_whole_text_with_its_pictures_and_files(self, portal, editor, head) -> None:
        document = make_document(portal)
        story = submitted(
            portal,
            editor,
            lead="Sáng nay khai mạc hội làng.",
            lead_image=make_image(portal),
            lead_image_alt="Sân đình ngày hội",
            body=[
                ("text", "<p>Rước kiệu quanh làng.</p>"),
                ("file", {"document": document, "title": "Chương trình hội"}),
            ],
        )

        page = text(desk_client(head).get(reverse("story_review", args=[story.pk])))

        for said in (
            "Sáng nay khai mạc hội làng.",
            'alt="Sân đình ngày hội"',
            "Rước kiệu quanh làng.",
            "Chương trình hội",
        ):
            assert said in page

    def test_schedules(self, portal, editor, head) -> None:
        story = submitted(portal, editor)
        mark = revision_mark(story.get_latest_revision())

        desk_client(head).post(
            reverse("story_schedule", args=[story.pk]),
            {"mark": mark, "go_live_at": "2099-01-01T08:30"},
        )

        page = ArticlePage.objects.get(pk=story.pk)
        assert page.approved_schedule
        assert timezone.localtime(page.scheduled_revision.approved_go_live_at).hour == 8

    def test_keeps_a_moment_that_has_passed_and_says_so_there(self, portal, editor, head) -> None:
        story = submitted(portal, editor)

        answer = desk_client(head).post(
            reverse("story_schedule", args=[story.pk]),
            {"go_live_at": "2020-01-01T08:00", "mark": ""},
        )

        form = answer.context["schedule_form"]
        assert form.errors.keys() == {"go_live_at"}
        page = body(answer).decode()
        assert "2020-01-01T08:00" in page
        assert 'role="alert"' in page
        assert not ArticlePage.objects.get(pk=story.pk).approved_schedule

    def test_shows_the_reason_to_the_author_also_in_the_editor(self, portal, editor, head) -> None:
        story = submitted(portal, editor)
        return_story(story=story, reason="Thiếu nguồn tin", actor=head, now=timezone.now())
        client = desk_client(editor)

        for address in ("story_review", "wagtailadmin_pages:edit"):
            assert "Thiếu nguồn tin" in text(client.get(reverse(address, args=[story.pk])))
        assert "Thiếu nguồn tin" in text(client.get(reverse("wagtailadmin_home")))

    def test_offers_no_decision_to_an_editor(self, portal, editor) -> None:
        story = submitted(portal, editor)

        page = text(desk_client(editor).get(reverse("story_review", args=[story.pk])))

        assert reverse("story_approve", args=[story.pk]) not in page
        assert reverse("story_return", args=[story.pk]) not in page

    def test_offers_no_approval_of_ones_own_text(self, portal, head) -> None:
        story = submitted(portal, head)

        page = text(desk_client(head).get(reverse("story_review", args=[story.pk])))

        assert reverse("story_approve", args=[story.pk]) not in page
        assert reverse("story_return", args=[story.pk]) in page


class TestThePageEditor:
    @pytest.mark.parametrize("position", [Position.EDITOR, Position.CONTRIBUTOR, Position.HEAD])
    def test_offers_saving_and_submitting_only(self, portal, position) -> None:
        member = make_member(portal, position)
        story = make_story(portal, author=member)

        page = text(desk_client(member).get(reverse("wagtailadmin_pages:edit", args=[story.pk])))

        assert set(re.findall(r'name="(action-[a-z-]+)"', page)) == {"action-submit"}
        foot = page.partition('class="board-actions"')[2].partition("</div>")[0]
        # In sight, whatever the width; Enter in a field does what the first button does.
        assert re.findall(r"<button[^>]*?(action-s\w+)", foot) == ["action-save", "action-submit"]
        assert (
            "w-dropdown" not in page.partition('<footer class="footer')[2].partition("</footer>")[0]
        )
        # Weeks begin on Monday.
        assert AdminDateTimeInput().get_config()["dayOfWeekStart"] == 1
        for closed in ("unpublish", "lock", "unlock"):
            assert f"/pages/{story.pk}/{closed}/" not in page

    def test_is_locked_for_the_author_while_the_text_waits(self, portal, editor) -> None:
        story = submitted(portal, editor)
        address = reverse("wagtailadmin_pages:edit", args=[story.pk])

        page = text(desk_client(editor).get(address))
        desk_client(editor).post(address, {"title": "Sửa trộm"})

        assert 'class="board-actions__back">Rút lại</button>' in page
        assert set(re.findall(r'name="(action-[a-z-]+)"', page)) == {"action-cancel-workflow"}

        assert story.get_latest_revision_as_object().title != "Sửa trộm"

    @pytest.mark.parametrize(
        ("said", "kept"), [("", "Sân đình ngày hội"), ("Rước kiệu", "Rước kiệu")]
    )
    def test_takes_over_what_was_said_of_the_image_when_it_was_uploaded(
        self, portal, editor, said, kept
    ) -> None:
        image = make_image(portal)
        image.description = "Sân đình ngày hội"
        image.save()
        story = make_story(portal, author=editor)

        desk_client(editor).post(
            reverse("wagtailadmin_pages:edit", args=[story.pk]),
            {
                "title": story.title,
                "slug": story.slug,
                "lead": story.lead,
                "lead_image": image.pk,
                "lead_image_alt": said,
                "body-count": "0",
                **{
                    f"{formset}-{kind}_FORMS": "0"
                    for formset in ("related_stories", "comments")
                    for kind in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")
                },
            },
        )

        saved = ArticlePage.objects.get(pk=story.pk).get_latest_revision_as_object()
        assert (saved.lead_image, saved.lead_image_alt) == (image, kept)

    @pytest.mark.parametrize("listed", ["", "/viec/?loai=draft"])
    def test_submits_by_its_stock_button_and_leads_back(self, portal, editor, listed) -> None:
        story = make_story(portal, author=editor)
        address = reverse("wagtailadmin_pages:edit", args=[story.pk])
        opened = f"http://{settings.PORTALS_ADMIN_HOST}{opened_from(address, listed)}"

        sent = desk_client(editor).post(
            address,
            {
                "title": story.title,
                "slug": story.slug,
                "lead": story.lead,
                "body-count": "0",
                "action-submit": "1",
                **{
                    f"{formset}-{kind}_FORMS": "0"
                    for formset in ("related_stories", "comments")
                    for kind in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")
                },
            },
            headers={"referer": opened},
        )

        assert ArticlePage.objects.get(pk=story.pk).current_workflow_state
        assert sent.headers["Location"] == (listed or reverse("own_texts"))


class TestTheListOfAPortalsStories:
    def test_holds_own_and_republished_stories_together(self, portal, editor) -> None:
        published_story(portal, title="Tin của xã")
        republished(portal, make_portal(), title="Tin của tỉnh")
        make_story(make_portal(), title="Tin nơi khác")

        page = text(desk_client(editor).get(reverse("portal_stories", args=[portal.pk])))

        assert "Tin của xã" in page
        assert "Tin của tỉnh" in page
        assert "Tin nơi khác" not in page

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ({"role": "origin"}, {"Lễ hội"}),
            ({"role": "republished"}, {"Cấp điện"}),
            ({"q": "lễ"}, {"Lễ hội"}),
            ({"state": "removed"}, set()),
        ],
    )
    def test_is_filtered(self, portal, editor, query, shown) -> None:
        published_story(portal, title="Lễ hội")
        republished(portal, make_portal(), title="Cấp điện")

        page = text(desk_client(editor).get(reverse("portal_stories", args=[portal.pk]), query))

        assert {title for title in ("Lễ hội", "Cấp điện") if title in page} == shown

    def test_shows_a_republished_story_as_on_the_portal(self, portal, editor) -> None:
        placement = republished(portal, make_portal(), title="Tin của tỉnh")

        page = text(desk_client(editor).get(reverse("placement_preview", args=[placement.pk])))

        assert "Tin của tỉnh" in page
        assert portal.name in page

    def test_takes_a_republished_story_down(self, portal, head) -> None:
        placement = republished(portal, make_portal(), title="Tin của tỉnh")

        desk_client(head).post(
            reverse("placement_take_down", args=[placement.pk]), {"reason": "Không phù hợp."}
        )

        placement.refresh_from_db()
        assert placement.removal_reason == "Không phù hợp."

    def test_withdraws_ones_own(self, portal, head) -> None:
        story = published_story(portal)

        desk_client(head).post(
            reverse("story_withdraw", args=[story.pk]), {"kind": "in_error", "reason": "Nhầm."}
        )

        assert not ArticlePage.objects.get(pk=story.pk).live

    def test_withdraws_nothing_for_an_editor(self, portal, editor) -> None:
        story = published_story(portal)

        desk_client(editor).post(
            reverse("story_withdraw", args=[story.pk]), {"kind": "in_error", "reason": "Nhầm."}
        )

        assert ArticlePage.objects.get(pk=story.pk).live


class TestMoving:
    def test_within_the_portal_brings_the_placement_along(self, portal, head) -> None:
        story = published_story(portal)
        other = portal.sections.exclude(pk=story.get_parent().pk).first()

        desk_client(head).post(reverse("story_move", args=[story.pk]), {"section": other.pk})

        assert Placement.objects.standing().get(story=story).section_id == other.pk

    def test_to_another_portal_is_not_offered(self, portal, head) -> None:
        story = published_story(portal)
        foreign = section_of(make_portal())

        desk_client(head).post(reverse("story_move", args=[story.pk]), {"section": foreign.pk})

        assert Placement.objects.standing().get(story=story).portal_id == portal.pk

    def test_leads_from_the_framework_to_ours(self, portal, head) -> None:
        story = make_story(portal)

        response = desk_client(head).get(reverse("wagtailadmin_pages:move", args=[story.pk]))

        assert response.headers["Location"] == reverse("story_move", args=[story.pk])


class TestTheCostOfADesk:
    def count(self, client, address, django_assert_max_num_queries) -> int:
        client.get(address)
        with django_assert_max_num_queries(60) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    def test_is_the_same_for_two_and_for_ten(
        self, portal, head, editor, django_assert_max_num_queries
    ) -> None:
        client = desk_client(head)
        addresses = [
            *(reverse("wagtailadmin_home"), reverse("review_list")),
            reverse("portal_stories", args=[portal.pk]),
        ]
        origin = make_portal()

        def add(number: int) -> None:
            for _ in range(number):
                submitted(portal, editor)
                make_story(portal, author=head)
                story = submitted(portal, head)
                return_story(story=story, reason="Sửa.", actor=head, now=timezone.now())
                published_story(portal)
                republished(portal, origin, title="Tin")

        def count() -> dict[str, int]:
            return {
                one: self.count(client, one, django_assert_max_num_queries) for one in addresses
            }

        add(2)
        few = count()
        add(3)
        assert count() == few


def test_a_title_without_a_slug_beside_it_fills_in_none(portal, head) -> None:
    """Wagtail's script would look for the field and stumble."""
    section = section_of(portal)

    page = text(desk_client(head).get(reverse("wagtailadmin_pages:edit", args=[section.pk])))

    assert 'name="title"' in page
    assert "w-sync" not in page


@pytest.mark.parametrize("kind", [ArticlePage, InformationPage])
def test_a_preview_opens_as_narrow_as_a_phone(kind) -> None:
    page = kind(title="Tin")
    first = page.preview_sizes[0]
    assert (first["name"], first["device_width"]) == (page.default_preview_size, 360)
