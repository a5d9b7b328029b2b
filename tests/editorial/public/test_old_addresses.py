"""Addresses of sections and standing pages go on answering after a rename, a move, a withdrawal."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import InformationPage, OldAddress
from editorial.models.reserved import RESERVED_SLUGS
from editorial.placements.actions import UnableToMove
from editorial.placements.removing import withdraw_information
from editorial.standing.readdressing import UnableToRename, move_information, rename_section
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.refusals import NotYourOffice
from portals.urls.public import urlpatterns
from tests.factories import make_member, make_portal, published_story, section_of
from tests.support.visiting import visit
from tests.walls import desk_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal():
    return make_portal()


@pytest.fixture
def head(portal):
    return make_member(portal, Position.HEAD)


def standing_page(portal, section: str = "gioi-thieu", title: str = "Cơ cấu") -> InformationPage:
    page = InformationPage(title=title, live=False)
    section_of(portal, section).add_child(instance=page)
    page.save_revision().publish(skip_permission_checks=True)
    return InformationPage.objects.get(pk=page.pk)


def rename(section, head, title: str = "Về chúng tôi", *, readdress: bool = True):
    return rename_section(
        section=section, title=title, readdress=readdress, actor=head, now=timezone.now()
    )


class TestARenamedSection:
    def test_is_found_at_its_old_address_with_all_that_is_in_it(self, portal, head) -> None:
        page = standing_page(portal)
        story = published_story(portal, section="gioi-thieu")
        old_story_path = story.public_path()

        rename(section_of(portal, "gioi-thieu"), head)

        for old, new in (
            ("/gioi-thieu/", "/ve-chung-toi/"),
            ("/gioi-thieu/co-cau/", "/ve-chung-toi/co-cau/"),
            (old_story_path, old_story_path.replace("gioi-thieu", "ve-chung-toi")),
        ):
            answer = visit(portal, old)
            assert (answer.status_code, answer["Location"]) == (301, new)
            assert visit(portal, new).status_code == 200
        assert page.pk == InformationPage.objects.get(slug="co-cau").pk

    @pytest.mark.parametrize("form", ["rss.xml", "atom.xml", "feed.json"])
    def test_leads_readers_of_its_feeds_on(self, portal, head, form) -> None:
        rename(section_of(portal, "gioi-thieu"), head)
        answer = visit(portal, f"/gioi-thieu/{form}")
        assert (answer.status_code, answer["Location"]) == (301, f"/ve-chung-toi/{form}")
        assert visit(portal, answer["Location"]).status_code == 200
        assert visit(portal, f"/khong-co/{form}").status_code == 404

    def test_keeps_what_was_asked_of_it(self, portal, head) -> None:
        rename(section_of(portal, "gioi-thieu"), head)
        answer = visit(portal, "/gioi-thieu/", data={"truoc": "1-2"})
        assert answer["Location"] == "/ve-chung-toi/?truoc=1-2"

    def test_leads_on_from_every_address_it_ever_had(self, portal, head) -> None:
        rename(section_of(portal, "gioi-thieu"), head)
        rename(section_of(portal, "gioi-thieu"), head, "Giới thiệu chung")
        for old in ("/gioi-thieu/", "/ve-chung-toi/"):
            assert visit(portal, old)["Location"] == "/gioi-thieu-chung/"

    def test_may_take_its_old_address_back(self, portal, head) -> None:
        rename(section_of(portal, "gioi-thieu"), head)
        rename(section_of(portal, "gioi-thieu"), head, "Giới thiệu")
        assert visit(portal, "/gioi-thieu/").status_code == 200
        assert visit(portal, "/ve-chung-toi/")["Location"] == "/gioi-thieu/"

    def test_is_found_at_old_addresses_of_its_own_portal_alone(self, portal, head) -> None:
        other = make_portal()
        other_head = make_member(other, Position.HEAD)
        rename(section_of(portal, "gioi-thieu"), head, "Về chúng tôi")
        rename(section_of(portal, "gioi-thieu"), head, "Giới thiệu chung")
        assert visit(portal, "/ve-chung-toi/").status_code == 301
        assert visit(other, "/ve-chung-toi/").status_code == 404
        # The same old address on both leads to what is there now on each.
        rename(section_of(other, "gioi-thieu"), other_head, "Trang của xã")
        assert visit(portal, "/gioi-thieu/")["Location"] == "/gioi-thieu-chung/"
        assert visit(other, "/gioi-thieu/")["Location"] == "/trang-cua-xa/"

    def test_may_keep_its_address(self, portal, head) -> None:
        section = rename(section_of(portal, "gioi-thieu"), head, "Về xã", readdress=False)
        assert section.slug == "gioi-thieu"
        assert "Về xã" in visit(portal, "/gioi-thieu/").content.decode()

    @pytest.mark.parametrize("title", ["Tin tức", "Tìm kiếm", "Liên hệ", "Cam kết", "Dữ liệu mở"])
    def test_takes_no_address_that_is_taken(self, portal, head, title) -> None:
        with pytest.raises(UnableToRename):
            rename(section_of(portal, "gioi-thieu"), head, title)
        assert not OldAddress.objects.exists()

    def test_takes_no_address_of_the_system(self) -> None:
        steps = {str(one.pattern).removesuffix("/") for one in urlpatterns}
        of_the_system = {step for step in steps if re.fullmatch(r"[a-z][a-z-]*", step)}
        assert len(of_the_system) > 15
        assert of_the_system <= RESERVED_SLUGS

    def test_takes_the_name_of_its_type_again(self) -> None:
        province = make_portal("province")
        of_province = make_member(province, Position.HEAD)
        rename(section_of(province, "du-lieu-mo"), of_province, "Kho số liệu")
        assert (
            rename(section_of(province, "du-lieu-mo"), of_province, "Dữ liệu mở").slug
            == "du-lieu-mo"
        )

    def test_is_renamed_by_heads_alone(self, portal) -> None:
        for person in (
            make_member(portal, Position.EDITOR),
            make_member(portal, Position.SECRETARY),
            make_member(make_portal(), Position.HEAD),
        ):
            with pytest.raises(NotYourOffice):
                rename(section_of(portal, "gioi-thieu"), person)
        rename(section_of(portal, "gioi-thieu"), make_member(portal, Position.DEPUTY))

    def test_is_renamed_on_the_desk(self, portal, head) -> None:
        section = section_of(portal, "gioi-thieu")
        client = desk_client(head)
        address = reverse("section_rename", args=[section.pk])
        assert client.get(address).status_code == 200
        assert client.post(address, {"title": ""}).status_code == 422
        assert client.post(address, {"title": "Về xã", "readdress": "on"}).status_code == 302
        assert visit(portal, "/gioi-thieu/")["Location"] == "/ve-xa/"


class TestAMovedStandingPage:
    def test_leads_to_its_section_of_now(self, portal, head) -> None:
        page = standing_page(portal)
        target = section_of(portal, "quy-hoach")
        desk_client(head).post(reverse("story_move", args=[page.pk]), {"section": target.pk})
        answer = visit(portal, "/gioi-thieu/co-cau/")
        assert (answer.status_code, answer["Location"]) == (301, "/quy-hoach/co-cau/")

    def test_leads_to_the_portal_it_was_moved_to(self, portal, head) -> None:
        other = make_portal()
        make_member(other, Position.HEAD, user=head)
        page = standing_page(portal)
        move_information(
            page=page, section=section_of(other, "gioi-thieu"), actor=head, now=timezone.now()
        )
        answer = visit(portal, "/gioi-thieu/co-cau/")
        assert answer["Location"] == f"{main_origin(other)}/gioi-thieu/co-cau/"
        assert visit(other, "/gioi-thieu/co-cau/").status_code == 200

    def test_is_not_moved_to_a_board_that_was_not_asked(self, portal, head) -> None:
        page = standing_page(portal)
        other = make_portal()
        foreign = make_member(other, Position.HEAD)
        secretary = make_member(portal, Position.SECRETARY)
        make_member(other, Position.SECRETARY, user=secretary)
        for person in (head, foreign, secretary):
            with pytest.raises(NotYourOffice):
                move_information(
                    page=page,
                    section=section_of(other, "gioi-thieu"),
                    actor=person,
                    now=timezone.now(),
                )

    def test_is_moved_within_its_portal_by_the_desk(self, portal) -> None:
        page = standing_page(portal)
        target = section_of(portal, "quy-hoach")
        for person in (
            make_member(portal, Position.EDITOR),
            make_member(make_portal(), Position.HEAD),
        ):
            with pytest.raises(NotYourOffice):
                move_information(page=page, section=target, actor=person, now=timezone.now())
        move_information(
            page=page,
            section=target,
            actor=make_member(portal, Position.SECRETARY),
            now=timezone.now(),
        )
        assert visit(portal, "/quy-hoach/co-cau/").status_code == 200

    def test_is_not_moved_over_another(self, portal, head) -> None:
        page = standing_page(portal)
        standing_page(portal, "quy-hoach")
        with pytest.raises(UnableToMove):
            move_information(
                page=page, section=section_of(portal, "quy-hoach"), actor=head, now=timezone.now()
            )

    def test_says_at_its_old_address_that_it_was_withdrawn(self, portal, head) -> None:
        page = standing_page(portal)
        moved = move_information(
            page=page, section=section_of(portal, "quy-hoach"), actor=head, now=timezone.now()
        )
        withdraw_information(
            page=moved,
            kind=RemovalKind.SUPERSEDED,
            reason="Đã có bản mới.",
            actor=head,
            now=timezone.now(),
        )
        answer = visit(portal, "/gioi-thieu/co-cau/")
        assert answer.status_code == 410
        assert "Đã có bản mới." in answer.content.decode()

    def test_gives_way_to_a_page_that_takes_its_place(self, portal, head) -> None:
        page = standing_page(portal)
        move_information(
            page=page, section=section_of(portal, "quy-hoach"), actor=head, now=timezone.now()
        )
        standing_page(portal)
        assert visit(portal, "/gioi-thieu/co-cau/").status_code == 200


class TestAnAddressThatNeverWas:
    @pytest.mark.parametrize(
        "path", ["/khong-co/", "/" + "a/" * 40, "/gioi-thieu/" + "x" * 900 + "/", "/a%00b/"]
    )
    def test_answers_404(self, portal, head, path) -> None:
        rename(section_of(portal, "gioi-thieu"), head, "Về xã", readdress=False)
        assert visit(portal, path).status_code == 404

    def test_of_a_draft_leaves_nothing(self, portal) -> None:
        page = InformationPage(title="Nháp", live=False)
        section_of(portal, "gioi-thieu").add_child(instance=page)
        page.move(section_of(portal, "quy-hoach"), pos="last-child")
        assert not OldAddress.objects.exists()
