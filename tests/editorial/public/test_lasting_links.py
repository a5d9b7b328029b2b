"""Links in texts: one address of each page, on every portal and whatever becomes of the page."""

from __future__ import annotations

import pytest
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import InformationPage, InformationRemoval, Placement, StoryPage
from editorial.placements.actions import end_placements, move_story, withdraw_story
from editorial.public.addresses import origin_url
from editorial.public.links import lasting_path
from editorial.review.text_to_read import text_to_read
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.ledger.shown_text import shown_text_of
from portals.models import Portal
from tests.factories import (
    make_member,
    make_province_tree,
    make_story,
    published_story,
    section_of,
)
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> tuple[Portal, Portal]:
    province, _district, (commune, _other) = make_province_tree()
    return province, commune


@pytest.fixture
def province(tree: tuple[Portal, Portal]) -> Portal:
    return tree[0]


@pytest.fixture
def commune(tree: tuple[Portal, Portal]) -> Portal:
    return tree[1]


def linking_to(*pages: StoryPage, on: Portal) -> StoryPage:
    links = "".join(f'<a linktype="page" id="{page.pk}">{page.pk}</a> ' for page in pages)
    return published_story(on, body=[("text", f"<p>{links}</p>")])


def withdraw(story: StoryPage, portal: Portal) -> None:
    withdraw_story(
        story=story, kind=RemovalKind.IN_ERROR, reason="Sai số liệu", now=timezone.now(),
        actor=make_member(portal, Position.HEAD),
    )  # fmt: skip


class TestThePageThatLinks:
    def test_shows_the_same_text_on_every_portal_whatever_becomes_of_what_it_links_to(
        self, province: Portal, commune: Portal
    ) -> None:
        here, elsewhere, draft = (
            published_story(province),
            published_story(province),
            make_story(province),
        )
        story = linking_to(here, elsewhere, draft, on=province)
        placed = republished(story, commune, "chi-dao")
        pages = [(province, story.public_path()), (commune, placed.path)]

        def texts() -> set[str]:
            return {shown_text_of(visit(*page).content.decode()) for page in pages}

        [before] = texts()
        assert f"{here.pk} </noi-dung/{here.pk}/>" in before
        republished(here, commune)
        withdraw(elsewhere, province)
        assert texts() == {before}

    def test_says_of_an_address_that_was_given_in_full(
        self, province: Portal, commune: Portal
    ) -> None:
        """On its own host too it is told from what stands on the portal that is read."""
        address = f"{main_origin(commune)}/gioi-thieu/"
        links = f'<a href="{address}">a</a> <a href="HTTPS://khac.example.vn">b</a> <a href="/lien-he/">c</a>'
        story = published_story(province, body=[("text", f"<p>{links}</p>")])
        pages = [(province, story.public_path()), (commune, republished(story, commune).path)]
        [text] = {shown_text_of(visit(*page).content.decode()) for page in pages}
        assert f"a <{address}> b <https://khac.example.vn/> c </lien-he/>" in text

    def test_leads_the_desk_to_where_the_other_was_written(self, province: Portal) -> None:
        """No portal is being read there, so the path would lead nowhere."""
        linked, draft = published_story(province), make_story(province)
        html = text_to_read(linking_to(linked, draft, on=province))
        assert f'href="{origin_url(province, linked)}"' in html
        assert f"<a>{draft.pk}</a>" in html


class TestTheLastingPath:
    def test_leads_to_the_page_here_else_to_where_it_was_written(
        self, province: Portal, commune: Portal
    ) -> None:
        story = published_story(province)
        path = lasting_path(story.pk)
        answers = {}
        for portal, leads_to in (
            (province, story.public_path()),
            (commune, origin_url(province, story)),
        ):
            answers[portal.pk] = visit(portal, path)
            assert (answers[portal.pk].status_code, answers[portal.pk]["Location"]) == (
                302,
                leads_to,
            )
        # What other portals do is not in the editions of this one.
        assert {answer["Cache-Control"] for answer in answers.values()} == {"no-store"}
        placed = republished(story, commune, "chi-dao")
        assert visit(commune, path)["Location"] == placed.path

    def test_follows_a_story_that_moves(self, province: Portal, commune: Portal) -> None:
        story = published_story(province)
        head = make_member(province, Position.HEAD)
        make_member(commune, Position.HEAD, user=head)
        moved = move_story(
            story=story, section=section_of(commune, "chi-dao"), actor=head, now=timezone.now()
        )
        assert visit(province, lasting_path(story.pk))["Location"] == origin_url(commune, moved)

    def test_leads_to_the_origin_where_only_this_portal_took_it_down(
        self, province: Portal, commune: Portal
    ) -> None:
        story = published_story(province)
        placed = republished(story, commune)
        end_placements(
            placements=Placement.objects.filter(pk=placed.pk), kind=RemovalKind.TAKEN_DOWN,
            reason="Không phù hợp", now=timezone.now(),
        )  # fmt: skip
        assert visit(commune, lasting_path(story.pk))["Location"] == origin_url(province, story)

    def test_of_a_withdrawn_story_says_why_on_every_portal(
        self, province: Portal, commune: Portal
    ) -> None:
        story = published_story(province)
        withdraw(story, province)
        for portal in (province, commune):
            answer = visit(portal, lasting_path(story.pk))
            html = answer.content.decode()
            assert (answer.status_code, answer["Cache-Control"]) == (410, "no-store")
            assert story.title in html
            assert "Sai số liệu" in html
            # Another portal has no such section, or one of its own.
            assert ("Xem tiếp trong" in html) == ("/xac-thuc/" in html) == (portal == province)

    def test_of_what_never_was_public_is_unknown(self, province: Portal) -> None:
        draft = make_story(province, title="Chưa đăng")
        for page_id in (draft.pk, 0, 999_999, 2**31, 10**30):
            answer = visit(province, lasting_path(page_id))
            assert answer.status_code == 404, page_id
            assert "Chưa đăng" not in answer.content.decode()

    def test_of_a_standing_page(self, province: Portal, commune: Portal) -> None:
        page = InformationPage(title="Cơ cấu", intro="Ai làm gì.", body=[])
        section_of(province, "gioi-thieu").add_child(instance=page)
        path = lasting_path(page.pk)
        assert visit(province, path)["Location"] == page.public_path()
        assert visit(commune, path)["Location"] == main_origin(province) + page.public_path()
        InformationPage.objects.filter(pk=page.pk).update(live=False)
        assert visit(commune, path).status_code == 404
        InformationRemoval.objects.create(
            page=page, title=page.title, kind=RemovalKind.WITHDRAWN, reason="Đã cũ",
            removed_at=timezone.now(), by=make_member(province, Position.HEAD),
        )  # fmt: skip
        answer = visit(commune, path)
        assert (answer.status_code, "Đã cũ" in answer.content.decode()) == (410, True)
