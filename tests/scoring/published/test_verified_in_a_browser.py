"""The verifier that is a page says of dossiers what the one for a terminal says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from portals.ledger.canonical import encode
from scoring.published.as_json import portal_as_json
from scoring.published.dossier import dossier_files, pack
from scoring.published.ranges import rank_ranges
from tests.portals.ledger.test_verify import verify
from tests.portals.ledger.verifying_page import FILE, VerifyingPage
from tests.portals.ledger.writing import SIGNER
from tests.scoring.course.test_steps import corrected
from tests.support.axe import assert_accessible

from .cast import make_published, october_of, sign_ledger
from .test_ranges import portal
from .test_verified import NAME, changed, told_of

pytestmark = pytest.mark.django_db
_MADE: dict[str, dict[str, bytes]] = {}


@pytest.fixture
def verifier(chromium: Browser) -> Iterator[VerifyingPage]:
    context = chromium.new_context(locale="vi-VN", viewport={"width": 320, "height": 700})
    page = VerifyingPage.opened(context)
    yield page
    context.close()
    assert page.complaints == []
    assert page.requests == [FILE.as_uri()]


@pytest.fixture
def files() -> dict[str, bytes]:
    """A dossier with ranks, and (once) one of a corrected month."""
    if not _MADE:
        course = make_published()
        for name in ("plain", "corrected"):
            sign_ledger()
            month = october_of()
            found = rank_ranges(str(month.month), month.portals)
            portals = [replace(one, rank=found.get(one.portal_id)) for one in month.portals]
            _MADE[name] = dossier_files(replace(month, portals=portals))
            if name == "plain":
                corrected(course)
    return dict(_MADE["plain"])


FORGED = {
    "points": lambda one: _add(one["portals"][0]["lines"][3], "points"),
    "most": lambda one: _add(one["portals"][0]["lines"][3], "most"),
    "total": lambda one: _add(one["portals"][1], "total"),
    "earned": lambda one: _add(one["portals"][1], "earned"),
    "applicable": lambda one: _add(one["portals"][1], "applicable"),
    "penalty": lambda one: _add(one["portals"][1], "penalty"),
    "bonus": lambda one: _add(one["portals"][1], "bonus"),
    "rank": lambda one: _add(one["portals"][0], "rank"),
    "rank_to": lambda one: _add(one["portals"][0], "rank_to"),
    "no rank": lambda one: one["portals"][0].pop("rank"),
    "removed": lambda one: one["portals"].pop(),
    "added": lambda one: one["portals"].append(one["portals"][0] | {"portal": "x.example.vn"}),
    "twice": lambda one: one["portals"].append(one["portals"][0]),
    "lines": lambda one: one["portals"][0]["lines"].pop(),
    "order": lambda one: one["portals"][0]["lines"].reverse(),
    "notice": lambda one: one["scorers"][0].update(notice="46/TB-BBT"),
    "dated": lambda one: one["scorers"][0].update(dated="2026-11-17"),
    "month": lambda one: one.update(month="2026-09"),
    "scorer": lambda one: one["scorers"][0].update(scorer="x.example.vn"),
    "rubric": lambda one: one["portals"][0].update(rubric="commune/9"),
    "tier": lambda one: one["portals"][0].update(tier="ward"),
    "corrected": lambda one: one["portals"][0].update(corrected=1),
    "band": lambda one: one["portals"][0].update(band="Tuyệt vời"),
    "provisional": lambda one: one["portals"][0].update(provisional="too_short"),
    "criteria": lambda one: one["rubrics"][0]["criteria"].pop(),
    "a name more": lambda one: one.update(note="x"),
}


def _add(one: dict, name: str) -> None:
    one[name] += 1


class TestForgeries:
    def test_both_verifiers_say_the_same_of_each(
        self, verifier: VerifyingPage, files: dict[str, bytes], tmp_path: Path, capsys
    ) -> None:
        told = verifier.scores(files, str(SIGNER.key))
        assert (told["code"], told["faults"]) == (0, [])
        for name, change in FORGED.items():
            forged = changed(files, change)
            told = verifier.scores(forged)
            assert told["code"] == 1, name
            assert told_of(forged, tmp_path, capsys)[0] == 1, name

    def test_it_names_portal_and_line(self, verifier, files) -> None:
        table = json.loads(files[NAME])
        told = verifier.scores(changed(files, FORGED["points"]))
        first = told["faults"][0]["words"]
        assert table["portals"][0]["portal"] in first
        assert f"tiêu chí {table['portals'][0]['lines'][3]['criterion']}" in first

    def test_what_is_missing_or_of_another_is_refused(self, verifier, files) -> None:
        for kind in ("month", "scores-published"):
            kept = {name: data for name, data in files.items() if f"-{kind}." not in name}
            assert verifier.scores(kept)["code"] == 1, kind
        notice = next(one for one in files if one.startswith("thong-bao"))
        assert verifier.scores(files | {notice: files[notice] + b" "})["code"] == 1
        assert (
            verifier.scores({name: one for name, one in files.items() if name != "keys"})["code"]
            == 2
        )
        spaced = json.dumps(json.loads(files[NAME])).encode()
        assert (
            verifier.scores(files | {NAME: b'{"format":"lien-cong/scores/v1",' + spaced[1:]})[
                "code"
            ]
            == 1
        )

    def test_a_correction_counts(self, verifier, files) -> None:
        later = _MADE["corrected"]
        assert verifier.scores(later)["code"] == 0
        assert verifier.scores(later | {NAME: files[NAME]})["code"] == 1
        kept = {name: data for name, data in later.items() if "-corrected-card." not in name}
        assert verifier.scores(kept)["code"] == 1


def test_ranks_are_counted_the_same(verifier: VerifyingPage) -> None:
    portals = [
        portal(number, str(number % 7), str(9 - number % 5), None if number % 4 == 0 else "4.25")
        for number in range(1, 20)
    ]
    told = [portal_as_json(one) for one in portals]
    there = verifier.page.evaluate("(all) => ranksOf('2026-10', 'commune', all)", told)
    assert [tuple(one) for one in there] == verify.ranks_of("2026-10", "commune", told)


def test_a_dossier_is_dropped_as_it_is_and_a_changed_digit_is_seen(
    verifier: VerifyingPage, files: dict[str, bytes], tmp_path: Path
) -> None:
    page, status = verifier.page, verifier.page.get_by_role("status")
    (tmp_path / "ho-so.zip").write_bytes(pack("bang-diem-2026-10", files))
    page.set_input_files("#files", tmp_path / "ho-so.zip")
    expect(page.locator("#given")).to_contain_text(f"Bảng điểm: {NAME}, 4 bằng chứng")
    page.get_by_label("Khóa của sổ cái").fill(str(SIGNER.key))
    page.get_by_role("button", name="Kiểm chứng", exact=True).click()
    expect(status.locator(".verdict.good > h2")).to_have_text("✓ Đúng bảng điểm đã công bố")
    expect(status).to_contain_text("Điểm tháng 10/2026")
    expect(status).to_contain_text("Thông báo số 45/TB-BBT ngày 2026-11-16: 3 đơn vị, không thiếu")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert_accessible(page)
    table = json.loads(files[NAME])
    table["portals"][0]["total"] += 1
    forged = pack("bang-diem-2026-10", files | {NAME: encode(table)})
    (tmp_path / "sua.zip").write_bytes(forged)
    page.get_by_role("button", name="Bỏ hết").click()
    page.set_input_files("#files", tmp_path / "sua.zip")
    page.get_by_role("button", name="Kiểm chứng", exact=True).click()
    expect(status.locator(".verdict.bad > h2")).to_have_text("✗ Không phải bảng điểm đã công bố")
    expect(status.locator(".faults")).to_contain_text(
        f"{table['portals'][0]['portal']}, tổng điểm: tệp ghi"
    )
    assert_accessible(page)
