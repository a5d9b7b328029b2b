"""Changing a draft of a rubric on its pages, and trying it out on last month's facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from portals.boards.enums import Position
from portals.refusals import NotYourOffice
from scoring.assessing.facts import EnteredFact, enter_facts
from scoring.models import Round, RubricPreview, Scorecard
from scoring.periods import Month
from scoring.rounds.actions import score_month
from scoring.rounds.previews import (
    TriedStanding,
    UnableToPreview,
    compare_standings,
    preview_rubric,
)
from scoring.rubrics.actions import draw_up
from scoring.rubrics.checks import check_rubric
from scoring.rubrics.editing import bands_by_lines, steps_by_ends
from scoring.rubrics.observed import observe, summed
from scoring.rubrics.storage import read_specs
from tests.factories import make_member, make_portal
from tests.scoring.cast import OCTOBER, SNAPSHOT, adopt_default, local, make_province, write
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db


class TestEnds:
    def test_of_steps_follow_each_other_whatever_the_order(self) -> None:
        steps = steps_by_ends(
            [(None, Decimal(0)), (Decimal(4), Decimal(3)), (Decimal(2), Decimal(4))]
        )

        assert [(one.above, one.up_to, one.points) for one in steps] == [
            (None, 2, 4), (2, 4, 3), (4, None, 0),
        ]  # fmt: skip

    def test_of_bands_follow_each_other_whatever_the_order(self) -> None:
        bands = bands_by_lines([("yeu", "Yếu", Decimal(0)), ("tot", "Tốt", Decimal(90))])

        assert [(one.code, one.from_total, one.below) for one in bands] == [
            ("tot", 90, None), ("yeu", 0, 90),
        ]  # fmt: skip


@pytest.fixture
def draft():
    """A draft of the commune rubric, its author and the other of the province's board."""
    _province, head, deputy = make_province()
    in_force = adopt_default(head, deputy, tiers=("commune",))[0]
    rubric = draw_up(
        spec=read_specs([in_force])[in_force.pk], starts_on=date(2027, 1, 1), actor=deputy,
        now=SNAPSHOT,
    )  # fmt: skip
    return rubric, deputy, head


def fields_of(client, address) -> dict[str, object]:
    """What a browser would post back, unchanged."""
    context = client.get(address).context
    forms = [context["form"]]
    data: dict[str, object] = {}
    for name in ("steps", "groups", "bands"):
        if formset := context.get(name):
            data |= {
                f"{formset.prefix}-{key}": value
                for key, value in formset.management_form.initial.items()
            }
            forms += list(formset.forms)
    for form in forms:
        for field in form:
            value = field.value()
            if value is not None and value is not False:
                data[field.html_name] = "on" if value is True else value
    return data


class TestACriterion:
    def address(self, draft, code="B2") -> str:
        return reverse("scoring:edit_criterion", args=[draft[0].pk, code])

    def spec(self, draft):
        return read_specs([draft[0]])[draft[0].pk]

    def of(self, draft, code):
        return next(one for one in self.spec(draft).criteria if one.code == code)

    @pytest.mark.parametrize("code", ["A1", "A2", "A7", "B1", "B2", "C3", "F3"])
    def test_stored_unchanged_is_unchanged(self, draft, code) -> None:
        client, before = desk_client(draft[1]), self.of(draft, code)

        response = client.post(
            self.address(draft, code), fields_of(client, self.address(draft, code))
        )

        assert response.status_code == 302
        after = self.of(draft, code)
        # Parameters that were left to their default are written out.
        assert replace(after, parameters={}) == replace(before, parameters={})
        assert before.parameters.items() <= after.parameters.items()

    def test_takes_steps_points_and_help(self, draft) -> None:
        client = desk_client(draft[1])
        data = fields_of(client, self.address(draft))
        data |= {"points": "5", "help": "Luật mới", "steps-0-points": "5", "steps-1-up_to": "3"}

        assert client.post(self.address(draft), data).status_code == 302
        changed = self.of(draft, "B2")
        assert (changed.points, changed.help) == (5, "Luật mới")
        assert [(one.up_to, one.points) for one in changed.steps] == [
            (2, 5), (3, 3), (7, 1), (None, 0),
        ]  # fmt: skip
        assert check_rubric(self.spec(draft)) == ["Tổng điểm các tiêu chí là 101.00, phải là 100."]

    def test_asks_for_the_parameters_of_another_measure(self, draft) -> None:
        client = desk_client(draft[1])
        data = fields_of(client, self.address(draft, "E3")) | {"measure": "proposals.taken"}

        asked = client.post(self.address(draft, "E3"), data)
        assert asked.context["form"].errors.keys() == {"parameter-target", "parameter-answer_days"}
        data |= {
            "parameter-target": "2", "parameter-answer_days": "3", "parameter-least_words": "100",
        }  # fmt: skip
        assert client.post(self.address(draft, "E3"), data).status_code == 302
        assert self.of(draft, "E3").parameters == {
            "target": 2, "answer_days": 3, "least_words": 100,
        }  # fmt: skip

    @pytest.mark.parametrize(
        "changes",
        [
            {"code": "B1"},
            {"points": "0"},
            {"points": "nhiều"},
            {"steps-0-up_to": "", "steps-3-up_to": ""},
            {"measure": "không.có"},
        ],
    )
    def test_that_is_wrong_is_named_and_nothing_is_lost(self, draft, changes) -> None:
        client, before = desk_client(draft[1]), self.spec(draft)
        data = fields_of(client, self.address(draft)) | changes | {"help": "Gõ lâu lắm rồi"}

        response = client.post(self.address(draft), data)

        assert response.status_code == 200
        assert "Gõ lâu lắm rồi" in body(response).decode()
        assert self.spec(draft) == before

    def test_is_added_and_taken_out(self, draft) -> None:
        client = desk_client(draft[1])
        address = reverse("scoring:new_criterion", args=[draft[0].pk])
        data = fields_of(client, address) | {
            "group": "E", "code": "E1", "name": "Mới", "points": "2", "kind": "judged",
            "measure": "judged.presentation", "rule": "share", "no_cases": "leaves",
        }  # fmt: skip

        assert client.post(address, data).status_code == 302
        codes = [one.code for one in self.spec(draft).criteria]
        assert codes.index("E5.2") + 1 == codes.index("E1")
        assert client.post(self.address(draft, "E1"), {"remove": "1"}).status_code == 302
        assert "E1" not in [one.code for one in self.spec(draft).criteria]


class TestTheFrame:
    def test_stored_unchanged_is_unchanged(self, draft) -> None:
        client = desk_client(draft[1])
        address = reverse("scoring:edit_rubric", args=[draft[0].pk])
        before = read_specs([draft[0]])[draft[0].pk]

        assert client.post(address, fields_of(client, address)).status_code == 302
        assert read_specs([draft[0]])[draft[0].pk] == before

    def test_takes_bands_by_their_lowest_total(self, draft) -> None:
        client = desk_client(draft[1])
        address = reverse("scoring:edit_rubric", args=[draft[0].pk])
        data = fields_of(client, address) | {
            "bands-0-lowest": "95", "bands-4-code": "xuat-sac", "bands-4-name": "Xuất sắc",
            "bands-4-lowest": "98",
        }  # fmt: skip

        assert client.post(address, data).status_code == 302
        bands = read_specs([draft[0]])[draft[0].pk].bands
        assert [(one.code, one.from_total, one.below) for one in bands] == [
            ("xuat-sac", 98, None), ("tot", 95, 98), ("kha", 75, 95), ("trung-binh", 60, 75),
            ("yeu", 0, 60),
        ]  # fmt: skip

    def test_keeps_a_group_that_has_criteria(self, draft) -> None:
        client = desk_client(draft[1])
        address = reverse("scoring:edit_rubric", args=[draft[0].pk])

        response = client.post(address, fields_of(client, address) | {"groups-0-DELETE": "on"})

        assert response.status_code == 200
        assert response.context["form"].non_field_errors()


class TestABonus:
    def test_is_changed_added_and_taken_out(self, draft) -> None:
        client = desk_client(draft[1])
        address = reverse("scoring:edit_adjustment", args=[draft[0].pk, "CONG1"])
        data = fields_of(client, address)
        assert client.post(address, data | {"most_points": "3"}).status_code == 302
        new = reverse("scoring:new_adjustment", args=[draft[0].pk])
        assert client.post(new, data | {"code": "CONG9"}).status_code == 302
        twice = client.post(new, data | {"code": "CONG9"})

        rules = {one.code: one for one in read_specs([draft[0]])[draft[0].pk].adjustments}
        assert twice.context["form"].errors.keys() == {"code"}
        assert (rules["CONG1"].most_points, rules["CONG9"].most_points) == (3, 2)
        client.post(reverse("scoring:edit_adjustment", args=[draft[0].pk, "CONG9"]), {"remove": 1})
        assert "CONG9" not in {one.code for one in read_specs([draft[0]])[draft[0].pk].adjustments}


class TestThePages:
    NAMES = ("edit_rubric", "new_criterion", "new_adjustment", "previews")

    def test_are_the_desk_of_the_provinces_and_for_drafts_only(self, draft) -> None:
        stranger = desk_client(make_member(make_portal("district"), Position.HEAD))
        author = desk_client(draft[1])
        in_force = Scorecard._meta.get_field("rubric").related_model.objects.get(version=1)
        for name in self.NAMES:
            assert stranger.get(reverse(f"scoring:{name}", args=[draft[0].pk])).status_code == 404
            assert author.get(reverse(f"scoring:{name}", args=[draft[0].pk])).status_code == 200
            assert author.get(reverse(f"scoring:{name}", args=[in_force.pk])).status_code == 404
        for code in ("Z9", "B2"):
            address = reverse("scoring:edit_criterion", args=[draft[0].pk, code])
            assert stranger.get(address).status_code == 404
        assert (
            author.get(reverse("scoring:edit_criterion", args=[draft[0].pk, "Z9"])).status_code
            == 404
        )

    def test_draw_the_next_version_up_as_a_copy(self, draft) -> None:
        client = desk_client(draft[1])
        address = reverse("scoring:next_version", args=[draft[0].pk])
        page = client.get(reverse("scoring:rubric", args=[draft[0].pk]))
        month = page.context["next_form"].fields["starts"].choices[0][0]

        client.post(address, {"starts": "1999-01"})
        client.post(address, {"starts": month})

        copies = type(draft[0]).objects.filter(version=3)
        assert len(copies) == 1
        assert read_specs(copies)[copies[0].pk] == read_specs([draft[0]])[draft[0].pk]


def standing(total, band="Khá", rank=1, name="x") -> TriedStanding:
    return TriedStanding(name, Decimal(total), band, rank)


class TestComparing:
    def test_counts_what_differs_and_names_the_biggest_movers(self) -> None:
        before = {
            1: standing(95, "Tốt", 1, "một"), 2: standing(80, "Khá", 2, "hai"),
            3: standing(70, "Trung bình", 3, "ba"),
        }  # fmt: skip
        after = {
            1: standing(85, "Khá", 2, "một"), 2: standing(86, "Khá", 1, "hai"),
            3: standing(70, "Trung bình", 3, "ba"),
        }  # fmt: skip

        shown = compare_standings(before, after)

        assert (shown["other_band"], shown["other_rank"], shown["other_total"]) == (1, 2, 2)
        assert [(one["name"], one["change"]) for one in shown["movers"]] == [
            ("một", -10),
            ("hai", 6),
        ]
        assert [tuple(band.values()) for band in shown["bands"]] == [
            ("Tốt", 1, 0), ("Khá", 1, 2), ("Trung bình", 1, 1),
        ]  # fmt: skip
        # (95 + 80 + 70) / 3 and (85 + 86 + 70) / 3.
        assert (shown["mean_before"], shown["mean_after"]) == (Decimal("81.67"), Decimal("80.33"))


class TestAPreview:
    def facts(self, draft, portal, value) -> None:
        enter_facts(
            month=OCTOBER, actor=draft[2], now=SNAPSHOT,
            facts=[EnteredFact(portal, "requests.answered", Decimal(value), 20, "Sổ")],
        )  # fmt: skip

    def change_d1(self, draft, points: int) -> None:
        """Move points from D1 to A3, of which no portal here has a fact."""
        spec = read_specs([draft[0]])[draft[0].pk]
        others = {"D1": Decimal(points), "A3": Decimal(15 - points)}
        criteria = [replace(one, points=others.get(one.code, one.points)) for one in spec.criteria]
        draw_up(
            spec=replace(spec, criteria=tuple(criteria)), starts_on=draft[0].starts_on,
            actor=draft[1], now=SNAPSHOT, rubric=draft[0],
        )  # fmt: skip

    def test_shows_and_keeps_what_would_have_changed(self, draft) -> None:
        good, bad = make_portal(), make_portal()
        self.facts(draft, good, 1)
        self.facts(draft, bad, 0)
        score_month(month=OCTOBER, actor=None, now=SNAPSHOT)
        cards = list(Scorecard.objects.order_by("pk").values())
        self.change_d1(draft, 1)

        preview = preview_rubric(rubric=draft[0], actor=draft[1], now=SNAPSHOT)

        by_name = {one["name"]: one for one in preview.shown["movers"]}
        # D1 gives one point of 27 that apply in place of 8 of 34; who had nothing of it stays where it was.
        assert by_name[good.name]["change"] < -15
        assert bad.name not in by_name
        assert by_name[good.name]["total_before"] == Scorecard.objects.get(portal=good).total
        assert list(Scorecard.objects.order_by("pk").values()) == cards
        assert (preview.month, preview.made_by, preview.rubric) == (
            OCTOBER.first, draft[1], draft[0],
        )  # fmt: skip
        assert preview.content["groups"]
        logged = ModelLogEntry.objects.get(action="scoring.preview")
        assert logged.data["preview"] == preview.pk

    def test_of_an_unchanged_draft_shows_no_mover(self, draft) -> None:
        self.facts(draft, make_portal(), 1)

        shown = preview_rubric(rubric=draft[0], actor=draft[1], now=SNAPSHOT).shown

        assert (shown["movers"], shown["other_total"], shown["portals"]) == ([], 0, 1)

    def test_needs_a_sound_draft_and_the_desk(self, draft) -> None:
        with pytest.raises(NotYourOffice):
            preview_rubric(
                rubric=draft[0], actor=make_member(make_portal(), Position.HEAD), now=SNAPSHOT
            )
        draft[0].bands.filter(code="yeu").delete()
        with pytest.raises(UnableToPreview):
            preview_rubric(rubric=draft[0], actor=draft[1], now=SNAPSHOT)
        assert not RubricPreview.objects.exists()

    def test_is_run_and_read_on_its_pages(self, draft) -> None:
        portal = make_portal()
        self.facts(draft, portal, 1)
        self.change_d1(draft, 1)
        client = desk_client(draft[1])

        shown = client.post(reverse("scoring:previews", args=[draft[0].pk]), follow=True)
        listed = client.get(reverse("scoring:previews", args=[draft[0].pk]))

        assert RubricPreview.objects.get().pk == shown.context["preview"].pk
        assert shown.status_code == listed.status_code == 200
        stranger = desk_client(make_member(portal, Position.HEAD))
        address = reverse("scoring:preview", args=[RubricPreview.objects.get().pk])
        assert stranger.get(address).status_code == 404

    def test_asks_the_same_of_two_portals_and_of_ten(self, draft) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                preview_rubric(rubric=draft[0], actor=draft[1], now=SNAPSHOT)
            return len(captured)

        for _ in range(2):
            make_portal()
        queries()
        few = queries()
        for _ in range(8):
            make_portal()

        assert queries() == few
        assert not Round.objects.exists()


class TestObservedTargets:
    def test_are_the_mean_of_what_was_reached(self) -> None:
        found = summed([Decimal(one) for one in (2, 5, 12, 20)], [], 12)

        # 39 / 4 = 9.75; between 5 and 12; 12 and 20.
        assert found is not None
        assert (found.mean, found.median, found.reached_by, found.proposed) == (
            Decimal("9.8"), Decimal("8.5"), 2, 10,
        )  # fmt: skip
        assert summed([], [], 12) is None
        assert summed([Decimal(0)], [], None).proposed == 1

    def test_come_from_the_cards_of_three_months_and_stand_beside_the_field(self, draft) -> None:
        portal = make_portal()
        author = make_member(portal, Position.HEAD)
        for month, number in ((7, 9), (8, 1), (9, 2), (10, 6)):
            for day in range(1, number + 1):
                write(portal, local(2026, month, day, 9), month * 100 + day, author=author)
        for month in (7, 8, 9, 10):
            now = local(2026, month + 1, 1, 1)
            score_month(month=Month(2026, month), actor=None, now=now)

        found = observe(tier="commune", measure="news.original", target=5)

        # July is too long ago: (1 + 2 + 6) / 3.
        assert found is not None
        assert (found.mean, found.reached_by, found.proposed) == (3, 1, 3)
        assert [month.month for month in found.months] == [8, 9, 10]
        assert observe(tier="district", measure="news.original", target=5) is None
        assert observe(tier="commune", measure="judged.accuracy", target=5) is None
        page = desk_client(draft[1]).get(
            reverse("scoring:edit_criterion", args=[draft[0].pk, "B1"])
        )
        assert page.context["observed"].proposed == 3
