"""What each step does, and that it is refused in every state but its own."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from portals.ledger.entries import Entry
from portals.ledger.models import LedgerEntry, LedgerSalt
from scoring.course.actions import (
    UnableToTakeStep,
    adopt_closed_rounds,
    appeal,
    confirm_correction,
    decide,
    open_proceedings,
    override_line,
    propose_correction,
    rule_on_appeal,
    verify,
)
from scoring.course.retotalling import effect_of
from scoring.enums import ProceedingState, RoundState, Ruling
from scoring.models import (
    Appeal,
    LineOverride,
    Proceeding,
    Round,
    RoundNotice,
    Scorecard,
    SelfAssessment,
)
from scoring.queries import office_of, scorecards_seen_by
from tests.factories import make_member, make_portal
from tests.scoring.course.cast import (
    APPEALING,
    DECIDING,
    ENTERING,
    ON_TIME,
    VERIFYING,
    Course,
    make_course,
    own_line,
    publish,
)
from tests.support.kept import once_a_file
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db
STATE = ProceedingState


built, course = once_a_file(make_course)


def entries(kind: str) -> list[Entry]:
    rows = LedgerEntry.objects.filter(kind=kind).order_by("pk")
    return [Entry.from_bytes(bytes(row.entry)) for row in rows]


def line(card: Scorecard, code: str) -> dict:
    return next(one for one in card.lines["criteria"] if one["code"] == code)


def asked(course: Course, number: int = 0, code: str = "F1") -> Appeal:
    return appeal(
        card=course.card(number), code=code, text="Tin này là tin gốc",
        actor=course.heads[number], now=APPEALING,
    )  # fmt: skip


def override(course: Course, points: str = "4", code: str = "F1", number: int = 0):
    return override_line(
        card=course.card(number), code=code, points=Decimal(points), reason="Biên bản 12",
        actor=course.head, now=APPEALING,
    )  # fmt: skip


def grant(found: Appeal, course: Course, points: str | None = "3", ruling=Ruling.PARTLY):
    return rule_on_appeal(
        appeal=found, ruling=ruling, answer="Công nhận một phần",
        points=None if points is None else Decimal(points), actor=course.head, now=APPEALING,
    )  # fmt: skip


ACTS = {
    "sign": (
        lambda course: course.signed(0),
        {STATE.FROZEN, STATE.SELF_ASSESSED},
    ),
    "verify": (
        lambda course: verify(
            proceeding=course.proceeding, actor=course.secretary, now=VERIFYING
        ),
        {STATE.SELF_ASSESSED},
    ),
    "appeal": (asked, {STATE.APPEALABLE}),
    "rule": (
        lambda course: grant(
            Appeal.objects.create(
                card=course.card(), criterion_code="F1", text="Vì", made_by=course.heads[0],
                made_at=APPEALING,
            ),
            course,
        ),
        {STATE.APPEALABLE},
    ),
    "override": (override, {STATE.SELF_ASSESSED, STATE.APPEALABLE}),
    "decide": (
        lambda course: decide(proceeding=course.proceeding, actor=course.head, now=DECIDING),
        {STATE.APPEALABLE},
    ),
    "notice": (publish, {STATE.DECIDED}),
    "correct": (
        lambda course: propose_correction(
            card=course.card(), points={"F1": Decimal(1)}, reason="Vì", actor=course.head,
            now=ENTERING,
        ),
        {STATE.PUBLISHED, STATE.CORRECTED},
    ),
}  # fmt: skip


class TestEveryState:
    @pytest.mark.parametrize("state", [*STATE])
    def test_takes_its_own_steps_and_no_other(self, course, state) -> None:
        if state == STATE.CORRECTED:
            corrected(course.at(STATE.PUBLISHED))
        else:
            course.at(state)
        for name, (act, states) in ACTS.items():
            sid = _savepoint()
            if name == "sign":
                SelfAssessment.objects.all().delete()
            try:
                act(course)
                taken = True
            except UnableToTakeStep:
                taken = False
            _rollback(sid)
            assert taken == (state in states), (name, state)


def _savepoint():
    from django.db import transaction

    return transaction.savepoint_create()


def _rollback(sid) -> None:
    from django.db import transaction

    transaction.savepoint_rollback(sid)


def corrected(course: Course):
    found = propose_correction(
        card=course.card(), points={"F1": Decimal(2)}, reason="Tính nhầm", actor=course.secretary,
        now=ENTERING,
    )  # fmt: skip
    return confirm_correction(correction=found, actor=course.head, now=ENTERING)


class TestTheBeginning:
    def test_makes_one_proceeding_a_scorer_once(self, course) -> None:
        assert open_proceedings(round_=course.round, now=ON_TIME) == []
        assert Proceeding.objects.count() == 1
        assert not Scorecard.objects.filter(proceeding=None).exists()

    def test_gives_what_nobody_oversees_to_the_province(self, course) -> None:
        alone = make_portal()
        card = course.card()
        card.pk, card.portal, card.scorer, card.proceeding = None, alone, None, None
        card.save()
        [made] = open_proceedings(round_=course.round, now=ON_TIME)

        assert made.scorer == course.province
        assert alone.scorecards.get().proceeding == made

    def test_adopts_what_an_older_node_closed(self, course) -> None:
        Scorecard.objects.update(proceeding=None)
        LedgerEntry.objects.filter(kind="x")
        Proceeding.objects.all().delete()
        Round.objects.update(state=RoundState.CLOSED, closed_at=DECIDING, published_at=ENTERING)

        assert adopt_closed_rounds(now=ENTERING) == 2
        assert adopt_closed_rounds(now=ENTERING) == 0
        assert course.proceeding.state == STATE.PUBLISHED
        assert course.proceeding.published_at == ENTERING


class TestASelfAssessment:
    def test_confirms_all_lines_but_the_boards_own(self, course) -> None:
        signed = course.signed(
            0, ON_TIME, own_line("F1"), own_line("F2", "1", link="https://a.vn/")
        )

        card = course.card()
        codes = {one["code"] for one in card.lines["criteria"]}
        assert set(signed.confirmed) == codes - {"F1", "F2"}
        assert [(one.criterion_code, one.points) for one in signed.lines.order_by("pk")] == [
            ("F1", 3), ("F2", 1),
        ]  # fmt: skip
        assert course.proceeding.state == STATE.FROZEN
        # Its own points change no line: the scorer judges.
        assert line(card, "F1")["points"] is None

    def test_ends_the_step_when_it_is_the_last(self, course) -> None:
        course.signed(0)
        course.signed(1)
        assert course.proceeding.state == STATE.SELF_ASSESSED

    @pytest.mark.parametrize(
        "own",
        [
            [own_line("F1", text="  ")],
            [own_line("F1", "4.5")],
            [own_line("F1", "-1")],
            [own_line("F1", "0.001")],
            [own_line("F1", "NaN")],
            [own_line("B1", "3")],
            [own_line("F4", "2")],
            [own_line("Z9", "1")],
            [own_line("F1"), own_line("F1")],
        ],
    )
    def test_of_a_line_is_within_its_points_and_has_evidence(self, course, own) -> None:
        with pytest.raises(UnableToTakeStep):
            course.signed(0, ON_TIME, *own)
        assert not SelfAssessment.objects.exists()

    def test_is_signed_once(self, course) -> None:
        course.signed(0)
        with pytest.raises(UnableToTakeStep):
            course.signed(0)

    def test_waits_for_the_month_to_be_frozen(self, course) -> None:
        Scorecard.objects.update(proceeding=None)
        with pytest.raises(UnableToTakeStep):
            course.signed(0)


class TestOtherPoints:
    def test_change_total_band_and_ranks_as_was_shown_before(self, course) -> None:
        course.at(STATE.APPEALABLE)
        card = course.card()
        shown = effect_of(card, {"F1": Decimal(4)})
        made = override(course)

        found = course.card()
        assert line(found, "F1")["points"] == "4.00"
        assert line(found, "F1")["overridden"]["reason"] == made.reason == "Biên bản 12"
        assert found.earned == card.earned + 4
        assert found.applicable == card.applicable + 4
        assert (shown.total_before, shown.total) == (card.total, found.total)
        assert (shown.band, shown.rank) == (found.band, found.rank_in_tier)
        assert Scorecard.objects.get(portal=course.communes[1]).total == card.total

    def test_the_latest_of_a_line_counts(self, course) -> None:
        course.at(STATE.APPEALABLE)
        override(course, "4")
        override(course, "1.5")
        found = line(course.card(), "F1")

        assert (found["points"], found["overridden"]["points"]) == ("1.50", None)
        assert LineOverride.objects.count() == 2

    @pytest.mark.parametrize(("points", "code"), [("5", "F1"), ("-1", "F1"), ("1", "Z9")])
    def test_are_within_those_of_the_line(self, course, points, code) -> None:
        course.at(STATE.APPEALABLE)
        with pytest.raises(UnableToTakeStep):
            override(course, points, code)

    def test_need_a_reason_and_no_waiting_request(self, course) -> None:
        course.at(STATE.APPEALABLE)
        with pytest.raises(UnableToTakeStep):
            override_line(
                card=course.card(), code="F1", points=Decimal(1), reason=" ",
                actor=course.head, now=APPEALING,
            )  # fmt: skip
        asked(course)
        with pytest.raises(UnableToTakeStep):
            override(course)


class TestARequestForReview:
    def test_that_is_granted_gives_the_line_more(self, course) -> None:
        course.at(STATE.APPEALABLE)
        found = grant(asked(course), course)

        assert (found.points_before, found.points_after) == (None, 3)
        assert found.override.reason == "Công nhận một phần"
        assert line(course.card(), "F1")["points"] == "3.00"

    def test_that_is_not_leaves_the_line(self, course) -> None:
        course.at(STATE.APPEALABLE)
        before = course.card().lines
        found = grant(asked(course), course, None, Ruling.REJECTED)

        assert (found.points_after, course.card().lines) == (None, before)

    @pytest.mark.parametrize("points", [None, "2", "1", "5"])
    def test_is_granted_with_more_points_than_there_are(self, course, points) -> None:
        course.at(STATE.APPEALABLE)
        override(course, "2")
        found = asked(course)
        with pytest.raises(UnableToTakeStep):
            grant(found, course, points)

    def test_is_made_once_a_line_and_says_why(self, course) -> None:
        course.at(STATE.APPEALABLE)
        with pytest.raises(UnableToTakeStep):
            appeal(card=course.card(), code="F1", text=" ", actor=course.heads[0], now=APPEALING)
        asked(course)
        with pytest.raises(UnableToTakeStep):
            asked(course)
        with pytest.raises(UnableToTakeStep):
            asked(course, code="Z9")

    def test_keeps_the_month_from_being_decided(self, course) -> None:
        course.at(STATE.APPEALABLE)
        found = asked(course)
        with pytest.raises(UnableToTakeStep):
            decide(proceeding=course.proceeding, actor=course.head, now=DECIDING)
        grant(found, course)
        decide(proceeding=course.proceeding, actor=course.head, now=DECIDING)

    def test_is_ruled_on_once(self, course) -> None:
        course.at(STATE.APPEALABLE)
        found = asked(course)
        grant(found, course)
        with pytest.raises(UnableToTakeStep):
            grant(found, course, "4", Ruling.UPHELD)
        with pytest.raises(UnableToTakeStep):
            rule_on_appeal(
                appeal=asked(course, 1), ruling=Ruling.REJECTED, answer="", actor=course.head,
                now=APPEALING,
            )  # fmt: skip


class TestTheDecision:
    def test_closes_the_month_and_stands_in_the_ledger(self, course) -> None:
        course.at(STATE.APPEALABLE)
        override(course)
        decide(proceeding=course.proceeding, actor=course.head, now=DECIDING)

        assert (course.round.state, course.round.closed_at) == (RoundState.CLOSED, DECIDING)
        # Everybody reads the ledger.
        assert entries("month") == []
        course.at(STATE.PUBLISHED)
        [entry] = entries("month")
        told = {card["portal"]: card["total"] for card in entry.body["cards"]}
        assert told == {
            card.portal.site.hostname: card.total * 100 for card in Scorecard.objects.all()
        }

    def test_of_one_scorer_leaves_the_month_open_for_others(self, course) -> None:
        other = another_proceeding(course)
        course.at(STATE.PUBLISHED)

        assert (course.round.state, course.round.published_at) == (RoundState.OPEN, None)
        assert other.state == STATE.FROZEN

    def test_waits_for_words_on_copies(self, course) -> None:
        course.at(STATE.APPEALABLE)
        card = course.card()
        card.lines["criteria"][0]["numbers"] = {"unconfirmed": 1}
        card.save()
        with pytest.raises(UnableToTakeStep, match=card.portal.name):
            decide(proceeding=course.proceeding, actor=course.head, now=DECIDING)


def another_proceeding(course: Course) -> Proceeding:
    alone = make_portal()
    card = course.card()
    card.pk, card.portal, card.scorer, card.proceeding = None, alone, None, None
    card.save()
    [made] = open_proceedings(round_=course.round, now=ON_TIME)
    return made


class TestTheNotice:
    def test_publishes_the_cards_of_its_scorer(self, course) -> None:
        another_proceeding(course)
        stranger = make_member(make_portal("district"))

        def seen():
            return scorecards_seen_by(office_of(stranger, ENTERING))

        course.at(STATE.DECIDED)
        assert not seen().exists()

        notice = publish(course)

        assert {card.portal for card in seen()} == set(course.communes)
        assert (notice.decided_by, notice.entered_by) == (course.head, course.secretary)
        assert notice.file.collection_id == course.district.collection_id

    def test_leaves_ranks_open_until_the_last_scorer_has_published(self, course) -> None:
        another_proceeding(course)
        course.at(STATE.PUBLISHED)
        Scorecard.objects.update(provisional="", rank_in_tier=1)
        address = reverse("scoring:scorecard", args=[course.card().pk])
        note = "Còn có thể thay đổi đến khi mọi đơn vị chấm đã công bố."

        before = body(desk_client(course.heads[0]).get(address)).decode()
        Round.objects.update(state=RoundState.CLOSED, closed_at=ENTERING, published_at=ENTERING)
        after = body(desk_client(course.heads[0]).get(address)).decode()

        assert note in before
        assert note not in after

    def test_of_the_last_scorer_publishes_the_month(self, course) -> None:
        course.at(STATE.PUBLISHED)
        assert course.round.published_at == ENTERING

    @pytest.mark.parametrize(
        ("changes"),
        [{"number": " "}, {"file": None}, {"dated": "2026-10-31"}, {"dated": "2026-11-17"}],
    )
    def test_has_number_date_and_file(self, course, changes) -> None:
        from datetime import date

        from scoring.course.actions import enter_notice
        from tests.scoring.course.cast import sheet

        course.at(STATE.DECIDED)
        given = {"number": "4/TB", "dated": "2026-11-16", "file": sheet()} | changes
        given["dated"] = date.fromisoformat(given["dated"])
        with pytest.raises(UnableToTakeStep):
            enter_notice(
                proceeding=course.proceeding, **given, actor=course.secretary, now=ENTERING
            )
        assert not RoundNotice.objects.exists()


class TestACorrection:
    def test_changes_the_card_and_keeps_the_one_before(self, course) -> None:
        course.at(STATE.PUBLISHED)
        before = course.card()
        found = corrected(course)

        card = course.card()
        assert line(card, "F1")["points"] == "2.00"
        assert card.earned == before.earned + 2
        found.refresh_from_db()
        assert found.before["lines"] == before.lines
        assert Decimal(found.before["total"]) == before.total
        assert course.proceeding.state == STATE.CORRECTED
        assert course.proceeding.is_published

    def test_changes_something(self, course) -> None:
        course.at(STATE.PUBLISHED)
        for points, reason in (({}, "Vì"), ({"F1": Decimal(2)}, " "), ({"Z9": Decimal(1)}, "Vì")):
            with pytest.raises(UnableToTakeStep):
                propose_correction(
                    card=course.card(), points=points, reason=reason, actor=course.head,
                    now=ENTERING,
                )  # fmt: skip

    def test_is_confirmed_once(self, course) -> None:
        found = corrected(course.at(STATE.PUBLISHED))
        with pytest.raises(UnableToTakeStep):
            confirm_correction(correction=found, actor=course.deputy, now=ENTERING)


class TestWhatIsKept:
    def test_every_step_stands_in_log_and_ledger_and_names_nobody(self, course) -> None:
        course.at(STATE.APPEALABLE)
        grant(asked(course), course)
        corrected(course.at(STATE.PUBLISHED))

        acts = [entry.body["act"] for entry in entries("round-act")]
        assert acts == [
            "open", "sign-self-assessment", "sign-self-assessment", "verify", "appeal", "rule",
            "decide", "enter-notice", "propose-correction", "correct",
        ]  # fmt: skip
        logged = ModelLogEntry.objects.filter(action__startswith="scoring.")
        for act in acts:
            assert logged.filter(action=f"scoring.{act.replace('-', '_')}").exists()
        text = b"".join(bytes(row.entry) for row in LedgerEntry.objects.all()).decode()
        for words in (str(course.head), "Tin này là tin gốc", "Công nhận", "Tính nhầm"):
            assert words not in text
        assert LedgerSalt.objects.filter(value__user=course.heads[0].pk).count() == 2
