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
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portals.addresses import main_hostname
from portals.boards.enums import Position
from portals.ledger.entries import Entry
from portals.ledger.models import LedgerEntry, LedgerSalt
from portals.models import Cluster, ClusterMembership
from portals.refusals import NotYourOffice
from scoring.assessing.exemptions import end_exemption, exempt
from scoring.assessing.facts import EnteredFact, UnableToEnter, enter_facts
from scoring.assessing.verdicts import CopyJudgement, decide_on_copies
from scoring.measures import registry
from scoring.measures.registry import known_measure
from scoring.models import (
    FROZEN_TABLES,
    FactEntry,
    FrozenFacts,
    MeasuringRun,
    Round,
    Scorecard,
)
from scoring.periods import Month
from scoring.rounds import frozen
from scoring.rounds.actions import UnableToScore, remeasure, score_month
from scoring.rounds.checks import faults_of_cards, faults_of_frozen_facts
from scoring.rounds.facts_in_ledger import faults_of_facts
from scoring.rounds.rescoring import cards_from_frozen, rescore
from tests.factories import make_member, make_portal
from tests.scoring.cast import (
    OCTOBER,
    SNAPSHOT,
    adopt_default,
    close,
    local,
    make_province,
    score_now,
    text_of,
    write,
)
from tests.scoring.rounds.test_rounds import full_marks
from tests.support.kept import once_a_file
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db


def _town():
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


built, town = once_a_file(_town)


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
            assert frozen.canonical_text(whole).encode() == rfc8785.dumps(whole)


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


class TestTextsAsTheyStood:
    """The month is measured on the third; on the second a board rewrote what it wrote in October."""

    LATE = local(2026, 11, 3, 9)

    def rewrite(self, story, words: int, monkeypatch) -> None:
        monkeypatch.setattr(timezone, "now", lambda: local(2026, 11, 2, 9))
        story = type(story).objects.get(pk=story.pk)
        story.body = text_of(900, words)
        story.title = "Viết lại"
        story.save_revision().publish(skip_permission_checks=True)

    def test_are_read_again_from_the_revision_that_was_public(self, town, monkeypatch) -> None:
        commune = town["communes"][0]
        short = write(commune, local(2026, 10, 20, 9), 7, words=20, author=town["author"])
        self.rewrite(short, 200, monkeypatch)

        score(now=self.LATE)

        kept = line(card_of(commune), "B1")
        assert (kept["numbers"]["short"], kept["numbers"]["counted"]) == (1, 2)
        assert ["story", short.pk, "Tin số 7", "short"] in kept["evidence"]
        assert "late" not in kept

    def test_that_cannot_be_found_any_more_are_told_as_late(self, town, monkeypatch) -> None:
        commune = town["communes"][0]
        story = town["stories"][0]
        self.rewrite(story, 200, monkeypatch)
        newest = type(story).objects.get(pk=story.pk).latest_revision_id
        story.revisions.exclude(pk=newest).delete()

        score(now=self.LATE)

        for code in ("B1", "B2", "B4", "E3"):
            assert line(card_of(commune), code)["late"]
        assert "late" not in line(card_of(commune), "C3")
        assert "late" not in line(card_of(town["communes"][1]), "B1")

    def test_are_kept_with_version_and_hash(self, town) -> None:
        score()
        own = FrozenFacts.objects.get(portal=town["communes"][0]).own["month"]
        names = own["fields"]
        kept = {
            row[names.index("story_id")]: dict(zip(names, row, strict=True)) for row in own["items"]
        }
        for story in town["stories"]:
            assert kept[story.pk]["version"] == story.live_revision_id
            assert len(kept[story.pk]["sha256"]) == 64


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
            for code in ("requests.answered", "information.answered",
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
        close(Round.objects.get())
        for month in (Month(2026, 8), Month(2026, 9), OCTOBER):
            with pytest.raises(UnableToEnter):
                enter(town["scorer"], town["communes"][0], "1", month=month)
        for month in (Month(2026, 7), Month(2026, 11)):
            enter(town["scorer"], town["communes"][0], "1", month=month)


class TestMeasuringAgain:
    def again(self, town, actor="head", **changes):
        return remeasure(
            **{
                "round_": Round.objects.get(), "measure": "news.original", "reason": "Đếm sai tin",
                "actor": town[actor], "now": SNAPSHOT + timedelta(days=2),
            }
            | changes
        )  # fmt: skip

    def test_takes_one_measure_for_all_portals_and_scores_by_it(self, town) -> None:
        score()
        commune = town["communes"][0]
        before = card_of(commune)
        # A fault of measuring is mended by other code; here there is another story to measure.
        write(commune, local(2026, 10, 20, 9), 55, author=town["author"])

        run = self.again(town)

        after = card_of(commune)
        assert (run.number, run.is_late, run.facts.count()) == (2, True, 2)
        assert line(after, "B1")["numbers"]["published"] == 3
        for code in ("B2", "B4", "E3"):
            assert line(after, code) == line(before, code)
        assert after.total > before.total
        assert score().cards == 2
        assert card_of(commune).lines == after.lines

    def test_needs_head_or_deputy_a_reason_and_a_measure_of_the_install(self, town) -> None:
        with pytest.raises(UnableToScore):
            remeasure(
                round_=Round(month=OCTOBER.first), measure="news.original", reason="x",
                actor=town["head"], now=SNAPSHOT,
            )  # fmt: skip
        score()
        for changes in ({"reason": " "}, {"measure": "judged.accuracy"}, {"measure": "không có"}):
            with pytest.raises(UnableToScore):
                self.again(town, **changes)
        for actor in (town["scorer"], make_member(town["province"], Position.SECRETARY)):
            with pytest.raises(NotYourOffice):
                remeasure(
                    round_=Round.objects.get(), measure="news.original", reason="x", actor=actor,
                    now=SNAPSHOT,
                )  # fmt: skip
        close(Round.objects.get())
        with pytest.raises(UnableToScore):
            self.again(town)
        assert MeasuringRun.objects.count() == 1

    def test_is_ordered_on_the_page_of_the_league(self, town) -> None:
        score()
        address = reverse("scoring:measure_again", args=[Round.objects.get().pk])
        given = {"measure": "news.original", "reason": "Đếm sai tin"}
        secretary = make_member(town["province"], Position.SECRETARY)
        for user in (secretary, town["scorer"], town["author"]):
            assert desk_client(user).post(address, given).status_code == 404
        client = desk_client(town["head"])
        assert address in body(client.get(reverse("scoring:league"))).decode()
        assert client.get(address).status_code == 405
        for wrong in ({"reason": ""}, {"measure": "judged.accuracy"}):
            client.post(address, given | wrong)
        assert MeasuringRun.objects.count() == 1
        client.post(address, given)

        assert MeasuringRun.objects.latest("number").ordered_by == town["head"]

    def test_is_logged_and_shown_on_every_card(self, town) -> None:
        score()
        self.again(town)
        assert ModelLogEntry.objects.get(action="scoring.remeasure").data["reason"] == "Đếm sai tin"
        for commune in town["communes"]:
            page = desk_client(town["head"]).get(
                reverse("scoring:scorecard", args=[card_of(commune).pk])
            )
            assert "Đếm sai tin" in body(page).decode()

    def test_words_on_copies_hold_for_it(self, town) -> None:
        write(make_portal(), local(2026, 10, 6, 9), 77)
        copy = write(
            town["communes"][0], local(2026, 10, 27, 9), 900, author=town["author"],
            body=text_of(77),
        )  # fmt: skip
        score()
        decide_on_copies(
            portal=town["communes"][0], month=OCTOBER, actor=town["scorer"], now=SNAPSHOT,
            verdicts=[CopyJudgement(copy.pk, is_copy=False, reason="Mẫu chung")],
        )  # fmt: skip
        before = card_of(town["communes"][0])

        self.again(town)

        assert line(card_of(town["communes"][0]), "B1")["numbers"] == line(before, "B1")["numbers"]


class TestTheLedger:
    def test_holds_the_hash_of_each_portals_facts(self, town) -> None:
        score()
        [row] = LedgerEntry.objects.filter(kind="facts")
        told = Entry.from_bytes(bytes(row.entry)).body
        kept = {one.portal: one.sha256 for one in FrozenFacts.objects.select_related("portal")}

        assert (told["month"], told["run"], told["parts"]) == ("2026-10", 1, 1)
        assert {one["portal"]: one["sha256"] for one in told["portals"]} == {
            main_hostname(portal): sha256 for portal, sha256 in kept.items()
        }
        assert faults_of_facts(told) == []

    def test_tells_of_a_later_run_why_and_names_nobody(self, town) -> None:
        score()
        remeasure(
            round_=Round.objects.get(), measure="news.original", reason="Đếm sai tin",
            actor=town["head"], now=SNAPSHOT,
        )  # fmt: skip
        row = LedgerEntry.objects.filter(kind="facts").latest("pk")
        told = Entry.from_bytes(bytes(row.entry)).body

        assert (told["run"], told["measure"], told["reason"]) == (2, "news.original", "Đếm sai tin")
        assert LedgerSalt.objects.get(commitment=told["ordered"]).value["user"] == town["head"].pk
        assert str(town["head"]) not in bytes(row.entry).decode()

    def test_refuses_what_does_not_fit_together(self) -> None:
        one = {"portal": "a.vn", "sha256": "0" * 64}
        first = {"month": "2026-10", "run": 1, "part": 1, "parts": 1, "portals": [one]}
        later = first | {"run": 2, "measure": "x", "reason": "y", "ordered": "z"}
        assert faults_of_facts(first) == faults_of_facts(later) == []
        for wrong in (
            first | {"run": 2}, later | {"run": 1}, first | {"part": 2},
            first | {"portals": [one, one]}, first | {"reason": "y"},
        ):  # fmt: skip
            assert faults_of_facts(wrong) != []


class TestTheDoctor:
    def test_names_the_altered_line_total_and_rank(self, town) -> None:
        for commune in town["communes"]:
            full_marks(commune, town["head"])
        score()
        assert [*faults_of_cards(), *faults_of_frozen_facts()] == []
        card = card_of(town["communes"][0])
        line(card, "D1")["points"] = "8.00"
        line(card, "D1")["value"] = "0.3"
        card.total += 1
        card.rank_in_tier = 2
        card.save()

        told = "\n".join(faults_of_cards())

        assert f"2026-10 {town['communes'][0].name}: line D1 was altered" in told
        assert "total is" in told
        assert "rank_in_tier is 2, and 1" in told
        assert town["communes"][1].name not in told

    def test_names_entries_that_were_changed_past_the_verbs(self, town) -> None:
        full_marks(town["communes"][0], town["head"])
        score()
        FactEntry.objects.filter(measure="requests.answered").update(value=0)

        assert "line D1 was altered" in "\n".join(faults_of_cards())

    def test_names_cards_that_are_missing_or_too_many(self, town) -> None:
        score()
        card = card_of(town["communes"][0])
        card.delete()
        card.pk, card.portal = None, town["district"]
        card.save()

        told = "\n".join(faults_of_cards())

        assert "the scorecard is missing" in told
        assert f"{town['district'].name}: a scorecard without frozen facts" in told

    def test_names_facts_that_are_not_the_ledgers(self, town) -> None:
        score()
        run = MeasuringRun.objects.get()
        kept = FrozenFacts.objects.get(portal=town["communes"][0])
        FrozenFacts.objects.create(
            run=run, portal=town["district"], facts=kept.facts, items=kept.items, own={},
            sha256="1" * 64,
        )  # fmt: skip

        told = "\n".join(faults_of_frozen_facts())

        assert "another hash than their own" in told
        assert "the ledger holds no such facts" in told
        assert "these are the facts of another portal" in told


class TestThePageOfALine:
    def see(self, user, card, code="B1", query=""):
        return desk_client(user).get(reverse("scoring:line_facts", args=[card.pk, code]) + query)

    def test_lists_all_that_counted_and_all_that_was_left_out(self, town) -> None:
        commune = town["communes"][0]
        short = write(commune, local(2026, 10, 20, 9), 3, words=20, author=town["author"])
        score()

        page = self.see(town["scorer"], card_of(commune))

        said = body(page).decode()
        rows = {one.link.name: one for one in page.context["rows"]}
        assert set(rows) == {"Tin số 5", "Tin số 12", "Tin số 3"}
        assert rows["Tin số 5"].is_counted
        assert not rows[short.title].is_counted
        assert "quá ngắn" in said

    def test_is_for_those_who_see_the_card(self, town) -> None:
        score()
        card = card_of(town["communes"][0])
        for reader in (town["head"], town["scorer"], town["author"]):
            assert self.see(reader, card).status_code == 200
        for stranger in (
            make_member(town["communes"][1], Position.HEAD),
            make_member(make_portal("district"), Position.HEAD),
        ):
            assert self.see(stranger, card).status_code == 404
        for code in ("D1", "Z9"):
            assert self.see(town["head"], card, code).status_code == 404

    def test_is_cut_into_pages(self, town) -> None:
        commune = town["communes"][0]
        for number in range(60):
            write(
                commune, local(2026, 10, 1 + number % 30, 10), 100 + number, author=town["author"]
            )
        score()

        pages = [self.see(town["head"], card_of(commune), query=f"?p={page}") for page in (1, 2, 3)]

        assert [len(page.context["rows"]) for page in pages] == [25, 25, 12]

    def test_shows_words_of_persons_as_they_count(self, town) -> None:
        write(make_portal(), local(2026, 10, 6, 9), 77)
        commune = town["communes"][0]
        copy = write(commune, local(2026, 10, 27, 9), 900, author=town["author"], body=text_of(77))
        score()
        decide_on_copies(
            portal=commune, month=OCTOBER, actor=town["scorer"], now=SNAPSHOT,
            verdicts=[CopyJudgement(copy.pk, is_copy=False, reason="Mẫu chung")],
        )  # fmt: skip

        rows = self.see(town["head"], card_of(commune)).context["rows"]

        assert all(one.is_counted for one in rows if one.link.name == copy.title)
