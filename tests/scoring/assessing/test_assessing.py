"""What persons add to a month on its pages: judgements, registers, words on copies, what never applies."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from portals.boards.enums import Position
from portals.refusals import NotYourOffice
from scoring.assessing.drawn import NotTheSample
from scoring.assessing.exemptions import UnableToExempt, end_exemption, exempt
from scoring.assessing.facts import (
    ChangedMeanwhile,
    EnteredFact,
    UnableToEnter,
    enter_facts,
)
from scoring.assessing.sampling import draw, lot, size_of_sample
from scoring.assessing.tokens import token_of_entry
from scoring.assessing.verdicts import CopyJudgement, decide_on_copies
from scoring.content.gathering import read_stories
from scoring.course.actions import (
    UnableToTakeStep,
    move_on_by_clock,
    open_proceedings,
    verify,
)
from scoring.models import CopyVerdict, FactEntry, NotApplicable, Proceeding, Round, Scorecard
from scoring.periods import Month
from scoring.rounds.actions import score_month
from scoring.rounds.checks import faults_of_cards
from tests.factories import make_member, make_portal
from tests.scoring.cast import (
    OCTOBER,
    SNAPSHOT,
    VERIFIED,
    adopt_default,
    close,
    local,
    make_province,
    measure,
    text_of,
    write,
)
from tests.support.kept import once_a_file
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db
ASSESSED = local(2026, 11, 5, 9)


def _town():
    """A province with head and deputy, a district with its head, and a commune with its own."""
    province, head, deputy = make_province()
    adopt_default(head, deputy, tiers=("commune", "district"))
    district = make_portal("district", overseer=province)
    commune = make_portal(overseer=district)
    return {
        "province": province, "head": head, "district": district, "commune": commune,
        "scorer": make_member(district, Position.HEAD), "own": make_member(commune, Position.HEAD),
    }  # fmt: skip


built, town = once_a_file(_town)


def address(portal, month="2026-10") -> str:
    return reverse("scoring:assess", args=[month, portal.pk])


def shown_to(client, portal) -> dict[str, str]:
    """What the page's fields hold, with what names the entries that it shows."""
    page = BeautifulSoup(body(client.get(address(portal))), "html.parser")
    found = {}
    for field in page.select("form.score-form input, form.score-form textarea"):
        if field.get("type") == "radio" and not field.has_attr("checked"):
            continue
        found[field["name"]] = (
            field.get("value", "") if field.name == "input" else field.text.strip()
        )
    return {name: value for name, value in found.items() if name != "csrfmiddlewaretoken"}


class TestThePage:
    def test_is_for_who_scores_the_portal(self, town) -> None:
        strangers = [town["own"], make_member(make_portal("district"), Position.HEAD)]
        # A contributor of the overseer's board scores nothing.
        strangers.append(make_member(town["district"], Position.CONTRIBUTOR))
        for user in (town["head"], town["scorer"]):
            assert desk_client(user).get(address(town["commune"])).status_code == 200
        for user in strangers:
            assert desk_client(user).get(address(town["commune"])).status_code == 404
            assert desk_client(user).post(address(town["commune"]), {}).status_code == 404
        assert desk_client(town["scorer"]).get(address(town["district"])).status_code == 404

    def test_enters_shares_numbers_and_times(self, town) -> None:
        data = {
            "line-D1-done": "6", "line-D1-cases": "8", "line-D1-source": "Sổ theo dõi",
            "line-F4-done": "4", "line-F4-cases": "1", "line-F4-source": "Báo cáo ngày 4",
            "line-TRU2-done": "2", "line-TRU2-source": "Biên bản số 3 của Sở",
            "line-F2-done": "3", "line-F2-cases": "4", "line-F2-source": "Thiếu quốc huy",
            "line-D3-done": "", "line-D3-cases": "0", "line-D3-source": "Không có yêu cầu",
        }  # fmt: skip
        client = desk_client(town["scorer"])

        assert client.post(address(town["commune"]), data).status_code == 302
        found = {one.measure: (one.value, one.cases) for one in FactEntry.objects.all()}
        assert found == {
            "requests.answered": (Decimal("0.75"), 8), "round.in_time": (4, 1),
            "adjustment.unsourced": (2, 2), "judged.presentation": (Decimal("0.75"), 4),
            "information.answered": (0, 0),
        }  # fmt: skip
        again = client.get(address(town["commune"]))
        lines = {form.line.code: form for some in again.context["lines"].values() for form in some}
        assert lines["D1"].initial == {"done": 6, "cases": 8, "source": "Sổ theo dõi"}
        assert 'value="6"' in str(lines["D1"]["done"])

    def test_writes_and_logs_only_what_was_changed(self, town) -> None:
        """The page sends every line again; what somebody else entered stays theirs."""
        data = {
            "line-D1-done": "6", "line-D1-cases": "8", "line-D1-source": "Sổ theo dõi\r\ntrang 2",
            "line-F4-done": "0.5", "line-F4-cases": "3", "line-F4-source": "Báo cáo ngày 4",
            "line-TRU2-done": "10", "line-TRU2-source": "Biên bản số 3 của Sở",
            "line-F2-done": "1", "line-F2-cases": "3", "line-F2-source": "Thiếu quốc huy",
            "line-D3-done": "0", "line-D3-cases": "0", "line-D3-source": "Không có yêu cầu",
        }  # fmt: skip
        desk_client(town["scorer"]).post(address(town["commune"]), data)
        before = list(FactEntry.objects.order_by("pk").values())
        logged = ModelLogEntry.objects.filter(action="scoring.enter_facts")
        assert (len(before), logged.count()) == (5, 1)
        client = desk_client(town["head"])

        assert client.post(address(town["commune"]), data).status_code == 302
        assert list(FactEntry.objects.order_by("pk").values()) == before
        assert logged.count() == 1
        # As the page itself shows it, line for line.
        shown = shown_to(client, town["commune"])
        client.post(address(town["commune"]), shown)
        assert list(FactEntry.objects.order_by("pk").values()) == before
        client.post(address(town["commune"]), shown | {"line-D1-done": "7"})

        assert {entry.measure for entry in FactEntry.objects.filter(entered_by=town["head"])} == {
            "requests.answered"
        }
        assert logged.count() == 2
        assert logged.latest("pk").data["facts"] == {"requests.answered": "0.8750"}

    def test_takes_an_entry_out_again(self, town) -> None:
        client = desk_client(town["scorer"])
        data = {"line-D1-done": "6", "line-D1-cases": "8", "line-D1-source": "Sổ"}
        client.post(address(town["commune"]), data)

        client.post(
            address(town["commune"]),
            shown_to(client, town["commune"])
            | {"line-D1-done": "", "line-D1-cases": "", "line-D1-source": ""},
        )

        assert not FactEntry.objects.exists()

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({"done": "9", "cases": "8", "source": "Sổ"}, "done"),
            ({"done": "6", "cases": "8"}, "source"),
            ({"done": "6", "source": "Sổ"}, "cases"),
            ({"cases": "6", "source": "Sổ"}, "done"),
            ({"done": "-1", "cases": "8", "source": "Sổ"}, "done"),
            ({"done": "NaN", "cases": "8", "source": "Sổ"}, "done"),
        ],
    )
    def test_says_what_is_wrong_and_loses_nothing(self, town, data, field) -> None:
        given = {f"line-D1-{name}": value for name, value in data.items()}
        given |= {"line-F2-done": "3", "line-F2-cases": "4", "line-F2-source": "Gõ lâu lắm"}

        response = desk_client(town["scorer"]).post(address(town["commune"]), given)

        lines = response.context["lines"]["registers"]
        assert next(one for one in lines if one.line.code == "D1").errors.keys() == {field}
        assert "Gõ lâu lắm" in body(response).decode()
        assert not FactEntry.objects.exists()

    def test_lists_what_waits_in_a_fixed_number_of_queries(self, town) -> None:
        client = desk_client(town["head"])

        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                response = client.get(reverse("scoring:assess_list") + "?month=2026-10")
            assert response.status_code == 200
            return len(captured)

        queries()
        few = queries()
        for _ in range(8):
            make_portal(overseer=town["district"])

        assert queries() == few

    def test_counts_what_was_entered(self, town) -> None:
        client = desk_client(town["scorer"])
        client.post(
            address(town["commune"]),
            {"line-F2-done": "3", "line-F2-cases": "4", "line-F2-source": "Đã xem"},
        )
        answer = client.get(reverse("scoring:assess_list") + "?month=2026-10")
        row = answer.context["rows"][0]

        assert (row.portal, row.judged, row.judged_of) == (town["commune"], 1, 2)
        cells = BeautifulSoup(answer.content, "html.parser").select(".desk-table td")[:4]
        assert [cell["data-label"] for cell in cells] == [
            "Cổng",
            "Nội dung người chấm đánh giá",
            "Số liệu theo dõi ngoài hệ thống",
            "Bản sao chờ xác nhận",
        ]
        assert cells[1].get_text(strip=True) == "1 / 2"
        outsider = desk_client(town["own"])
        assert outsider.get(reverse("scoring:assess_list")).status_code == 404


class TestTwoScorers:
    """Both have the page open; what one writes the other sees before anything is put in its place."""

    D1 = {"line-D1-done": "6", "line-D1-cases": "8", "line-D1-source": "Sổ của huyện"}

    @pytest.fixture
    def two(self, town):
        clients = desk_client(town["scorer"]), desk_client(town["head"])
        return [(client, shown_to(client, town["commune"])) for client in clients]

    def entry(self, measure="requests.answered"):
        return FactEntry.objects.get(measure=measure)

    def test_on_two_lines_keep_both(self, town, two) -> None:
        (first, shown), (second, same) = two
        first.post(address(town["commune"]), shown | self.D1)
        answer = second.post(
            address(town["commune"]),
            same | {"line-F2-done": "3", "line-F2-cases": "4", "line-F2-source": "Đã xem"},
        )

        assert answer.status_code == 302
        assert self.entry().entered_by == town["scorer"]
        assert self.entry("judged.presentation").entered_by == town["head"]

    def test_on_one_line_see_each_other_and_lose_nothing(self, town, two) -> None:
        (first, shown), (second, same) = two
        first.post(address(town["commune"]), shown | self.D1)
        own = {"line-D1-done": "2", "line-D1-cases": "9", "line-D1-source": "Sổ của tỉnh"}

        refused = second.post(address(town["commune"]), same | own)

        said = body(refused).decode()
        assert "Sổ của huyện" in said
        assert str(town["scorer"]) in said
        # What was typed stands there still.
        assert "Sổ của tỉnh" in said
        assert self.entry().source == "Sổ của huyện"
        # Sent again as the page now has it, it is what this person means.
        page = BeautifulSoup(said, "html.parser")
        base = page.select_one('input[name="line-D1-base"]')["value"]
        again = second.post(address(town["commune"]), same | own | {"line-D1-base": base})
        assert again.status_code == 302
        assert (self.entry().source, self.entry().entered_by) == ("Sổ của tỉnh", town["head"])

    def test_taking_out_what_another_changed_is_refused_too(self, town, two) -> None:
        first, shown = two[0]
        first.post(address(town["commune"]), shown | self.D1)
        second = two[1][0]
        same = shown_to(second, town["commune"])
        first.post(
            address(town["commune"]), shown_to(first, town["commune"]) | {"line-D1-done": "7"}
        )

        second.post(
            address(town["commune"]),
            same | {"line-D1-done": "", "line-D1-cases": "", "line-D1-source": ""},
        )

        assert self.entry().value == Decimal("0.875")

    def test_on_a_word_see_each_other(self, town) -> None:
        write(make_portal(), local(2026, 10, 6, 9), 77)
        story = write(
            town["commune"], local(2026, 10, 27, 9), 900, author=town["own"], body=text_of(77)
        )
        score_month(month=OCTOBER, actor=None, now=SNAPSHOT)
        first, second = desk_client(town["scorer"]), desk_client(town["head"])
        shown, same = (shown_to(one, town["commune"]) for one in (first, second))
        name = f"copy-{story.pk}"
        first.post(
            address(town["commune"]),
            shown | {f"{name}-word": "own", f"{name}-reason": "Mẫu của tỉnh"},
        )

        refused = second.post(address(town["commune"]), same | {f"{name}-word": "copy"})

        assert "Mẫu của tỉnh" in body(refused).decode()
        assert not CopyVerdict.objects.get().is_copy

    def test_are_told_apart_by_the_verb_itself(self, town) -> None:
        """Where both passed the form at the same moment."""
        fact = EnteredFact(town["commune"], "requests.answered", Decimal("0.5"), 8, "Sổ")
        key = (town["commune"].pk, "requests.answered")
        [entry] = enter_facts(
            month=OCTOBER, facts=[fact], actor=town["scorer"], now=SNAPSHOT, based_on={key: ""}
        )
        other = replace(fact, value=Decimal("0.75"))
        with pytest.raises(ChangedMeanwhile):
            enter_facts(
                month=OCTOBER, facts=[other], actor=town["head"], now=SNAPSHOT, based_on={key: ""}
            )
        seen = {key: token_of_entry(FactEntry.objects.get(pk=entry.pk))}
        enter_facts(month=OCTOBER, facts=[other], actor=town["head"], now=SNAPSHOT, based_on=seen)

        assert FactEntry.objects.get().value == Decimal("0.75")

    def test_what_says_the_same_is_not_signed_again(self, town) -> None:
        fact = EnteredFact(town["commune"], "requests.answered", Decimal("0.5"), 8, "Sổ")
        enter_facts(month=OCTOBER, facts=[fact], actor=town["scorer"], now=SNAPSHOT)

        same = replace(fact, value=Decimal("0.5000"))
        assert enter_facts(month=OCTOBER, facts=[same], actor=town["head"], now=SNAPSHOT) == []
        assert FactEntry.objects.get().entered_by == town["scorer"]
        assert ModelLogEntry.objects.filter(action="scoring.enter_facts").count() == 1


class TestTheSample:
    def test_is_three_or_ten_at_the_end_of_a_quarter(self) -> None:
        assert [size_of_sample(Month(2026, month)) for month in (1, 2, 3, 10, 12)] == [
            3, 3, 10, 3, 10,
        ]  # fmt: skip

    def test_is_the_same_for_everybody_with_the_seed(self, town) -> None:
        portal = town["commune"]
        for day in (1, 5, 6, 7, 8, 9):
            write(portal, local(2026, 10, day, 9), day, author=town["own"])
        score_month(month=OCTOBER, actor=None, now=SNAPSHOT)
        seed = Round.objects.get().seed

        page = desk_client(town["scorer"]).get(address(portal))

        drawn = page.context["assessment"].sample
        stories = sorted(
            portal.placements.values_list("story", flat=True), key=lambda pk: lot(seed, pk)
        )
        assert [one.story_id for one in drawn] == stories[:3]
        assert seed in body(page).decode()
        # Scoring again draws no other seed.
        score_month(month=OCTOBER, actor=None, now=SNAPSHOT)
        assert Round.objects.get().seed == seed
        assert draw([], seed=seed, size=3) == []


class TestCopies:
    @pytest.fixture
    def copy(self, town):
        """An item of the commune with nearly the text of an earlier one elsewhere."""
        write(make_portal(), local(2026, 10, 6, 9), 77)
        story = write(
            town["commune"], local(2026, 10, 27, 9), 900, author=town["own"], body=text_of(77)
        )
        read_stories(now=SNAPSHOT)
        return story

    def numbers(self, town):
        taken = measure("news.original", town["commune"], target=12)[town["commune"].pk]
        return taken.numbers["counted"], taken.numbers["copies"], taken.numbers["unconfirmed"]

    def decide(self, town, copy, is_copy=False, reason="Mẫu chung", actor="scorer"):
        return decide_on_copies(
            portal=town["commune"], month=OCTOBER, verdicts=[CopyJudgement(copy.pk, is_copy, reason)],
            actor=town[actor], now=SNAPSHOT,
        )  # fmt: skip

    def test_wait_for_a_word(self, town, copy) -> None:
        assert self.numbers(town) == (0, 1, 1)

    def test_confirmed_count_for_nothing(self, town, copy) -> None:
        self.decide(town, copy, is_copy=True, reason="")

        assert self.numbers(town) == (0, 1, 0)

    def test_that_are_shared_forms_count(self, town, copy) -> None:
        self.decide(town, copy)

        assert self.numbers(town) == (1, 0, 0)

    def test_are_not_decided_on_by_the_own_board(self, town, copy) -> None:
        with pytest.raises(NotYourOffice):
            self.decide(town, copy, actor="own")

    def test_need_a_reason_to_be_none_and_to_be_held_for_one(self, town, copy) -> None:
        other = write(town["commune"], local(2026, 10, 28, 9), 1, author=town["own"])
        for story, reason in ((copy, " "), (other, "Mẫu chung")):
            with pytest.raises(UnableToEnter):
                self.decide(town, story, reason=reason)
        assert not CopyVerdict.objects.exists()

    def course(self, town):
        """The month of the scorer, its self-assessments ended by the clock."""
        score_month(month=OCTOBER, actor=None, now=SNAPSHOT)
        open_proceedings(round_=Round.objects.get(), now=SNAPSHOT)
        move_on_by_clock(now=ASSESSED)
        return Proceeding.objects.get(scorecards__portal=town["commune"])

    def test_are_waited_for_before_the_cards_are_verified(self, town, copy) -> None:
        proceeding = self.course(town)
        with pytest.raises(UnableToTakeStep, match=town["commune"].name):
            verify(proceeding=proceeding, actor=town["scorer"], now=ASSESSED)
        self.decide(town, copy, is_copy=True)
        verify(proceeding=proceeding, actor=town["scorer"], now=ASSESSED)
        with pytest.raises(UnableToEnter):
            self.decide(town, copy, is_copy=True)

    def test_count_as_own_where_nobody_said_a_word_in_time(self, town, copy) -> None:
        self.course(town)
        move_on_by_clock(now=VERIFIED)

        verdict = CopyVerdict.objects.get()
        assert (verdict.is_copy, verdict.decided_by) == (False, None)
        card = Scorecard.objects.get(portal=town["commune"])
        numbers = next(one for one in card.lines["criteria"] if one["code"] == "B1")["numbers"]
        assert (numbers["counted"], numbers["unconfirmed"]) == (1, 0)

    def test_count_so_in_months_too_that_were_added_up_meanwhile(self, town, copy) -> None:
        self.course(town)
        # Few enough to be counted together with those of the month before.
        write(town["commune"], local(2026, 11, 5, 9), 1, author=town["own"])
        score_month(month=OCTOBER.later(1), actor=None, now=local(2026, 12, 1, 1))
        assert list(faults_of_cards()) == []
        move_on_by_clock(now=VERIFIED)
        assert CopyVerdict.objects.exists()
        assert list(faults_of_cards()) == []

    def test_are_decided_on_on_the_page(self, town, copy) -> None:
        client = desk_client(town["scorer"])
        name = f"copy-{copy.pk}"
        assert body(client.get(address(town["commune"]))).decode().count(f'name="{name}-word"') == 3

        refused = client.post(address(town["commune"]), {f"{name}-word": "own"})
        assert refused.context["copies"][0].errors.keys() == {"reason"}
        client.post(address(town["commune"]), {f"{name}-word": "own", f"{name}-reason": "Biểu mẫu"})

        assert CopyVerdict.objects.get().decided_by == town["scorer"]
        # It is still listed, so that the word can be taken back.
        client.post(
            address(town["commune"]),
            shown_to(client, town["commune"]) | {f"{name}-word": "copy", f"{name}-reason": ""},
        )
        assert CopyVerdict.objects.get().is_copy


class TestWhatNeverApplies:
    def declare(self, town, **changes):
        return exempt(
            **{
                "portal": town["commune"], "criterion_code": "A6", "first": OCTOBER, "last": None,
                "reason": "Không giải quyết thủ tục", "actor": town["head"], "now": SNAPSHOT,
            }
            | changes
        )  # fmt: skip

    def test_is_declared_by_the_province_with_a_reason(self, town) -> None:
        for changes in ({"reason": " "}, {"criterion_code": "Z9"}, {"last": Month(2026, 9)}):
            with pytest.raises(UnableToExempt):
                self.declare(town, **changes)
        with pytest.raises(NotYourOffice):
            self.declare(town, actor=town["scorer"])
        self.declare(town)
        with pytest.raises(UnableToExempt):
            self.declare(town, first=Month(2026, 12))

    def test_is_shown_on_the_card(self, town) -> None:
        self.declare(town)
        score_month(month=OCTOBER, actor=None, now=SNAPSHOT)
        card = Scorecard.objects.get(portal=town["commune"])
        line = next(one for one in card.lines["criteria"] if one["code"] == "A6")

        assert (line["state"], line["reason"]) == ("by_nature", "Không giải quyết thủ tục")

    def test_ends_after_a_month(self, town) -> None:
        entry = self.declare(town, first=Month(2026, 8))
        with pytest.raises(UnableToExempt):
            end_exemption(exemption=entry, last=Month(2026, 7), actor=town["head"], now=SNAPSHOT)
        end_exemption(exemption=entry, last=Month(2026, 9), actor=town["head"], now=SNAPSHOT)

        assert not NotApplicable.objects.in_force(OCTOBER.last).exists()
        assert NotApplicable.objects.in_force(Month(2026, 9).last).exists()

    def test_touches_no_closed_month(self, town) -> None:
        score_month(month=OCTOBER, actor=None, now=SNAPSHOT)
        close(Round.objects.get())
        with pytest.raises(UnableToExempt):
            self.declare(town)
        self.declare(town, first=Month(2026, 11))

    def test_is_declared_and_ended_on_its_page(self, town) -> None:
        client, address = desk_client(town["head"]), reverse("scoring:exemptions")
        months = client.get(address).context["form"].fields["first"].choices
        data = {
            "portal": town["commune"].pk, "criterion": "A6", "first": months[1][0],
            "reason": "Không giải quyết thủ tục",
        }  # fmt: skip

        assert client.post(address, data).status_code == 302
        assert client.post(address, data).context["form"].non_field_errors()
        reader = desk_client(town["own"])
        assert "Không giải quyết thủ tục" in body(reader.get(address)).decode()
        entry = NotApplicable.objects.get()
        end = reverse("scoring:end_exemption", args=[entry.pk])
        assert reader.post(end).status_code == reader.post(address, data).status_code == 404
        client.post(end)
        entry.refresh_from_db()
        assert entry.period.upper


class TestJudgingTheSample:
    """F1 is judged by all items that were drawn, or by all that there are: never by the best one of them."""

    @pytest.mark.parametrize(("written", "cases"), [(5, 3), (2, 2), (0, 0)])
    def test_is_judged_as_a_whole(self, written, cases) -> None:
        province, head, _deputy = make_province()
        portal = make_portal(overseer=province)
        for number in range(written):
            write(portal, local(2026, 10, 5 + number, 9), 600 + number)
        for given in range(5):
            fact = EnteredFact(portal, "judged.accuracy", Decimal(1), given, "Đã đọc hết các tin")
            if given == cases:
                enter_facts(month=OCTOBER, facts=[fact], actor=head, now=SNAPSHOT)
            else:
                with pytest.raises(NotTheSample, match=f"{cases} tin.*{given} tin"):
                    enter_facts(month=OCTOBER, facts=[fact], actor=head, now=SNAPSHOT)

    def test_is_of_three_months_at_the_end_of_a_quarter(self) -> None:
        province, head, _deputy = make_province()
        portal = make_portal(overseer=province)
        for month in (7, 8, 9):
            for day in range(1, 5):
                write(portal, local(2026, month, day, 9), 100 * month + day)
        fact = EnteredFact(portal, "judged.accuracy", Decimal(1), 10, "Đã đọc hết các tin")

        enter_facts(month=Month(2026, 9), facts=[fact], actor=head, now=SNAPSHOT)


class TestTheSource:
    """What moves a total by itself says in a sentence or by a link where it comes from."""

    @pytest.mark.parametrize(
        ("source", "measure", "is_refused"),
        [
            (".", "adjustment.hacked", True),
            ("..........", "adjustment.hacked", True),
            ("aaaaaaaaaaaa", "adjustment.hacked", True),
            ("Biên bản", "adjustment.government", True),
            ("Biên bản số 3 của Sở", "adjustment.hacked", False),
            ("https://chinhphu.vn/tin-1", "adjustment.government", False),
            (".", "requests.answered", True),
            ("Sổ", "requests.answered", False),
        ],
    )
    def test_is_more_than_a_mark(self, source, measure, is_refused) -> None:
        province, head, _deputy = make_province()
        fact = EnteredFact(make_portal(overseer=province), measure, Decimal(1), 1, source)
        if is_refused:
            with pytest.raises(UnableToEnter, match="nguồn"):
                enter_facts(month=OCTOBER, facts=[fact], actor=head, now=SNAPSHOT)
        else:
            enter_facts(month=OCTOBER, facts=[fact], actor=head, now=SNAPSHOT)
