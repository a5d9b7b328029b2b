"""What a board says of its obligations, what the province lets off, and who is told."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portals.boards.enums import Position
from portals.boards.models import User
from portals.clock import local_date
from portals.duties.actions import (
    declare_nothing_arose,
    end_duty_exemption,
    exempt_portal,
    take_back_nothing_arose,
)
from portals.duties.enums import DutyStanding
from portals.duties.inbox import OverdueBelow, OwedThings
from portals.duties.keeping import keep_duties
from portals.duties.models import DutyExemption, Obligation
from portals.duties.queries import lateness_of, next_telling, told_missing
from portals.inbox.queries import items_of
from portals.inbox.reader import InboxReader
from portals.models import Oversight, Portal
from portals.refusals import NotYourOffice, Refusal
from tests.factories import make_member, make_portal, make_province_tree
from tests.test_walls import auditor_of
from tests.walls import desk_client

from .cast import ASKED, NOON, Posts, make_duty

pytestmark = pytest.mark.django_db

THIRD = date(2026, 7, 1)


@pytest.fixture
def commune(posts: Posts) -> Portal:
    make_duty()
    portal = make_portal()
    keep_duties(now=ASKED)
    return portal


@pytest.fixture
def owed(commune: Portal) -> Obligation:
    return Obligation.objects.select_related("portal", "duty").get(portal=commune, starts_on=THIRD)


class TestNothingArose:
    @pytest.mark.parametrize("position", [Position.HEAD, Position.DEPUTY])
    def test_is_said_by_head_and_deputy(self, owed: Obligation, position: Position) -> None:
        actor = make_member(owed.portal, position)
        declare_nothing_arose(obligation=owed, reason=" Không  thu ", actor=actor, now=NOON)
        owed.refresh_from_db()
        assert owed.standing_at(NOON) is DutyStanding.NOTHING
        assert (owed.nothing_by, owed.nothing_at, owed.nothing_reason) == (actor, NOON, "Không thu")
        entry = ModelLogEntry.objects.get(action="duties.declare_nothing")
        assert (entry.user, entry.data["duty"]) == (actor, "ngan-sach-quy")

    def test_by_nobody_else(self, owed: Obligation) -> None:
        for actor in (
            make_member(owed.portal, Position.SECRETARY),
            make_member(make_portal(), Position.HEAD),
        ):
            with pytest.raises(NotYourOffice):
                declare_nothing_arose(obligation=owed, reason="Không thu", actor=actor, now=NOON)
            with pytest.raises(NotYourOffice):
                take_back_nothing_arose(obligation=owed, actor=actor, now=NOON)

    @pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
    def test_with_a_reason(self, owed: Obligation, reason: str) -> None:
        with pytest.raises(Refusal):
            declare_nothing_arose(
                obligation=owed,
                reason=reason,
                actor=make_member(owed.portal, Position.HEAD),
                now=NOON,
            )

    def test_not_of_what_was_published(self, owed: Obligation, posts: Posts) -> None:
        posts.put(owed.portal, "budget", THIRD, NOON)
        keep_duties(now=NOON)
        with pytest.raises(Refusal, match="published for this period"):
            declare_nothing_arose(
                obligation=owed,
                reason="Không thu",
                actor=make_member(owed.portal, Position.HEAD),
                now=NOON,
            )

    def test_not_before_the_period_begins(self, posts: Posts) -> None:
        portal = make_portal()
        make_duty(frequency="week", due_from="start", due_days=0)
        keep_duties(now=NOON)
        actor = make_member(portal, Position.HEAD)
        ahead = Obligation.objects.select_related("portal", "duty").get(
            portal=portal, starts_on=date(2026, 11, 30)
        )
        with pytest.raises(Refusal, match="has not begun"):
            declare_nothing_arose(obligation=ahead, reason="Nghỉ", actor=actor, now=NOON)
        monday = NOON + timedelta(days=5)
        declare_nothing_arose(obligation=ahead, reason="Nghỉ", actor=actor, now=monday)

    def test_is_taken_back(self, owed: Obligation) -> None:
        actor = make_member(owed.portal, Position.HEAD)
        with pytest.raises(Refusal, match="Nothing was declared"):
            take_back_nothing_arose(obligation=owed, actor=actor, now=NOON)
        declare_nothing_arose(obligation=owed, reason="Không thu", actor=actor, now=NOON)
        take_back_nothing_arose(obligation=owed, actor=actor, now=NOON)
        owed.refresh_from_db()
        assert owed.standing_at(NOON) is DutyStanding.OVERDUE

    def test_gives_way_to_what_is_published_after_all(self, owed: Obligation, posts: Posts) -> None:
        actor = make_member(owed.portal, Position.HEAD)
        declare_nothing_arose(obligation=owed, reason="Không thu", actor=actor, now=NOON)
        posts.put(owed.portal, "budget", THIRD, NOON)
        keep_duties(now=NOON)
        owed.refresh_from_db()
        assert owed.standing_at(NOON) is DutyStanding.LATE


class TestAnExemption:
    @pytest.fixture
    def head(self, commune: Portal) -> User:
        return make_member(make_portal("province"), Position.HEAD)

    def exempt(
        self, portal: Portal, actor: User, last: date | None = None, code: str = "ngan-sach-quy"
    ) -> DutyExemption:
        return exempt_portal(
            portal=portal,
            code=code,
            reason="Không có ngân sách riêng",
            first=date(2026, 4, 1),
            last=last,
            actor=actor,
            now=NOON,
        )

    def test_lets_off_what_is_open(self, commune: Portal, head: User) -> None:
        other = make_portal()
        keep_duties(now=NOON)
        self.exempt(commune, head, last=date(2026, 7, 1))
        let_off = Obligation.objects.filter(exempted_by__isnull=False)
        assert sorted(let_off.values_list("portal", "starts_on")) == [
            (commune.pk, date(2026, 4, 1)),
            (commune.pk, date(2026, 7, 1)),
        ]
        assert other.pk not in let_off.values_list("portal", flat=True)
        assert ModelLogEntry.objects.filter(action="duties.exempt", user=head).exists()

    def test_leaves_what_was_met(self, commune: Portal, head: User, posts: Posts) -> None:
        posts.put(commune, "budget", THIRD, NOON)
        keep_duties(now=NOON)
        self.exempt(commune, head)
        assert Obligation.objects.get(portal=commune, starts_on=THIRD).exempted_by is None

    def test_is_for_head_and_deputy_of_the_province(self, commune: Portal, head: User) -> None:
        for actor in (
            make_member(make_portal("province"), Position.SECRETARY),
            make_member(commune, Position.HEAD),
        ):
            with pytest.raises(NotYourOffice):
                self.exempt(commune, actor)

    def test_is_refused_twice_and_for_what_is_not_owed(self, commune: Portal, head: User) -> None:
        self.exempt(commune, head)
        with pytest.raises(Refusal, match="does not apply to this portal already"):
            self.exempt(commune, head, last=date(2026, 5, 1))
        with pytest.raises(Refusal, match="no such duty"):
            self.exempt(make_portal("district"), head)
        with pytest.raises(Refusal, match="before the first"):
            self.exempt(make_portal(), head, last=date(2026, 3, 31))

    def test_ends_with_a_day_and_what_begins_later_is_owed_again(
        self, commune: Portal, head: User
    ) -> None:
        keep_duties(now=NOON)
        exemption = self.exempt(commune, head)
        end_duty_exemption(
            exemption=exemption,
            last=date(2026, 4, 1),
            reason="Xã có ngân sách riêng",
            actor=head,
            now=NOON,
        )
        exempt = Obligation.objects.filter(portal=commune, exempted_by__isnull=False)
        assert [one.starts_on for one in exempt] == [date(2026, 4, 1)]
        keep_duties(now=NOON)
        again = Obligation.objects.get(portal=commune, starts_on=THIRD)
        assert again.standing_at(NOON) is DutyStanding.OVERDUE
        # The board is heard for five working days from now on, before citizens are told.
        assert again.told_at == datetime.fromisoformat("2026-12-02T23:59:59.999999+07:00")
        exemption.refresh_from_db()
        assert exemption.last == date(2026, 4, 1)
        [entry] = ModelLogEntry.objects.filter(action="duties.end_exemption", user=head)
        assert entry.data["reason"] == "Xã có ngân sách riêng"

    def test_ends_by_head_and_deputy_of_the_province_with_a_reason_and_sooner(
        self, commune: Portal, head: User
    ) -> None:
        last = date(2026, 6, 30)
        exemption = self.exempt(commune, head, last=last)

        def end(actor: User = head, last: date = date(2026, 6, 29), reason: str = "Đủ") -> None:
            end_duty_exemption(exemption=exemption, last=last, reason=reason, actor=actor, now=NOON)

        for actor in (
            make_member(make_portal("province"), Position.SECRETARY),
            make_member(commune, Position.HEAD),
        ):
            with pytest.raises(NotYourOffice):
                end(actor)
        with pytest.raises(Refusal, match="Say why"):
            end(reason=" ")
        with pytest.raises(Refusal, match="by then already"):
            end(last=last)
        with pytest.raises(Refusal, match="before the first"):
            end(last=date(2026, 3, 31))
        end()
        end(last=date(2026, 4, 1))
        exemption.refresh_from_db()
        assert exemption.last == date(2026, 4, 1)

    def test_leaves_nothing_to_declare(self, commune: Portal, head: User, owed: Obligation) -> None:
        self.exempt(commune, head)
        with pytest.raises(Refusal, match="does not apply"):
            declare_nothing_arose(
                obligation=owed,
                reason="Không thu",
                actor=make_member(commune, Position.HEAD),
                now=NOON,
            )


class TestWhatCitizensAreTold:
    def test_only_what_nobody_answered_for(self, commune: Portal, owed: Obligation) -> None:
        make_portal()
        declare_nothing_arose(
            obligation=owed,
            reason="Không thu",
            actor=make_member(commune, Position.HEAD),
            now=NOON,
        )
        told = [one.starts_on.month for one in told_missing(commune, NOON)]
        assert told == [1, 4]
        assert not told_missing(commune, NOON, section="dau-tu").exists()
        assert told_missing(commune, NOON, section="ngan-sach").count() == 2

    def test_from_the_hour_on(self, commune: Portal, owed: Obligation) -> None:
        before = owed.told_at - timedelta(microseconds=1)
        assert owed not in told_missing(commune, before)
        assert next_telling(commune, before) == owed.told_at
        assert owed in told_missing(commune, owed.told_at)
        assert next_telling(commune, owed.told_at) is None

    def test_lateness_is_counted_by_portal(self, commune: Portal, owed: Obligation) -> None:
        other = make_portal()
        late = lateness_of([commune, other], NOON)
        assert (late[commune.pk].overdue, late[commune.pk].oldest) == (
            3,
            Obligation.objects.filter(portal=commune).earliest("due_at").due_at,
        )
        assert other.pk not in late


class TestTheInbox:
    def test_tells_editors_what_is_owed(self, commune: Portal, owed: Obligation) -> None:
        items = items_of(InboxReader(make_member(commune, Position.EDITOR), NOON), [OwedThings()])
        assert [item.due_at for item in items][-1] == owed.due_at
        assert items[-1].title == "Ngân sách quý, quarter III/2026"
        assert [act.url for act in items[-1].acts] == [
            f"/dang/{commune.pk}/budget/?cho={owed.pk}",
            f"{reverse('portal_duties', args=[commune.pk])}#viec-{owed.pk}",
        ]

    def test_tells_nobody_else(self, commune: Portal) -> None:
        for who in (
            make_member(commune, Position.CONTRIBUTOR),
            make_member(make_portal("district"), Position.HEAD),
        ):
            assert not items_of(InboxReader(who, NOON), [OwedThings()])

    def test_says_nothing_of_what_is_settled(self, commune: Portal, posts: Posts) -> None:
        for month in (1, 4, 7):
            posts.put(commune, "budget", date(2026, month, 1), NOON)
        keep_duties(now=NOON)
        assert not items_of(InboxReader(make_member(commune), NOON), [OwedThings()])

    def test_tells_overseers_of_boards_below(self, posts: Posts) -> None:
        _province, district, communes = make_province_tree(communes=2)
        make_duty()
        keep_duties(now=ASKED)
        for month in (1, 4, 7):
            posts.put(communes[0], "budget", date(2026, month, 1), NOON)
        keep_duties(now=NOON)
        reader = InboxReader(make_member(district, Position.SECRETARY), NOON)
        (item,) = items_of(reader, [OverdueBelow()])
        assert item.title.startswith("1 board below")
        assert item.note == communes[1].name
        assert item.url == reverse("duties_below", args=[district.pk])
        editor = InboxReader(make_member(district, Position.EDITOR), NOON)
        assert not items_of(editor, [OverdueBelow()])

    @pytest.mark.parametrize(("after", "told"), [(0, False), (1, True)])
    def test_counts_below_what_its_page_counts(self, posts: Posts, after: int, told: bool) -> None:
        _province, district, (one, closed, moved) = make_province_tree(communes=3)
        make_duty(period=DateRange(THIRD, None))
        keep_duties(now=NOON)
        owed = Obligation.objects.get(portal=one)
        now = owed.due_at + timedelta(microseconds=after)
        Portal.objects.filter(pk=closed.pk).update(closed_on=local_date(now))
        Oversight.objects.filter(portal=moved).update(period=DateRange(THIRD, local_date(now)))
        head = make_member(district, Position.HEAD)
        lines = items_of(InboxReader(head, now), [OverdueBelow()])
        assert [line.note for line in lines] == [one.name] * told
        with time_machine.travel(now, tick=False):
            page = desk_client(head).get(reverse("duties_below", args=[district.pk]))
        assert [below for below, _late in page.context["slice"]] == [one] * told
        assert page.context["in_order"] == 1 - told

    def test_tells_no_board_of_a_portal_that_has_closed(
        self, commune: Portal, owed: Obligation
    ) -> None:
        editor = make_member(commune, Position.EDITOR)
        Portal.objects.update(closed_on=local_date(NOON) + timedelta(days=1))
        assert items_of(InboxReader(editor, NOON), [OwedThings()])
        Portal.objects.update(closed_on=local_date(NOON))
        assert not items_of(InboxReader(editor, NOON), [OwedThings()])
        assert lateness_of([commune], NOON) == {}


class TestThePages:
    def test_a_board_reads_and_declares(self, commune: Portal, owed: Obligation) -> None:
        client = desk_client(make_member(commune, Position.HEAD))
        url = reverse("portal_duties", args=[commune.pk])
        assert "Ngân sách quý" in client.get(url).content.decode()
        answer = client.post(url, {"obligation": owed.pk, "reason": ""})
        assert answer.status_code == 422
        assert client.post(url, {"obligation": owed.pk, "reason": "Không thu"}).status_code == 302
        page = client.get(url).content.decode()
        assert "Không thu" in page
        assert client.post(url, {"obligation": owed.pk, "take_back": "1"}).status_code == 302
        owed.refresh_from_db()
        assert owed.nothing_at is None

    def test_not_of_another_portal(self, commune: Portal, owed: Obligation) -> None:
        stranger = make_portal()
        client = desk_client(make_member(stranger, Position.HEAD))
        assert client.get(reverse("portal_duties", args=[commune.pk])).status_code == 404
        url = reverse("portal_duties", args=[stranger.pk])
        assert client.post(url, {"obligation": owed.pk, "reason": "x"}).status_code == 404

    def test_nobody_declares_who_does_not_answer(self, commune: Portal, owed: Obligation) -> None:
        url = reverse("portal_duties", args=[commune.pk])
        told = {"obligation": owed.pk, "reason": "Không thu"}
        ended = make_member(commune, Position.HEAD, ends_on=local_date(timezone.now()))
        provinces = make_member(make_portal("province"), Position.HEAD)
        for stranger in (ended, provinces, auditor_of(commune)):
            assert desk_client(stranger).post(url, told).status_code in (302, 404)
        for own in (Position.EDITOR, Position.SECRETARY):
            answer = desk_client(make_member(commune, own)).post(url, told)
            assert answer.status_code == 422
        owed.refresh_from_db()
        assert owed.nothing_at is None

    def test_an_editor_has_no_form(self, commune: Portal, owed: Obligation) -> None:
        client = desk_client(make_member(commune, Position.EDITOR))
        page = client.get(reverse("portal_duties", args=[commune.pk])).content.decode()
        assert "Ngân sách quý" in page
        assert 'name="reason"' not in page

    def test_the_list_is_the_provinces(self, commune: Portal) -> None:
        client = desk_client(make_member(commune, Position.HEAD))
        assert client.get(reverse("duty_list")).status_code != 200
        assert client.get(reverse("duty_exempt")).status_code != 200
        client = desk_client(make_member(make_portal("province"), Position.SECRETARY))
        assert "Ngân sách quý" in client.get(reverse("duty_list")).content.decode()
        assert client.get(reverse("duty_exempt")).status_code != 200

    def test_the_province_lets_off(self, commune: Portal) -> None:
        client = desk_client(make_member(make_portal("province"), Position.HEAD))
        told = {
            "portal": commune.pk,
            "code": "ngan-sach-quy",
            "reason": "Không có ngân sách riêng",
            "first": "2026-04-01",
        }
        url = reverse("duty_exempt")
        assert client.post(url, told | {"reason": ""}).status_code == 200
        assert client.post(url, told).status_code == 302
        assert "Không có ngân sách riêng" in client.get(reverse("duty_list")).content.decode()
        end = reverse("duty_exemption_end", args=[DutyExemption.objects.get().pk])
        assert end in client.get(reverse("duty_list")).content.decode()
        told = {"last": "2026-05-01", "reason": "Đã có"}
        assert client.post(end, told | {"last": "2026-03-01"}).status_code == 200
        secretary = desk_client(make_member(make_portal("province"), Position.SECRETARY))
        assert secretary.post(end, told).status_code != 200
        assert DutyExemption.objects.get().last is None
        assert client.post(end, told).status_code == 302
        assert DutyExemption.objects.get().last == date(2026, 5, 1)

    def test_the_list_tells_what_does_not_apply_until_its_last_day(self, commune: Portal) -> None:
        head = make_member(make_portal("province"), Position.HEAD)
        today = local_date(timezone.now())
        make_duty(code="khac")
        make_duty(code="mai")
        for code, first, last in (
            ("ngan-sach-quy", -9, -1),
            ("khac", -9, 0),
            ("mai", 1, None),
        ):
            exempt_portal(
                portal=commune,
                code=code,
                reason=f"Không có {code}",
                first=today + timedelta(days=first),
                last=None if last is None else today + timedelta(days=last),
                actor=head,
                now=timezone.now(),
            )
        page = desk_client(head).get(reverse("duty_list")).content.decode()
        assert "Không có khac" in page
        assert "Không có mai" in page
        assert f"– {today:%d/%m/%Y}" in page
        assert "Không có ngan-sach-quy" not in page

    def test_an_overseer_sees_who_is_late(self, posts: Posts) -> None:
        _province, district, communes = make_province_tree()
        make_duty()
        keep_duties(now=NOON)
        client = desk_client(make_member(district, Position.HEAD))
        page = client.get(reverse("duties_below", args=[district.pk])).content.decode()
        assert all(one.name in page for one in communes)

    def test_ask_as_often_for_many(
        self, commune: Portal, owed: Obligation, django_assert_max_num_queries
    ) -> None:
        client = desk_client(make_member(commune, Position.HEAD))
        url = reverse("portal_duties", args=[commune.pk])
        client.get(url)
        with django_assert_max_num_queries(40) as one:
            client.get(url)
        for number in range(5):
            make_duty(code=f"khac{number}", frequency="month")
        keep_duties(now=NOON)
        with django_assert_max_num_queries(40) as many:
            client.get(url)
        assert len(many) == len(one)
