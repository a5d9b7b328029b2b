"""Rubrics in files and on pages: what goes out comes back the same, and what is faulty is named."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from portals.boards.enums import Position
from scoring.models import Rubric
from scoring.rubrics.checks import check_rubric
from scoring.rubrics.xlsx_format import read_workbook, write_workbook
from scoring.rubrics.yaml_format import DEFAULT as PATH
from scoring.rubrics.yaml_format import UnreadableRubric, read_default, read_rubrics, write_rubric
from tests.factories import make_member, make_portal
from tests.scoring.cast import adopt_default, decision, make_province, rubric_of, share
from tests.walls import body, desk_client

DEFAULT = read_default()


class TestTheDefaultRubric:
    @pytest.mark.parametrize("spec", DEFAULT, ids=lambda spec: spec.tier)
    def test_is_whole_and_sound(self, spec) -> None:
        points = {group.code: spec.points_of(group.code) for group in spec.groups}

        assert check_rubric(spec) == []
        assert points == {"A": 29, "B": 21, "C": 10, "D": 17, "E": 14, "F": 9}
        assert all(one.help for one in spec.criteria)

    def test_has_the_targets_of_each_tier(self) -> None:
        targets = {
            spec.tier: {
                one.code: one.parameters["target"]
                for one in spec.criteria
                if one.code in {"B1", "C3"}
            }
            for spec in DEFAULT
        }

        assert targets == {
            "department": {"B1": 44, "C3": 2},
            "district": {"B1": 68, "C3": 3},
            "commune": {"B1": 12, "C3": 1},
        }


class TestFiles:
    @pytest.mark.parametrize("spec", DEFAULT, ids=lambda spec: spec.tier)
    def test_come_back_as_they_went_out(self, spec) -> None:
        assert read_rubrics(write_rubric(spec)) == [spec]
        assert read_workbook(BytesIO(write_workbook(spec))) == spec

    def test_hold_no_formulas(self) -> None:
        spec = rubric_of(share("A1", 100, name="=1+1", help="@x"))
        book = load_workbook(BytesIO(write_workbook(spec)))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]

        assert not [cell for cell in cells if cell.data_type == "f"]
        assert read_workbook(BytesIO(write_workbook(spec))) == spec

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("points: 5", "points: năm"),
            ("points: 5", "points: .nan"),
            ("rule: share", "rule: đoán"),
            ("tiers:", "cấp:"),
            ("groups:", "nhóm:"),
            ("  commune:", "  commune:\n    Z9: {points: 3}\n  xx:"),
            ("title:", "title: [", ),
        ],
    )  # fmt: skip
    def test_that_are_faulty_are_refused(self, old, new) -> None:
        text = PATH.read_text(encoding="utf-8")
        with pytest.raises(UnreadableRubric):
            read_rubrics(text.replace(old, new, 1))

    @pytest.mark.parametrize("content", [b"", b"PK", b"a;b", write_workbook(DEFAULT[0])[:400]])
    def test_that_are_no_workbooks_are_refused(self, content) -> None:
        with pytest.raises(UnreadableRubric):
            read_workbook(BytesIO(content))

    @pytest.mark.parametrize(
        ("column", "value"),
        [("steps", "nhiều"), ("parameters", "{"), ("points", "x"), ("kind", "?")],
    )
    def test_name_the_cell_that_is_wrong(self, column, value) -> None:
        book = load_workbook(BytesIO(write_workbook(DEFAULT[0])))
        sheet = book["criteria"]
        heading = [cell.value for cell in sheet[1]]
        sheet.cell(row=2, column=heading.index(column) + 1, value=value)
        file = BytesIO()
        book.save(file)
        with pytest.raises(UnreadableRubric, match="A1"):
            read_workbook(BytesIO(file.getvalue()))

    def test_that_are_no_yaml_are_refused_with_the_place_and_no_english(self) -> None:
        with pytest.raises(UnreadableRubric) as refused:
            read_rubrics("tiers:\n  a: [1,2")
        assert str(refused.value) == "Tệp sai dạng YAML: hãy xem dòng 2, cột 10."


@pytest.mark.django_db
class TestThePages:
    @pytest.fixture
    def people(self):
        return make_province()

    def upload(self, user, name="bo.yaml", content=None, starts=None):
        page = desk_client(user)
        listing = page.get(reverse("scoring:rubrics"))
        months = [value for value, _label in listing.context["form"].fields["starts"].choices]
        content = content if content is not None else write_rubric(DEFAULT[2]).encode()
        return page.post(
            reverse("scoring:rubrics"),
            {"file": SimpleUploadedFile(name, content), "starts": starts or months[0]},
        )

    def test_carry_a_rubric_from_file_to_force(self, people) -> None:
        _province, head, deputy = people
        assert self.upload(deputy).status_code == 302
        rubric = Rubric.objects.get()
        page = reverse("scoring:rubric", args=[rubric.pk])
        paper = {"decision_number": "3/QĐ", "decided_on": "2026-11-01", "signer": "Trưởng ban"}

        bare = desk_client(head).post(page, paper)
        own = desk_client(deputy).post(page, {**paper, "decision_file": decision()})
        assert bare.context["form"].errors.keys() == {"decision_file"}
        rubric.refresh_from_db()
        assert (own.status_code, rubric.is_adopted) == (200, False)
        signed = {**paper, "decision_file": decision()}
        assert desk_client(head).post(page, signed).status_code == 302
        rubric.refresh_from_db()
        assert rubric.is_adopted
        kept = desk_client(head).get(reverse("scoring:decision_file", args=[rubric.pk]))
        assert (body(kept), kept["Content-Disposition"][:10]) == (decision().read(), "attachment")
        sheet = body(desk_client(head).get(page + "?xlsx"))
        assert read_workbook(BytesIO(sheet)) == DEFAULT[2]

    @pytest.mark.parametrize(
        ("name", "content"), [("x.yaml", b"\xff\xfe"), ("x.xlsx", b"x"), ("x.yaml", b"tiers: 3")]
    )
    def test_say_what_is_wrong_with_a_file(self, people, name, content) -> None:
        response = self.upload(people[2], name, content)

        assert response.status_code == 200
        assert response.context["form"].errors
        assert not Rubric.objects.exists()

    def test_show_drafts_to_the_province_only(self, people) -> None:
        self.upload(people[2])
        draft = Rubric.objects.get()
        in_force = adopt_default(people[1], people[2], tiers=("district",))[0]
        reader = desk_client(make_member(make_portal(), Position.EDITOR))

        assert reader.get(reverse("scoring:rubric", args=[draft.pk])).status_code == 404
        assert reader.get(reverse("scoring:rubric", args=[in_force.pk])).status_code == 200
        assert draft.title not in body(reader.get(reverse("scoring:rubrics"))).decode()
        assert reader.post(reverse("scoring:rubrics"), {}).status_code == 404
        assert reader.post(reverse("scoring:rubric", args=[in_force.pk]), {}).status_code == 404


@pytest.mark.django_db
class TestTheCommand:
    def test_draws_up_the_default_for_every_tier(self) -> None:
        _province, head, _deputy = make_province()
        call_command("load_rubrics", "--by", head.username, "--starts", "2030-01")

        # The province's own among them.
        assert Rubric.objects.filter(adopted_at=None).count() == 4

    @pytest.mark.parametrize("by", ["không.ai", None])
    def test_says_what_is_wrong(self, by) -> None:
        name = by or make_member(make_portal(), Position.HEAD).username
        with pytest.raises(CommandError):
            call_command("load_rubrics", "--by", name, "--starts", "2030-01")


class TestTheLegalBasis:
    def test_stands_where_a_duty_has_one_and_names_no_lapsed_decree(self):
        for spec in read_default():
            found = {one.code: one.legal_basis for one in spec.criteria if one.legal_basis}
            of_law = {"A3", "A5", "A8", "C4", "D3", "D4", "E3"}
            assert set(found) == of_law | ({"B5"} if spec.tier == "commune" else set())
            assert not any("42/2022" in basis for basis in found.values())
            # Of the Government's own portal, and no duty of these.
            assert not any("574" in basis for basis in found.values())
