"""The demo's check of its published month finds what is wrong with it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from portals.operations.demo.registry import Result
from scoring.demo import verifying
from scoring.models import PublicScores, Scorecard
from scoring.published import dossier
from scoring.published.actions import show_scores
from scoring.published.keeping import count_ranks
from tests.scoring.published.cast import make_published, sign_ledger
from tests.support.demo import found_by


@pytest.fixture
def published(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "SIGNED_SECONDS", 1)
    course = make_published(2)
    show_scores(
        tier=course.communes[0].tier, is_shown=True, actor=course.province_head, now=timezone.now()
    )
    count_ranks()


def found() -> Result:
    return found_by(verifying.VERIFIED)["score_verified"]


def test_is_right_where_it_verifies(published: None) -> None:
    sign_ledger()
    told = found()
    assert (told.right, told.total, told.faults) == (2, 2, [])


def test_says_so_where_there_is_no_dossier(published: None) -> None:
    assert found().faults == ["there is no dossier"]


def test_says_so_where_nothing_is_public(published: None) -> None:
    PublicScores.objects.all().delete()
    assert not found().is_good


def test_says_so_where_a_card_was_changed_past_the_verbs(published: None) -> None:
    sign_ledger()
    Scorecard.objects.update(total=1)
    assert "does not verify" in found().faults[0]


def test_says_so_where_a_changed_digit_passes(
    published: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_ledger()
    asleep = b'import sys; print(\'{"good": [], "bad": []}\'); sys.exit(0)'
    monkeypatch.setattr(dossier, "released_content", lambda _name: asleep)
    assert "a changed digit was not named" in found().faults[0]
