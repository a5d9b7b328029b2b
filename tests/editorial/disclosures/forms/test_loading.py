"""The shipped forms, whose examples balance, and slips in a form, told with their place."""

from __future__ import annotations

import copy
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
import yaml

from editorial.disclosures.forms.faults import BadForm
from editorial.disclosures.forms.form import Balance, FormComparison, Ratio, SheetTemplate
from editorial.disclosures.forms.loading import DATA, form_in, form_of, shipped_forms

BUDGET = yaml.safe_load((DATA / "can-doi-ns-xa.yaml").read_text(encoding="utf-8"))
SHIPPED = {form.code: form for form in shipped_forms()}


class TestShipped:
    def test_eleven_are_there_and_none_is_passed_off_as_the_laws(self) -> None:
        assert len(SHIPPED) == 11
        assert {form.basis for form in shipped_forms()} == {
            "reconstruction, to be checked by an accountant"
        }

    def test_what_a_form_says_is_read(self) -> None:
        form = SHIPPED["can-doi-ns-xa"]

        assert (form.period, form.tiers, form.units[2]) == ("year", ("commune",), "triệu đồng")
        assert form.column_of["ss"].computed == Ratio("dt", "uth_truoc")
        assert form.column_of["uth_truoc"].also_seen == ("ƯTH năm {Y-1}",)
        assert form.row_of["C"].balance == Balance(("A",), ("B",))
        assert form.row_of["A.I.3"].optional
        assert (form.row_of["A.I.3"].parent, form.row_of["A.I.3"].level) == ("A.I", 2)
        assert SHIPPED["dong-gop-nhan-dan"].column_of["du_cuoi"].computed == Balance(
            ("du_dau", "thu_th"), ("chi",)
        )
        assert SHIPPED["qt-thu-ns-xa"].column_rules[0] == FormComparison(
            "dt_nsnn", "dt_nsx", strictly=False
        )
        assert SHIPPED["bang-gia-dat"].column_rules[0] == FormComparison(
            "vt1", "vt2", strictly=True
        )

    def test_examples_balance_to_the_dong(self) -> None:
        for form in shipped_forms():
            assert form.example
            for code, cells in form.example.rows.items():
                for column, printed in cells.items():
                    for computed in ways_to(form, code, column):
                        assert printed == computed, (form.code, code, column)


def ways_to(form: SheetTemplate, code: str, column: str) -> list[Any]:
    """What a cell of the example must be, by the rule of its column and by that of its row."""
    assert form.example
    rows, found = form.example.rows, []
    rule = form.column_of[column].computed
    if isinstance(rule, Balance):
        found.append(
            sum(int(rows[code].get(each, 0)) for each in rule.plus)
            - sum(int(rows[code].get(each, 0)) for each in rule.minus)
        )
    if isinstance(rule, Ratio):
        exact = Decimal(100) * rows[code][rule.part] / rows[code][rule.whole]
        found.append(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))
    row = form.row_of.get(code)
    if row is None or not form.column_of[column].has_figures or isinstance(rule, Ratio):
        return found
    if form.column_of[column].type == "percent":
        return found
    if row.sums_children:
        below = [each for each in rows if each.rpartition(".")[0] == code]
        found.append(sum(Decimal(rows[each].get(column, 0)) for each in below))
    if row.balance:
        found.append(
            sum(Decimal(rows[each].get(column, 0)) for each in row.balance.plus if each in rows)
            - sum(Decimal(rows[each].get(column, 0)) for each in row.balance.minus)
        )
    return found


def _no_role(data: Any) -> None:
    del data["columns"][1]["role"]


def _misspelt(data: Any) -> None:
    data["rows"][2]["optionl"] = True


def _no_such_column(data: Any) -> None:
    data["columns"][4]["computed"] = {"ratio": ["dt", "nowhere"]}


def _no_such_row(data: Any) -> None:
    data["rows"][-1]["minus"] = ["A", "Z"]


def _twice(data: Any) -> None:
    data["rows"].append(data["rows"][0])


def _number_as_code(data: Any) -> None:
    data["rows"][0]["code"] = 1


def _bare_number_in_a_list(data: Any) -> None:
    data["rows"][0]["sum"] = [1, 2]


def _orphan(data: Any) -> None:
    data["rows"][1]["code"] = "X.I"


def _unknown_period(data: Any) -> None:
    data["period"] = "decade"


def _flag_in_words(data: Any) -> None:
    data["rows"][2]["optional"] = "có"


def _money_in_percent(data: Any) -> None:
    data["columns"][4]["money"] = True


def _open_without_sign(data: Any) -> None:
    data["rows"][2]["open"] = "road"


def _sum_of_nothing(data: Any) -> None:
    data["rows"][2]["sum"] = "children"


def _unit_without_column(data: Any) -> None:
    data["rows"][2]["unit"] = "ha"


def _example_of_another_row(data: Any) -> None:
    data["example"]["rows"]["Q"] = {"dt": 1}


def _no_columns(data: Any) -> None:
    data["columns"] = "STT"


class TestSlips:
    @pytest.mark.parametrize(
        ("slip", "place"),
        [
            (_no_role, "form.yaml: columns"),
            (_misspelt, "form.yaml: rows[3]: optionl"),
            (_no_such_column, "form.yaml: columns: ss"),
            (_no_such_row, "form.yaml: rows: C"),
            (_twice, "form.yaml: rows"),
            (_number_as_code, "form.yaml: rows[1]: code"),
            (_bare_number_in_a_list, "form.yaml: rows[1]: sum"),
            (_orphan, "form.yaml: rows: X.I"),
            (_unknown_period, "form.yaml: period"),
            (_flag_in_words, "form.yaml: rows[3]: optional"),
            (_money_in_percent, "form.yaml: columns: ss"),
            (_open_without_sign, "form.yaml: rows[3]"),
            (_sum_of_nothing, "form.yaml: rows: A.I.1"),
            (_unit_without_column, "form.yaml: rows: A.I.1"),
            (_example_of_another_row, "form.yaml: example: rows: Q"),
            (_no_columns, "form.yaml: columns"),
        ],
    )
    def test_is_told_with_its_place(self, slip: Callable[[Any], None], place: str) -> None:
        data = copy.deepcopy(BUDGET)
        slip(data)

        with pytest.raises(BadForm) as told:
            form_of(data, "form.yaml")
        assert told.value.place == place

    def test_what_is_no_yaml_is_told_with_its_line(self) -> None:
        with pytest.raises(BadForm, match=r"^form.yaml:2 không phải YAML"):
            form_in("code: a\n  title: b: c\n", "form.yaml")

    def test_what_is_no_mapping(self) -> None:
        with pytest.raises(BadForm, match="các cặp tên và giá trị"):
            form_in("- 1", "form.yaml")
