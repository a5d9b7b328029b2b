"""Facts of a month are measured once; what persons do afterwards changes cards at once, and measures nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from portals.boards.enums import Position
from portals.models import Cluster, ClusterMembership
from scoring.assessing.exemptions import end_exemption, exempt
from scoring.assessing.facts import EnteredFact, UnableToEnter, enter_facts
from scoring.assessing.verdicts import CopyJudgement, decide_on_copies
from scoring.measures import registry
from scoring.measures.registry import known_measure
from scoring.models import FROZEN_TABLES, FrozenFacts, MeasuringRun, Round, Scorecard
from scoring.periods import Month
from scoring.rounds import frozen
from scoring.rounds.actions import close_round, score_month
from scoring.rounds.rescoring import cards_from_frozen, rescore
from tests.factories import make_member, make_portal
from tests.scoring.cast import (
    OCTOBER,
    SNAPSHOT,
    adopt_default,
    local,
    make_province,
    score_now,
    text_of,
    write,
)
from tests.scoring.rounds.test_rounds import full_marks

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """A province, a district that scores two communes, and what the first commune wrote in October."""
    province, head, deputy = make_province()
    adopt_default(head, deputy, tiers=("commune",))
    district = make_portal("district", overseer=province)
    communes = [make_portal(overseer=district) for _ in range(2)]
    author = make_member(communes[0], Position.HEAD)
    stories = [write(communes[0], local(2026, 10, day, 9), day, author=author) for day in (5, 12)]
    return {
        "province": province, "head": head, "district": district, "communes": communes,
        "scorer": make_member(district, Position.HEAD), "author": author, "stories": stories,
    }  # fmt: skip


def score(month=OCTOBER, now=SNAPSHOT):
    return score_month(month=month, actor=None, now=now)


def card_of(portal, month=OCTOBER) -> Scorecard:
    return Scorecard.objects.get(portal=portal, round__month=month.first)


def line(card: Scorecard, code: str) -> dict:
    return next(one for one in card.lines["criteria"] if one["code"] == code)


def enter(actor, portal, value, *, measure="requests.answered", cases=9, month=OCTOBER):
    fact = EnteredFact(portal, measure, Decimal(value), cases, "Sổ theo dõi")
    enter_facts(month=month, facts=[fact], actor=actor, now=SNAPSHOT)


class TestOnce:
    def test_nothing_is_measured_after_the_first_time(self, town, monkeypatch) -> None:
        score()
        monkeypatch.setattr(
            "scoring.rounds.freezing.measure_month",
            lambda **_given: pytest.fail("measured a second time"),
        )
        before = list(Scorecard.objects.order_by("pk").values())

        score()

        assert list(Scorecard.objects.order_by("pk").values()) == before
        run = MeasuringRun.objects.get()
        assert (run.number, run.at, run.is_late, run.ordered_by) == (1, SNAPSHOT, False, None)

    def test_texts_that_are_mended_in_november_change_nothing_of_october(self, town) -> None:
        score()
        before = card_of(town["communes"][0])
        for day in (1, 6, 7, 8, 9, 13, 14, 15):
            write(town["communes"][0], local(2026, 10, day, 9), day, author=town["author"])
        # Measured in November it would come to more.
        assert score_now(town["communes"][0], now=local(2026, 11, 20, 9)).earned > before.earned

        score(now=local(2026, 11, 20, 9))

        after = card_of(town["communes"][0])
        assert (after.total, after.lines) == (before.total, before.lines)

    def test_what_is_read_back_is_what_was_measured(self, town) -> None:
        full_marks(town["communes"][0], town["head"])
        score()
        first = {card.portal_id: card.lines for card in Scorecard.objects.all()}

        rescore(round_=Round.objects.get(), now=SNAPSHOT)

        assert {card.portal_id: card.lines for card in Scorecard.objects.all()} == first

    def test_each_hash_is_that_of_canonical_json(self, town) -> None:
        import rfc8785

        score()
        for row in FrozenFacts.objects.all():
            assert frozen.hash_of(row.facts, row.items, row.own) == row.sha256
            whole = {"facts": row.facts, "items": row.items, "own": row.own}
            assert frozen.canonical(whole).encode() == rfc8785.dumps(whole)


class TestWhatIsKept:
    def test_is_never_changed_removed_or_emptied(self, town) -> None:
        score()
        for table in FROZEN_TABLES:
            for statement in (
                f"UPDATE {table} SET id = id",
                f"DELETE FROM {table}",
                f"TRUNCATE {table} CASCADE",
            ):
                with (
                    pytest.raises(DatabaseError),
                    transaction.atomic(),
                    connection.cursor() as cursor,
                ):
                    cursor.execute(statement)

    def test_is_late_where_it_was_measured_in_working_hours(self, town) -> None:
        score(now=SNAPSHOT + timedelta(days=3))
        card = card_of(town["communes"][0])

        assert MeasuringRun.objects.get().is_late
        # Contact entries keep no history; what was proposed does.
        assert line(card, "A1")["late"]
        assert "late" not in line(card, "C3")


class TestActs:
    def test_an_entry_counts_at_once_on_card_and_ranks(self, town) -> None:
        cluster = Cluster.objects.create(code="c1", name="Cụm 1")
        for commune in town["communes"]:
            full_marks(commune, town["head"])
            ClusterMembership.objects.create(
                portal=commune, cluster=cluster, period=DateRange(date(2026, 1, 1), None)
            )
        score()
        better, worse = card_of(town["communes"][0]), card_of(town["communes"][1])
        assert (better.rank_in_tier, worse.rank_in_tier, worse.rank_in_cluster) == (1, 2, 2)

        enter(town["scorer"], town["communes"][0], "0")

        fallen, risen = card_of(town["communes"][0]), card_of(town["communes"][1])
        assert (line(fallen, "D1")["points"], fallen.total < better.total) == ("0.00", True)
        assert (fallen.rank_in_tier, risen.rank_in_tier) == (2, 1)
        assert (fallen.rank_in_cluster, risen.rank_in_cluster) == (2, 1)
        assert risen.total == worse.total

    def test_a_card_that_becomes_provisional_loses_its_rank_and_the_rest_move_up(
        self, town
    ) -> None:
        for commune in town["communes"]:
            full_marks(commune, town["head"])
        score()
        cleared = [
            (town["communes"][0], code)
            for code in ("documents.in_time", "requests.answered", "disclosures.in_time",
                         "requests.rating", "judged.accuracy", "requests.triaged")
        ]  # fmt: skip

        enter_facts(month=OCTOBER, facts=[], cleared=cleared, actor=town["scorer"], now=SNAPSHOT)

        gone, left = card_of(town["communes"][0]), card_of(town["communes"][1])
        assert (gone.provisional, gone.rank_in_tier, gone.band) == ("too_little", None, "")
        assert left.rank_in_tier == 1

    def test_asks_the_same_for_two_portals_and_for_ten(self, town) -> None:
        for commune in town["communes"]:
            full_marks(commune, town["head"])
        score()
        round_ = Round.objects.get()

        def queries(portal_ids) -> int:
            with CaptureQueriesContext(connection) as captured:
                rescore(round_=round_, portal_ids=portal_ids, now=SNAPSHOT)
            return len(captured)

        few = queries([town["communes"][0].pk])
        assert queries([commune.pk for commune in town["communes"]]) == few
        # Locks, runs, facts, the rubric, entries, what never applies, words, the card, ranks, the hour.
        assert few <= 18

    def test_never_applicable_counts_at_once_and_ends_at_once(self, town) -> None:
        score()
        commune = town["communes"][0]
        given = exempt(
            portal=commune, criterion_code="A7", first=Month(2026, 9), last=None, reason="Không có",
            actor=town["head"], now=SNAPSHOT,
        )  # fmt: skip
        assert line(card_of(commune), "A7")["state"] == "by_nature"

        end_exemption(exemption=given, last=Month(2026, 9), actor=town["head"], now=SNAPSHOT)

        assert line(card_of(commune), "A7")["state"] == "scored"

    def test_of_an_unmeasured_month_wait_for_it(self, town) -> None:
        enter(town["scorer"], town["communes"][0], "0.5")
        assert not Scorecard.objects.exists()
        score()
        assert line(card_of(town["communes"][0]), "D1")["points"] == "4.00"


class TestWordsOnCopies:
    @pytest.fixture
    def copy(self, town):
        write(make_portal(), local(2026, 10, 6, 9), 77)
        return write(
            town["communes"][0], local(2026, 10, 27, 9), 900, author=town["author"],
            body=text_of(77),
        )  # fmt: skip

    def decide(self, town, copy, *, is_copy: bool) -> None:
        decide_on_copies(
            portal=town["communes"][0], month=OCTOBER, actor=town["scorer"], now=SNAPSHOT,
            verdicts=[CopyJudgement(copy.pk, is_copy, "Mẫu chung")],
        )  # fmt: skip

    def test_count_at_once_and_can_be_taken_back(self, town, copy) -> None:
        score()
        commune = town["communes"][0]
        machine = card_of(commune)
        assert line(machine, "B1")["numbers"]["unconfirmed"] == 1

        self.decide(town, copy, is_copy=False)
        own = card_of(commune)
        self.decide(town, copy, is_copy=True)
        taken_back = card_of(commune)

        assert line(own, "B1")["numbers"]["counted"] == 3
        assert line(own, "B1")["numbers"]["unconfirmed"] == 0
        # Every measure that folds over the item follows.
        assert line(own, "B3")["cases"] == line(machine, "B3")["cases"] + 1
        assert line(taken_back, "B1")["numbers"]["counted"] == 2
        assert (taken_back.total, taken_back.earned) == (machine.total, machine.earned)

    def test_are_those_that_measuring_with_them_would_give(self, town, copy) -> None:
        score()
        self.decide(town, copy, is_copy=False)
        card, anew = card_of(town["communes"][0]), score_now(town["communes"][0])

        assert (card.earned, card.applicable, card.total) == (
            anew.earned, anew.applicable, anew.total,
        )  # fmt: skip

    def test_fold_without_a_query(self, town, copy, monkeypatch) -> None:
        score()
        self.decide(town, copy, is_copy=False)
        for code in ("news.original", "news.longest_gap", "news.delay", "content.accessible"):
            known = known_measure(code)

            def measure(portals, period, wanted, *, take=known.take):
                with CaptureQueriesContext(connection) as asked:
                    found = take(portals, period, wanted)
                assert len(asked) == 0
                return found

            monkeypatch.setitem(registry._known, code, replace(known, take=measure))
        assert cards_from_frozen(Round.objects.get())


class TestMonthsThatCountTogether:
    def test_entries_of_three_months_are_pooled_by_their_cases(self, town) -> None:
        commune = town["communes"][0]
        for month, value, cases in ((8, "0.5", 2), (9, "1", 3), (10, "0", 1)):
            enter(town["scorer"], commune, value, cases=cases, month=Month(2026, month))
        score()
        kept = line(card_of(commune), "D1")

        # (0.5 × 2 + 1 × 3 + 0 × 1) / 6 of 8 points.
        assert (kept["cases"], kept["pooled"], kept["softened"]) == (6, True, False)
        assert kept["points"] == "5.33"
        assert Decimal(kept["value"]) == Decimal(4) / 6
        assert kept["numbers"]["value"] == "0.6667"

    def test_a_month_with_enough_cases_stands_alone(self, town) -> None:
        commune = town["communes"][0]
        enter(town["scorer"], commune, "1", cases=50, month=Month(2026, 9))
        enter(town["scorer"], commune, "0.2", cases=5)
        score()

        assert line(card_of(commune), "D1")["points"] == "1.60"

    def test_an_entry_of_september_changes_october_too(self, town) -> None:
        commune = town["communes"][0]
        enter(town["scorer"], commune, "0", cases=1)
        score()
        assert line(card_of(commune), "D1")["points"] == "4.00"

        enter(town["scorer"], commune, "1", cases=9, month=Month(2026, 9))

        assert line(card_of(commune), "D1")["points"] == "7.20"

    def test_what_a_closed_month_counts_is_not_entered_any_more(self, town) -> None:
        score()
        close_round(round_=Round.objects.get(), actor=town["head"], now=SNAPSHOT)
        for month in (Month(2026, 8), Month(2026, 9), OCTOBER):
            with pytest.raises(UnableToEnter):
                enter(town["scorer"], town["communes"][0], "1", month=month)
        for month in (Month(2026, 7), Month(2026, 11)):
            enter(town["scorer"], town["communes"][0], "1", month=month)
