"""The marked mentions are what README.md says, and `measure` counts them."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from tests.editorial.documents.mentions.measure import HALVES, measure, rows

README = (Path(__file__).parent / "README.md").read_text(encoding="utf-8")
# What each half must have among its texts, so that neither is easier than the other.
HARD = {
    "en dash": "–",
    "no-break hyphen": "\u2011",
    "no-break space": "\u00a0",
    "decomposed": "[\u0300-\u0323]",
    "line break inside a mention": r"\d/\n|-\n",
    "eth": "[ðÐ]",
    "small letters": r"/(nđ-cp|qđ-ubnd|tt-b\w+|nd-cp|nq-hđnd|ct-ttg)\b",
    "no diacritics": r"/(QD|ND|NQ)-(UBND|CP|TTg|HDND)\b",
    "spaces": r"\d ?/ ?\w+ ?[-–] \w",
    "zeros": r"\b0\d/",
    "at the start": r"\A\d+(/\d+)?/\w+-\w+",
    "at the end": r"/\w+-\w+\Z",
    "in brackets": r"\(\d+[/\w]+-\w+\)",
    "address": "https?://|www\\.",
    "party": r"-\w+/TW\b|/TU\b",
    "standard": r"TCVN|QCVN",
    "judgement": r"/(DS|HS|HNGĐ)-",
    "blank": r"\.\.\.\.?/|…/|_/| {3}/",
}


@pytest.fixture(scope="module")
def halves():
    return {half: rows(half) for half in HALVES}


def listed(name: str) -> set[str]:
    words = re.search(rf"^{name}: (.*?)\.$", README, re.MULTILINE | re.DOTALL)
    assert words
    return set(words[1].replace(";", "").split())


def folded(text: str) -> str:
    """Return a number without what does not matter: white space, kinds of dashes, case, diacritics, zeros."""
    text = re.sub(r"\s", "", text).upper().replace("Đ", "D").replace("Ð", "D")
    text = re.sub("[\u2011\u2013]", "-", text).lstrip("0")
    return "".join(
        each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each)
    )


def of_the_list(normalised: str) -> bool:
    """Say whether a normalised number has one of the three forms, with the README's own lists."""
    types, issuers = listed("TYPE"), listed("ISSUER") - {"QHnn", "UBTVQHnn"}
    if re.fullmatch(r"[1-9]\d{0,3}/\d{4}/(QH|UBTVQH)\d\d", normalised):
        return True
    whole = re.fullmatch(r"[1-9]\d{0,3}[a-zđ]?(/\d{4})?/(\w+)-([\w-]+)", normalised)
    if whole and whole[2] in types:
        parts = whole[3].split("-")
        return all(each in issuers or re.fullmatch(r"(QH|UBTVQH)\d\d", each) for each in parts)
    return bool(whole and whole[2] in issuers and re.fullmatch(r"[A-ZĐ]+|TTr", whole[3]))


def test_there_are_250_mentions_a_half_and_as_many_traps_as_promised(halves):
    for texts in halves.values():
        assert sum(len(row["mentions"]) for row in texts) == 250
        assert sum(not row["mentions"] for row in texts) >= 150


def test_no_text_stands_twice(halves):
    texts = [
        re.sub(r"\W+", " ", unicodedata.normalize("NFC", row["text"])).lower()
        for half in halves.values()
        for row in half
    ]
    assert len(set(texts)) == len(texts)


def test_spans_are_exact_and_apart(halves):
    wrong = []
    for row in [row for texts in halves.values() for row in texts]:
        text, behind = row["text"], 0
        for start, end, normalised in row["mentions"]:
            good = (
                behind <= start < end <= len(text)
                and text[start].isdigit()
                and folded(text[start:end]) == folded(normalised)
                and not re.search(r"[\w/]\Z", text[:start])
                and not re.match(r"\w", text[end:])
            )
            wrong += [] if good else [(text, start, end, normalised)]
            behind = end
    assert wrong == []


def test_normalised_numbers_are_of_the_lists(halves):
    found = [mention for texts in halves.values() for row in texts for mention in row["mentions"]]
    assert [each[2] for each in found if not of_the_list(each[2])] == []
    assert not of_the_list("5/HĐ-KT")
    assert not of_the_list("18/NQ-TW")


def test_each_half_has_what_real_texts_do(halves):
    lacking = {
        (half, what)
        for half, texts in halves.items()
        for what, pattern in HARD.items()
        if not any(re.search(pattern, row["text"]) for row in texts)
    }
    assert lacking == set()


def test_a_finder_that_finds_all_is_perfect_and_one_that_finds_nothing_has_no_recall(halves):
    marked = {row["text"]: row["mentions"] for row in halves["tuning"]}

    assert measure(lambda text: [tuple(each) for each in marked[text]], "tuning")[:2] == (1, 1)
    nothing = measure(lambda text: [], "tuning")
    assert (nothing.precision, nothing.recall, len(nothing.misses)) == (1, 0, 250)


def test_a_mention_counts_only_whole_with_its_number_and_once(halves):
    marked = {row["text"]: row["mentions"] for row in halves["tuning"]}

    def short(text):
        return [(start, end - 1, number) for start, end, number in marked[text]]

    def misread(text):
        return [(start, end, f"0{number}") for start, end, number in marked[text]]

    def twice(text):
        return [tuple(each) for each in marked[text]] * 2

    for find in (short, misread):
        wrong = measure(find, "tuning")
        assert wrong[:2] == (0, 0)
        assert len(wrong.misses) == len(wrong.false_hits) == 250
    assert measure(twice, "tuning")[:2] == (0.5, 1)


def test_a_plain_pattern_falls_into_the_traps():
    """The traps are worth something: what looks like a number is not enough, nor is one strict spelling."""

    def loose(text):
        found = re.finditer(r"\d+(?:/\d{4})?/\w+(?:-\w+)+", text)
        return [(each.start(), each.end(), each[0].lstrip("0")) for each in found]

    for half in HALVES:
        measured = measure(loose, half)
        assert measured.precision < 0.8
        assert measured.recall < 0.9
