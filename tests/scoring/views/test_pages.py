"""The league and the scorecard, as their readers meet them."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from portals.boards.enums import Position
from portals.models import Portal
from scoring.assessing.facts import EnteredFact, enter_facts
from scoring.models import Round, Scorecard
from scoring.rounds.actions import score_month
from tests.factories import make_member, make_portal, make_user
from tests.scoring.cast import (
    OCTOBER,
    SNAPSHOT,
    adopt_default,
    close,
    local,
    make_province,
    publish_all,
    write,
)
from tests.support.kept import once_a_file
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db


def _town():
    """A province with its head and deputy, a district, two communes of it, and October scored."""
    province, head, deputy = make_province()
    adopt_default(head, deputy, tiers=("commune",))
    district = make_portal("district", overseer=province)
    communes = [make_portal(overseer=district) for _ in range(2)]
    write(communes[0], local(2026, 10, 5, 9), 1, title="Tin của xã một", words=60)
    enter_facts(
        month=OCTOBER, actor=head, now=SNAPSHOT,
        facts=[EnteredFact(communes[0], "requests.answered", Decimal("0.4"), 9, "Sổ theo dõi")],
    )  # fmt: skip
    score_month(month=OCTOBER, actor=head, now=SNAPSHOT)
    return province, head, deputy, district, communes


built, town = once_a_file(_town)


def see(user, name, *args, query=""):
    return desk_client(user).get(reverse(name, args=args) + query)


def card_of(portal) -> Scorecard:
    return Scorecard.objects.get(portal=portal)


class TestUnpublishedScores:
    def readers(self, town):
        _province, head, _deputy, district, communes = town
        return {
            "province": head,
            "scorer": make_member(district, Position.EDITOR),
            "scored": make_member(communes[0], Position.CONTRIBUTOR),
        }

    @pytest.mark.parametrize("reader", ["province", "scorer", "scored"])
    def test_are_seen_by_province_scorer_and_scored(self, town, reader) -> None:
        response = see(self.readers(town)[reader], "scoring:scorecard", card_of(town[4][0]).pk)

        assert response.status_code == 200
        assert "Tin của xã một" in body(response).decode()

    def test_are_nobody_elses(self, town) -> None:
        card = card_of(town[4][0])
        neighbour = make_member(town[4][1], Position.HEAD)
        other_district = make_member(make_portal("district"), Position.HEAD)

        for stranger in (neighbour, other_district):
            assert see(stranger, "scoring:scorecard", card.pk).status_code == 404
        # Who sits on no board has no desk.
        assert "/login/" in see(make_user(), "scoring:scorecard", card.pk)["Location"]
        assert card.portal.name not in body(see(neighbour, "scoring:league")).decode()
        sheet = see(neighbour, "scoring:league", query="?xlsx")
        names = [row[0].value for row in load_workbook(BytesIO(body(sheet))).active.iter_rows()]
        assert card.portal.name not in names

    def test_are_everybodys_once_published(self, town) -> None:
        publish_all(Round.objects.get())
        stranger = make_member(make_portal("district"), Position.HEAD)

        assert see(stranger, "scoring:scorecard", card_of(town[4][0]).pk).status_code == 200


class TestTheScorecard:
    def test_explains_a_line_in_words_number_and_rule(self, town) -> None:
        page = body(see(town[1], "scoring:scorecard", card_of(town[4][0]).pk)).decode()

        assert "chỉ tiêu" in page
        assert "Sổ theo dõi" in page
        # 8 × 0.4 = 3.2 points for answers on time.
        assert "3,20 / 8" in page
        assert f"/tin-tuc/tin-{town[4][0].placements.get().story_id}/" in page

    def test_folds_what_lost_nothing_and_says_its_points(self, town) -> None:
        card = card_of(town[4][0])
        page = BeautifulSoup(body(see(town[1], "scoring:scorecard", card.pk)), "lxml")

        lost = {
            line["code"]: Decimal(line["most"]) - Decimal(line["points"])
            for line in card.lines["criteria"]
            if line["points"] is not None and Decimal(line["points"]) < Decimal(line["most"])
        }
        most = sorted(lost, key=lambda code: (-lost[code], code))[:2]
        opened = {line["id"] for line in page.select("details.score-line[open]")}
        assert opened == set(most)
        lines = page.select("details.score-line")
        assert len(lines) == len(card.lines["criteria"]) > len(most)
        assert all(line.summary.select_one(".score-points").get_text(strip=True) for line in lines)
        for group in page.select("details.score-group"):
            losing = sum(line["id"] in lost for line in group.select("details.score-line"))
            assert group.has_attr("open") == bool(group.select("details.score-line[open]"))
            # What lost nothing stands behind one line more; what lost something does not.
            folded = {line["id"] for line in group.select("details.score-rest details.score-line")}
            whole = {line["id"] for line in group.select("details.score-line")}
            assert folded == whole - set(lost)
            told = f"{losing} trên" if losing else "không tiêu chí nào"
            assert told in group.summary.get_text()

    def test_leads_the_own_board_to_its_editor(self, town) -> None:
        editor = make_member(town[4][0], Position.EDITOR)
        story = town[4][0].placements.get().story_id

        page = body(see(editor, "scoring:scorecard", card_of(town[4][0]).pk)).decode()

        assert reverse("wagtailadmin_pages:edit", args=[story]) in page


class TestTheLeague:
    def test_filters_by_month_tier_and_cluster(self, town) -> None:
        for query in ("?month=2026-10&tier=commune", "?month=không&tier=xx&cluster=yy", "?p=9"):
            response = see(town[1], "scoring:league", query=query)
            assert response.status_code == 200
            assert town[4][0].name in body(response).decode()

    def test_is_taken_away_without_formulas(self, town) -> None:
        Portal.objects.filter(pk=town[4][0].pk).update(name="=HYPERLINK(1)")

        response = see(town[1], "scoring:league", query="?xlsx")
        cells = [
            cell
            for row in load_workbook(BytesIO(body(response))).active.iter_rows()
            for cell in row
        ]

        assert "'=HYPERLINK(1)" in [cell.value for cell in cells]
        # The formulas of the sheet itself hold no words of anybody.
        formulas = [cell.value for cell in cells if cell.data_type == "f"]
        assert all(one.startswith(("=SUM(", "=SUBTOTAL(101,")) for one in formulas)

    def test_is_taken_away_with_numbers_that_add_up(self, town) -> None:
        sheet = load_workbook(
            BytesIO(body(see(town[1], "scoring:league", query="?xlsx&tier=commune")))
        ).active
        # Three lines say what it is; the means stand below.
        columns = {column[3].value: column[4:-1] for column in sheet.iter_cols()}
        cards = Scorecard.objects.filter(tier="commune")

        for heading, field in (
            ("Tổng điểm", "total"), ("Điểm đạt", "earned"), ("Điểm được tính", "applicable"),
            ("Điểm cộng", "bonus"), ("Điểm trừ", "penalty"),
        ):  # fmt: skip
            cells = columns[heading]
            assert {(cell.data_type, cell.number_format) for cell in cells} == {("n", "0.00")}
            expected = sum(cards.values_list(field, flat=True))
            assert round(sum(cell.value for cell in cells), 2) == float(expected)

    def test_is_taken_away_with_a_column_a_criterion_and_a_live_sum(self, town) -> None:
        sheet = load_workbook(
            BytesIO(body(see(town[1], "scoring:league", query="?xlsx&tier=commune")))
        ).active
        headings = [cell.value for cell in sheet[4]]
        criteria = [heading for heading in headings if heading.startswith(("A", "B1", "D1"))]
        card = Scorecard.objects.get(portal__name=sheet["A5"].value)
        first = headings.index(next(one for one in headings if one.startswith("A1 ")))
        row = [cell.value for cell in sheet[5]]
        points = [Decimal(one["points"] or 0) for one in card.lines["criteria"]]

        assert len(criteria) == 10
        shown = [Decimal(str(value or 0)) for value in row[first:-1]]
        assert sum(shown) == sum(points) == card.earned
        begin = get_column_letter(first + 1)
        end = get_column_letter(len(row) - 1)
        assert row[-1] == f"=SUM({begin}5:{end}5)"

    def test_is_taken_away_ready_to_print(self, town) -> None:
        sheet = load_workbook(BytesIO(body(see(town[1], "scoring:league", query="?xlsx")))).active
        rubric = Scorecard.objects.first().rubric

        assert sheet["A1"].value == "Bảng xếp hạng, 10/2026"
        assert sheet["A2"].value == "Tháng 10/2026: chưa công bố"
        assert rubric.decision_number in sheet["A3"].value
        assert sheet.freeze_panes == "B5"
        assert sheet.print_title_rows == "$4:$4"
        setup = sheet.page_setup
        assert (setup.orientation, setup.paperSize, setup.fitToWidth) == ("landscape", 9, 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.column_dimensions["A"].width == 38

    def test_asks_the_same_for_two_rows_and_for_ten(self, town) -> None:
        client = desk_client(town[1])

        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                client.get(reverse("scoring:league"))
            return len(captured)

        queries()
        few = queries()
        for _ in range(8):
            make_portal(overseer=town[3])
        # October was measured already; the newer month has ten rows.
        score_month(month=OCTOBER.later(1), actor=None, now=local(2026, 12, 1, 1))
        more = client.get(reverse("scoring:league"))

        assert more.context["round"].month == OCTOBER.later(1).first
        assert queries() == few


class TestScoringAMonth:
    def test_is_the_provinces(self, town) -> None:
        outsider = desk_client(make_member(town[3], Position.HEAD))
        assert outsider.post(reverse("scoring:score")).status_code == 404
        assert outsider.get(reverse("scoring:score")).status_code == 405

        client = desk_client(town[1])
        client.post(reverse("scoring:score"), {"month": "2026-10"})
        assert not Scorecard.objects.filter(proceeding=None).exists()
        close(Round.objects.get())
        refused = client.post(reverse("scoring:score"), {"month": "2026-10"}, follow=True)
        wrong = client.post(reverse("scoring:score"), {"month": "2026-99"}, follow=True)

        assert refused.status_code == wrong.status_code == 200
