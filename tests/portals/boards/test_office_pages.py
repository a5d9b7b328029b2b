"""The office on the admin host: each page for whom it is, nothing of it for anybody else."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from portals.boards.actions.grants import declare_away, delegate, grant_waiver
from portals.boards.actions.inviting import UnableToInvite, invite_on_sheet
from portals.boards.enums import Position
from portals.boards.models import BoardMember, Invitation, StandingWaiver, User
from portals.clock import local_date
from portals.models import Portal
from tests.factories import make_member, make_portal, make_province_tree, make_story
from tests.support.mail import deliver
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db


def today() -> date:
    return local_date(timezone.now())


def span(days: int = 7) -> dict[str, str]:
    return {
        "starts_on": today().isoformat(),
        "last_on": (today() + timedelta(days)).isoformat(),
    }


def text(response: object) -> str:
    return body(response).decode()


class TestTheBoardsPage:
    def test_shows_the_head_members_of_now_past_and_coming(self) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        make_member(portal, Position.EDITOR, ends_on=date(2020, 1, 1))
        make_member(portal, Position.SECRETARY, starts_on=today() + timedelta(9))
        shown = text(desk_client(head).get(reverse("board", args=[portal.pk])))
        assert reverse("board_appoint", args=[portal.pk]) in shown
        assert reverse("board_delegation", args=[portal.pk]) in shown
        assert 'id="coming"' in shown
        assert "office-act" in shown

    def test_gives_a_plain_member_no_verbs_but_their_own_absence(self) -> None:
        portal = make_portal()
        editor = make_member(portal, Position.EDITOR)
        client = desk_client(editor)
        shown = text(client.get(reverse("board", args=[portal.pk])))
        assert reverse("board_absence", args=[portal.pk]) in shown
        for name in ("board_appoint", "board_delegation", "board_hours", "board_waiver"):
            address = reverse(name, args=[portal.pk])
            assert address not in shown
            assert client.get(address).status_code == 404
            assert client.post(address).status_code == 404

    def test_is_hidden_from_strangers_from_below_and_from_beside(self) -> None:
        province, district, communes = make_province_tree(2)
        for person in (
            make_member(communes[0], Position.HEAD),
            make_member(make_portal(), Position.HEAD),
            make_member(district, Position.EDITOR),
        ):
            client = desk_client(person)
            assert client.get(reverse("board", args=[communes[1].pk])).status_code == 404
            assert client.get(reverse("board", args=[province.pk])).status_code == 404

    def test_costs_as_many_queries_for_many_posts_as_for_few(self) -> None:
        counts = []
        for number in (2, 12):
            portal = make_portal()
            head = make_member(portal, Position.HEAD)
            for _number in range(number):
                make_member(portal, Position.EDITOR)
                make_member(portal, Position.EDITOR, ends_on=date(2020, 1, 1))
            client = desk_client(head)
            client.get(reverse("board", args=[portal.pk]))
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("board", args=[portal.pk]))
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 40


class TestAppointing:
    def appoint(self, client: Client, portal: Portal, **fields: str) -> object:
        return client.post(
            reverse("board_appoint", args=[portal.pk]),
            {
                "name": "Nguyễn Thị Đào",
                "position": "secretary",
                "starts_on": today().isoformat(),
                **fields,
            },
        )

    def test_makes_an_account_without_a_password_and_a_post(self) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        self.appoint(desk_client(head), portal, main_post="Công chức Văn hóa - Xã hội")
        member = BoardMember.objects.get(board=portal.board, position=Position.SECRETARY)
        assert member.user.username.startswith("nguyenthidao.")
        assert not member.user.has_usable_password()
        assert member.main_post == "Công chức Văn hóa - Xã hội"

    def test_keeps_what_was_typed_when_it_is_refused(self) -> None:
        portal = make_portal()
        client = desk_client(make_member(portal, Position.HEAD))
        self.appoint(client, portal)
        shown = text(self.appoint(client, portal))
        assert "Nguyễn Thị Đào" in shown
        assert BoardMember.objects.filter(board=portal.board).count() == 2
        assert "errorlist" in text(self.appoint(client, portal, name="Đào"))
        assert "errorlist" in text(self.appoint(client, portal, starts_on="0024-11-28"))

    def test_offers_the_post_of_head_to_the_portal_above_only(self) -> None:
        _province, district, communes = make_province_tree(1)
        head = make_member(communes[0], Position.HEAD)
        self.appoint(desk_client(head), communes[0], position="head")
        assert communes[0].board.members.count() == 1
        self.appoint(
            desk_client(make_member(district, Position.SECRETARY)), communes[0], position="head"
        )
        assert communes[0].board.members.count() == 2

    def test_takes_no_account_of_another_name(self) -> None:
        portal = make_portal()
        other = make_member(make_portal(), Position.EDITOR)
        client = desk_client(make_member(portal, Position.HEAD))
        self.appoint(client, portal, username=other.username)
        assert portal.board.members.count() == 1
        self.appoint(client, portal, username=other.username, name=other.get_full_name())
        assert portal.board.members.filter(user=other).exists()


class TestAMembersPage:
    def test_ends_changes_and_corrects(self) -> None:
        portal = make_portal()
        client = desk_client(make_member(portal, Position.HEAD))
        editor = make_member(portal, Position.EDITOR)
        post = BoardMember.objects.get(user=editor)
        arguments = [portal.pk, post.pk]
        assert client.get(reverse("board_member", args=arguments)).status_code == 200
        client.post(
            reverse("board_member_position", args=arguments),
            {"position": "deputy_head", "from_on": (today() + timedelta(1)).isoformat()},
        )
        assert editor.posts.count() == 2
        client.post(
            reverse("board_member_term", args=arguments),
            {"starts_on": "2018-05-01", "last_on": today().isoformat(), "reason": "Nhầm"},
        )
        post.refresh_from_db()
        assert (post.period.lower, post.period.upper) == (
            date(2018, 5, 1),
            today() + timedelta(1),
        )
        shown = text(client.post(reverse("board_member_end", args=arguments), {"reason": ""}))
        assert "errorlist" in shown
        client.post(
            reverse("board_member_end", args=arguments),
            {"ends_on": today().isoformat(), "reason": "Chuyển công tác"},
        )
        post.refresh_from_db()
        assert post.period.upper == today()

    def test_of_another_board_is_not_found_under_ones_own(self) -> None:
        portal = make_portal()
        client = desk_client(make_member(portal, Position.HEAD))
        theirs = BoardMember.objects.get(user=make_member(make_portal(), Position.EDITOR))
        for name, ask in (
            ("board_member", client.get),
            ("board_member_end", client.post),
            ("board_member_sheet", client.post),
        ):
            answer = ask(reverse(name, args=[portal.pk, theirs.pk]), {"reason": "x"})
            assert answer.status_code == 404, name
            assert theirs.user.get_full_name() not in text(answer)


class TestGrants:
    def test_are_given_and_taken_back(self) -> None:
        _province, district, communes = make_province_tree(1)
        portal = communes[0]
        head, deputy = make_member(portal, Position.HEAD), make_member(portal, Position.DEPUTY)
        mine = desk_client(head)
        mine.post(reverse("board_delegation", args=[portal.pk]), {**span(), "receiver": deputy.pk})
        delegation = portal.board.delegations.get()
        assert delegation.period.upper == today() + timedelta(8)
        mine.post(
            reverse("board_absence", args=[portal.pk]),
            {**span(), "user": head.pk, "stand_in": deputy.pk},
        )
        absence = portal.board.absences.get()
        shown = text(mine.get(reverse("board", args=[portal.pk])))
        assert reverse("board_delegation_end", args=[portal.pk, delegation.pk]) in shown
        mine.post(reverse("board_delegation_end", args=[portal.pk, delegation.pk]))
        mine.post(reverse("board_absence_end", args=[portal.pk, absence.pk]))
        delegation.refresh_from_db()
        absence.refresh_from_db()
        assert delegation.ended_at
        assert absence.ended_at
        mine.post(reverse("board_hours", args=[portal.pk]), {"hours": "36"})
        portal.board.refresh_from_db()
        assert portal.board.silent_hours == 36
        assert desk_client(head).get(reverse("board_waiver", args=[portal.pk])).status_code == 404

    def test_a_waiver_is_granted_and_revoked_by_the_portal_above(self) -> None:
        _province, district, communes = make_province_tree(1)
        portal = communes[0]
        make_member(portal, Position.HEAD)
        boss = desk_client(make_member(district, Position.HEAD))
        boss.post(reverse("board_waiver", args=[portal.pk]), {**span(60), "reason": "Một người"})
        waiver = StandingWaiver.objects.get()
        assert "errorlist" in text(
            boss.post(reverse("board_waiver", args=[portal.pk]), {**span(), "reason": "Nữa"})
        )
        boss.post(
            reverse("board_waiver_revoke", args=[portal.pk, waiver.pk]), {"reason": "Đủ người"}
        )
        waiver.refresh_from_db()
        assert waiver.ended_at
        assert "Đủ người" in text(boss.get(reverse("board", args=[portal.pk])))

    def test_of_a_stranger_are_not_ended(self) -> None:
        _province, district, communes = make_province_tree(2)
        theirs = communes[0]
        head, deputy = make_member(theirs, Position.HEAD), make_member(theirs, Position.DEPUTY)
        now = timezone.now()
        days = {"starts_on": today(), "ends_on": today() + timedelta(9), "now": now}
        delegation = delegate(board=theirs.board, receiver=deputy, actor=head, **days)
        absence = declare_away(board=theirs.board, user=head, stand_in=deputy, actor=head, **days)
        alone = communes[1]
        waiver = grant_waiver(
            board=alone.board, reason="x", actor=make_member(district, Position.HEAD), **days
        )
        stranger = desk_client(make_member(alone, Position.HEAD))
        for name, grant in (
            ("board_delegation_end", delegation),
            ("board_absence_end", absence),
            ("board_waiver_revoke", waiver),
        ):
            for portal in communes:
                stranger.post(reverse(name, args=[portal.pk, grant.pk]), {"reason": "x"})
            grant.refresh_from_db()
            assert grant.ended_at is None


class TestThePortalOnesWorksOn:
    def two(self) -> tuple[Portal, Portal, Client]:
        one, two = make_portal(name="Xã An Bình"), make_portal(name="Xã Bình Dương")
        person = make_member(one, Position.HEAD)
        make_member(two, Position.EDITOR, user=person)
        return one, two, desk_client(person)

    def test_is_named_on_every_page_and_chosen_in_one_place(self) -> None:
        one, two, client = self.two()
        assert 'desk-strip__now">Xã An Bình<' in text(client.get(reverse("wagtailadmin_home")))
        assert reverse("later_check_list") in text(client.get(reverse("wagtailadmin_home")))
        answer = client.post(reverse("portal_choose"), {"portal": two.pk})
        assert answer.status_code == 302
        home = text(client.get(reverse("wagtailadmin_home")))
        assert 'desk-strip__now">Xã Bình Dương<' in home
        assert str(one.title) not in home
        # An editor there: nothing of the head's menu.
        assert reverse("later_check_list") not in home
        for menu, page in (
            ("stories", "portal_stories"),
            ("own_details", "portal_details"),
            ("looks", "portal_look"),
        ):
            assert client.get(reverse(menu)).headers["Location"] == reverse(page, args=[two.pk])

    def test_a_page_of_the_other_portal_says_which_it_is(self) -> None:
        _one, two, client = self.two()
        story = make_story(two, author=User.objects.get(posts__board=two.board))
        for address in (
            reverse("wagtailadmin_pages:edit", args=[story.pk]),
            reverse("portal_stories", args=[two.pk]),
            reverse("board", args=[two.pk]),
        ):
            shown = text(client.get(address))
            assert 'desk-strip__now">Xã Bình Dương<' in shown
            assert "desk-strip__other" in shown

    @pytest.mark.parametrize("choice", ["stranger", "", "x", "-1", str(2**70)])
    def test_a_foreign_or_unknown_choice_is_refused(self, choice: str) -> None:
        one, _two, client = self.two()
        portal = str(make_portal().pk) if choice == "stranger" else choice
        assert client.post(reverse("portal_choose"), {"portal": portal}).status_code == 404
        assert one.title in text(client.get(reverse("wagtailadmin_home")))

    def test_falls_back_when_the_post_there_ends(self) -> None:
        one, two, client = self.two()
        client.post(reverse("portal_choose"), {"portal": two.pk})
        two.board.members.update(period=f"[2019-01-01,{today().isoformat()})")
        home = text(client.get(reverse("wagtailadmin_home")))
        assert one.title in home
        assert f'desk-strip__now">{one.name}<' in home

    def test_is_not_offered_to_whoever_sits_on_one_board(self) -> None:
        portal = make_portal()
        home = text(desk_client(make_member(portal)).get(reverse("wagtailadmin_home")))
        assert 'class="desk-switch"' not in home


class TestInvitations:
    @pytest.fixture
    def newcomer(self) -> BoardMember:
        portal = make_portal()
        person = User(username="moi.xa", last_name="Lê", first_name="Văn Mới")
        person.email = "moi@example.vn"
        person.set_unusable_password()
        person.save()
        make_member(portal, Position.EDITOR, user=person)
        return BoardMember.objects.select_related("board__portal", "user").get(user=person)

    def sheet(self, member: BoardMember) -> str:
        head = make_member(member.board.portal, Position.HEAD)
        arguments = [member.board.portal_id, member.pk]
        shown = text(desk_client(head).post(reverse("board_member_sheet", args=arguments)))
        assert "<svg" in shown
        return re.search(r"sheet__code\">([\w-]+)<", shown).group(1)

    def redeem(self, client: Client, code: str, password: str = "mot-hai-ba-bon-9") -> object:
        return client.post(
            reverse("invitation_code"),
            {"code": code, "new_password": password, "again": password},
        )

    def test_a_sheets_code_sets_a_password_once_and_signs_in(self, newcomer: BoardMember) -> None:
        code = self.sheet(newcomer)
        invitation = Invitation.objects.get()
        assert code.replace("-", "")[4:] not in invitation.code_hash
        client = desk_client(None)
        assert self.redeem(client, code.lower()).status_code == 302
        assert client.get(reverse("wagtailadmin_home")).status_code == 200
        newcomer.user.refresh_from_db()
        assert newcomer.user.check_password("mot-hai-ba-bon-9")
        again = self.redeem(desk_client(None), code, "khac-han-mat-khau-1")
        assert again.status_code == 200
        newcomer.user.refresh_from_db()
        assert newcomer.user.check_password("mot-hai-ba-bon-9")

    @pytest.mark.asvs("2.2.1", "6.2.1", "6.2.4")
    def test_a_weak_password_uses_nothing_up(self, newcomer: BoardMember) -> None:
        code = self.sheet(newcomer)
        shown = text(self.redeem(desk_client(None), code, "12345678"))
        assert "errorlist" in shown
        assert self.redeem(desk_client(None), code).status_code == 302

    def test_two_passwords_that_differ_are_told(self, newcomer: BoardMember) -> None:
        shown = desk_client(None).post(
            reverse("invitation_code"),
            {"code": self.sheet(newcomer), "new_password": "a-b-c-d-e-f", "again": "x"},
        )
        assert "errorlist" in text(shown)

    def test_a_later_invitation_ends_the_earlier(self, newcomer: BoardMember) -> None:
        first, second = self.sheet(newcomer), self.sheet(newcomer)
        assert self.redeem(desk_client(None), first).status_code == 200
        assert self.redeem(desk_client(None), second).status_code == 302

    @pytest.mark.asvs("6.4.1")
    def test_a_code_that_ran_out_opens_nothing(self, newcomer: BoardMember) -> None:
        code = self.sheet(newcomer)
        Invitation.objects.update(expires_at=timezone.now())
        assert self.redeem(desk_client(None), code).status_code == 200

    def test_is_withdrawn_for_its_own_person_alone(self, newcomer: BoardMember) -> None:
        code = self.sheet(newcomer)
        another = User(username="moi2.xa", last_name="Lê", first_name="Thị Mới")
        another.set_unusable_password()
        another.save()
        make_member(newcomer.board.portal, Position.EDITOR, user=another)
        theirs = self.sheet(BoardMember.objects.get(user=another))
        assert Invitation.objects.open_at(timezone.now()).count() == 2
        assert self.redeem(desk_client(None), theirs).status_code == 302
        assert self.redeem(desk_client(None), code).status_code == 302

    def test_opens_nothing_for_a_suspended_account(self, newcomer: BoardMember) -> None:
        code = self.sheet(newcomer)
        User.objects.filter(pk=newcomer.user_id).update(is_active=False)
        assert "errorlist" in text(self.redeem(desk_client(None), code))
        newcomer.user.refresh_from_db()
        assert not newcomer.user.has_usable_password()
        assert Invitation.objects.get().used_at is None

    def test_is_given_until_the_day_before_the_post_ends(self, newcomer: BoardMember) -> None:
        board, person = newcomer.board, newcomer.user
        last = today() + timedelta(1)
        BoardMember.objects.filter(pk=newcomer.pk).update(period=(newcomer.period.lower, last))
        now = timezone.now()
        invite_on_sheet(board=board, user=person, actor=None, now=now)
        with pytest.raises(UnableToInvite):
            invite_on_sheet(board=board, user=person, actor=None, now=now + timedelta(days=1))

    @pytest.mark.asvs("11.5.1")
    def test_wrong_codes_close_the_sheet_and_the_address(self, newcomer: BoardMember) -> None:
        code = self.sheet(newcomer)
        wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
        for _number in range(8):
            answer = self.redeem(desk_client(None), wrong)
            assert answer.status_code == 200
            assert "errorlist" in text(answer)
        assert Invitation.objects.get().wrong_codes == 8
        assert self.redeem(desk_client(None), code).status_code == 200
        newcomer.user.refresh_from_db()
        assert not newcomer.user.has_usable_password()

    def test_a_mailed_link_works_once(self, newcomer: BoardMember) -> None:
        portal = newcomer.board.portal
        head = make_member(portal, Position.HEAD)
        desk_client(head).post(reverse("board_member_mail", args=[portal.pk, newcomer.pk]))
        deliver()
        (message,) = mail.outbox
        assert message.to == ["moi@example.vn"]
        path = re.search(r"https?://[^/]+(/\S+)", message.body).group(1)
        client = desk_client(None)
        assert "Lê Văn Mới" in text(client.get(path))
        password = {"new_password": "mot-hai-ba-bon-9", "again": "mot-hai-ba-bon-9"}
        assert client.post(path, password).status_code == 302
        assert desk_client(None).get(path).status_code == 410
        assert desk_client(None).post(path, password).status_code == 410
        assert desk_client(None).get(path[:-3] + "xx/").status_code == 410

    def test_a_head_gets_no_code_for_an_account_that_has_a_password(self) -> None:
        _province, district, communes = make_province_tree(1)
        portal = communes[0]
        head, deputy = make_member(portal, Position.HEAD), make_member(portal, Position.DEPUTY)
        post = BoardMember.objects.get(user=deputy)
        address = reverse("board_member_sheet", args=[portal.pk, post.pk])
        assert desk_client(head).post(address).status_code == 302
        assert not Invitation.objects.exists()
        boss = make_member(district, Position.SECRETARY)
        assert "sheet__code" in text(desk_client(boss).post(address))

    def test_nobody_gets_a_code_for_who_also_sits_on_a_board_they_do_not_oversee(self) -> None:
        portal, other = make_portal(), make_portal()
        head = make_member(portal, Position.HEAD)
        both = make_member(portal, Position.EDITOR)
        both.set_unusable_password()
        both.save()
        make_member(other, Position.HEAD, user=both)
        post = BoardMember.objects.get(user=both, board=portal.board)
        desk_client(head).post(reverse("board_member_sheet", args=[portal.pk, post.pk]))
        assert not Invitation.objects.exists()

    def test_the_pages_for_the_signed_out_name_nobody(self, newcomer: BoardMember) -> None:
        code = self.sheet(newcomer)
        shown = text(desk_client(None).get(reverse("invitation_code") + f"?so={code[:4]}"))
        assert code[:4] in shown
        assert "Lê Văn Mới" not in shown

    def test_sheets_for_a_whole_board_are_for_those_without_a_password(
        self, newcomer: BoardMember
    ) -> None:
        portal = newcomer.board.portal
        head = make_member(portal, Position.HEAD)
        make_member(portal, Position.DEPUTY)
        shown = text(desk_client(head).post(reverse("board_sheets", args=[portal.pk])))
        assert shown.count("sheet__code") == 1


class TestTheReport:
    def test_is_for_the_desk_of_who_oversees_and_reaches_only_below(self) -> None:
        province, district, communes = make_province_tree(2)
        make_portal(name="Xã Người Lạ")
        shown = text(desk_client(make_member(district, Position.SECRETARY)).get(reverse("boards")))
        assert all(commune.name in shown for commune in communes)
        assert "Xã Người Lạ" not in shown
        assert reverse("board", args=[province.pk]) not in shown

    def test_leads_others_to_their_own_board(self) -> None:
        portal = make_portal()
        client = desk_client(make_member(portal, Position.HEAD))
        assert client.get(reverse("boards")).headers["Location"] == reverse(
            "board", args=[portal.pk]
        )
        assert client.get(reverse("boards_export", args=["csv"])).status_code == 404
        assert client.get(reverse("boards_upload")).status_code == 404
        assert client.post(reverse("boards_upload")).status_code == 404

    def test_is_filtered_and_exported_without_formulas(self) -> None:
        province, _district, communes = make_province_tree(2)
        evil = User.objects.create(username="evil", last_name="=HYPERLINK(1)", first_name="x")
        make_member(communes[0], Position.HEAD, user=evil)
        client = desk_client(make_member(province, Position.HEAD))
        assert communes[0].name not in text(client.get(reverse("boards") + "?rule=no_head"))
        assert communes[1].name in text(client.get(reverse("boards") + "?rule=no_head"))
        assert client.get(reverse("boards") + "?rule=x&overseer=99&p=y").status_code == 200
        exported = text(client.get(reverse("boards_export", args=["csv"]) + "?tier=commune"))
        assert "'=HYPERLINK" in exported
        assert exported.count("\r\n") == 3
        book = load_workbook(io.BytesIO(body(client.get(reverse("boards_export", args=["xlsx"])))))
        cells = [cell for row in book.active.iter_rows(values_only=True) for cell in row if cell]
        assert "'=HYPERLINK(1) x" in cells
        assert client.get(reverse("boards_export", args=["pdf"])).status_code == 404

    def test_appoints_from_a_file(self) -> None:
        province, _district, communes = make_province_tree(2)
        client = desk_client(make_member(province, Position.HEAD))
        rows = "portal,name,position,starts_on\r\n"
        rows += "".join(f"{portal.code},Lê Văn Tám,Trưởng ban,\r\n" for portal in communes)

        def send(text_of_file: str, **fields: str) -> str:
            file = io.BytesIO(text_of_file.encode())
            file.name = "danh-sach.csv"
            return text(
                client.post(reverse("boards_upload"), {"file": file, **fields}, follow=True)
            )

        assert "errorlist" not in send(rows, check="1")
        assert not communes[0].board.members.exists()
        assert "<li>" in send(rows + "NOPE,Lê Văn Chín,Thư ký,\r\n")
        assert not communes[0].board.members.exists()
        send(rows)
        assert [portal.board.members.count() for portal in communes] == [1, 1]
