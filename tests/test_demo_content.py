"""The demo's stories read as if people had written them: varied, well spelled and never twice on one portal."""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections import Counter, deque
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest
from django.conf import settings

from editorial.bulk_import.actions import StoryImport
from editorial.demo.catalogue import topics
from editorial.demo.grammar import Writer, decimal, with_thousands
from editorial.demo.pencil import SIZE
from editorial.demo.pictures import COPIES, THEMES, pictures
from editorial.demo.showcase import (
    FOLDER,
    StandingText,
    demo_figures,
    is_shown_off,
    standing_texts,
)
from editorial.demo.stories import DAYS, RECENT_PICTURES, _picture, stories_of
from editorial.models import SectionType
from portals.clock import local_date
from portals.demo.organisations import OF_2025
from portals.models import Portal
from tests.support.boards_on_paper import boards_on_paper

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
PORTALS = Path(settings.ROOT) / "portals" / "data" / "portals-2024.csv"
EVERY_SEASON = [NOW + timedelta(days=61 * step) for step in range(6)]


@cache
def written(now: datetime = NOW) -> dict[str, list[StoryImport]]:
    """The stories of all portals by code, without a database."""
    today = local_date(now)
    return {
        board.portal.code: stories_of(board, today=today, now=now) for board in boards_on_paper()
    }


def texts(story: StoryImport) -> str:
    parts = [
        story.title,
        story.lead,
        story.own.get("place", ""),
        *(str(block["value"]) for block in story.body),
    ]
    return " ".join(filter(None, parts))


class TestStories:
    def test_are_some_four_thousand_over_four_months(self) -> None:
        stories = [story for some in written().values() for story in some]
        assert 3_800 <= len(stories) <= 5_000
        assert all(NOW - timedelta(days=DAYS) <= s.published_at <= NOW for s in stories)

    def test_are_uneven_between_communes(self) -> None:
        amounts = sorted(len(some) for code, some in written().items() if code.startswith("09"))
        assert amounts[0] <= 7
        assert amounts[-1] >= 26

    @pytest.mark.parametrize("now", EVERY_SEASON, ids=str)
    def test_have_titles_of_their_own_on_each_portal(self, now: datetime) -> None:
        for some in written(now).values():
            assert some, "every portal has a story in every season"
            assert len({story.title for story in some}) == len(some)

    def test_are_the_same_from_one_seed(self) -> None:
        before = written()
        written.cache_clear()
        assert [s.title for s in before["09163"]] == [s.title for s in written()["09163"]]

    def test_are_about_many_things(self) -> None:
        assert len(topics()) >= 60
        openings = Counter(
            " ".join(story.title.split()[:4]) for some in written().values() for story in some
        )
        assert openings.most_common(1)[0][1] < 0.05 * openings.total()

    def test_are_composed_and_leave_no_slot_open(self) -> None:
        for some in written().values():
            for story in some:
                text = texts(story)
                assert unicodedata.is_normalized("NFC", text)
                assert not re.search(r"\{\w+[:}]|\[\w+\|", text)
                assert "  " not in text

    def test_begin_sentences_with_capitals(self) -> None:
        for some in written().values():
            for story in some:
                for text in (story.title, story.lead):
                    assert not text[0].islower()
                    starts = re.findall(r"[.?!] (\w)", text)
                    assert not any(letter.islower() for letter in starts), text

    def test_fit_the_fields(self) -> None:
        for some in written().values():
            for story in some:
                assert len(story.title) <= 160
                assert 60 <= len(story.lead) <= 600
                assert len(story.body) >= 2


@pytest.mark.django_db
def test_topics_stand_in_sections_that_exist_and_have_a_picture() -> None:
    codes = set(SectionType.objects.values_list("pk", flat=True))
    for topic in topics():
        assert topic.section in codes
        assert topic.pictures
        assert set(topic.pictures) <= THEMES.keys()


class TestWriter:
    def test_repeats_a_number_it_has_drawn(self) -> None:
        writer = Writer({"ten": "Vũ Ninh"}, Random(1))
        first = writer.write("{ten}: {so:10-99} hộ")
        assert writer.write("{ten}: {so} hộ") == first

    def test_remembers_an_alternative_with_a_name(self) -> None:
        writer = Writer({"mua": "hè"}, Random(1))
        title, lead = writer.write("[viec=trồng cây mùa {mua}|thăm đồng]: {ten:1-9}"), "Cùng {viec}"
        assert writer.write(lead) == f"Cùng {title.partition(':')[0]}"

    @pytest.mark.parametrize("slot", ["{so:10-99%}", "{so:10-99@}", "{so:10-99} tỷ đồng"])
    def test_draws_a_figure_of_the_month_alike_in_every_story(self, slot: str) -> None:
        of_october = {Writer({}, Random(seed), month="10").write(slot) for seed in range(9)}
        of_november = {Writer({}, Random(seed), month="11").write(slot) for seed in range(9)}
        assert len(of_october) == len(of_november) == 1
        assert of_october != of_november
        assert len({Writer({}, Random(seed)).write("{so:10-99} hộ") for seed in range(9)}) > 1

    def test_takes_one_of_nested_alternatives(self) -> None:
        assert Writer({}, Random(1)).write("[a|b [c|d]]") in {"a", "b c", "b d"}

    def test_writes_numbers_as_in_vietnamese(self) -> None:
        assert (with_thousands(1250), decimal(965), decimal(960)) == ("1.250", "96,5", "96")

    def test_takes_what_speaks_of_the_subject(self) -> None:
        variants = ["Đổi giấy phép lái xe qua mạng.", "Kiểm tra xe khách."]
        assert Writer({}, Random(1)).closest(variants, "Giấy phép lái xe") == variants[0]


def test_pictures_are_small_and_of_one_size() -> None:
    drawn = [picture for both in pictures().values() for picture in both]
    assert len(drawn) == len(THEMES) * COPIES
    assert len({picture.content for picture in drawn}) == len(drawn)
    assert SIZE == (1200, 675)
    assert all(len(picture.content) < 60_000 and picture.alt for picture in drawn)


def _portals() -> dict[str, dict[str, str]]:
    with PORTALS.open(encoding="utf-8") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def _shown() -> list[str]:
    return [code for code in _portals() if is_shown_off(Portal(code=code))]


def _communes() -> dict[str, int]:
    rows = _portals()
    overseers = (row["overseer"] for row in rows.values() if row["tier"] == "commune")
    return dict(Counter(rows[code]["name"] for code in overseers))


def _rows(page: StandingText) -> list[list[str]]:
    [table] = [block["value"]["table"] for block in page.body if block["type"] == "table"]
    return [[cell.replace(".", "") for cell in row["values"]] for row in table["rows"]]


class TestTheShowcase:
    def test_is_the_province_three_departments_two_districts_and_five_communes(self) -> None:
        tiers = Counter(_portals()[code]["tier"] for code in _shown())
        assert tiers == {"province": 1, "department": 3, "district": 2, "commune": 5}

    def test_has_standing_pages_without_open_slots_and_figures_with_their_source(self) -> None:
        texts = standing_texts(Portal(code="27"), agency="UBND tỉnh Bắc Ninh", name="tỉnh Bắc Ninh")
        assert [text.section for text in texts][:2] == ["gioi-thieu", "tthc"]
        for text in texts:
            paragraphs = [block["value"] for block in text.body if block["type"] == "text"]
            assert "{" not in " ".join([text.intro, *paragraphs])
            assert {block["type"] for block in text.body} <= {"text", "heading", "table"}
        assert all(
            figure.source and len(figure.label) <= 80 for figure in demo_figures(Portal(code="27"))
        )
        assert standing_texts(Portal(code="09166"), agency="", name="") == []

    def test_adds_its_tables_and_says_the_same_of_the_same_everywhere(self) -> None:
        tables = {
            (code, page.section): _rows(page)
            for code in _shown()
            for page in standing_texts(Portal(code=code), agency="", name="")
            if any(block["type"] == "table" for block in page.body)
        }
        assert len(tables) >= 8
        for rows in tables.values():
            *parts, whole = rows
            assert whole[0] == "Tổng số"
            columns = list(zip(*(row[1:] for row in parts), strict=True))
            assert [sum(map(int, column)) for column in columns] == [
                int(cell) for cell in whole[1:]
            ]
        research = {
            code: rows[-1][-1] for (code, section), rows in tables.items() if section == "de-tai"
        }
        of_fields = [row[-1] for row in tables["27", "de-tai"][2:5]]
        assert of_fields == [research[code] for code in ("SYT", "SGDDT", "SVHTTDL")]
        communes = _communes()
        counted = {row[0]: int(row[-1]) for row in tables["27", "thong-ke"][:-1]}
        assert counted == communes
        assert {row[0]: int(row[-1]) for row in tables["SYT", "thong-ke"][:-1]} == communes
        for row in tables["27", "thong-ke"]:
            assert sum(map(int, row[1:4])) == int(row[4])

    def test_of_2025_counts_the_units_of_its_list_and_names_no_districts(self) -> None:
        rows = OF_2025.listed()
        shown = [
            portal
            for row in rows
            if is_shown_off(portal := Portal(code=row["code"], opened_on=OF_2025.opened_on))
        ]
        assert len(shown) == len(tomllib.loads((FOLDER / "places-2025.toml").read_text("utf-8")))
        pages = {
            (one.code, page.section): page
            for one in shown
            for page in standing_texts(one, agency="", name="")
        }
        assert not [
            key
            for key, page in pages.items()
            if "huyện" in f"{page.intro} {page.body}".replace("cấp huyện", "")
        ]
        kinds = Counter(row["name"].partition(" ")[0] for row in rows if row["tier"] == "commune")
        by_area = {
            area: [
                str(sum(row["cluster"] in clusters for row in rows))
                for clusters in (wards, others, (*wards, *others))
            ]
            for area, wards, others in (
                ("Bắc Ninh", ("phuong-nam",), ("xa-nam",)),
                ("Bắc Giang", ("phuong-bac",), ("xa-bac", "xa-nui")),
            )
        }
        *parts, whole = _rows(pages["24", "thong-ke"])
        assert {area: counted for area, *counted in parts} == by_area
        assert whole[1:] == [str(kinds["Phường"]), str(kinds["Xã"]), "99"]
        assert ["Cổng đang hoạt động", str(len(rows))] in [
            [one.label, one.value] for one in demo_figures(shown[0])
        ]

    def test_has_notices_that_are_not_over(self) -> None:
        ends = [story.own["ends_at"] for story in written()["09163"] if story.own]
        going_on = [moment for moment in ends if moment and moment > NOW]
        assert len(going_on) >= 2

    def test_repeats_no_picture_among_its_newest_stories(self) -> None:
        images = {
            theme: [SimpleNamespace(pk=f"{theme} {copy}") for copy in range(3)] for theme in THEMES
        }
        recent: deque[int] = deque(maxlen=RECENT_PICTURES)
        board, topic = SimpleNamespace(images=images), SimpleNamespace(pictures=["bus", "road"])
        chosen = [_picture(board, topic, recent, Random(number)).pk for number in range(6)]
        assert len(set(chosen)) == 6
