"""Sheets of changes: both real ones, what follows from their rows, and every way in which a row can be wrong."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from portals.admin_kit.exports import UnreadableTable
from portals.reforms.enums import ChangeKind
from portals.reforms.hosts import hosts_of
from portals.reforms.sheet import (
    ReformLine,
    ReformUnitSpec,
    ending_codes,
    opening_units,
    read_reform_lines,
    with_kinds,
)
from portals.reforms.standing import StandingUnit

from .units_on_paper import BASE, after, lines_of, reasons_against, rows_of, units_of_2024

STANDING = units_of_2024()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def row(
    number: int, code: str, name: str, result: ReformUnitSpec | None, kind: str = ""
) -> ReformLine:
    return ReformLine(number, code, name, kind=kind, result=result)


def commune(code: str, name: str, overseer: str = "256", **more: str) -> ReformUnitSpec:
    return ReformUnitSpec(code, name, "commune", overseer, **more)


VU_NINH = ("09163", "Phường Vũ Ninh")
DAP_CAU = ("09166", "Phường Đáp Cầu")


class TestTheRealOnes:
    def test_that_of_december_2024_founds_four_units_of_nine(self) -> None:
        lines = lines_of("reform-2024-12-01.csv")

        assert reasons_against(lines, STANDING) == []
        assert {line.kind for line in lines} == {ChangeKind.MERGE}
        assert (len(ending_codes(lines)), len(opening_units(lines, STANDING.province))) == (9, 4)
        assert Counter(unit.tier for unit in after(STANDING, lines).units.values()) == {
            "province": 1,
            "department": 21,
            "district": 8,
            "commune": 121,
        }

    def test_that_of_july_2025_stands_upon_it(self) -> None:
        before = after(STANDING, lines_of("reform-2024-12-01.csv"))
        lines = lines_of("reform-2025-07-01.csv")

        assert reasons_against(lines, before) == []
        left = after(before, lines)
        assert Counter(unit.tier for unit in left.units.values()) == {
            "province": 1,
            "department": 21,
            "commune": 99,
        }
        assert {above for below, above in left.overseers.items()} == {"24"}
        kinds = Counter(line.kind for line in lines)
        # The province, and a commune of the one that joins.
        assert (kinds[ChangeKind.DISSOLVE], kinds[ChangeKind.CONTINUE]) == (8, 2)

    def test_no_host_is_given_twice_though_most_codes_and_names_are(self) -> None:
        before = after(STANDING, lines_of("reform-2024-12-01.csv"))
        hosts = hosts_of(lines_of("reform-2025-07-01.csv"), before, base_domain=BASE)

        assert len(set(hosts.values())) == len(hosts) == 99
        assert not set(hosts.values()) & before.hosts.keys()
        assert hosts["09169"] == f"vuninh.{BASE}"

    def test_the_portals_of_2025_are_those_that_it_leaves(self) -> None:
        lines = lines_of("reform-2025-07-01.csv")
        before = after(STANDING, lines_of("reform-2024-12-01.csv"))
        left = opening_units(lines, "Tỉnh Bắc Ninh")
        listed = rows_of("portals-2025.csv")
        communes = [row for row in listed if row["tier"] == "commune"]

        assert {row["code"]: (row["name"], row["overseer"]) for row in communes} == {
            code: (unit.name, unit.overseer) for code, unit in left.items()
        }
        # Whoever begins then has the addresses of whoever lived through it.
        assert {row["code"]: f"{row['host']}.{BASE}" for row in communes} == hosts_of(
            lines, before, base_domain=BASE
        )
        others = {row["code"]: row for row in listed if row["tier"] != "commune"}
        assert others["24"] == {
            "code": "24", "name": "Tỉnh Bắc Ninh", "tier": "province", "overseer": "", "host": "", "cluster": "",
        }  # fmt: skip
        departments = {
            row["code"] for row in rows_of("portals-2024.csv") if row["tier"] == "department"
        }
        assert others.keys() - {"24"} == departments - {
            "SKHDT", "SNNPTNT", "SGTVT", "STNMT", "STTTT", "SLDTBXH",
        } | {"SNNMT"}  # fmt: skip
        # Each is ranked among a handful of its like.
        clusters = Counter(row["cluster"] for row in listed if row["code"] != "24")
        assert min(clusters.values()) >= 8
        assert "" not in clusters

    def test_upon_november_the_second_is_refused_by_its_rows(self) -> None:
        found = reasons_against(lines_of("reform-2025-07-01.csv"), STANDING)

        assert (7, "The portal 09184 is called “Phường Ninh Xá”.") in found
        assert any("It oversees" in reason for _line, reason in found)


class TestKinds:
    def kinds(self, *lines: ReformLine) -> list[str]:
        return [line.kind for line in with_kinds(lines)]

    def test_alone_with_the_same_name_it_goes_on(self) -> None:
        assert self.kinds(row(2, *VU_NINH, commune("09999", VU_NINH[1]))) == ["continue"]

    def test_alone_with_another_name_it_is_renamed(self) -> None:
        assert self.kinds(row(2, *VU_NINH, commune(VU_NINH[0], "Phường Mới"))) == ["rename"]

    def test_several_that_become_one_are_merged_the_namesake_too(self) -> None:
        one = commune(*VU_NINH)
        assert self.kinds(row(2, *VU_NINH, one), row(3, *DAP_CAU, one)) == ["merge", "merge"]

    def test_one_that_becomes_several_is_split(self) -> None:
        parts = [commune("1", "Phường Một"), commune("2", "Phường Hai")]
        assert (
            self.kinds(*(row(n, *VU_NINH, part) for n, part in enumerate(parts))) == ["split"] * 2
        )

    def test_what_the_sheet_says_holds(self) -> None:
        one = commune(*VU_NINH)
        lines = [row(2, *VU_NINH, one, "continue"), row(3, *DAP_CAU, one)]

        assert self.kinds(*lines) == ["continue", "merge"]
        assert opening_units(with_kinds(lines), STANDING.province) == {}
        assert ending_codes(with_kinds(lines)) == {DAP_CAU[0]}
        assert reasons_against(lines, STANDING) == []

    def test_who_gives_up_a_part_does_not_end(self) -> None:
        lines = [
            row(2, *VU_NINH, commune(*VU_NINH), "continue"),
            row(3, *VU_NINH, commune(*DAP_CAU), "part"),
            row(4, *DAP_CAU, commune(*DAP_CAU), "continue"),
        ]
        assert reasons_against(lines, STANDING) == []
        assert ending_codes(lines) == set()


def merged(**changes: Any) -> list[ReformLine]:
    """Two wards become one; `changes` are of the second row."""
    one = commune("09999", "Phường Mới")
    second = replace(row(3, *DAP_CAU, one), **changes)
    return [row(2, *VU_NINH, one), second]


NEW = commune("09999", "Phường Mới")


@pytest.mark.parametrize(
    ("lines", "line", "reason"),
    [
        (merged(old_code=""), 3, "code or the name of the unit that was is missing"),
        (merged(old_name=""), 3, "code or the name of the unit that was is missing"),
        (merged(kind="fuse"), 3, "Unknown kind fuse"),
        (merged(result=replace(NEW, name="")), 3, "belong together"),
        (merged(result=replace(NEW, tier="")), 3, "belong together"),
        (merged(old_name="x" * 121), 3, "longer than 120"),
        (merged(old_code="1" * 21), 3, "longer than 20"),
        (merged(result=replace(NEW, overseer="1" * 21)), 3, "longer than 20"),
        (merged(old_code="00000"), 3, "No portal with the code 00000"),
        (merged(old_name="Phường Khác"), 3, "is called “Phường Đáp Cầu”"),
        (merged(old_province="Tỉnh Khác"), 3, "belongs to the portal “Phường Đáp Cầu”"),
        (merged(kind="dissolve"), 3, "becomes nothing: leave out"),
        (merged(kind="merge", result=None), 3, "The new unit is missing"),
        (
            merged(result=replace(NEW, name="Phường Mới Hơn")),
            3,
            "Line 2 describes the new unit 09999",
        ),
        (merged(result=replace(NEW, overseer="258")), 3, "Line 2 describes the new unit 09999"),
        ([*merged(), replace(merged()[1], line=4)], 4, "Line 3 says the same already"),
        ([*merged(), row(4, *VU_NINH, None)], 4, "becomes something on line 2"),
        ([row(2, *VU_NINH, commune("09166", "Phường Mới"))], 2, "stays with “Phường Đáp Cầu”"),
        ([row(2, *VU_NINH, replace(NEW, tier="ward"))], 2, "Unknown tier ward"),
        ([row(2, *VU_NINH, replace(NEW, name="Mới"))], 2, "must begin with one of"),
        ([row(2, *VU_NINH, replace(NEW, overseer=""))], 2, "The overseer is missing"),
        ([row(2, *VU_NINH, replace(NEW, overseer="999"))], 2, "neither a unit of this change"),
        ([row(2, *VU_NINH, replace(NEW, overseer="09166"))], 2, "which is not above"),
        ([row(2, *VU_NINH, replace(NEW, overseer="09999"))], 2, "which is not above"),
        ([row(2, *VU_NINH, NEW, "continue")], 2, "write “rename”"),
        ([row(2, *VU_NINH, commune("09999", VU_NINH[1]), "rename")], 2, "write “continue”"),
        (
            [row(2, *VU_NINH, replace(NEW, name="Huyện Mới", tier="district", overseer="27"))],
            2,
            "keeps its tier",
        ),
        (merged(old_code="", old_name="", kind="merge"), 3, "the unit that was is missing"),
        ([row(2, *VU_NINH, NEW, "found")], 2, "was none before: leave out"),
        ([row(2, "", "", None, "found")], 2, "The new unit is missing"),
        ([*merged(), row(4, "", "", NEW)], 4, "Line 2 says of what the unit is formed"),
        ([row(2, "", "", NEW), row(3, "", "", NEW)], 3, "Line 2 says the same already"),
        ([row(2, "", "", commune("09166", "Phường Mới"))], 2, "stays with “Phường Đáp Cầu”"),
        (
            [row(2, *VU_NINH, NEW, "rename"), row(3, *DAP_CAU, NEW, "rename")],
            2,
            "goes on in it as well, on line 3",
        ),
        (
            [
                row(2, *VU_NINH, NEW, "rename"),
                row(3, *VU_NINH, commune("2", "Phường Hai"), "split"),
            ],
            2,
            "line 3 can only give up a part",
        ),
        (
            [row(2, "258", "Huyện Yên Phong", None)],
            2,
            "It oversees 14 portals of which the sheet says nothing",
        ),
        ([], 1, "no rows"),
    ],
)
def test_each_fault_is_said_of_its_row(lines: list[ReformLine], line: int, reason: str) -> None:
    found = reasons_against(lines, STANDING)

    assert [said for at, said in found if at == line and reason in said], found


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("dapcau.tpbacninh", "belongs to another portal"),
        ("mới", "only letters a-z"),
        ("hai", "more than one line"),
    ],
)
def test_a_host_is_free_well_formed_and_given_once(host: str, reason: str) -> None:
    other = commune("2", "Phường Hai", host="hai")
    lines = [
        *merged(),
        row(4, "09169", "Phường Thị Cầu", other),
        row(5, "09172", "Phường Kinh Bắc", other),
    ]
    lines = [
        replace(one, result=replace(NEW, host=host)) if one.result == NEW else one for one in lines
    ]

    assert [said for _line, said in reasons_against(lines, STANDING) if reason in said]


def test_a_host_of_its_own_is_no_others_and_another_units_is() -> None:
    def said(host: str) -> list[str]:
        renamed = row(2, *VU_NINH, commune(VU_NINH[0], "Phường Mới", host=host))
        return [reason for _line, reason in reasons_against([renamed], STANDING)]

    assert said("vuninh.tpbacninh") == []
    assert said("moi.tpbacninh") == []
    assert said("dapcau.tpbacninh") == ["The host dapcau.tpbacninh belongs to another portal."]


def test_units_open_where_none_were_below_each_other_too() -> None:
    lines = with_kinds(
        [
            row(2, "", "", ReformUnitSpec("SM", "Sở Mới", "department", "27")),
            row(3, "", "", commune("1", "Xã Vũ Ninh")),
            row(4, *VU_NINH, commune("2", VU_NINH[1], host="vuninh")),
        ]
    )

    assert reasons_against(lines, STANDING) == []
    assert [line.kind for line in lines] == ["found", "found", "continue"]
    assert ending_codes(lines) == set()
    assert hosts_of(lines, STANDING, base_domain=BASE) == {
        "SM": f"somoi.{BASE}",
        "1": f"xavuninh.tpbacninh.{BASE}",
        "2": f"vuninh.{BASE}",
    }


def test_hosts_have_one_level_where_all_that_stand_do() -> None:
    """A certificate for all names below the base domain covers them then, and would not cover one of two levels."""

    def one_level(host: str) -> str:
        return BASE if host == BASE else f"{host.removesuffix(f'.{BASE}').replace('.', '-')}.{BASE}"

    standing = replace(
        STANDING,
        hosts={one_level(host): number for host, number in STANDING.hosts.items()},
        main_hosts={code: one_level(host) for code, host in STANDING.main_hosts.items()},
    )
    lines = with_kinds(
        [
            row(2, "", "", ReformUnitSpec("SM", "Sở Mới", "department", "27")),
            row(3, "", "", commune("1", "Xã Vũ Ninh")),
        ]
    )
    assert hosts_of(lines, standing, base_domain=BASE) == {
        "SM": f"somoi.{BASE}",
        "1": f"xavuninh-tpbacninh.{BASE}",
    }


def test_a_tier_that_has_ended_takes_no_new_unit_but_goes_on_overseeing() -> None:
    standing = replace(STANDING, tiers_in_force=frozenset({"commune", "province"}))
    founded = ReformUnitSpec("1", "Huyện Mới", "district", "27")
    lines = [row(2, *VU_NINH, founded), row(3, *DAP_CAU, founded)]
    said = [reason for _line, reason in reasons_against(lines, standing)]

    assert "Unknown tier district; use one of: commune, province." in said
    assert reasons_against(merged(), standing) == []


def test_a_portal_that_closes_anyway_is_told() -> None:
    day = date(2027, 1, 1)
    closing = StandingUnit(7, VU_NINH[1], "commune", day)
    units = {**STANDING.units, VU_NINH[0]: closing}

    found = reasons_against(merged(), replace(STANDING, units=units))

    assert found == [(2, f"The portal 09163 closes on {day:%d/%m/%Y}.")]


def test_a_sheet_is_read_as_it_was_typed_and_names_what_lacks() -> None:
    text = (
        "old_code;old_name;new_code;new_name;new_tier;new_overseer;kind\n"
        " 09163 ;Phường  Vũ Ninh;;;;;\n"
    )
    assert read_reform_lines(io.BytesIO(text.encode()), "a.csv") == [row(2, *VU_NINH, None)]
    with pytest.raises(UnreadableTable, match="new_overseer"):
        read_reform_lines(io.BytesIO(b"old_code,old_name,new_code,new_name,new_tier\n"), "a.csv")
