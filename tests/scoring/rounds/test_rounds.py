"""Scoring a month: who, when, by whom, once and again, and in how many queries."""

from __future__ import annotations

import gc
import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from threading import Event, Thread

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from editorial.content_scan.models import ScanRound
from portals.boards.enums import Position
from portals.models import Cluster, ClusterMembership, Oversight, Portal
from portals.refusals import NotYourOffice
from scoring.assessing.facts import EnteredFact, UnableToEnter, enter_facts
from scoring.assessing.sampling import SAMPLED
from scoring.enums import LineState, Provisional
from scoring.models import FactEntry, NotApplicable, Round, Rubric, Scorecard
from scoring.periods import Month
from scoring.rounds.actions import (
    UnableToScore,
    score_month,
    score_what_is_due,
)
from scoring.rounds.gc_pause import paused_gc
from scoring.rounds.snapshot import take_snapshot
from scoring.rubrics.actions import UnableToAdopt, adopt, draw_up
from scoring.rubrics.spec import BandSpec
from scoring.rubrics.storage import read_specs
from scoring.rubrics.yaml_format import read_default
from tests.factories import make_member, make_portal, make_user
from tests.scoring.cast import (
    BEFORE,
    OCTOBER,
    SNAPSHOT,
    adopt_default,
    close,
    decision,
    drawn_from,
    local,
    make_province,
    owes,
    write,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return make_province()


@pytest.fixture
def in_force(province):
    _portal, head, deputy = province
    return adopt_default(head, deputy, tiers=("commune", "district"))


def score(actor=None, now=SNAPSHOT):
    return score_month(month=OCTOBER, actor=actor, now=now)


def line(card: Scorecard, code: str) -> dict:
    return next(one for one in card.lines["criteria"] if one["code"] == code)


def fact(portal, measure="judged.presentation", value="1", cases=1, source="Biên bản"):
    if measure in SAMPLED:
        cases = drawn_from(portal)
    return EnteredFact(portal, measure, Decimal(value), cases, source)


EVERYTHING = (
    "schedules.in_time",
    "requests.answered", "requests.triaged", "information.answered", "consultations.held",
    "requests.rating", "judged.accuracy", "judged.presentation",
)  # fmt: skip


def full_marks(portal, head) -> None:
    """As good as registers can say, in a month in which a scan was finished and found nothing."""
    ScanRound.objects.get_or_create(
        day=date(2026, 10, 15), defaults={"begun_at": SNAPSHOT, "finished_at": SNAPSHOT}
    )
    if not drawn_from(portal):
        # Its text is that of no other: towns number theirs from one.
        write(portal, local(2026, 10, 6, 9), 1_000 + portal.pk)
    owes(portal)
    enter_facts(
        month=OCTOBER, facts=[fact(portal, code, cases=9) for code in EVERYTHING],
        actor=head, now=SNAPSHOT,
    )  # fmt: skip


class TestAMonth:
    def test_gives_every_open_portal_a_card_and_names_the_others(self, province, in_force) -> None:
        commune, district = make_portal(overseer=province[0]), make_portal("district")
        department = make_portal("department")

        scored = score()

        assert {card.portal for card in Scorecard.objects.all()} == {commune, district}
        assert department.name in scored.without_rubric
        assert scored.cards == 2

    def test_is_scored_again_to_the_same_cards(self, province, in_force) -> None:
        commune = make_portal()
        write(commune, local(2026, 10, 5, 9), 1)
        full_marks(commune, province[1])
        score()
        first = list(Scorecard.objects.order_by("pk").values())

        score()

        assert list(Scorecard.objects.order_by("pk").values()) == first

    def test_follows_what_persons_enter_until_it_is_closed(self, province, in_force) -> None:
        commune = make_portal()
        score()
        enter_facts(
            month=OCTOBER, facts=[fact(commune, "information.answered", "0.5", cases=9)],
            actor=province[1], now=SNAPSHOT,
        )  # fmt: skip
        assert line(Scorecard.objects.get(portal=commune), "D3")["points"] == "1.00"

        close(Round.objects.get())

        with pytest.raises(UnableToScore):
            score()

    def test_keeps_who_was_there_when_it_was_measured(self, in_force) -> None:
        commune = make_portal()
        score()
        Portal.objects.filter(pk=commune.pk).update(opened_on=date(2026, 11, 1))
        make_portal()

        assert score().cards == 1
        assert Scorecard.objects.get().portal == commune

    def test_is_over_before_it_is_scored(self, in_force) -> None:
        with pytest.raises(UnableToScore):
            score(now=SNAPSHOT - timedelta(hours=1))

    def test_is_scored_by_the_desk_of_the_province(self, province, in_force) -> None:
        score(actor=make_member(province[0], Position.SECRETARY))
        for actor in (
            make_member(make_portal("district"), Position.HEAD),
            make_member(province[0], Position.EDITOR),
            make_user(),
        ):
            with pytest.raises(NotYourOffice):
                score(actor=actor)

    def test_asks_the_same_of_two_portals_and_of_twelve(self, province, in_force) -> None:
        district = make_portal("district", overseer=province[0])

        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                take_snapshot(month=OCTOBER, now=SNAPSHOT)
            return len(captured)

        for number in range(2):
            write(make_portal(overseer=district), local(2026, 10, 5, 9), number)
        few = queries()
        for number in range(10):
            write(make_portal(overseer=district), local(2026, 10, 6, 9), 100 + number)

        assert queries() == few


class TestTheSearchForCycles:
    def test_rests_meanwhile_and_goes_on_whatever_happens(self) -> None:
        def fail() -> None:
            assert not gc.isenabled()
            raise UnableToScore

        with pytest.raises(UnableToScore):
            paused_gc()(fail)()
        assert gc.isenabled()

    def test_stays_off_where_it_was_off(self) -> None:
        with paused_gc():
            with paused_gc():
                pass
            assert not gc.isenabled()


class TestTheClock:
    def test_scores_the_month_that_is_over_once(self, in_force) -> None:
        make_portal()

        assert score_what_is_due(now=SNAPSHOT)
        assert not score_what_is_due(now=SNAPSHOT)
        assert str(Round.objects.get()) == "2026-10"

    def test_scores_nothing_without_a_rubric(self) -> None:
        assert not score_what_is_due(now=SNAPSHOT)


class TestWhoIsScoredByWhom:
    def test_is_the_overseer_on_the_last_day(self, province, in_force) -> None:
        first, second = make_portal("district"), make_portal("district")
        commune = make_portal(overseer=first)
        Oversight.objects.filter(portal=commune).update(
            period=DateRange(date(2019, 1, 1), date(2026, 10, 31))
        )
        Oversight.objects.create(
            portal=commune, overseer=second, period=DateRange(date(2026, 10, 31), None)
        )
        score()

        assert Scorecard.objects.get(portal=commune).scorer == second

    def test_is_the_last_overseer_of_a_portal_that_closed(self, in_force) -> None:
        district = make_portal("district")
        commune = make_portal(overseer=district)
        Portal.objects.filter(pk=commune.pk).update(closed_on=date(2026, 10, 20))
        Oversight.objects.filter(portal=commune).update(
            period=DateRange(date(2019, 1, 1), date(2026, 10, 20))
        )
        score()
        card = Scorecard.objects.get(portal=commune)

        assert card.scorer == district
        # Thirteen working days up to the 19th: no rank.
        assert card.lines["working_days_open"] == 13
        assert card.provisional == Provisional.TOO_SHORT


class TestWhatDoesNotApply:
    def test_leaves_too_little_for_a_rank(self, in_force) -> None:
        commune = make_portal()
        score()
        card = Scorecard.objects.get(portal=commune)

        assert (card.provisional, card.band, card.rank_in_tier) == (
            Provisional.TOO_LITTLE, "", None,
        )  # fmt: skip
        assert line(card, "D3")["state"] == LineState.NOT_MEASURED
        assert line(card, "B3")["state"] == LineState.NO_CASES

    def test_by_nature_is_dated_and_shown(self, province, in_force) -> None:
        commune = make_portal()
        NotApplicable.objects.create(
            portal=commune, criterion_code="A7", reason="Không có chuyên mục riêng",
            period=DateRange(date(2026, 1, 1), None), entered_by=province[1],
        )  # fmt: skip
        score()
        card = Scorecard.objects.get(portal=commune)

        assert line(card, "A7")["state"] == LineState.BY_NATURE
        assert line(card, "A7")["reason"] == "Không có chuyên mục riêng"

    @pytest.mark.parametrize(
        ("first", "end", "state"),
        [
            # The last day of the month decides; the end of a period is no part of it.
            (date(2026, 10, 31), None, LineState.BY_NATURE),
            (date(2026, 11, 1), None, LineState.SCORED),
            (date(2026, 1, 1), date(2026, 11, 1), LineState.BY_NATURE),
            (date(2026, 1, 1), date(2026, 10, 31), LineState.SCORED),
        ],
    )
    def test_by_nature_is_asked_of_the_last_day(
        self, province, in_force, first, end, state
    ) -> None:
        commune = make_portal()
        NotApplicable.objects.create(
            portal=commune, criterion_code="A7", reason="Không có chuyên mục riêng",
            period=DateRange(first, end), entered_by=province[1],
        )  # fmt: skip
        score()

        assert line(Scorecard.objects.get(portal=commune), "A7")["state"] == state

    def test_facts_of_another_month_say_nothing(self, province, in_force) -> None:
        commune = make_portal()
        for month in (Month(2026, 9), Month(2026, 11)):
            enter_facts(
                month=month, facts=[fact(commune, "information.answered", "1", cases=9)],
                actor=province[1], now=local(2026, 12, 1, 8),
            )  # fmt: skip
        score()
        assert line(Scorecard.objects.get(portal=commune), "D3")["state"] == LineState.NOT_MEASURED
        enter_facts(
            month=OCTOBER, facts=[fact(commune, "information.answered", "0.5", cases=9)],
            actor=province[1], now=SNAPSHOT,
        )  # fmt: skip
        score()

        assert line(Scorecard.objects.get(portal=commune), "D3")["points"] == "1.00"

    def test_entered_facts_fill_what_the_install_does_not_know(self, province, in_force) -> None:
        commune = make_portal()
        full_marks(commune, province[1])
        score()
        card = Scorecard.objects.get(portal=commune)

        assert line(card, "D3")["points"] == "2.00"
        assert line(card, "D3")["entered_from"] == "Biên bản"
        assert card.provisional == ""
        assert card.rank_in_tier == 1


class TestRanks:
    def test_are_within_tier_and_cluster(self, province, in_force) -> None:
        cluster = Cluster.objects.create(code="c1", name="Cụm 1")
        portals = [make_portal() for _ in range(3)]
        for portal, presentation in zip(portals, ("1", "1", "0"), strict=True):
            full_marks(portal, province[1])
            enter_facts(
                month=OCTOBER, facts=[fact(portal, "judged.presentation", presentation)],
                actor=province[1], now=SNAPSHOT,
            )  # fmt: skip
        for portal in portals[1:]:
            ClusterMembership.objects.create(
                portal=portal, cluster=cluster, period=DateRange(date(2026, 1, 1), None)
            )
        score()
        found = [
            (card.rank_in_tier, card.rank_in_cluster)
            for card in (Scorecard.objects.get(portal=portal) for portal in portals)
        ]

        assert found == [(1, None), (1, 1), (3, 2)]


class TestEnteredFacts:
    def enter(self, actor, *facts) -> None:
        enter_facts(month=OCTOBER, facts=facts, actor=actor, now=SNAPSHOT)

    def test_are_entered_by_who_scores(self, province) -> None:
        district = make_portal("district")
        commune, other = make_portal(overseer=district), make_portal()
        scorer = make_member(district, Position.SECRETARY)

        self.enter(scorer, fact(commune))
        self.enter(province[1], fact(commune, value="0.5"), fact(other))

        assert FactEntry.objects.get(portal=commune).value == Decimal("0.5")
        with pytest.raises(NotYourOffice):
            self.enter(scorer, fact(other))

    def test_are_never_about_ones_own_portal(self, province) -> None:
        commune = make_portal()
        make_member(commune, Position.EDITOR, user=province[1])
        with pytest.raises(NotYourOffice):
            self.enter(province[1], fact(commune))

    @pytest.mark.parametrize(
        "changes",
        [{"measure": "news.original"}, {"measure": "không có"}, {"value": "-1"}, {"value": "NaN"},
         {"source": " "}, {"cases": -1}],
    )  # fmt: skip
    def test_are_refused_where_they_make_no_sense(self, province, changes) -> None:
        with pytest.raises(UnableToEnter):
            self.enter(province[1], fact(make_portal(), **changes))

    def test_are_over_when_the_month_is_closed(self, province, in_force) -> None:
        score()
        close(Round.objects.get())
        with pytest.raises(UnableToEnter):
            self.enter(province[1], fact(make_portal()))


class TestTheTableOfFacts:
    HEADING = "portal;measure;value;cases;source"

    def enter(self, tmp_path, actor, *lines: str) -> None:
        file = tmp_path / "so-lieu.csv"
        file.write_text("\n".join((self.HEADING, *lines)), encoding="utf-8")
        call_command("enter_facts", "2026-10", str(file), "--by", actor.username, stdout=StringIO())

    def test_is_entered_whole(self, province, tmp_path) -> None:
        commune = make_portal()
        self.enter(tmp_path, province[1], f"{commune.code};requests.answered;0,75;8;Sổ theo dõi")

        assert FactEntry.objects.get().value == Decimal("0.75")

    @pytest.mark.parametrize(
        "line",
        ["XX;requests.answered;1;1;Sổ", "{code};requests.answered;một;1;Sổ",
         "{code};requests.answered;1;1;", "{code};news.original;1;1;Sổ"],
    )  # fmt: skip
    def test_names_the_line_that_is_wrong(self, province, tmp_path, line) -> None:
        commune = make_portal()
        good = f"{commune.code};requests.answered;1;1;Sổ"
        with pytest.raises(CommandError):
            self.enter(tmp_path, province[1], good, line.format(code=commune.code))

        assert not FactEntry.objects.exists()


class TestARubric:
    def drawn_up(self, province, starts_on=date(2026, 6, 1)) -> Rubric:
        spec = next(one for one in read_default() if one.tier == "commune")
        return draw_up(spec=spec, starts_on=starts_on, actor=province[2], now=BEFORE)

    def adopt(self, rubric, actor, now=BEFORE, number="1/QĐ"):
        return adopt(
            rubric=rubric, decision_number=number, decided_on=date(2026, 5, 20), signer="Người ký",
            decision_file=decision(), actor=actor, now=now,
        )  # fmt: skip

    def test_is_stored_as_it_was_read(self, province) -> None:
        rubric = self.drawn_up(province)
        spec = next(one for one in read_default() if one.tier == "commune")

        assert read_specs([rubric])[rubric.pk] == spec

    def test_needs_a_second_person(self, province) -> None:
        rubric = self.drawn_up(province)
        with pytest.raises(UnableToAdopt):
            self.adopt(rubric, province[2])
        assert self.adopt(rubric, province[1]).is_adopted

    def test_needs_a_decision(self, province) -> None:
        with pytest.raises(UnableToAdopt):
            self.adopt(self.drawn_up(province), province[1], number=" ")

    def test_begins_in_a_month_that_has_not_begun(self, province) -> None:
        rubric = self.drawn_up(province)
        with pytest.raises(UnableToAdopt):
            self.adopt(rubric, province[1], now=local(2026, 6, 1))
        self.adopt(rubric, province[1], now=local(2026, 5, 31, 23, 59))

    def test_does_not_change_once_adopted(self, province) -> None:
        rubric = self.adopt(self.drawn_up(province), province[1])
        spec = read_specs([rubric])[rubric.pk]
        with pytest.raises(UnableToAdopt):
            draw_up(
                spec=spec, starts_on=date(2026, 7, 1), actor=province[2], now=BEFORE, rubric=rubric
            )
        with pytest.raises(UnableToAdopt):
            self.adopt(rubric, province[1])

    def test_is_kept_in_order_by_the_database_too(self, province) -> None:
        rubric = self.drawn_up(province)
        for changes in (
            {"adopted_by": province[2], "adopted_at": BEFORE},
            {"adopted_by": province[1], "adopted_at": BEFORE},
            {"starts_on": date(2026, 6, 2)},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Rubric.objects.filter(pk=rubric.pk).update(**changes)
        step = rubric.groups.get(code="B").criteria.get(code="B2").steps.first()
        step.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            step.save()

    def test_counts_from_its_month_on(self, province) -> None:
        first = self.adopt(self.drawn_up(province), province[1])
        second = self.adopt(self.drawn_up(province, date(2026, 11, 1)), province[1])
        make_portal()
        score()
        score_month(month=Month(2026, 11), actor=None, now=local(2026, 12, 1, 1))

        assert [card.rubric for card in Scorecard.objects.order_by("round__month")] == [
            first, second,
        ]  # fmt: skip

    def test_keeps_the_signed_decision(self, province) -> None:
        rubric = self.drawn_up(province)
        with pytest.raises(UnableToAdopt):
            adopt(
                rubric=rubric, decision_number="1/QĐ", decided_on=date(2026, 5, 20), signer="Người ký",
                decision_file=ContentFile(b"PK", name="x.pdf"), actor=province[1], now=BEFORE,
            )  # fmt: skip
        kept = self.adopt(rubric, province[1]).decision_file

        assert kept.file.read() == decision().read()
        assert kept.collection_id == province[0].collection_id

    def test_is_adopted_by_none_who_wrote_a_part(self, province) -> None:
        rubric = self.drawn_up(province)
        spec = read_specs([rubric])[rubric.pk]
        draw_up(spec=spec, starts_on=rubric.starts_on, actor=province[1], now=BEFORE, rubric=rubric)
        for author in province[1:]:
            with pytest.raises(UnableToAdopt):
                self.adopt(rubric, author)

    @pytest.mark.parametrize("low", [0, 50])
    def test_whose_bands_overlap_is_refused_at_once(self, province, low) -> None:
        rubric = self.drawn_up(province)
        spec = read_specs([rubric])[rubric.pk]
        bands = (*spec.bands, BandSpec("khac", "Khác", Decimal(low), Decimal(low + 10)))
        with pytest.raises(UnableToAdopt):
            draw_up(
                spec=replace(spec, bands=bands), starts_on=rubric.starts_on, actor=province[2],
                now=BEFORE, rubric=rubric,
            )  # fmt: skip
        assert rubric.bands.count() == 4

    def test_with_faults_is_a_draft_but_not_adopted(self, province) -> None:
        rubric = self.drawn_up(province)
        rubric.bands.filter(code="yeu").delete()
        with pytest.raises(UnableToAdopt):
            self.adopt(rubric, province[1])


class TestTheCommand:
    def test_prints_one_object(self, in_force) -> None:
        make_portal()
        out = StringIO()
        call_command("score_month", "2026-10", "--json", stdout=out)

        assert json.loads(out.getvalue())["scorecards"] == 1

    @pytest.mark.parametrize("month", ["2026-13", "tháng 10", "", "2099-01", "2026-10-01"])
    def test_says_what_is_wrong(self, month) -> None:
        with pytest.raises(CommandError):
            call_command("score_month", month)


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_one_scores_and_the_other_is_told(self) -> None:
        _province, head, deputy = make_province()
        adopt_default(head, deputy, tiers=("commune",))
        held, done = Event(), Event()

        def hold() -> None:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(8010, 202610)")
                held.set()
                done.wait(10)
            connection.close()

        thread = Thread(target=hold)
        thread.start()
        held.wait(10)
        try:
            with pytest.raises(UnableToScore):
                score()
        finally:
            done.set()
            thread.join()
        assert not Round.objects.exists()
        assert score().cards == 0
