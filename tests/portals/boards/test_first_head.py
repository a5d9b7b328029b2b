"""The first person of an install: seated by a command, let in by its sheet, and nobody after them."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portals.boards.actions.first_head import UnableToBegin, seat_first_head
from portals.boards.actions.inviting import InvitationRefused, redeem_code
from portals.boards.actions.people import Person
from portals.boards.enums import Position
from portals.boards.models import BoardMember, Invitation, User
from portals.mail.models import OutgoingMail
from tests.factories import make_member, make_portal, make_user

pytestmark = pytest.mark.django_db

SAID = ("--name", "Nguyễn Văn An", "--account", "nguyenvanan", "--mail", "an@bacninh.example.vn")
PASSWORD = "mot-mat-khau-dai-2026"  # pragma: allowlist secret


@pytest.fixture
def province():
    return make_portal("province", name="Tỉnh Bắc Ninh", host="")


def first_head(*said: str) -> str:
    out = StringIO()
    call_command("first_head", *(said or SAID), stdout=out)
    return out.getvalue()


def code_in(sheet: str) -> str:
    (found,) = re.findall(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", sheet)
    return found


class TestTheCommand:
    def test_prints_a_sheet_by_which_the_head_comes_in(self, province, settings) -> None:
        sheet = first_head()
        assert f"http://{settings.PORTALS_ADMIN_HOST}:8000/loi-moi/" in sheet
        desk = Client(headers={"host": settings.PORTALS_ADMIN_HOST})
        given = {"code": code_in(sheet), "new_password": PASSWORD, "again": PASSWORD}
        came_in = desk.post(
            reverse("invitation_code", urlconf="portals.urls.admin"), given, follow=True
        )
        assert came_in.context["user"].username == "nguyenvanan"
        head = BoardMember.objects.get(board=province.board)
        assert (head.position, str(head.user)) == (Position.HEAD, "Nguyễn Văn An")
        assert not head.user.is_superuser

    def test_mails_a_link_where_that_is_asked_for(self, province) -> None:
        said = first_head(*SAID, "--by-mail")
        assert "an@bacninh.example.vn" in said
        assert OutgoingMail.objects.get().address == "an@bacninh.example.vn"
        assert Invitation.objects.get().way == Invitation.Way.MAIL

    def test_prints_another_sheet_for_who_lost_the_first(self, province) -> None:
        assert code_in(first_head()) != code_in(first_head())
        assert User.objects.filter(username="nguyenvanan").count() == 1
        assert Invitation.objects.open_at(timezone.now()).count() == 1

    def test_asks_for_what_is_missing_where_nobody_can_be_asked(self, province) -> None:
        with pytest.raises(CommandError, match="--account"):
            first_head("--name", "Nguyễn Văn An")

    def test_says_that_portals_come_first(self) -> None:
        with pytest.raises(CommandError):
            first_head()
        assert not User.objects.filter(username="nguyenvanan").exists()


class TestWhoIsRefused:
    def test_another_person_once_one_was_seated(self, province) -> None:
        first_head()
        with pytest.raises(CommandError, match="nguyenvanan"):
            first_head("--name", "Trần Thị Bình", "--account", "tranthibinh")

    def test_the_head_who_has_a_password(self, province) -> None:
        head = make_member(province, Position.HEAD)
        person = Person(str(head), head.username)
        with pytest.raises(UnableToBegin):
            seat_first_head(person=person, way=Invitation.Way.SHEET, actor=None, now=timezone.now())
        assert not Invitation.objects.exists()

    def test_once_a_head_came_in_who_has_left(self, province) -> None:
        today = timezone.localdate()
        make_member(province, Position.HEAD, ends_on=today)
        refused_but_for_a_reason("đã từng có Trưởng ban")

    def test_once_a_head_came_in_whose_account_is_closed(self, province) -> None:
        head = make_member(province, Position.HEAD)
        head.is_active = False
        head.save()
        refused_but_for_a_reason("đã từng có Trưởng ban")

    def test_an_account_that_has_a_password(self, province) -> None:
        user = make_member(make_portal("commune"), Position.EDITOR)
        said = ("--name", user.get_full_name(), "--account", user.username)
        before = user.password
        refused_but_for_a_reason("đã có mật khẩu", *said)
        user.refresh_from_db()
        # It holds until they set another.
        assert user.password == before

    def test_not_where_a_head_who_never_came_in_has_left(self, province) -> None:
        today = timezone.localdate()
        head = make_member(province, Position.HEAD, ends_on=today)
        head.set_unusable_password()
        head.save()
        make_member(province, Position.DEPUTY, starts_on=today - timedelta(days=30))
        assert code_in(first_head())

    def test_a_reason_without_again_and_again_without_a_reason(self, province) -> None:
        for said in (("--again",), ("--reason", "Mất tài khoản"), ("--again", "--reason", " ")):
            with pytest.raises(CommandError, match="together"):
                first_head(*SAID, *said)


def refused_but_for_a_reason(words: str, *said: str) -> None:
    with pytest.raises(CommandError, match=words):
        first_head(*(said or SAID))
    assert not Invitation.objects.exists()
    assert code_in(first_head(*(said or SAID), "--again", "--reason", "Không ai vào được."))
    (entry,) = ModelLogEntry.objects.filter(action="boards.seat_again")
    assert entry.data["reason"] == "Không ai vào được."


class TestWhatWasMistyped:
    def test_in_the_address_is_put_right_and_the_link_goes_to_the_right_one(self, province) -> None:
        first_head(*SAID[:4], "--mail", "anh@bacninh.example.vn", "--by-mail")
        assert "an@bacninh.example.vn" in first_head(*SAID, "--by-mail")
        last = OutgoingMail.objects.order_by("written_at").last()
        assert last is not None
        assert last.address == "an@bacninh.example.vn"
        (entry,) = ModelLogEntry.objects.filter(action="boards.correct_account")
        assert entry.data["former"] == {"email": "anh@bacninh.example.vn"}

    def test_in_the_account_is_put_right(self, province) -> None:
        former = code_in(first_head("--name", "Nguyễn Văn An", "--account", "nguyenvann"))
        assert "account      nguyenvanan" in first_head()
        assert User.objects.get(username="nguyenvanan") == BoardMember.objects.get().user
        assert not User.objects.filter(username="nguyenvann").exists()
        with pytest.raises(InvitationRefused):
            redeem_code(code=former, password=PASSWORD, now=timezone.now())

    def test_in_the_name_is_put_right(self, province) -> None:
        first_head("--name", "Nguyễn Văn Am", *SAID[2:])
        assert first_head().startswith("Nguyễn Văn An")

    def test_stays_once_the_head_came_in(self, province) -> None:
        redeem_code(code=code_in(first_head()), password=PASSWORD, now=timezone.now())
        for said in (
            (*SAID[:2], "--account", "nguyenvanan2"),
            (*SAID[:4], "--mail", "x@bacninh.example.vn"),
        ):
            with pytest.raises(CommandError, match="đã từng có Trưởng ban"):
                first_head(*said)
        assert BoardMember.objects.get().user.email == "an@bacninh.example.vn"

    def test_is_not_put_right_with_the_account_of_another(self, province) -> None:
        first_head("--name", "Nguyễn Văn An", "--account", "nguyenvann")
        other = make_user(username="nguyenvanan")
        other.set_unusable_password()
        other.save()
        with pytest.raises(CommandError, match="của người khác"):
            first_head()
