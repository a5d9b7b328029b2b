"""What the nightly job makes of deeds: from the second time on, to be refreshed after a mistake, whoever there is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portals.boards.models import User
from portals.learning.pages import shipped_pages
from portals.learning.skills import registry
from portals.learning.skills.catalogue import needed_for, skills
from portals.learning.skills.enums import SkillState
from portals.learning.skills.keeping import MISTAKES_COUNT_FOR, first_month_of_losses, keep_skills
from portals.learning.skills.models import PersonSkill, SkillLoss
from portals.learning.skills.registry import DeedSource, LossSource, deed_sources, register_deeds
from scoring.deeds import SKILLS_OF_MEASURES
from scoring.measures.registry import known_measure
from tests.factories import make_portal, make_user

from .cast import NOW


def days(ago: float) -> datetime:
    return NOW - timedelta(days=ago)


def told(*deeds: tuple[User, datetime, bool]) -> DeedSource:
    rows = ", ".join(
        f"({user.pk}, '{at.isoformat()}'::timestamptz, 'tin {n}', {is_right})"
        for n, (user, at, is_right) in enumerate(deeds)
    )
    sql = f"SELECT user_id, at, evidence, is_right FROM (VALUES {rows}) AS t (user_id, at, evidence, is_right)"
    return DeedSource("write", sql)


def kept(monkeypatch: pytest.MonkeyPatch, *deeds: tuple[User, datetime, bool]) -> list[PersonSkill]:
    monkeypatch.setattr(registry, "_deeds", {"write": told(*deeds)})
    monkeypatch.setattr(registry, "_losses", {})
    keep_skills(now=NOW)
    return list(PersonSkill.objects.order_by("pk"))


class TestTheCatalogue:
    def test_there_are_twelve_and_each_is_read_from_real_work(self) -> None:
        assert len(skills()) == 12
        assert set(deed_sources()) == set(skills())

    def test_each_has_its_page_of_the_handbook(self) -> None:
        assert {one.page for one in skills().values()} <= set(shipped_pages())

    def test_each_post_needs_some(self) -> None:
        assert {len(needed_for(post)) > 2 for post in ("head", "secretary", "contributor")} == {
            True
        }

    def test_a_second_source_and_one_of_no_skill_are_refused(self) -> None:
        for code in ("write", "lạ"):
            with pytest.raises(ValueError, match=code):
                register_deeds(DeedSource(code, ""))

    def test_losses_name_measures_and_skills_that_there_are(self) -> None:
        assert all(known_measure(code) for code in SKILLS_OF_MEASURES)
        assert set(SKILLS_OF_MEASURES.values()) <= set(skills())


@pytest.mark.django_db
class TestCounting:
    def test_once_is_begun_and_twice_is_had(self, monkeypatch: pytest.MonkeyPatch) -> None:
        once, twice = make_user(), make_user()
        rows = kept(
            monkeypatch,
            (once, days(9), True),
            (twice, days(9), True),
            (twice, days(5), True),
            (twice, days(1), True),
        )
        begun, has = sorted(rows, key=lambda one: one.times)
        assert (begun.state, begun.since) == (SkillState.BEGUN, None)
        assert (has.state, has.since, has.first_at, has.last_at, has.times, has.evidence) == (
            SkillState.HAS, days(5), days(9), days(1), 3, "tin 3",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("mistaken", "after", "state"),
        [
            (5, [], SkillState.REFRESH),
            (5, [4], SkillState.REFRESH),
            (5, [4, 3], SkillState.HAS),
            # Before it was had.
            (25, [], SkillState.HAS),
            (MISTAKES_COUNT_FOR.days + 1, [], SkillState.HAS),
            (MISTAKES_COUNT_FOR.days - 1, [], SkillState.REFRESH),
        ],
    )
    def test_a_later_mistake_asks_for_refreshing(
        self, monkeypatch: pytest.MonkeyPatch, mistaken: int, after: list[int], state: SkillState
    ) -> None:
        user = make_user()
        had = (30, 20) if mistaken < 100 else (400, 390)
        deeds = [(user, days(ago), True) for ago in (*had, *after)]
        (row,) = kept(monkeypatch, *deeds, (user, days(mistaken), False))
        assert row.state == state
        assert row.mistaken_at == days(mistaken)

    def test_what_is_no_deed_any_more_is_forgotten_and_a_rebuild_gives_the_same(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stays, goes = make_user(), make_user()
        kept(monkeypatch, (stays, days(9), True), (goes, days(8), True))
        monkeypatch.setattr(registry, "_deeds", {"write": told((stays, days(9), True))})
        keep_skills(now=NOW + timedelta(days=1))
        row = PersonSkill.objects.values("user", "state", "times", "last_at").get()
        assert row["user"] == stays.pk
        PersonSkill.objects.all().delete()
        keep_skills(now=NOW + timedelta(days=1))
        assert PersonSkill.objects.values("user", "state", "times", "last_at").get() == row

    def test_what_is_to_come_is_not_counted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert kept(monkeypatch, (make_user(), days(-1), True)) == []

    def test_all_floors_sources_are_read_in_statements_that_do_not_grow(self) -> None:
        """Runs the real sources, on whatever there is: a column that is gone fails here."""
        counts = []
        for _size in (1, 2):
            make_user()
            with CaptureQueriesContext(
                connection,
            ) as asked:
                keep_skills(now=NOW)
            counts.append(len(asked))
        assert counts[0] == counts[1] <= len(skills()) + 8


@pytest.mark.django_db
class TestLosses:
    def test_points_are_added_up_by_portal_and_skill(self, monkeypatch: pytest.MonkeyPatch) -> None:
        portal = make_portal("commune")
        rows = (
            f"SELECT {portal.pk} AS portal_id, skill, month::date, points FROM (VALUES"
            " ('write', '2026-08-01', 1.5), ('write', '2026-09-01', 2), ('week', '2026-09-01', 0))"
            " AS t (skill, month, points) WHERE month::date >= %(since)s"
        )
        monkeypatch.setattr(registry, "_deeds", {})
        monkeypatch.setattr(registry, "_losses", {"t": LossSource("t", rows)})
        keep_skills(now=NOW)
        (loss,) = SkillLoss.objects.all()
        assert (loss.portal, loss.skill, float(loss.points), loss.months) == (
            portal,
            "write",
            3.5,
            2,
        )

    @pytest.mark.parametrize(
        ("day", "first"),
        [(NOW, "2026-08-01"), (datetime(2027, 2, 1, 2, tzinfo=NOW.tzinfo), "2026-11-01")],
    )
    def test_three_months_count(self, day: datetime, first: str) -> None:
        assert first_month_of_losses(day).isoformat() == first
