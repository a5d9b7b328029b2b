"""The province's own card: nobody of it scores it, an office outside confirms it, and then it is public either way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import translation

from portals.auditors.actions import revoke_decision
from portals.auditors.models import AuditDecision
from portals.boards.enums import Position
from portals.boards.models import BoardMember, User
from portals.ledger.entries import Entry
from portals.ledger.models import LedgerEntry
from portals.models import Tier
from portals.refusals import NotYourOffice
from scoring.assessing.exemptions import exempt
from scoring.assessing.facts import EnteredFact, enter_facts
from scoring.course.actions import (
    OwnCardFinding,
    UnableToTakeStep,
    appeal,
    confirm_own_card,
    override_line,
    publish_own_cards,
    sign_self_assessment,
)
from scoring.course.actions.by_clock import adopt_closed_rounds, open_proceedings
from scoring.enums import ProceedingState, RoundState
from scoring.models import OwnCard, OwnCardVerdict, Proceeding, Round, Scorecard
from scoring.queries import office_of, scorecards_seen_by
from scoring.rounds.checks import faults_of_cards
from scoring.rounds.rescoring import rescore
from tests.portals.auditors.cast import INSIDE, lead_of, let_in
from tests.scoring.cast import OCTOBER, local, publish_all
from tests.scoring.course.cast import ENTERING, Course, make_course
from tests.support.kept import as_built, built_once

pytestmark = pytest.mark.django_db

# Working day 12 of November, until its last instant.
LAST = local(2026, 11, 17, 23, 59)
AFTER = local(2026, 11, 18, 0, 1)
CODES = ["T1", "T2", "T3", "L1", "L2", "L3"]
ALL_HOLD = dict.fromkeys(CODES, OwnCardFinding())


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: object) -> Iterator[Course]:
    with built_once(
        django_db_blocker, lambda: make_course(1, of_province=1, own_card=True)
    ) as made:
        yield made


@pytest.fixture
def course(built: Course) -> Iterator[Course]:
    with as_built(built) as own:
        yield own


def auditor(course: Course, **changes: object) -> User:
    return lead_of(let_in(course.province_head, **changes))


def confirm(course: Course, actor: User, now=INSIDE, findings=ALL_HOLD) -> OwnCard:
    return confirm_own_card(own_card=course.own_card, findings=findings, actor=actor, now=now)


class TestTheCard:
    def test_is_measured_and_frozen_with_the_others_and_waits_until_the_day_of_the_decision(
        self, course
    ) -> None:
        own = course.own_card
        assert [line["code"] for line in own.card.lines["criteria"]] == CODES
        assert own.card.portal.frozen_facts.count() == 1
        assert own.due_at.replace(microsecond=0) == local(2026, 11, 17, 23, 59, 59)
        assert list(faults_of_cards()) == []

    def test_has_no_scorer_no_proceeding_and_no_rank(self, course) -> None:
        card = course.own_card.card
        Scorecard.objects.filter(pk=card.pk).update(provisional="", total=90)
        rescore(round_=course.round, portal_ids=[course.communes[0].pk], now=INSIDE)
        card.refresh_from_db()
        assert (card.scorer, card.proceeding, card.rank_in_tier) == (None, None, None)
        assert Proceeding.objects.count() == 2
        assert open_proceedings(round_=course.round, now=INSIDE) == []
        card.refresh_from_db()
        assert card.proceeding is None

    def test_keeps_no_month_open_and_no_closed_one_takes_it_in(self, course) -> None:
        publish_all(course.round)
        round_ = course.round
        assert round_.state == RoundState.CLOSED
        assert round_.published_at is not None
        assert adopt_closed_rounds(now=ENTERING) == 0
        assert Proceeding.objects.count() == 2

    def test_is_changed_by_nobody_of_the_province(self, course) -> None:
        card, head = course.own_card.card, course.province_head
        with pytest.raises(NotYourOffice, match="on whose board they sit"):
            exempt(
                portal=card.portal, criterion_code="T1", first=OCTOBER, last=None,
                reason="Không có việc", actor=head, now=INSIDE,
            )  # fmt: skip
        told = EnteredFact(card.portal, "requests.answered", Decimal(1), 3, "Sổ theo dõi của tỉnh")
        with pytest.raises(NotYourOffice):
            enter_facts(month=OCTOBER, facts=[told], actor=head, now=INSIDE)
        for act in (
            lambda: sign_self_assessment(card=card, own=(), actor=head, now=INSIDE),
            lambda: appeal(card=card, code="T1", text="Xem lại", actor=head, now=INSIDE),
            lambda: override_line(
                card=card, code="T1", points=Decimal(25), reason="Vì", actor=head, now=INSIDE
            ),
        ):
            with pytest.raises(UnableToTakeStep):
                act()

    def test_is_seen_by_the_province_and_by_others_once_it_is_public(self, course) -> None:
        card = course.own_card.card
        publish_all(course.round)

        def sees(user: User) -> bool:
            return scorecards_seen_by(office_of(user, AFTER)).filter(pk=card.pk).exists()

        assert sees(course.province_head)
        assert not sees(course.head)
        publish_own_cards(now=AFTER)
        assert sees(course.head)


class TestWhoConfirms:
    def test_an_auditor_on_the_days_of_the_decision(self, course) -> None:
        person = auditor(course)
        own = confirm(course, person)
        assert (own.confirmed_by.user, own.confirmed_at) == (person, INSIDE)
        assert own.verdicts.count() == len(CODES)

    def test_nobody_of_the_province_nor_of_a_board_at_all(self, course) -> None:
        for person in (course.province_head, course.province_deputy, course.head, course.heads[0]):
            with pytest.raises(NotYourOffice, match="outside its board"):
                confirm(course, person)

    @pytest.mark.parametrize("of_province", [True, False])
    def test_no_auditor_who_came_to_sit_on_a_board(self, course, of_province) -> None:
        person = auditor(course)
        portal = course.province if of_province else course.communes[0]
        # Past the verb, which refuses it.
        BoardMember.objects.create(
            board=portal.board, user=person, position=Position.CONTRIBUTOR,
            period=DateRange(date(2026, 11, 1), None),
        )  # fmt: skip
        with pytest.raises(NotYourOffice):
            confirm(course, User.objects.get(pk=person.pk))

    def test_no_auditor_before_the_first_day_or_after_the_last(self, course) -> None:
        person = auditor(
            course, starts_on=date(2026, 11, 10), last_on=date(2026, 11, 15),
            now=local(2026, 11, 8, 9),
        )  # fmt: skip
        for now in (local(2026, 11, 9, 23), local(2026, 11, 16, 0, 1)):
            with pytest.raises(NotYourOffice):
                confirm(course, person, now)
        confirm(course, person, local(2026, 11, 15, 23))

    def test_no_auditor_whose_decision_was_revoked(self, course) -> None:
        person = auditor(course)
        revoke_decision(
            decision=AuditDecision.objects.get(), reason="Thôi", actor=course.province_head,
            now=INSIDE,
        )  # fmt: skip
        with pytest.raises(NotYourOffice):
            confirm(course, person, INSIDE + timedelta(seconds=1))

    @pytest.mark.parametrize(
        ("changes", "may"),
        [
            ({"tiers": "commune"}, False),
            ({"portals": "district"}, False),
            ({"tiers": "province"}, True),
            ({"portals": "province"}, True),
            ({"first_month": date(2026, 11, 1)}, False),
            ({"last_month": date(2026, 9, 1)}, False),
            ({"first_month": date(2026, 10, 1), "last_month": date(2026, 10, 1)}, True),
        ],
    )
    def test_only_whose_scope_holds_the_month_and_the_province(self, course, changes, may) -> None:
        given = dict(changes)
        if "tiers" in given:
            given["tiers"] = [Tier.objects.get(pk=given["tiers"])]
        if "portals" in given:
            given["portals"] = [getattr(course, given["portals"])]
        person = auditor(course, **given)
        with nullcontext() if may else pytest.raises(NotYourOffice):
            confirm(course, person)

    def test_until_the_last_instant_of_its_day(self, course) -> None:
        person = auditor(course)
        with pytest.raises(UnableToTakeStep, match="over"):
            confirm(course, person, AFTER)
        confirm(course, person, course.own_card.due_at)

    def test_once(self, course) -> None:
        person = auditor(course)
        confirm(course, person)
        with pytest.raises(UnableToTakeStep, match="before"):
            confirm(course, person)
        assert OwnCardVerdict.objects.count() == len(CODES)


class TestWhatIsSaid:
    def test_each_line_is_spoken_of_and_no_other(self, course) -> None:
        person = auditor(course)
        with pytest.raises(UnableToTakeStep, match="Missing: T3, L3"):
            confirm(
                course, person,
                findings={code: OwnCardFinding() for code in CODES if code not in {"T3", "L3"}},
            )  # fmt: skip
        with pytest.raises(UnableToTakeStep, match="no criterion B1"):
            confirm(course, person, findings={**ALL_HOLD, "B1": OwnCardFinding()})
        assert not OwnCardVerdict.objects.exists()

    def test_a_contested_line_says_why_and_changes_no_point(self, course) -> None:
        person = auditor(course)
        before = Scorecard.objects.get(pk=course.own_card.pk).lines
        for reason in (" ", "a" * 1_001):
            with pytest.raises(UnableToTakeStep, match="T1"):
                confirm(course, person, findings={**ALL_HOLD, "T1": OwnCardFinding(True, reason)})
        confirm(course, person, findings={**ALL_HOLD, "T1": OwnCardFinding(True, " Sổ ghi khác ")})
        found = OwnCardVerdict.objects.get(is_contested=True)
        assert (found.criterion_code, found.reason) == ("T1", "Sổ ghi khác")
        assert Scorecard.objects.get(pk=course.own_card.pk).lines == before

    def test_stands_in_the_ledger_as_commitments_until_it_is_public(self, course) -> None:
        confirm(
            course, auditor(course), findings={**ALL_HOLD, "T1": OwnCardFinding(True, "Sổ khác")}
        )
        told = entries("round-act")[-1]
        assert (told["act"], told["scored"]) == ("confirm-own-card", course.province.site.hostname)
        assert told["said"].startswith(told["by"].partition(":")[0])
        assert "Sổ khác" not in str(told)
        assert entries("own-card") == []


def entries(kind: str) -> list[dict]:
    rows = LedgerEntry.objects.filter(kind=kind).order_by("pk")
    return [Entry.from_bytes(bytes(row.entry)).body for row in rows]


def published(course: Course) -> None:
    """The province has entered its notice."""
    Proceeding.objects.filter(scorer=course.province).update(
        state=ProceedingState.PUBLISHED, self_assessed_at=INSIDE, verified_at=INSIDE,
        appeal_due_at=INSIDE, decided_at=INSIDE, published_at=INSIDE,
    )  # fmt: skip


class TestItIsPublic:
    def test_unconfirmed_after_its_day_and_not_before(self, course) -> None:
        assert publish_own_cards(now=course.own_card.due_at) == 0
        assert publish_own_cards(now=AFTER) == 1
        assert publish_own_cards(now=AFTER) == 0
        assert course.own_card.published_at == AFTER
        (told,) = entries("own-card")
        assert (told["contested"], told["rubric"]) == ([], "province/1")
        assert not {"confirmed", "number", "by"} & set(told)
        assert told["card"]["portal"] == course.province.site.hostname

    def test_though_the_province_enters_no_notice(self, course) -> None:
        assert course.proceeding.published_at is None
        publish_own_cards(now=AFTER)
        assert course.own_card.published_at is not None

    def test_confirmed_with_its_office_as_soon_as_the_table_of_the_province_is(
        self, course
    ) -> None:
        own = confirm(
            course, auditor(course),
            findings={**ALL_HOLD, "T2": OwnCardFinding(True, "Vì"), "L1": OwnCardFinding(True, "Vì")},
        )  # fmt: skip
        publish_own_cards(now=LAST)
        own.refresh_from_db()
        assert own.published_at is None
        published(course)
        assert publish_own_cards(now=LAST) == 1
        (told,) = entries("own-card")
        assert told["contested"] == ["L1", "T2"]
        assert (told["confirmed"], told["number"]) == ("Thanh tra minh họa", "12/QĐ-TT")

    def test_at_once_where_the_table_is_public_already(self, course) -> None:
        published(course)
        assert publish_own_cards(now=LAST) == 0
        assert confirm(course, auditor(course)).published_at == INSIDE

    def test_never_of_a_trial(self, course) -> None:
        Round.objects.update(is_trial=True)
        assert publish_own_cards(now=AFTER) == 0
        assert entries("own-card") == []

    def test_then_it_stands_whatever_is_scored_again(self, course) -> None:
        card = course.own_card.card
        for published, kept in ((False, False), (True, True)):
            if published:
                publish_own_cards(now=AFTER)
            Scorecard.objects.filter(pk=card.pk).update(total=12)
            rescore(round_=course.round, now=AFTER)
            card.refresh_from_db()
            assert (card.total == 12) is kept
