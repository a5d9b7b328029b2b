"""Whatever is done with a story, whenever the job comes: its entries stand in the order of the acts."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editorial.enums import RemovalKind
from editorial.models import ActToRecord, Correction, StoryPage
from editorial.placements.actions import withdraw_story
from editorial.public_record import recording
from editorial.public_record.recording import FIRST_WAIT, record_waiting
from portals.ledger.models import LedgerEntry
from portals.refusals import Refusal
from syndication.recalls.recalling import recall_story
from tests.factories import published_story
from tests.syndication.casts import Province, make_cast

pytestmark = pytest.mark.django_db

ACTS = ["publish", "correct", "withdraw", "recall"]
JOBS = ["job", "job_that_fails", "two_jobs"]
STEPS = st.lists(st.tuples(st.sampled_from(ACTS + JOBS), st.integers(0, 1)), max_size=20)
LEDGER_KINDS = {
    "publish": ["publication"],
    "correct": ["correction"],
    "withdraw": ["withdrawal"],
    "recall": ["withdrawal", "recall"],
}


class Course:
    """Two stories, what was done with each, and the hour."""

    def __init__(self, cast: Province) -> None:
        self.cast = cast
        self.stories = [cast.story.pk, published_story(cast.portal).pk]
        self.done: list[list[str]] = [["publication"], ["publication"]]
        self.now = timezone.now()

    def take(self, step: str, which: int) -> None:
        self.now += timedelta(seconds=7)
        if step in JOBS:
            getattr(self, step)()
            return
        story = StoryPage.objects.get(pk=self.stories[which]).specific
        with suppress(Refusal), transaction.atomic():
            getattr(self, step)(story)
            self.done[which] += LEDGER_KINDS[step]

    def publish(self, story: StoryPage) -> None:
        story.lead = f"Lúc {self.now}."
        story.save_revision().publish()

    def correct(self, story: StoryPage) -> None:
        Correction.objects.create(
            story=story, text="Số đúng là 12.", written_by=self.cast.head, written_at=self.now
        )
        self.publish(story)

    def withdraw(self, story: StoryPage) -> None:
        withdraw_story(
            story=story,
            kind=RemovalKind.IN_ERROR,
            reason="Sai",
            actor=self.cast.head,
            now=timezone.now(),
        )

    def recall(self, story: StoryPage) -> None:
        recall_story(
            story=story,
            kind=RemovalKind.IN_ERROR,
            reason="Sai",
            actor=self.cast.head,
            now=timezone.now(),
        )

    def job(self) -> None:
        record_waiting(now=self.now)

    def job_that_fails(self) -> None:
        """Every text of this round cannot be rendered."""

        def away(*_: object, **__: object) -> str:
            raise OSError("no such disk")

        self._with(away, self.now)

    def two_jobs(self) -> None:
        """Another one begins while the first is rendering."""
        real, began = recording.text_shown, []

        def interrupted(*args: object, **options: object) -> str:
            if not began:
                began.append(True)
                record_waiting(now=self.now)
            return real(*args, **options)

        self._with(interrupted, self.now)

    def _with(self, text_shown: object, now: datetime) -> None:
        with pytest.MonkeyPatch.context() as patched, suppress(ExceptionGroup):
            patched.setattr(recording, "text_shown", text_shown)
            record_waiting(now=now)

    def finish(self) -> None:
        """Let the job come until nothing waits; what it leaves is found by who asks for it."""
        for _round in range(30):
            self.now += FIRST_WAIT
            record_waiting(now=self.now)
            if not ActToRecord.objects.exists():
                return

    def told(self, which: int) -> list[str]:
        """What stands in the ledger; a PDF stands right behind its publication, and is not told."""
        entries = LedgerEntry.objects.filter(subject=str(self.stories[which])).order_by("pk")
        kinds = list(entries.values_list("kind", flat=True))
        for before, kind in pairwise(kinds):
            assert kind != "paper" or before in {"publication", "correction"}
        return [kind for kind in kinds if kind != "paper"]


@pytest.fixture
def cast(db: None) -> Province:
    return make_cast(communes=1)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_in_every_course(cast: Province, steps: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        course = Course(cast)
        failed = 0
        for step, which in steps:
            # No act is tried so often that it is given up.
            failed += step == "job_that_fails"
            if step != "job_that_fails" or failed < recording.MOST_TRIES_TO_RECORD:
                course.take(step, which)
            for one in range(2):
                assert course.told(one) == course.done[one][: len(course.told(one))]
        course.finish()
        assert [course.told(0), course.told(1)] == course.done
        assert not ActToRecord.objects.exists()
        transaction.set_rollback(True)
