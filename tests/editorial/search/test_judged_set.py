"""The judged set is sound: well formed, its halves alike, nothing asked twice, and what it wants is in the demo."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from editorial.demo import consultations, requests
from editorial.demo.documents import known_papers
from editorial.demo.everyday import everyday_documents, everyday_texts
from editorial.demo.inspected import INSPECTED
from editorial.demo.land_plans import PROJECTS
from editorial.demo.press import RELEASES, STATEMENTS
from editorial.demo.procedures import demo_catalogue
from editorial.demo.showcase import standing_texts
from editorial.press.enums import Verdict
from editorial.search.judged.reading import (
    FILE,
    JudgedHalf,
    ResultKind,
    SearchReach,
    WayOfAsking,
    judged_set,
    read_set,
)
from portals.demo.organisations import OF_2024
from portals.tiers import INSTALL_TIER
from tests.support.boards_on_paper import boards_on_paper

PROMISED, PROMISED_PAIRS, PROMISED_RESULTS, OF_EACH_WAY = 440, 40, 150, 30
LEFT = {"results": {"a": {"kind": "path", "name": "/"}}, "queries": [], "must_not": []}
ASKED = {"words": "a", "portal": "27", "reach": "portal"}


class TestReading:
    def test_has_what_was_promised(self) -> None:
        told = judged_set()
        assert len(told.queries) >= PROMISED
        assert len(told.must_not) >= PROMISED_PAIRS
        wanted = {key for one in told.queries for key in one.wanted}
        assert len(wanted) >= PROMISED_RESULTS
        assert {told.results[key].kind for key in wanted} == set(ResultKind)
        assert min(Counter(one.way for one in told.queries).values()) >= OF_EACH_WAY
        assert min(Counter(one.question.reach for one in told.queries).values()) >= OF_EACH_WAY

    def test_halves_are_alike(self) -> None:
        for way in WayOfAsking:
            halves = [one.half for one in judged_set().queries if one.way is way]
            assert halves == [tuple(JudgedHalf)[at % 2] for at in range(len(halves))]

    def test_asks_nothing_twice(self) -> None:
        told = judged_set()
        for some in (told.queries, told.must_not):
            asked = Counter(
                (one.question.words.casefold(), one.question.portal, one.question.reach)
                for one in some
            )
            assert [one for one, times in asked.items() if times > 1] == []

    def test_wants_nothing_that_must_not_be_found(self) -> None:
        wanted = {
            (one.question.words.casefold(), key)
            for one in judged_set().queries
            for key in one.wanted
        }
        unwanted = {
            (one.question.words.casefold(), key)
            for one in judged_set().must_not
            for key in one.unwanted
        }
        assert not wanted & unwanted

    def test_is_composed_and_short_enough_to_be_typed(self) -> None:
        text = FILE.read_text(encoding="utf-8")
        assert unicodedata.is_normalized("NFC", text)
        assert max(len(one.question.words) for one in judged_set().queries) <= 80

    def test_each_result_is_named_somewhere(self) -> None:
        told = judged_set()
        named = {key for one in told.queries for key in one.wanted}
        named |= {key for one in told.must_not for key in one.unwanted}
        assert named == told.results.keys()

    def test_marks_are_left_out_where_it_says_so(self) -> None:
        for one in judged_set().queries:
            if one.way is WayOfAsking.UNACCENTED:
                assert one.question.words.isascii()

    @pytest.mark.parametrize(
        "query",
        [
            {"way": "shouted", "half": "tuning", "wanted": ["a"]},
            {"way": "exact", "half": "third", "wanted": ["a"]},
            {"way": "exact", "half": "tuning", "wanted": []},
            {"way": "exact", "half": "tuning", "wanted": ["b"]},
            {"way": "exact", "half": "tuning", "wanted": ["a"], "reach": "world"},
        ],
    )
    def test_refuses_what_it_does_not_know(self, query) -> None:
        with pytest.raises(ValueError):
            read_set({**LEFT, "queries": [{**ASKED, **query}]})

    def test_refuses_a_pair_without_a_result(self) -> None:
        with pytest.raises(ValueError, match="b not described"):
            read_set({**LEFT, "must_not": [{**ASKED, "unwanted": ["b"]}]})


class TestWhatIsWanted:
    """By the tables of which the demo is made; of the demo that runs, `search_judged` asks it."""

    def test_portals_are_those_of_2024_and_reaches_fit(self) -> None:
        told = judged_set()
        tiers = {row["code"]: row["tier"] for row in OF_2024.listed()}
        assert {one.portal for one in told.results.values()} <= {"", *tiers}
        for one in (*told.queries, *told.must_not):
            tier = tiers[one.question.portal]
            if one.question.reach is SearchReach.BELOW:
                assert tier == "district"
            if one.question.reach is SearchReach.EVERYWHERE:
                assert tier == INSTALL_TIER

    def test_texts_and_documents_are_written(self) -> None:
        parts = {one.code: part for part, one in OF_2024.parts.items()}
        written = {(one["portal"], one["title"]) for one in everyday_texts()}
        written |= {(one["portal"], one["number"]) for one in everyday_documents()}
        boards = boards_on_paper()
        [province] = [one.portal for one in boards if one.portal.tier_id == INSTALL_TIER]
        written |= {(province.code, one.number) for one in known_papers(province)}
        written |= {
            (province.code, f"{Verdict(told['verdict']).label}: {told['subject']}")
            for _ago, told, _facts in STATEMENTS
        }
        written |= {(province.code, title) for _ago, title, _lead in RELEASES}
        codes = {part: code for code, part in parts.items()}
        written |= {
            (codes[one.part], f"Phương án bồi thường, hỗ trợ dự án {one.name}") for one in PROJECTS
        }
        for part, some in INSPECTED.items():
            for one in some:
                body = one.body.format_map(OF_2024.words)
                written.add((codes.get(part, part), f"Kết luận thanh tra {one.about} tại {body}"))
        drafts = consultations.TEXTS.read_text(encoding="utf-8")
        for one in _of_kinds(ResultKind.TEXT, ResultKind.DOCUMENT):
            assert (one.portal, one.name) in written or f'title = "{one.name}"' in drafts, one

    def test_pages_stand_on_the_portals_that_are_named(self) -> None:
        standing = {
            (code, text.title)
            for board in boards_on_paper()
            for code in ("", board.portal.code)
            for text in standing_texts(board.portal, agency="", name="")
        }
        missing = [
            one for one in _of_kinds(ResultKind.PAGE) if (one.portal, one.name) not in standing
        ]
        assert missing == []

    def test_procedures_are_in_the_catalogue(self) -> None:
        known = {one.code for one in demo_catalogue(OF_2024).procedures}
        assert {one.name for one in _of_kinds(ResultKind.PROCEDURE)} <= known

    def test_answers_and_petitions_are_told(self) -> None:
        answers = requests.TEXTS.read_text(encoding="utf-8")
        petitions = requests.TEXTS.with_name("petitions.toml").read_text(encoding="utf-8")
        for one in _of_kinds(ResultKind.ANSWER):
            assert f'subject = "{one.name}"' in answers
        for one in _of_kinds(ResultKind.PETITION):
            assert f'text = "{one.name}' in petitions

    def test_words_are_no_copies_of_titles(self) -> None:
        """A title that is typed whole is found by any search."""
        told = judged_set()
        texts = {ResultKind.TEXT, ResultKind.PAGE, ResultKind.ANSWER}
        titles = {one.name.casefold() for one in told.results.values() if one.kind in texts}
        asked = {
            one.question.words.casefold()
            for one in told.queries
            if one.way not in {WayOfAsking.EXACT, WayOfAsking.PLACE}
        }
        assert not asked & titles


def _of_kinds(*kinds: ResultKind):
    found = [one for one in judged_set().results.values() if one.kind in kinds]
    assert found
    return found


def test_one_line_holds_one_query() -> None:
    """So that a change of the set can be read."""
    lines = Path(FILE).read_text(encoding="utf-8").splitlines()
    queries = [one for one in lines if '"half"' in one]
    assert len(queries) == len(judged_set().queries)
    assert all(json.loads(one.rstrip(",")) for one in queries)
