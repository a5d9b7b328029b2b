"""The inbox: what waits for one person, most urgent first, settled in place, at a fixed cost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import ArticlePage, Placement
from editorial.placements.actions import withdraw_story
from editorial.review.actions import approve_story, return_story, submit_story, take_back
from editorial.review.inbox_of_scheduled import tomorrow
from editorial.review.waiting import returned_texts, waiting_for
from editorial.standing.staleness import stale_sections
from portals.boards.enums import Position
from portals.boards.models import User
from portals.inbox.items import InboxItem, InboxUrgency
from portals.inbox.queries import inbox_of, pressing
from portals.inbox.reader import InboxReader
from portals.inbox.words import when_in_words
from portals.models import Portal
from tests.factories import (
    make_member,
    make_portal,
    make_province_tree,
    make_story,
    published_story,
)
from tests.support.inboxes import in_inbox
from tests.support.visiting import republished
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


def items(user, kind: str, **options: object) -> list[InboxItem]:
    return in_inbox(user, kind, **options)


def text(response) -> str:
    return body(response).decode()


class TestWhatWaits:
    def test_is_the_text_that_a_head_may_approve(self, portal, head, editor) -> None:
        story = submitted(portal, editor)

        (item,) = items(head, "review")

        assert item.title == story.title
        assert item.portal == portal
        assert item.due_at > item.since
        assert [act.posts for act in item.acts] == [True, False]
        assert items(editor, "review") == []

    def test_offers_no_approval_of_ones_own_text(self, portal, head) -> None:
        submitted(portal, head)

        (item,) = items(head, "review")

        assert item.urgency == InboxUrgency.UNHURRIED
        assert not any(act.posts for act in item.acts)

    def test_is_what_came_back_with_its_reason(self, portal, head, editor) -> None:
        story = submitted(portal, editor)
        return_story(story=story, reason="Thiếu nguồn.", actor=head, now=timezone.now())

        (item,) = items(editor, "returned")

        assert "Thiếu nguồn." in item.note
        assert items(editor, "draft") == []

    def test_is_what_came_back_to_oneself_on_a_board_one_still_sits_on(
        self, portal, head, editor
    ) -> None:
        colleague, elsewhere = make_member(portal, Position.EDITOR), make_portal()
        make_member(elsewhere, Position.EDITOR, user=editor)
        story = make_story(portal, author=editor)
        submit_story(story=story, actor=editor, now=timezone.now())
        return_story(story=story, reason="Thiếu nguồn", actor=head, now=timezone.now())

        (text,) = returned_texts(editor, [elsewhere, portal])
        assert (text.page.pk, text.portal, text.returned_by) == (story.pk, portal, head)
        assert (text.reason, text.returned_at <= timezone.now()) == ("Thiếu nguồn", True)
        for person, boards in ((colleague, [portal]), (head, [portal]), (editor, [elsewhere])):
            assert returned_texts(person, boards) == []
        portal.board.members.filter(user=editor).delete()
        assert waiting_for(editor, timezone.now()) == []

    def test_is_nothing_that_came_back_once_it_was_handed_in_again_or_taken_back(
        self, portal, head, editor
    ) -> None:
        again, back = (make_story(portal, author=editor) for _ in range(2))
        for story in (again, back):
            submit_story(story=story, actor=editor, now=timezone.now())
            return_story(story=story, reason="Thiếu nguồn", actor=head, now=timezone.now())
        submit_story(story=again, actor=editor, now=timezone.now())
        assert [text.page.pk for text in returned_texts(editor, [portal])] == [back.pk]
        submit_story(story=back, actor=editor, now=timezone.now())
        take_back(story=back, actor=editor, now=timezone.now())
        assert returned_texts(editor, [portal]) == []

    def test_is_a_draft_of_ones_own(self, portal, editor, head) -> None:
        story = make_story(portal, author=editor)

        assert [item.key for item in items(editor, "draft")] == [str(story.pk)]
        assert items(head, "draft") == []

    def test_is_no_draft_once_it_is_approved_for_later_or_withdrawn(
        self, portal, head, editor
    ) -> None:
        later = submitted(portal, editor)
        now = timezone.now()
        approve_story(story=later, actor=head, now=now, go_live_at=now + timedelta(days=2))
        gone = published_story(portal, author=editor)
        withdraw_story(
            story=gone, kind=RemovalKind.IN_ERROR, reason="Nhầm.", actor=head, now=timezone.now()
        )

        assert items(editor, "draft") == []

    def test_is_what_goes_live_today(self, portal, head, editor) -> None:
        story = submitted(portal, editor)
        now = timezone.now()
        hour = tomorrow(now) - timedelta(seconds=1)
        approve_story(story=story, actor=head, now=now, go_live_at=hour)

        (item,) = items(editor, "scheduled")

        assert item.due_at == hour

    def test_is_nothing_of_another_board(self, portal, head) -> None:
        other = make_portal()
        submitted(other, make_member(other, Position.EDITOR))

        assert items(head, "review") == []

    def test_is_nothing_once_the_term_is_over(self, portal, editor) -> None:
        submitted(portal, editor)
        former = make_member(portal, Position.HEAD, ends_on=timezone.localdate())

        assert inbox_of(InboxReader(former, timezone.now())) == []

    def test_is_of_one_portal_where_only_that_is_asked_for(self, portal, head, editor) -> None:
        other = make_portal()
        make_member(other, Position.HEAD, user=head)
        submitted(portal, editor)
        submitted(other, make_member(other, Position.EDITOR))

        assert {item.portal for item in items(head, "review")} == {portal, other}
        assert [item.portal for item in items(head, "review", only_portal_id=other.pk)] == [other]


class TestStaleSections:
    def stale(self, portal, now) -> set[str]:
        return {one.section.section_type_id for one in stale_sections([portal], now)}

    def test_are_those_older_than_their_kind_may_be(self, portal) -> None:
        published_story(portal)
        now = timezone.now()
        Placement.objects.update(placed_at=now - timedelta(days=2))

        assert "tin-tuc" not in self.stale(portal, now)
        assert "tin-tuc" in self.stale(portal, now + timedelta(days=2))

    def test_are_one_line_a_portal(self, portal, editor) -> None:
        (item,) = items(editor, "stale")

        assert item.urgency == InboxUrgency.UNHURRIED
        assert reverse("quick_write") in item.acts[0].url


class TestTheOrder:
    def item(self, portal, key: str, **fields: object) -> InboxItem:
        given = {"since": None, "due_at": None, "urgency": InboxUrgency.ORDINARY, **fields}
        title = given.pop("title", key)
        return InboxItem("kind", key, title, portal, url="/", **given)

    def test_is_urgent_then_due_then_longest_waiting(self, portal) -> None:
        now = timezone.now()
        hour = timedelta(hours=1)
        expected = [
            self.item(portal, "urgent", urgency=InboxUrgency.URGENT),
            self.item(portal, "late", due_at=now - hour),
            self.item(portal, "soon", due_at=now + hour),
            self.item(portal, "long", since=now - 2 * hour),
            self.item(portal, "short", since=now - hour),
            self.item(portal, "9", since=now, title="Bão"),
            self.item(portal, "10", since=now, title="Lũ"),
            self.item(portal, "unhurried", due_at=now - hour, urgency=InboxUrgency.UNHURRIED),
        ]

        shuffled = sorted(expected, key=lambda item: item.key)

        assert sorted(shuffled, key=pressing) == expected

    @pytest.mark.parametrize(
        ("due", "since", "words"),
        [
            (timedelta(hours=3), None, "3"),
            (timedelta(minutes=-90), None, "1"),
            (None, timedelta(days=-5), "5"),
            (None, None, ""),
        ],
    )
    def test_is_told_in_words(self, portal, due, since, words) -> None:
        now = timezone.now()
        item = self.item(
            portal,
            "x",
            due_at=now + due if due is not None else None,
            since=now + since if since is not None else None,
        )

        said = when_in_words(item, now)

        assert re.findall(r"\d+", said) == ([words] if words else [])


class TestThePage:
    def test_settles_in_place_and_comes_back(self, portal, head, editor) -> None:
        story = submitted(portal, editor)
        client = desk_client(head)
        page = text(client.get(reverse("inbox")))
        mark = re.search(r'name="mark" value="([^"]+)"', page)
        assert mark

        response = client.post(
            reverse("story_approve", args=[story.pk]), {"mark": mark[1], "next": reverse("inbox")}
        )

        assert response.headers["Location"] == reverse("inbox")
        assert ArticlePage.objects.get(pk=story.pk).live
        assert story.title not in text(client.get(reverse("inbox")))

    def test_sends_nobody_to_another_host(self, portal, head, editor) -> None:
        story = submitted(portal, editor)

        response = desk_client(head).post(
            reverse("story_approve", args=[story.pk]), {"next": "https://la.example/"}
        )

        assert response.headers["Location"] == reverse("story_review", args=[story.pk])

    def test_holds_nothing_inline(self, portal, head, editor) -> None:
        submitted(portal, editor)

        response = desk_client(head).get(reverse("inbox"))

        assert "unsafe-inline" not in response.headers["Content-Security-Policy"]
        assert not re.search(r"<script(?![^>]*src=)|<style|style=|\son[a-z]+=", text(response))

    def test_names_the_portal_of_each_line(self, portal, head, editor) -> None:
        submitted(portal, editor)

        assert portal.name in text(desk_client(head).get(reverse("inbox")))

    def test_leaves_nothing_out_of_a_long_list(self, portal, editor) -> None:
        titles = {make_story(portal, author=editor).title for _ in range(30)}
        client = desk_client(editor)

        shown = text(client.get(reverse("inbox"))) + text(client.get(reverse("inbox") + "?p=2"))

        assert all(f">{title}</a>" in shown for title in titles)


class TestTheCost:
    @pytest.mark.parametrize("name", ["inbox", "wagtailadmin_home"])
    def test_is_the_same_for_few_and_for_many(self, name, django_assert_max_num_queries) -> None:
        # The first page is about the first of one's portals by name, which is this one whatever others are called.
        first = make_portal(name="An Lành")
        person = make_member(first, Position.HEAD)

        def add(number: int, portal: Portal) -> None:
            author = make_member(portal, Position.EDITOR)
            # Whose rights nobody asked for yet.
            head = User.objects.get(pk=person.pk)
            if portal != first:
                make_member(portal, Position.HEAD, user=head)
            now = timezone.now()
            for _ in range(number):
                submitted(portal, author)
                make_story(portal, author=head)
                back = submitted(portal, head)
                return_story(story=back, reason="Sửa.", actor=head, now=now)
                soon = submitted(portal, author)
                today = tomorrow(now) - timedelta(seconds=1)
                approve_story(story=soon, actor=head, now=now, go_live_at=today)
                published_story(portal)

        def count() -> int:
            client = desk_client(person)
            client.get(reverse(name))
            with django_assert_max_num_queries(30) as captured:
                assert client.get(reverse(name)).status_code == 200
            return len(captured)

        add(1, first)
        few = count()
        add(2, first)
        add(3, make_portal())

        assert count() == few

    def test_stays_within_its_limit_above_all_boards(self, django_assert_max_num_queries) -> None:
        province, district, communes = make_province_tree()
        head, author = (make_member(province, post) for post in (Position.HEAD, Position.EDITOR))
        for below in (district, *communes):
            republished(published_story(province), below)
            published_story(below)
        now = timezone.now()
        submitted(province, author)
        return_story(story=submitted(province, head), reason="Sửa.", actor=head, now=now)
        make_story(province, author=head)

        client = desk_client(head)
        client.get(reverse("wagtailadmin_home"))
        with django_assert_max_num_queries(30):
            assert client.get(reverse("wagtailadmin_home")).status_code == 200
