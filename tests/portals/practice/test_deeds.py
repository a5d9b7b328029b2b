"""Deeds of practice in the training record: of the right person, once, marked, and nowhere else."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from editorial.models import Correction
from editorial.review.actions import approve_story, submit_story
from portals.boards.enums import Position
from portals.boards.models import User
from portals.learning.skills import registry
from portals.learning.skills.enums import SkillState
from portals.learning.skills.keeping import keep_skills
from portals.learning.skills.models import PersonSkill, PractisedDeed
from portals.learning.skills.practising import ReadDeed, deeds_practised, keep_practised
from portals.learning.skills.registry import DeedSource
from tests.factories import make_member, make_portal, make_story, make_user, published_story
from tests.portals.learning.skills.cast import NOW
from tests.portals.learning.skills.test_record import told

HOUR = timedelta(hours=1)
DONE = ("write", "correct", "approve")
MADE_AT = NOW - timedelta(hours=12)
ROOT = Path(__file__).resolve().parents[3]


def server() -> Any:
    """The test's own connection, as psycopg knows it."""
    connection.ensure_connection()
    return connection.connection


def read(user: User, at: datetime = NOW, **other: Any) -> ReadDeed:
    told_of = {"user_id": user.pk, "username": user.username, "date_joined": user.date_joined}
    return ReadDeed(**{**told_of, **other}, skill="write", at=at, evidence="Tin tập")


@pytest.mark.django_db
class TestReading:
    def test_takes_right_deeds_since_the_clone_was_made(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        user = make_user()
        minute = timedelta(minutes=1)
        source = told(
            (user, MADE_AT, True),
            (user, MADE_AT + minute, True),
            (user, MADE_AT + 2 * minute, False),
            (user, NOW, True),
            (user, NOW + minute, True),
        )
        monkeypatch.setattr(registry, "_deeds", {"write": source})
        found = deeds_practised(server(), since=MADE_AT, now=NOW)
        assert sorted(deed.at for deed in found) == [MADE_AT + minute, NOW]
        assert {(deed.user_id, deed.username, deed.skill) for deed in found} == {
            (user.pk, user.username, "write")
        }

    def test_takes_none_that_was_begun_on_the_real_install(self) -> None:
        """Sent for review, or written as a correction, there: the clone ends it once, and the real install again."""
        portal = make_portal("commune")
        head, editor = make_member(portal, Position.HEAD), make_member(portal)
        now = timezone.now()
        stories = [published_story(portal, author=editor) for _ in range(2)]
        texts = [make_story(portal, author=editor) for _ in range(2)]
        submit_story(story=texts[0], actor=editor, now=now)
        correction = {"text": "Sửa số liệu.", "written_by": editor}
        Correction.objects.create(
            story=stories[0], written_at=now, published_at=now + HOUR, **correction
        )
        cloned_at = timezone.now()
        submit_story(story=texts[1], actor=editor, now=cloned_at)
        Correction.objects.create(
            story=stories[1],
            written_at=cloned_at + HOUR,
            published_at=cloned_at + HOUR,
            **correction,
        )
        for text in texts:
            approve_story(story=text, actor=head, now=cloned_at + HOUR)

        found = deeds_practised(server(), since=cloned_at, now=cloned_at + 2 * HOUR)

        done = {skill: [deed.evidence for deed in found if deed.skill == skill] for skill in DONE}
        assert done == {
            "write": [texts[1].title],
            "correct": [stories[1].title],
            "approve": [texts[0].title, texts[1].title],
        }


@pytest.mark.django_db
class TestKeeping:
    def test_is_done_once(self) -> None:
        user = make_user()
        deeds = [read(user), read(user, NOW - timedelta(hours=1))]
        assert keep_practised(server(), deeds) == 2
        assert keep_practised(server(), deeds) == 0
        assert PractisedDeed.objects.filter(user=user).count() == 2

    def test_knows_nobody_who_is_of_practice_alone(self) -> None:
        user = make_user()
        strangers = [
            read(user, username="nguoi.khac"),
            read(user, date_joined=user.date_joined + timedelta(microseconds=1)),
            read(user, user_id=user.pk + 1000),
        ]
        assert keep_practised(server(), strangers) == 0
        assert not PractisedDeed.objects.exists()


@pytest.mark.django_db
class TestTheRecord:
    def record(self, monkeypatch: pytest.MonkeyPatch, *deeds: Any) -> list[PersonSkill]:
        source = told(*deeds) if deeds else DeedSource(
            "write", "SELECT 0 AS user_id, now() AS at, '' AS evidence, true AS is_right WHERE false"
        )  # fmt: skip
        monkeypatch.setattr(registry, "_deeds", {"write": source})
        monkeypatch.setattr(registry, "_losses", {})
        keep_skills(now=NOW)
        return list(PersonSkill.objects.order_by("pk"))

    def test_counts_practice_and_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        user, other = make_user(), make_user()
        keep_practised(server(), [read(user), read(user, NOW - timedelta(hours=1)), read(other)])
        mine, others = self.record(monkeypatch, (other, NOW - timedelta(days=1), True))
        assert (mine.state, mine.times, mine.practised) == (SkillState.HAS, 2, 2)
        assert (others.state, others.times, others.practised) == (SkillState.HAS, 2, 1)

    def test_counts_no_practice_of_another_skill(self, monkeypatch: pytest.MonkeyPatch) -> None:
        user = make_user()
        PractisedDeed.objects.create(user=user, skill="week", at=NOW)
        assert self.record(monkeypatch) == []


def test_nothing_but_the_record_reads_deeds_of_practice() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for floor in ("portals", "editorial", "syndication", "scoring")
        for path in (ROOT / floor).rglob("*.py")
        if re.search(r"PractisedDeed|skills_practiseddeed", path.read_text())
        and "migrations" not in path.parts
    }
    assert found == {
        "portals/learning/skills/keeping.py",
        "portals/learning/skills/models.py",
        "portals/learning/skills/practising.py",
    }
