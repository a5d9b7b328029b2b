"""A story at its address: served, redirected, gone, or never there."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import Placement, StoryPage
from editorial.placements.actions import end_placements, move_story, withdraw_story
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.models import Portal
from tests.factories import make_member, make_portal, make_story, published_story, section_of
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Portal:
    return make_portal("province")


@pytest.fixture
def commune(province: Portal) -> Portal:
    return make_portal(overseer=province)


@pytest.fixture
def story(province: Portal) -> StoryPage:
    return published_story(province, title="Khánh thành cầu Đông Xuyên")


def origin_url(story: StoryPage, portal: Portal, settings: object) -> str:
    port = f":{settings.PORTALS_PORT}" if settings.PORTALS_PORT else ""
    return f"{settings.PORTALS_SCHEME}://{portal.site.hostname}{port}{story.public_path()}"


class TestAnAddress:
    def test_answers_on_the_storys_own_portal(self, province: Portal, story: StoryPage) -> None:
        response = visit(province, story.public_path())
        assert response.status_code == 200
        assert story.title in response.content.decode()

    @pytest.mark.parametrize(
        "path", ["/tin-tuc/ten-cu-{id}/", "/chuyen-muc-cu/{slug}-{id}/", "/tin-tuc/Ten%20La-{id}/"]
    )
    def test_in_another_spelling_leads_to_the_right_one(
        self, province: Portal, story: StoryPage, path: str
    ) -> None:
        response = visit(province, path.format(id=story.pk, slug=story.slug))
        assert (response.status_code, response["Location"]) == (301, story.public_path())

    def test_without_its_last_slash_gets_it(self, province: Portal, story: StoryPage) -> None:
        response = visit(province, story.public_path().rstrip("/") + "?a=1")
        assert (response.status_code, response["Location"]) == (301, story.public_path() + "?a=1")

    def test_answers_head_and_refuses_what_changes_things(
        self, province: Portal, story: StoryPage
    ) -> None:
        client, host = Client(), {"host": province.site.hostname}
        assert client.head(story.public_path(), headers=host).status_code == 200
        for method in (client.post, client.put, client.delete):
            response = method(story.public_path(), headers=host)
            assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")

    def test_of_a_draft_is_not_found(self, province: Portal) -> None:
        draft = make_story(province)
        assert visit(province, draft.public_path()).status_code == 404

    def test_of_another_portals_story_is_not_found(self, commune: Portal, story: StoryPage) -> None:
        assert visit(commune, story.public_path()).status_code == 404

    def test_of_a_live_story_that_stands_nowhere_is_not_found(
        self, province: Portal, story: StoryPage
    ) -> None:
        Placement.objects.all().delete()
        assert visit(province, story.public_path()).status_code == 404

    @pytest.mark.parametrize(
        "path",
        ["/khong-co/", "/tin-tuc/a-999999999999999999/", "/a/b/c/", "/wp-login.php", "/%00/"],
    )
    def test_that_was_never_used_is_not_found(self, province: Portal, path: str) -> None:
        response = visit(province, path)
        assert response.status_code == 404
        assert province.title in response.content.decode()

    def test_on_an_unknown_host_is_not_found(self, settings: object) -> None:
        host = f"khong-co.{settings.PORTALS_BASE_DOMAIN}"
        assert Client().get("/", headers={"host": host}).status_code == 404

    def test_sends_no_cookie_and_a_strict_policy(self, province: Portal) -> None:
        response = visit(province, "/")
        assert not response.cookies
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert "unsafe-inline" not in response["Content-Security-Policy"]


class TestARepublishedStory:
    def test_has_the_receivers_frame_and_names_its_source(
        self, province: Portal, commune: Portal, story: StoryPage, settings: object
    ) -> None:
        placement = republished(story, commune)
        html = visit(commune, placement.path).content.decode()
        address = origin_url(story, province, settings)
        assert f'<a href="{address}">{province.title}</a>' in html
        assert f'<link rel="canonical" href="{address}">' in html
        assert f"{commune.agency}</span>" in html

    def test_keeps_its_original_date(self, commune: Portal, story: StoryPage) -> None:
        StoryPage.objects.filter(pk=story.pk).update(
            first_published_at="2024-03-02T05:00:00Z", last_published_at="2024-03-02T05:00:00Z"
        )
        placement = republished(story, commune)
        assert "02/03/2024 12:00" in visit(commune, placement.path).content.decode()

    def test_is_found_under_the_receivers_section(self, commune: Portal, story: StoryPage) -> None:
        placement = republished(story, commune, "chi-dao")
        response = visit(commune, f"/tin-tuc/x-{story.pk}/")
        assert response["Location"] == placement.path
        assert placement.path.startswith("/chi-dao/")


class TestARemovedStory:
    def test_is_gone_everywhere_with_kind_and_reason(
        self, province: Portal, commune: Portal, story: StoryPage
    ) -> None:
        placement = republished(story, commune)
        head = make_member(province, Position.HEAD)
        withdraw_story(
            story=story,
            kind=RemovalKind.IN_ERROR,
            reason="Sai số liệu <b>",
            actor=head,
            now=timezone.now(),
        )
        for portal, path in ((province, story.public_path()), (commune, placement.path)):
            response = visit(portal, path)
            html = response.content.decode()
            assert response.status_code == 410
            assert story.title in html
            assert "Sai số liệu &lt;b&gt;" in html

    def test_taken_down_here_names_where_it_still_stands(
        self, province: Portal, commune: Portal, story: StoryPage, settings: object
    ) -> None:
        placement = republished(story, commune)
        end_placements(
            placements=Placement.objects.filter(pk=placement.pk),
            kind=RemovalKind.TAKEN_DOWN,
            reason="Không phù hợp",
            now=timezone.now(),
        )
        response = visit(commune, placement.path)
        assert response.status_code == 410
        assert origin_url(story, province, settings) in response.content.decode()

    def test_moved_to_another_portal_leads_there(
        self, province: Portal, commune: Portal, story: StoryPage, settings: object
    ) -> None:
        old_path = story.public_path()
        head = make_member(province, Position.HEAD)
        make_member(commune, Position.HEAD, user=head)
        moved = move_story(
            story=story, section=section_of(commune, "chi-dao"), actor=head, now=timezone.now()
        )
        response = visit(province, old_path)
        assert response.status_code == 301
        assert response["Location"] == origin_url(moved, commune, settings)

    def test_placed_again_is_served_again(self, commune: Portal, story: StoryPage) -> None:
        placement = republished(story, commune)
        end_placements(
            placements=Placement.objects.filter(pk=placement.pk),
            kind=RemovalKind.TAKEN_DOWN,
            reason="Nhầm",
            now=timezone.now(),
        )
        assert visit(commune, republished(story, commune).path).status_code == 200


class TestAPreview:
    def test_shows_a_draft_with_the_addresses_of_its_portal(self, province: Portal) -> None:
        draft = make_story(province, title="Bản thảo chưa đăng").specific
        response = draft.make_preview_request()
        html = response.content.decode()
        assert response.status_code == 200
        assert "Bản thảo chưa đăng" in html
        assert 'action="/tim-kiem/"' in html
        assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
        # The admin host, on which the preview is shown, has nothing at a portal's addresses.
        links = re.findall(r'<a\b[^>]*?\shref="([^"#][^"]*)"([^>]*)', html)
        assert len(links) > 10
        assert [link for link, more in links if link.startswith("/") or "_blank" not in more] == []
        assert f"{main_origin(province)}/" in dict(links)

    def test_leaves_the_addresses_of_the_admin_as_they_were(self, province: Portal) -> None:
        from django.urls import reverse

        make_story(province).specific.make_preview_request()
        assert reverse("wagtailadmin_home") == "/"
