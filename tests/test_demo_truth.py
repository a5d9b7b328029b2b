"""What the demo's stories say agrees: with themselves, with each other, with the calendar and with their budgets."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise

import pytest

from editorial.demo import stories as demo_stories
from editorial.demo.catalogue import Telling, topics
from editorial.demo.figures import FILES, budget_of, figures_of_month
from editorial.demo.grammar import SLOT, is_monthly
from editorial.demo.writing import WrittenText, write_story
from portals.calendar.working_days import load_calendar
from portals.clock import LOCAL_ZONE
from tests.support.boards_on_paper import office_days
from tests.support.told import Told, slots_of
from tests.test_demo_content import written

# The four months before these hold Tết, the days off of September, and the swap days of 2026.
AUTUMN, SPRING = datetime(2026, 11, 25, 3, tzinfo=UTC), datetime(2026, 3, 20, 3, tzinfo=UTC)
SEASONS = pytest.mark.parametrize("now", [AUTUMN, SPRING], ids=["autumn", "spring"])
# What people do in their free time, or what the sky does. All else is done by offices.
LEISURE = {
    "quan-ho", "sports", "mid-autumn", "great-unity-day", "blood-donation", "storm",
    "village-festival", "exhibition", "svhttdl-1", "district-culture", "province-culture",
    "department-union", "culture-house",
}  # fmt: skip
SUNDAYS = {"environment-sunday"}
SHARED_FIGURES = figures_of_month("27", "province", date(2026, 10, 1)).keys()
# Said in different topics, by whichever portal: once a month each.
PHRASES = {
    "revenue": r"thu ngân sách (?!nhà nước)[^.;]*? đạt ([\d,]+)% dự toán",
    "invested": r"giải ngân vốn đầu tư công đạt ([\d,]+)% kế hoạch",
    "in time": r"trả đúng và trước hạn ([\d,]+)%|([\d,]+)% (?:hồ sơ )?giải quyết đúng và trước hạn",
    "online": r"hồ sơ (?:nộp )?trực tuyến (?:của toàn tỉnh )?đạt ([\d,]+)%",
    "insured": r"([\d,]+)% người dân \S.* có thẻ bảo hiểm|tỷ lệ bao phủ đạt ([\d,]+)%",
}


@cache
def told(now: datetime) -> list[Told]:
    texts: dict[tuple[str, str], WrittenText] = {}

    def write_and_keep(*args: object, unit: str) -> WrittenText:
        text = write_story(*args, unit=unit)
        # One that came later was thrown away: its title was taken.
        texts.setdefault((unit, text.title), text)
        return text

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo_stories, "write_story", write_and_keep)
        found = written.__wrapped__(now)
    return [
        Told(unit, texts[unit, story.title], story)
        for unit, some in found.items()
        for story in some
    ]


def slots_in(one: Told) -> Iterator[tuple[str, dict[str, str]]]:
    """Each template of the story's topic from which something in it was written, and how its slots were filled."""
    topic = one.written.topic
    title, lead, *body = one.texts()
    pieces = [(one.written.telling.title, title), (one.written.telling.lead, lead)]
    for rows in one.tables():
        for made, row in zip(topic.table["rows"], rows, strict=True):
            pieces += zip(made, row, strict=True)
    for template, text in pieces:
        yield template, slots_of(template, text, whole=True) or {}
    for text in body:
        for some in topic.paragraphs:
            for variant in some:
                yield variant, slots_of(variant, text) or {}


def told_together(telling: Telling, title: str, lead: str) -> bool:
    slots = slots_of(telling.title, title, whole=True)
    if slots is None:
        return False
    # "Thị trấn Chờ" does not say where the kind of unit ends and its name begins.
    known = {name: value for name, value in slots.items() if name.lower() not in {"loai", "ten"}}
    return slots_of(telling.lead, lead, whole=True, known=known) is not None


class TestATitleAndItsLead:
    @SEASONS
    def test_are_of_one_topic_and_say_the_same(self, now: datetime) -> None:
        for one in told(now):
            assert any(
                told_together(telling, one.story.title, one.story.lead)
                for telling in one.written.topic.tellings
            ), (one.story.title, one.story.lead)

    @pytest.mark.parametrize("topic", topics(), ids=lambda topic: topic.code)
    def test_have_words_in_common(self, topic) -> None:
        def pairs(template: str) -> set[tuple[str, str]]:
            return set(pairwise(re.findall(r"\w+", SLOT.sub(" . ", template).lower())))

        def figures_and_choices(telling: Telling) -> set[str]:
            named = set(re.findall(r"\[(\w+)=", telling.title))
            return named | {slot["name"] for slot in SLOT.finditer(telling.title) if slot["low"]}

        for telling in topic.tellings:
            repeated = {slot["name"] for slot in SLOT.finditer(telling.lead)}
            # "Told of" are two words that stand side by side in both, as most Vietnamese words are written.
            assert pairs(telling.title) & pairs(telling.lead) or (
                figures_and_choices(telling) & repeated
            ), telling


class TestFigures:
    @SEASONS
    def test_of_one_unit_and_month_agree_in_all_stories(self, now: datetime) -> None:
        said: dict[tuple[str, date, str, str], set[str]] = defaultdict(set)
        for one in told(now):
            month, code = one.written.dates.reported, one.written.topic.code
            for template, slots in slots_in(one):
                monthly = {slot["name"] for slot in SLOT.finditer(template) if is_monthly(slot)}
                for name, value in slots.items():
                    if name in SHARED_FIGURES:
                        said[one.unit, month, "", name].add(value)
                    elif name in monthly:
                        said[one.unit, month, code, name].add(value)
        assert len(said) > 1_500
        assert {key: values for key, values in said.items() if len(values) > 1} == {}

    @SEASONS
    @pytest.mark.parametrize("phrase", PHRASES.values(), ids=PHRASES)
    def test_are_the_same_whichever_topic_says_them(self, phrase: str, now: datetime) -> None:
        said: dict[tuple[str, date], set[str]] = defaultdict(set)
        for one in told(now):
            for text in one.texts():
                for match in re.finditer(phrase, text, re.IGNORECASE):
                    value = next(filter(None, match.groups()))
                    said[one.unit, one.written.dates.reported].add(value)
        assert len(said) > 20
        assert {key: values for key, values in said.items() if len(values) > 1} == {}

    @SEASONS
    def test_never_spend_more_than_was_taken_in(self, now: datetime) -> None:
        budgets = [
            rows
            for one in told(now)
            if one.written.topic.code == "budget-disclosure"
            for rows in one.tables()
        ]
        assert len(budgets) > 20
        for revenue, *spending in budgets:
            for column in (1, 2):
                spent = sum(int(row[column].replace(".", "")) for row in spending)
                assert spent <= int(revenue[column].replace(".", ""))

    @pytest.mark.parametrize("tier", FILES)
    def test_of_a_budget_grow_through_the_year_and_stay_within_it(self, tier: str) -> None:
        for number in range(40):
            months = [budget_of(f"{number}", tier, date(2026, month, 1)) for month in range(1, 13)]
            for earlier, later in pairwise(months):
                assert earlier.taken_in < later.taken_in
                assert earlier.spent_running < later.spent_running
                assert earlier.spent_investment < later.spent_investment
            for budget in months:
                assert budget.planned_running + budget.planned_investment <= budget.planned
                assert budget.spent_running + budget.spent_investment <= budget.taken_in


class TestDays:
    @pytest.mark.django_db
    def test_are_those_of_the_products_calendar(self) -> None:
        calendar = load_calendar()
        assert (office_days().off, office_days().worked) == (calendar.off, calendar.worked)

    @SEASONS
    def test_of_sessions_are_worked(self, now: datetime) -> None:
        calendar, days = office_days(), set()
        for one in told(now):
            code = one.written.topic.code
            if code in LEISURE | SUNDAYS:
                continue
            for name, day in named_days(one):
                # A notice may be given on any day.
                if name != "ngay" or one.written.topic.kind != "notice":
                    assert calendar.is_working_day(day), (day, one.story.title)
                    days.add(day)
            if one.story.event_at is not None:
                event = one.story.event_at.astimezone(LOCAL_ZONE).date()
                assert calendar.is_working_day(event), (event, one.story.title)
        assert len(days) > 60

    def test_of_a_green_sunday_are_sundays(self) -> None:
        days = [
            day
            for one in told(AUTUMN)
            if one.written.topic.code in SUNDAYS
            for name, day in named_days(one)
            if name == "ngay"
        ]
        assert days
        assert {day.weekday() for day in days} == {6}

    @SEASONS
    def test_of_a_report_on_a_month_lie_at_its_end_or_later(self, now: datetime) -> None:
        for one in told(now):
            dates = one.written.dates
            assert dates.happened >= dates.reported.replace(day=25)
            assert dates.happened - dates.reported < timedelta(days=56)


def named_days(one: Told) -> Iterator[tuple[str, date]]:
    """The days the texts name, by slot, in the year nearest to their publication."""
    published = one.story.published_at.astimezone(LOCAL_ZONE).date()
    for _template, slots in slots_in(one):
        for name, value in slots.items():
            if not name.startswith("ngay") or not (found := re.fullmatch(r"(\d+)/(\d+)", value)):
                continue
            day, month = int(found[1]), int(found[2])
            near = (date(published.year + late, month, day) for late in (-1, 0, 1))
            yield name, min(near, key=lambda when: abs(when - published))
