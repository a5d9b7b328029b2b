"""The demo of 2025 speaks of no district, nor of a department or an office that had gone by then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from editorial.demo import consultations, press, procedures
from editorial.demo.catalogue import topics
from editorial.demo.disclosures import sheets_of
from editorial.demo.documents import papers_of
from editorial.demo.papers_catalogue import known_rows, paper_topics
from editorial.demo.schedules import OF_TIER
from editorial.demo.showcase import is_shown_off, standing_texts
from editorial.demo.stories import Board, stories_of
from portals.clock import local_date
from portals.demo.logins import logins_of
from portals.demo.organisation import chart_of
from portals.demo.organisations import OF_2024, OF_2025
from portals.models import Portal
from tests.support.boards_on_paper import boards_on_paper

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
# A river is called after districts of old; what a place was is told as such.
NOT_MEANT = re.compile(
    r"Ngũ Huyện Khê|(?:của|ở) thành phố(?: (?:Bắc Ninh|Từ Sơn) trước đây| nay nộp)"
    r"|Không còn cấp huyện|trước đây làm ở huyện",
    re.IGNORECASE,
)
GONE = re.compile(
    "|".join(
        [
            r"\bhuyện\b", r"\bthị xã\b", r"\bthị trấn\b", r"thành phố", *OF_2025.took_over,
            "Phòng Quản lý đô thị", "Phòng Nội vụ", "Phòng Giáo dục", "Thanh tra [Ss]ở", "Song Ho ",
        ]
    ),
    re.IGNORECASE,
)  # fmt: skip


def gone_in(text: str) -> list[str]:
    """Name what a text says that is no more."""
    return GONE.findall(NOT_MEANT.sub("", text))


@cache
def boards() -> dict[str, Board]:
    return {board.portal.code: board for board in boards_on_paper(OF_2025)}


def written_for_all() -> Iterator[tuple[str, str]]:
    """The texts of which something may stand in the demo of 2025, before they are said in its words."""
    tiers = {"province", "department", "commune"}
    for topic in topics():
        if topic.codes or tiers.intersection(topic.tiers):
            yield topic.code, str(topic)
    for paper in paper_topics():
        if tiers.intersection(paper.tiers):
            yield paper.code, str(paper)
    yield "consultations", consultations.TEXTS.read_text("utf-8")
    yield "procedures", procedures.CATALOGUE.read_text("utf-8")
    for tier in tiers:
        yield f"schedules {tier}", str(OF_TIER[tier])
    yield "press", str((press.RELEASES, press.STATEMENTS, press.OF_DEPARTMENTS_IN_ENGLISH))
    for name in ("some", "common"):
        file = Path(procedures.__file__).parent / "standing" / f"{name}.toml"
        # What only the other state has is left out.
        yield (
            name,
            "".join(
                page
                for page in file.read_text("utf-8").split("[[page]]")
                if f'of = "{OF_2024.code}"' not in page
            ),
        )


class TestTheWords:
    def test_name_nothing_that_is_no_more(self) -> None:
        found = {
            name: gone for name, text in written_for_all() if (gone := gone_in(OF_2025.said(text)))
        }
        assert found == {}

    def test_are_needed_each_and_change_nothing_in_2024(self) -> None:
        whole = " ".join(text for _name, text in written_for_all())
        for before in OF_2025.sayings:
            assert before in whole, before
        assert OF_2024.said(whole) == whole

    def test_of_the_screen_and_of_the_notice_are_those_of_the_state(self) -> None:
        assert gone_in(" ".join(login.says for login in logins_of(OF_2025))) == []
        assert gone_in(" ".join(OF_2025.words.values())) == []
        assert OF_2025.notice.endswith("01/07/2025")
        assert OF_2024.notice.endswith("28/11/2024")

    def test_of_documents_issued_before_are_as_they_were_issued(self) -> None:
        assert gone_in(str(known_rows()))
        assert all(row["issued_on"] < OF_2025.opened_on for row in known_rows())


class TestWhatIsWritten:
    @pytest.mark.parametrize("code", ["24", "SNNMT", "SXD", "09367"])
    def test_names_nothing_that_is_no_more(self, code: str) -> None:
        board = boards()[code]
        stories = stories_of(board, today=local_date(NOW), now=NOW)
        assert gone_in(" ".join(f"{one.title} {one.lead} {one.body}" for one in stories)) == []
        papers = [one for one in papers_of(board, now=NOW) if not one.is_known]
        assert gone_in(str(papers)) == []
        pages = standing_texts(board.portal, agency="UBND", name="nơi này")
        assert gone_in(str(pages)) == []
        assert bool(pages) == is_shown_off(board.portal)

    def test_departments_tell_of_the_work_that_they_took_over(self) -> None:
        taken = {topic.code: topic.codes for topic in topics(OF_2025.code) if topic.codes}
        for code, before in OF_2025.work_of.items():
            fitting = {
                topic.code
                for topic in topics(OF_2025.code)
                if topic.fits(tier="department", codes=OF_2025.codes_of(code), month=11)
            }
            assert {name for name, codes in taken.items() if set(codes) & set(before)} <= fitting
        assert OF_2024.codes_of("STC") == {"STC"}

    def test_is_of_no_time_before_the_body_was_there(self) -> None:
        board = boards()["09169"]
        sheets = list(sheets_of(board, now=NOW))
        assert {sheet.period.year for sheet in sheets} == {2025, 2026}
        quarters = {(one.period.year, one.period.quarter) for one in sheets if one.period.quarter}
        assert min(quarters) == (2025, 3)
        assert min(paper.issued_on for paper in papers_of(board, now=NOW)) >= OF_2025.opened_on
        board.portal.opened_on = date(2026, 2, 1)
        quarters = {one.period.quarter for one in sheets_of(board, now=NOW) if one.period.quarter}
        assert quarters == {1, 2, 3}


@pytest.mark.parametrize(
    ("organisation", "code", "tier", "has", "has_not"),
    [
        (OF_2024, "09163", "commune", "Bộ phận Tư pháp - Hộ tịch", "Văn phòng HĐND và UBND"),
        (OF_2025, "09169", "commune", "Phòng Kinh tế, Hạ tầng và Đô thị", "Phòng Kinh tế"),
        (OF_2025, "07663", "commune", "Phòng Kinh tế", "Bộ phận Tư pháp - Hộ tịch"),
        (OF_2024, "SYT", "department", "Thanh tra", "Phòng Kinh tế"),
        (OF_2025, "SYT", "department", "Phòng Nghiệp vụ", "Thanh tra"),
    ],
)
def test_bodies_have_the_offices_of_their_state(organisation, code, tier, has, has_not) -> None:
    name = next(row["name"] for row in organisation.listed() if row["code"] == code)
    portal = Portal(code=code, name=name, tier_id=tier, opened_on=organisation.opened_on)
    names = {unit.name for unit in chart_of(portal)}
    assert has in names
    assert has_not not in names
