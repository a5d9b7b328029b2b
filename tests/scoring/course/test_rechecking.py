"""A tenth of what others scored is checked again, by a seed that nobody could choose; and scorers side by side."""

from __future__ import annotations

import statistics
from datetime import date
from decimal import Decimal
from hashlib import sha256
from math import ceil

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portals.addresses import main_hostname
from portals.boards.enums import Position
from portals.ledger.entries import Entry
from portals.ledger.models import LedgerEntry
from portals.refusals import NotYourOffice
from scoring.course.actions import (
    UnableToTakeStep,
    appeal,
    enter_draw,
    extend_step,
    move_on_by_clock,
    name_draw,
    open_proceedings,
    override_line,
    recheck,
    rule_on_appeal,
)
from scoring.course.sampling_cards import hosts_drawn, root_of, seed_of
from scoring.course.scorers import scorer_standings
from scoring.enums import CourseStep, ProceedingState, Ruling
from scoring.models import Proceeding, PublicDraw, RecheckedCard, Round, Scorecard
from scoring.rounds.actions import score_month
from tests.factories import make_member, make_portal
from tests.scoring.cast import OCTOBER, SNAPSHOT, VERIFIED, adopt_default, local, make_province
from tests.scoring.course.cast import APPEALING, DECIDING, Course, make_course
from tests.scoring.course.test_pages import press, see
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db
IN_OCTOBER = local(2026, 10, 20, 9)
DRAWN_ON = date(2026, 11, 2)
DRAWN = local(2026, 11, 2, 19)
XSMB = "Xổ số miền Bắc, giải đặc biệt"


def named(actor, now=IN_OCTOBER, drawn_on=DRAWN_ON, name=XSMB):
    return name_draw(month=OCTOBER, name=name, drawn_on=drawn_on, actor=actor, now=now)


@pytest.fixture
def course(monkeypatch) -> Course:
    """Twelve communes at a district and one at the province, with a draw that was named in time."""
    return with_draw(12)


def with_draw(communes: int) -> Course:
    province, head, deputy = make_province()
    adopt_default(head, deputy, tiers=("commune",))
    named(head)
    district = make_portal("district", overseer=province)
    below = [make_portal(overseer=district) for _ in range(communes)]
    make_portal(overseer=province)
    score_month(month=OCTOBER, actor=None, now=SNAPSHOT)
    open_proceedings(round_=Round.objects.get(), now=SNAPSHOT)
    return Course(
        province, head, deputy, district,
        make_member(district, Position.HEAD), make_member(district, Position.DEPUTY),
        make_member(district, Position.SECRETARY), below,
        [make_member(one, Position.HEAD) for one in below[:2]],
        [make_member(one, Position.DEPUTY) for one in below[:2]],
    )  # fmt: skip


def post(user, view, *args, now, given):
    with time_machine.travel(now, tick=False):
        return desk_client(user).post(reverse(f"scoring:{view}", args=args), given)


def entered(course, result="04217", *, first=None, second=None, now=DRAWN) -> PublicDraw:
    draw = PublicDraw.objects.get()
    enter_draw(draw=draw, result=result, actor=first or course.province_head, now=now)
    return enter_draw(draw=draw, result=result, actor=second or course.province_deputy, now=now)


def sample() -> list[int]:
    return list(RecheckedCard.objects.order_by("place").values_list("card__portal", flat=True))


class TestNaming:
    def test_is_for_heads_of_the_province_while_the_month_runs(self) -> None:
        _province, head, deputy = make_province()
        district = make_portal("district", overseer=_province)
        for actor in (
            make_member(_province, Position.SECRETARY), make_member(district, Position.HEAD)
        ):  # fmt: skip
            with pytest.raises(NotYourOffice):
                named(actor)
        for late in (local(2026, 11, 1, 0, 0), DRAWN):
            with pytest.raises(UnableToTakeStep, match="tháng"):
                named(head, now=late)
        for day in (date(2026, 10, 31), date(2026, 10, 21), date(2026, 10, 1)):
            with pytest.raises(UnableToTakeStep):
                named(head, drawn_on=day)
        with pytest.raises(UnableToTakeStep):
            named(head, name=" ")
        assert not PublicDraw.objects.exists()

        named(head, now=local(2026, 10, 31, 23, 59))
        # Once: nobody names another draw when the first has come out.
        with pytest.raises(UnableToTakeStep):
            named(deputy, name="Vietlott", now=local(2026, 10, 31, 23, 59))


class TestEntering:
    def test_takes_two_persons_who_saw_the_same(self, course) -> None:
        draw = PublicDraw.objects.get()
        with pytest.raises(UnableToTakeStep):
            entered(course, now=local(2026, 11, 1, 23, 59))
        for actor in (course.head, make_member(course.province, Position.EDITOR)):
            with pytest.raises(NotYourOffice):
                enter_draw(draw=draw, result="04217", actor=actor, now=DRAWN)
        for result in ("", "4", "42 17", "x4217", "٤٢١٧", "1" * 13):
            with pytest.raises(UnableToTakeStep):
                enter_draw(draw=draw, result=result, actor=course.province_head, now=DRAWN)

        # Who entered it may mend it, and confirms nothing by entering it twice.
        for result in ("04218", "04217", "04217"):
            enter_draw(draw=draw, result=result, actor=course.province_head, now=DRAWN)
        draw.refresh_from_db()
        assert draw.confirmed_at is None
        assert not RecheckedCard.objects.exists()
        with pytest.raises(UnableToTakeStep):
            enter_draw(draw=draw, result="4217", actor=course.province_deputy, now=DRAWN)
        done = enter_draw(draw=draw, result="04217", actor=course.province_deputy, now=DRAWN)
        assert (done.confirmed_by, done.result) == (course.province_deputy, "04217")
        assert RecheckedCard.objects.count() == ceil(12 / 10)
        with pytest.raises(UnableToTakeStep):
            enter_draw(draw=draw, result="04217", actor=course.province_head, now=DRAWN)


class TestTheSample:
    def test_is_drawn_again_by_hand_from_the_ledger(self, course) -> None:
        """As docs/scoring.md says it, with what anybody has: the entries and the result."""
        entered(course)
        facts = [
            one
            for row in LedgerEntry.objects.filter(kind="facts")
            for one in Entry.from_bytes(bytes(row.entry)).body["portals"]
        ]
        lines = sorted(f"{one['portal']} {one['sha256']}\n" for one in facts)
        root = sha256("".join(lines).encode()).hexdigest()
        seed = sha256(f"{root}:04217".encode()).hexdigest()
        hosts = {main_hostname(one): one.pk for one in course.communes}
        in_order = sorted(hosts, key=lambda host: sha256(f"{seed}:{host}".encode()).hexdigest())
        assert sample() == [hosts[host] for host in in_order[:2]]

        bodies = [
            Entry.from_bytes(bytes(row.entry)).body
            for row in LedgerEntry.objects.filter(kind="round-act").order_by("pk")
        ]
        acts = [one for one in bodies if one["act"].endswith("-draw")]
        assert [(one["act"], one["number"], one["dated"]) for one in acts] == [
            ("name-draw", XSMB, "2026-11-02"),
            ("enter-draw", "04217", "2026-11-02"),
            ("confirm-draw", "04217", "2026-11-02"),
        ]
        assert acts[-1]["sha256"] == root
        assert all("by" in one for one in acts)

    def test_is_the_same_for_the_same_seed_and_another_for_another_digit(self) -> None:
        hosts = [f"xa{number}.example.vn" for number in range(126)]
        root = root_of((host, "0" * 64) for host in hosts)
        found = hosts_drawn(hosts, seed_of(root, "04217"))
        assert len(found) == 13
        assert hosts_drawn(reversed(hosts), seed_of(root, "04217")) == found
        others = [
            hosts_drawn(hosts, seed_of(root, result)) for result in ("04218", "4217", "14217")
        ]
        others.append(hosts_drawn(hosts, seed_of(root_of([("x", "1" * 64)]), "04217")))
        assert all(set(one) != set(found) for one in others)
        assert [len(hosts_drawn(hosts[:number], "s")) for number in (0, 1, 10, 11)] == [0, 1, 1, 2]

    def test_is_of_what_others_scored(self, course) -> None:
        entered(course)
        assert set(sample()) <= {one.pk for one in course.communes}
        own = Scorecard.objects.get(proceeding__scorer=course.province)
        assert own.portal_id not in sample()


class TestCheckingAgain:
    @pytest.fixture
    def card(self, course) -> Scorecard:
        entered(course)
        move_on_by_clock(now=VERIFIED)
        return RecheckedCard.objects.order_by("place").first().card

    def test_says_that_all_lines_hold(self, course, card) -> None:
        found = recheck(card=card, words="Đã đọc lại", actor=course.province_deputy, now=APPEALING)
        assert (found.outcome, found.codes) == ("holds", [])
        with pytest.raises(UnableToTakeStep):
            recheck(card=card, words="Nữa", actor=course.province_head, now=APPEALING)

    def test_names_lines_which_are_given_other_points(self, course, card) -> None:
        head = course.province_head
        # Other points of before answer nothing.
        for code in ("F1", "F2"):
            override_line(
                card=card, code=code, points=Decimal(1), reason="Trước", actor=head, now=VERIFIED
            )
        recheck(card=card, words="Thiếu ảnh", codes=["F2", "F1"], actor=head, now=DECIDING)
        page = body(see(head, "scorers", now=DECIDING, query="?month=2026-10")).decode()
        assert "chưa điều chỉnh" in page
        for code in ("F1", "F2"):
            override_line(
                card=card, code=code, points=Decimal(1), reason="Phúc tra", actor=head, now=DECIDING
            )
        page = body(see(head, "scorers", now=DECIDING, query="?month=2026-10")).decode()
        assert "chưa điều chỉnh" not in page
        assert "Thiếu ảnh" in page

    def test_is_for_the_province_and_nobody_who_judged(self, course, card) -> None:
        two = make_member(course.province, Position.SECRETARY)
        make_member(course.district, Position.CONTRIBUTOR, user=two)
        three = make_member(course.province, Position.SECRETARY)
        make_member(card.portal, Position.CONTRIBUTOR, user=three)
        for actor in (course.head, make_member(course.province, Position.EDITOR), two, three):
            with pytest.raises(NotYourOffice):
                recheck(card=card, words="Đã đọc", actor=actor, now=APPEALING)
        secretary = make_member(course.province, Position.SECRETARY)
        for bad in ({"words": " "}, {"codes": ["Z9"]}):
            with pytest.raises(UnableToTakeStep):
                recheck(**{"card": card, "words": "Đã đọc"} | bad, actor=secretary, now=APPEALING)
        other = Scorecard.objects.exclude(recheck__isnull=False).first()
        with pytest.raises(UnableToTakeStep):
            recheck(card=other, words="Đã đọc", actor=secretary, now=APPEALING)
        recheck(card=card, words="Đã đọc", actor=secretary, now=APPEALING)

    def test_waits_until_the_card_is_shown(self, course) -> None:
        entered(course)
        card = RecheckedCard.objects.first().card
        with pytest.raises(UnableToTakeStep):
            recheck(card=card, words="Đã đọc", actor=course.province_head, now=DRAWN)


class TestThePages:
    def test_name_enter_confirm_and_check(self) -> None:
        _province, head, deputy = make_province()
        page = see(head, "scorers", now=IN_OCTOBER, query="?month=2026-10")
        assert "2026-10/boc-tham" in body(page).decode()
        given = {"name": XSMB, "drawn_on": "2026-11-02"}
        assert post(deputy, "name_draw", "2026-10", now=DRAWN, given=given).status_code == 200
        assert not PublicDraw.objects.exists()
        assert post(head, "name_draw", "2026-10", now=IN_OCTOBER, given=given).status_code == 302
        secretary = make_member(_province, Position.SECRETARY)
        assert see(secretary, "name_draw", "2026-10", now=IN_OCTOBER).status_code == 404

        district = make_portal("district", overseer=_province)
        communes = [make_portal(overseer=district) for _ in range(3)]
        adopt_default(head, deputy, tiers=("commune",))
        score_month(month=OCTOBER, actor=None, now=SNAPSHOT)
        open_proceedings(round_=Round.objects.get(), now=SNAPSHOT)
        stranger = make_member(district, Position.HEAD)
        assert see(stranger, "enter_draw", "2026-10", now=DRAWN).status_code == 404
        for actor in (secretary, head):
            # What the first entered is not shown to the second.
            shown = body(see(actor, "enter_draw", "2026-10", now=DRAWN)).decode()
            assert "04217" not in shown
            press(actor, "enter_draw", "2026-10", now=DRAWN, result="04217")
        found = RecheckedCard.objects.get()
        assert found.card.portal in communes
        assert see(stranger, "recheck", found.card_id, now=VERIFIED).status_code == 404
        move_on_by_clock(now=VERIFIED)
        given = {"codes": ["F2"], "words": "Thiếu ảnh"}
        assert press(head, "recheck", found.card_id, now=VERIFIED, **given).status_code == 302
        found.refresh_from_db()
        assert found.codes == ["F2"]


class TestScorersSideBySide:
    def rows(self, user, now=DECIDING):
        return see(user, "scorers", now=now, query="?month=2026-10").context["rows"]

    def test_in_numbers_that_are_added_up_by_hand(self) -> None:
        course = make_course(communes=3)
        for number, total in enumerate((91, 60, 74)):
            Scorecard.objects.filter(portal=course.communes[number]).update(
                total=total, provisional=""
            )
        card = course.card(2)
        Scorecard.objects.filter(pk=course.card(1).pk).update(provisional="too_short", band="")
        [row] = [
            one
            for one in scorer_standings(list(Proceeding.objects.all()), DECIDING)
            if one.proceeding == course.proceeding
        ]
        assert row.cards == 3
        assert row.mean == Decimal("82.5")
        assert float(row.spread) == pytest.approx(statistics.pstdev([91, 74]))
        scored = [
            line
            for one in Scorecard.objects.filter(proceeding=course.proceeding)
            for line in one.lines["criteria"]
            if line["points"] is not None
        ]
        assert (row.lines, row.overturned) == (len(scored), 0)
        assert card.pk

    def test_counts_each_overturned_line_once(self) -> None:
        course = make_course().at(ProceedingState.APPEALABLE)
        card = course.card()
        made = appeal(card=card, code="F1", text="Tin gốc", actor=course.heads[0], now=APPEALING)
        rule_on_appeal(
            appeal=made, ruling=Ruling.PARTLY, answer="Vì", points=Decimal(2), actor=course.head,
            now=APPEALING,
        )  # fmt: skip
        for points in (1, 3):
            override_line(
                card=card, code="F1", points=Decimal(points), reason="Vì", now=APPEALING,
                actor=course.province_head,
            )  # fmt: skip
        [row] = self.rows(course.head)
        assert row.overturned == 1
        assert row.share == Decimal(100) / row.lines

    def test_tells_all_late_steps_and_why(self) -> None:
        course = make_course()
        extend_step(
            proceeding=course.proceeding, step=CourseStep.VERIFICATION, day=date(2026, 11, 12),
            reason="Bão số 9", actor=course.province_head, now=local(2026, 11, 5, 9),
        )  # fmt: skip
        late = local(2026, 12, 20, 9)
        move_on_by_clock(now=late)
        move_on_by_clock(now=late)
        [row] = self.rows(course.head, now=local(2027, 1, 20, 9))
        told = " ".join(row.late)
        assert "Bão số 9" in told
        assert len(row.late) == 3

    def test_is_the_provinces_and_each_scorers_own_row_alone(self) -> None:
        course = make_course()
        other = make_portal("district", overseer=course.province)
        stranger = make_member(other, Position.HEAD)
        assert [one.proceeding for one in self.rows(course.head)] == [course.proceeding]
        assert {one.proceeding.scorer for one in self.rows(course.province_head)} >= {
            course.district
        }
        for reader in (stranger, course.heads[0]):
            assert see(reader, "scorers", query="?month=2026-10").status_code == 404
        page = body(see(course.head, "scorers", query="?month=2026-10")).decode()
        assert "boc-tham" not in page

    def test_asks_as_much_for_many_scorers_as_for_few(self) -> None:
        course = make_course()

        def asked() -> int:
            with CaptureQueriesContext(connection) as captured:
                see(course.province_head, "scorers", query="?month=2026-10")
            return len(captured)

        asked()
        few = asked()
        one = course.proceeding
        for _ in range(5):
            Proceeding.objects.create(
                round=one.round, scorer=make_portal("district", overseer=course.province),
                opened_at=one.opened_at, self_assessment_due_at=one.self_assessment_due_at,
                verification_due_at=one.verification_due_at,
                publication_due_at=one.publication_due_at,
            )  # fmt: skip
        assert asked() == few
