"""An office outside is let in by its decision: by whom, who it may be, from when to when, and to what of the desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.models import ModelLogEntry

from portals.auditors.actions import (
    UnfitDecision,
    invite_auditor,
    may_enter,
    revoke_decision,
)
from portals.auditors.inbox import EndingAudits, EnteredAudits
from portals.auditors.middleware import READING
from portals.auditors.models import AuditDecision, AuditorAccess
from portals.auditors.open_pages import pages
from portals.auditors.queries import audits_of
from portals.boards.actions.appointing import UnableToAppoint, appoint
from portals.boards.actions.inviting import UnableToInvite, invite_by_mail
from portals.boards.actions.people import Person
from portals.boards.enums import ALL_POSITIONS, APPROVERS, Position
from portals.boards.models import User
from portals.boards.queries import portals_of
from portals.inbox.queries import items_of
from portals.inbox.reader import InboxReader
from portals.mail.models import OutgoingMail
from portals.models import Portal
from portals.refusals import NotYourOffice
from portals.sign_in.queries import must_have_second_factor
from tests.factories import make_member, make_portal, make_story, make_user
from tests.portals.auditors.cast import INSIDE, LAST, OFFICE, STARTS, lead_of, let_in
from tests.support.files import pdf
from tests.walls import desk_client

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """What is refused and told, that is; pages are in the language of their reader."""
    with translation.override("en"):
        yield


def at(day: date, hour: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{hour}:00+07:00")


@pytest.fixture
def province() -> Portal:
    return make_portal("province", name="tỉnh Bắc Ninh")


@pytest.fixture
def head(province: Portal) -> User:
    return make_member(province, Position.HEAD)


@pytest.fixture
def decision(head: User) -> AuditDecision:
    return let_in(head)


@pytest.fixture
def auditor(decision: AuditDecision) -> User:
    return lead_of(decision)


def again(user: User) -> User:
    """As the next request has them: nothing is known of them yet."""
    return User.objects.get(pk=user.pk)


class TestEntering:
    @pytest.mark.parametrize("position", sorted(ALL_POSITIONS))
    def test_is_for_the_provinces_head_and_deputies(self, province, position) -> None:
        person = make_member(province, position)
        assert may_enter(person, INSIDE) == (position in APPROVERS)
        if position in APPROVERS:
            assert let_in(person).entered_by == person
        else:
            with pytest.raises(NotYourOffice):
                let_in(person)

    def test_is_not_for_the_head_of_another_board(self, province) -> None:
        with pytest.raises(NotYourOffice):
            let_in(make_member(make_portal("district", overseer=province), Position.HEAD))

    def test_makes_accounts_without_a_password_and_is_logged(self, head, decision, auditor) -> None:
        assert auditor.username == "ngothikiem.thanhtraminhhoa"
        assert not auditor.has_usable_password()
        entry = ModelLogEntry.objects.get(action="auditors.enter")
        assert (entry.user, entry.data["team"]) == (head, [auditor.pk])

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"last_on": STARTS - DAY}, "before the first"),
            ({"last_on": STARTS + timedelta(days=366)}, "a year at most"),
            ({"starts_on": date(2026, 10, 1), "last_on": INSIDE.date() - DAY}, "has passed"),
            ({"last_month": date(2026, 8, 1)}, "last month lies before"),
            ({"decided_on": INSIDE.date() + DAY}, "has not come"),
            ({"office": " "}, "Give the office"),
            ({"number": ""}, "Give the office"),
        ],
    )
    def test_refuses_what_contradicts_itself(self, head, changes, said) -> None:
        with pytest.raises(UnfitDecision, match=said):
            let_in(head, **changes)
        assert not AuditDecision.objects.exists()

    def test_refuses_the_same_decision_twice(self, head, decision) -> None:
        with pytest.raises(UnfitDecision, match="entered before"):
            let_in(head)

    def test_refuses_who_sits_on_a_board(self, head, province) -> None:
        member = make_member(make_portal(overseer=province), Position.EDITOR)
        named = Person(str(member), member.username, "")
        with pytest.raises(UnfitDecision, match="holds a post on the board"):
            let_in(head, named)

    def test_refuses_oneself_and_somebody_twice(self, head) -> None:
        with pytest.raises(UnfitDecision, match="enters themselves"):
            let_in(head, Person(str(head), head.username, ""))
        twice = Person("Ngô Thị Kiểm", "", "kiem@example.vn")
        with pytest.raises(UnfitDecision, match="twice"):
            let_in(head, twice, twice)

    def test_takes_an_account_of_that_name_only(self, head) -> None:
        stands = make_user()
        with pytest.raises(UnfitDecision, match="cannot be taken"):
            let_in(head, Person("Tên Khác", stands.username, ""))
        assert lead_of(let_in(head, Person(str(stands), stands.username, ""))) == stands

    def test_one_leads_and_the_others_follow(self, head) -> None:
        second = Person("Ngô Thị Hai", "", "hai@example.vn")
        decision = let_in(head, Person("Ngô Thị Một", "", "mot@example.vn"), second)
        assert [str(one.user) for one in decision.team.order_by("-leads")] == [
            "Ngô Thị Một",
            "Ngô Thị Hai",
        ]


class TestTheDays:
    """The day before the first and the day after the last an auditor is nobody."""

    @pytest.mark.parametrize(
        ("moment", "reads"),
        [
            (at(STARTS - DAY, "23:59"), False),
            (at(STARTS, "00:00"), True),
            (at(LAST, "23:59"), True),
            (at(LAST + DAY, "00:00"), False),
        ],
    )
    def test_open_and_close_the_door(self, auditor, moment, reads) -> None:
        assert bool(audits_of(again(auditor), moment)) == reads
        with time_machine.travel(moment, tick=False):
            assert again(auditor).has_perm("wagtailadmin.access_admin") == reads
            status = desk_client(auditor).get(reverse("wagtailadmin_account")).status_code
            assert status == (200 if reads else 302)

    def test_end_with_the_revocation(self, head, decision, auditor) -> None:
        revoke_decision(decision=decision, reason="Rút quyết định", actor=head, now=INSIDE)
        assert not audits_of(again(auditor), INSIDE)
        assert audits_of(again(auditor), INSIDE - timedelta(minutes=1))

    def test_do_nothing_for_a_closed_account(self, auditor) -> None:
        User.objects.filter(pk=auditor.pk).update(is_active=False)
        assert not audits_of(again(auditor), INSIDE)

    def test_give_no_post(self, auditor) -> None:
        assert portals_of(auditor, INSIDE) == []
        assert again(auditor).get_group_permissions() == set()


class TestRevoking:
    def test_is_the_provinces_with_a_reason_and_once(self, head, decision, auditor) -> None:
        with pytest.raises(NotYourOffice):
            revoke_decision(decision=decision, reason="Không", actor=auditor, now=INSIDE)
        with pytest.raises(UnfitDecision, match="Say why"):
            revoke_decision(decision=decision, reason=" ", actor=head, now=INSIDE)
        revoke_decision(decision=decision, reason="Rút", actor=head, now=INSIDE)
        with pytest.raises(UnfitDecision, match="revoked before"):
            revoke_decision(decision=decision, reason="Rút", actor=head, now=INSIDE)
        assert ModelLogEntry.objects.get(action="auditors.revoke").data["reason"] == "Rút"


class TestWhoAudits:
    def test_gets_no_post_in_that_time(self, province, head, auditor) -> None:
        board = make_portal(overseer=province).board
        told = {"board": board, "user": auditor, "position": Position.EDITOR, "now": INSIDE}
        with pytest.raises(UnableToAppoint, match="audits in that time"):
            appoint(**told, starts_on=LAST, actor=head)
        assert appoint(**told, starts_on=LAST + DAY, actor=head)

    def test_is_nobody_where_a_post_came_to_be_all_the_same(self, province, auditor) -> None:
        assert audits_of(again(auditor), INSIDE)
        board = make_portal(overseer=province).board
        member = board.members.create(
            user=auditor, position=Position.EDITOR, period=("2030-01-01", None)
        )
        board.members.filter(pk=member.pk).update(period="[2026-11-01,)")
        assert not audits_of(again(auditor), INSIDE)

    def test_is_not_looked_for_where_the_walls_refuse_who_sits_on_a_board(self) -> None:
        address = reverse("story_review", args=[make_story(make_portal()).pk])
        client = desk_client(make_member(make_portal()))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 404
        assert not [one for one in asked if "auth_permission" in one["sql"]]

    def test_has_a_second_factor(self, auditor, settings) -> None:
        settings.PORTALS_SECOND_FACTOR_REQUIRED = True
        assert must_have_second_factor(again(auditor), INSIDE)
        assert not must_have_second_factor(again(auditor), at(LAST + DAY))
        with time_machine.travel(INSIDE, tick=False):
            client = desk_client(auditor)
            first = pages()
            assert client.get(reverse(next(iter(first)).name)).url == reverse("mfa_index")
            Authenticator.objects.create(user=auditor, type=Authenticator.Type.TOTP, data={})
            assert client.get(reverse(next(iter(first)).name)).status_code == 200


class TestInviting:
    def test_mails_a_link_in_the_words_of_an_audit(self, head, decision, auditor, province) -> None:
        seat = decision.team.get()
        invite_auditor(auditor=seat, actor=head, now=INSIDE)
        mail = OutgoingMail.objects.get()
        assert "12/QĐ-TT" in mail.text
        assert OFFICE in mail.text

    def test_is_for_those_who_enter_decisions(self, province, decision, auditor) -> None:
        secretary = make_member(province, Position.SECRETARY)
        with pytest.raises(NotYourOffice):
            invite_auditor(auditor=decision.team.get(), actor=secretary, now=INSIDE)
        with pytest.raises(UnableToInvite):
            invite_by_mail(board=province.board, user=auditor, actor=secretary, now=INSIDE)

    def test_ends_with_the_decision_and_with_a_password(self, head, decision, auditor) -> None:
        with pytest.raises(UnableToInvite):
            invite_auditor(auditor=decision.team.get(), actor=head, now=at(LAST + DAY))
        auditor.set_password("mat-khau-thu-123")
        auditor.save()
        with pytest.raises(UnfitDecision, match="has a password"):
            invite_auditor(auditor=decision.team.get(), actor=head, now=INSIDE)

    def test_of_another_boards_head_gets_nowhere(self, head, province, auditor) -> None:
        district = make_portal("district", overseer=province)
        other = make_member(district, Position.HEAD)
        with pytest.raises(UnableToInvite):
            invite_by_mail(board=district.board, user=auditor, actor=other, now=INSIDE)


class TestTheDesk:
    """Auditors open their own pages and their account, and everything they ask for is written down."""

    @pytest.fixture
    def client(self, auditor):
        with time_machine.travel(INSIDE, tick=False):
            yield desk_client(auditor)

    @pytest.mark.parametrize(
        "name", ["inbox", "boards", "journal", "calendar_now", "audit_decisions", "witnesses"]
    )
    def test_has_no_page_of_a_board(self, client, name) -> None:
        assert client.get(reverse(name)).status_code in {302, 403, 404}
        written = AuditorAccess.objects.get()
        assert (written.page, written.status) == (name, 403 if written.status == 403 else 302)

    def test_begins_where_auditors_read(self, client) -> None:
        answer = client.get(reverse("wagtailadmin_home"))
        assert answer.url == reverse(next(iter(pages())).name)
        assert not AuditorAccess.objects.exists()

    def test_takes_forms_of_their_account_and_orders_alone(self, client) -> None:
        closed = [page for page in pages() if not page.takes_orders]
        assert closed
        assert client.post(reverse(closed[0].name)).status_code in {302, 403}
        assert AuditorAccess.objects.get().method == "POST"
        assert "POST" not in READING
        assert client.get(reverse("wagtailadmin_account")).status_code == 200
        assert AuditorAccess.objects.count() == 1

    def test_writes_down_whoever_looks_for_what(self, client, auditor) -> None:
        first = next(iter(pages()))
        assert client.get(reverse(first.name), {"q": "nhà văn hóa"}).status_code == 200
        (written,) = AuditorAccess.objects.all()
        assert written.auditor.user == auditor
        assert (written.page, written.method, written.status) == (first.name, "GET", 200)
        assert "q=nh" in written.address
        assert written.at == INSIDE

    def test_shows_nothing_where_it_cannot_be_written_down(self, client, monkeypatch) -> None:
        def away(*_args: object, **_kwargs: object) -> None:
            raise DatabaseError("full")

        monkeypatch.setattr(AuditorAccess.objects, "bulk_create", away)
        assert client.get(reverse(next(iter(pages())).name)).status_code == 500


class TestTheAccesses:
    @pytest.fixture
    def looked(self, auditor) -> AuditorAccess:
        return AuditorAccess.objects.create(
            auditor=auditor.audits.get(), at=INSIDE, page="scoring:audit_start",
            address="/kiem-tra/?q=vi-sao", method="GET", status=200,
        )  # fmt: skip

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE auditors_auditoraccess SET address = ''",
            "DELETE FROM auditors_auditoraccess",
            "TRUNCATE auditors_auditoraccess",
        ],
    )
    def test_stay_as_they_are_written(self, looked, statement) -> None:
        with (
            pytest.raises(DatabaseError, match=r"unaltered|permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    def test_are_read_by_the_provinces_head_and_taken_away(
        self, head, province, decision, looked
    ) -> None:
        with time_machine.travel(INSIDE, tick=False):
            client = desk_client(head)
            url = reverse("audit_accesses", args=[decision.pk])
            assert "vi-sao" in client.get(url).content.decode()
            assert "vi-sao" not in client.get(url, {"q": "khac"}).content.decode()
            assert "vi-sao" not in client.get(url, {"day": "2026-11-17"}).content.decode()
            assert "vi-sao" in client.get(url, {"day": "2026-11-16"}).content.decode()
            who = looked.auditor.user_id
            assert "vi-sao" in client.get(url, {"person": who}).content.decode()
            AuditorAccess.objects.create(
                auditor=looked.auditor, at=INSIDE, page="x", address="/khac/", method="GET",
                status=200, portal=province,
            )  # fmt: skip
            narrowed = client.get(url, {"portal": province.pk}).content.decode()
            assert "/khac/" in narrowed
            assert "vi-sao" not in narrowed
            assert b"vi-sao" in client.get(url, {"export": "csv"}).content
        assert ModelLogEntry.objects.filter(action="journal.table").count() == 1

    @pytest.mark.parametrize(
        ("page", "method", "status", "said"),
        [
            ("scoring:audit", "GET", 200, "was shown"),
            ("scoring:audit_dossiers", "POST", 302, "was shown"),
            ("scoring:audit_card", "GET", 404, "refused"),
            ("scoring:audit", "POST", 302, "refused"),
            ("inbox", "GET", 302, "refused"),
        ],
    )
    def test_say_what_was_refused(self, head, decision, page, method, status, said) -> None:
        AuditorAccess.objects.create(
            auditor=decision.team.get(), at=INSIDE, page=page, address="/x/", method=method,
            status=status,
        )  # fmt: skip
        with time_machine.travel(INSIDE, tick=False):
            answer = desk_client(head).get(reverse("audit_accesses", args=[decision.pk]))
        table = answer.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
        assert said in table

    @pytest.mark.parametrize(
        "name", ["audit_decision", "audit_decision_file", "audit_decision_revoke", "audit_accesses"]
    )
    @pytest.mark.parametrize("who", ["secretary", "district", "auditor"])
    def test_are_nobody_elses(self, province, decision, auditor, name, who) -> None:
        person = {
            "secretary": lambda: make_member(province, Position.SECRETARY),
            "district": lambda: make_member(
                make_portal("district", overseer=province), Position.HEAD
            ),
            "auditor": lambda: auditor,
        }[who]()
        with time_machine.travel(INSIDE, tick=False):
            answer = desk_client(person).get(reverse(name, args=[decision.pk]))
        assert answer.status_code in {302, 403}
        assert OFFICE.encode() not in answer.content

    def test_ask_as_often_for_two_as_for_forty(
        self, head, decision, looked, django_assert_max_num_queries
    ) -> None:
        client = desk_client(head)
        url = reverse("audit_accesses", args=[decision.pk])

        def asked() -> int:
            with time_machine.travel(INSIDE, tick=False), django_assert_max_num_queries(30) as seen:
                client.get(url)
            return len(seen)

        asked()
        few = asked()
        for number in range(40):
            AuditorAccess.objects.create(
                auditor=looked.auditor, at=INSIDE, page="x", address=f"/{number}/", method="GET",
                status=200, portal=make_portal() if number < 5 else None,
            )  # fmt: skip
        assert asked() == few


class TestTheForm:
    def told(self, **changes: object) -> dict[str, object]:
        return {
            "office": "Kiểm toán minh họa", "number": "7/QĐ-KT", "decided_on": "2026-11-01",
            "file": SimpleUploadedFile("qd.pdf", pdf(), "application/pdf"),
            "starts_on": "2026-11-16", "last_on": "2026-11-20", "first_month": "2026-10",
            "last_month": "2026-10", "team": "Trần Văn Xem; xem@example.vn\nLê Thị Soát; soat@example.vn",
        } | changes  # fmt: skip

    def sent(self, head: User, **changes: object):
        with time_machine.travel(INSIDE, tick=False):
            return desk_client(head).post(
                reverse("audit_decision_enter"), self.told(**changes), follow=True
            )

    def test_enters_a_decision_with_its_scope(self, head, province) -> None:
        commune = make_portal(overseer=make_portal("district", overseer=province))
        page = self.sent(head, tiers=["district"], portals=[commune.pk]).content.decode()
        decision = AuditDecision.objects.get()
        assert decision.last_day == date(2026, 11, 20)
        assert decision.last_month == date(2026, 10, 1)
        assert list(decision.portals.all()) == [commune]
        assert [tier.pk for tier in decision.tiers.all()] == ["district"]
        assert "Trần Văn Xem" in page
        assert len(re.findall("/moi/", page)) == 2

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"team": "Xem; xem@example.vn"}, "family name first"),
            ({"team": "Trần Văn Xem"}, "after a semicolon"),
            ({"file": SimpleUploadedFile("qd.pdf", b"%PDF-1.4 hong")}, ""),
            ({"last_on": "2026-11-10"}, "before the first"),
            # No portal of this tier is here to be looked at.
            ({"tiers": ["district"]}, "district"),
        ],
    )
    def test_says_what_is_wrong(self, head, changes, said) -> None:
        page = self.sent(head, **changes).content.decode()
        assert said in page
        assert not AuditDecision.objects.exists()

    def test_invites_and_revokes_by_buttons(self, head, decision) -> None:
        with time_machine.travel(INSIDE, tick=False):
            client = desk_client(head)
            client.post(reverse("auditor_invite", args=[decision.team.get().pk]))
            assert OutgoingMail.objects.count() == 1
            url = reverse("audit_decision_revoke", args=[decision.pk])
            client.post(url, {"reason": "Rút"})
            decision.refresh_from_db()
            assert decision.revoked_because == "Rút"
            assert "revoked before" in client.get(url).content.decode()


class TestTheInbox:
    def lines(self, person: User, source: object, now: datetime) -> list[str]:
        return [item.title for item in items_of(InboxReader(person, now), [source])]

    def test_tells_the_others_that_a_decision_was_entered(self, head, province, decision) -> None:
        deputy = make_member(province, Position.DEPUTY)
        assert self.lines(deputy, EnteredAudits(), INSIDE) == [
            f"{OFFICE} audits by decision 12/QĐ-TT"
        ]
        assert self.lines(head, EnteredAudits(), INSIDE) == []
        assert self.lines(deputy, EnteredAudits(), INSIDE + 8 * DAY) == []
        secretary = make_member(province, Position.SECRETARY)
        district = make_member(make_portal("district", overseer=province), Position.HEAD)
        for other in (secretary, district):
            assert self.lines(other, EnteredAudits(), INSIDE) == []

    def test_tells_that_one_ends_in_two_weeks(self, head, decision) -> None:
        first = LAST + DAY - timedelta(days=15)
        assert self.lines(head, EndingAudits(), at(first)) == []
        assert self.lines(head, EndingAudits(), at(first + DAY)) == [
            f"The audit by {OFFICE} ends on 30/11/2026"
        ]
        assert self.lines(head, EndingAudits(), at(LAST + DAY)) == []
        revoke_decision(decision=decision, reason="Rút", actor=head, now=at(first + DAY))
        assert self.lines(head, EndingAudits(), at(first + 2 * DAY)) == []
