"""The demo's documents: enough of them, numbered as offices number, and each true to itself."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import UTC, datetime
from functools import cache

import pytest

from editorial.demo.document_files import told_of
from editorial.demo.documents import DemoPaper, papers_of
from editorial.demo.papers_catalogue import paper_topics
from editorial.document_numbers.catalogue import fields, kinds
from editorial.document_numbers.folding import folded_name
from editorial.document_numbers.parsing import read_number
from portals.clock import local_date
from tests.support.boards_on_paper import boards_on_paper

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


@cache
def written() -> list[DemoPaper]:
    return [paper for board in boards_on_paper() for paper in papers_of(board, now=NOW)]


def texts(paper: DemoPaper) -> str:
    return " ".join([paper.abstract, *paper.articles, *paper.grounds, *paper.recipients])


class TestDocuments:
    def test_are_six_hundred_over_all_tiers(self) -> None:
        assert len(written()) >= 600
        by_tier = Counter(paper.portal.tier_id for paper in written())
        assert set(by_tier) == {"province", "department", "district", "commune"}
        assert len({paper.portal.code for paper in written()}) == 156

    def test_leave_no_slot_open(self) -> None:
        assert [paper.number for paper in written() if re.search(r"[{}\[\]|]", texts(paper))] == []

    def test_differ_on_each_portal(self) -> None:
        of_portal = Counter((paper.portal.code, paper.abstract) for paper in written())
        assert max(of_portal.values()) == 1

    def test_have_identities_of_their_own(self) -> None:
        identities = Counter(
            (folded_name(paper.issuer), read_number(paper.number).key, paper.issued_on)
            for paper in written()
        )
        assert max(identities.values()) == 1

    def test_bear_numbers_of_their_kind(self) -> None:
        for paper in written():
            read = read_number(paper.number)
            assert read.kind is not None, paper.number
            assert read.kind.code == paper.kind, paper.number
            assert read.issuer is not None, paper.number

    def test_are_numbered_as_the_days_go(self) -> None:
        """Not those that were put in between afterwards."""
        series = defaultdict(list)
        for paper in written():
            if not paper.is_known:
                read = read_number(paper.number)
                year = read.year or paper.issued_on.year
                key = (paper.issuer, read.folded_symbol, year, read.is_normative)
                series[key].append((paper.issued_on, read.serial))
        wrong = {
            key: some
            for key, some in series.items()
            if sorted(some) != sorted(some, key=lambda one: one[1])
        }
        assert wrong == {}

    def test_are_published_after_their_issue_and_not_tomorrow(self) -> None:
        for paper in written():
            assert paper.issued_on <= local_date(paper.published_at), paper.number
            assert paper.published_at < NOW
            assert paper.issued_on <= paper.effective_on

    def test_fall_on_days_of_work(self) -> None:
        assert {paper.issued_on.weekday() for paper in written()} <= set(range(5))

    def test_act_on_earlier_ones_of_the_same_body(self) -> None:
        by_number = {(paper.issuer, paper.number): paper for paper in written()}
        acting = [paper for paper in written() if paper.acts_on]
        assert {how for how, _number in filter(None, (one.acts_on for one in acting))} == {
            "amend", "repeal", "replace", "suspend",
        }  # fmt: skip
        for paper in acting:
            assert paper.acts_on
            target = by_number[paper.issuer, paper.acts_on[1]]
            assert target.issued_on < paper.issued_on
            assert target.number in paper.abstract

    def test_are_the_same_from_one_seed(self) -> None:
        again = papers_of(boards_on_paper()[0], now=NOW)
        assert [paper.number for paper in again] == [
            paper.number for paper in written() if paper.portal.code == "27"
        ]


class TestThePaper:
    @pytest.mark.parametrize("kind", ["cong-van", "quyet-dinh"])
    def test_is_headed_by_its_kind_but_for_official_letters(self, kind: str) -> None:
        told = told_of(next(paper for paper in written() if paper.kind == kind))
        assert bool(told["kind"]) is (kind != "cong-van")
        assert bool(told["subject_line"]) is (kind == "cong-van")

    def test_names_the_capacity_before_the_position(self) -> None:
        paper = next(
            one for one in written() if one.capacity == "KT" and one.portal.tier_id == "province"
        )
        assert told_of(paper)["capacity"] == ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]


class TestTopics:
    def test_name_kinds_and_fields_that_are_there(self) -> None:
        assert {topic.kind for topic in paper_topics()} <= set(kinds())
        assert {paper.field for paper in written()} <= set(fields())

    def test_have_an_end_to_each_list_of_recipients(self) -> None:
        assert all(topic.recipients[-1].startswith("Lưu") for topic in paper_topics())
