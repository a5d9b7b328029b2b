"""Rounds of the worker that writes mails: what is urgent goes before all else, whatever else waits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from portals.alerts import jobs, queueing
from portals.alerts.enums import AlertMailKind
from portals.alerts.models import AlertMailing
from portals.alerts.noting import take_back_things
from portals.alerts.planning import plan_gone, plan_urgent
from portals.mail.enums import MailKind
from portals.mail.models import OutgoingMail
from portals.models import Portal
from tests.factories import make_portal
from tests.portals.alerts.followed import followed, happen

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return make_portal()


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """After each slice of one mail: how many urgent mails wait, and how many others are planned at all."""
    found = []

    def of_one(*, now: datetime, **more: Any) -> int:
        done = queueing.queue_slice(now=now, limit=1, **more)
        urgent = AlertMailing.objects.filter(kind=AlertMailKind.URGENT)
        others = AlertMailing.objects.exclude(kind=AlertMailKind.URGENT)
        found.append((urgent.filter(queued_at=None).count(), others.count()))
        return done

    monkeypatch.setattr(jobs, "queue_slice", of_one)
    # At any hour of the day.
    monkeypatch.setattr("portals.alerts.planning.is_quiet", lambda now: False)
    return found


def test_nothing_else_is_planned_until_the_last_urgent_mail_is_queued(
    portal: Portal, seen: list[tuple[int, int]]
) -> None:
    for number in range(3):
        followed(portal, f"nguoi{number}@example.vn", now=timezone.now())
    happen(portal, "thu:1", now=timezone.now())
    happen(portal, "thu:2", "Báo bão khẩn", urgent=True, now=timezone.now())
    assert jobs.write_due(seconds=60) == 6
    assert seen[:3] == [(2, 0), (1, 0), (0, 0)]
    assert seen[3] == (0, 3)
    kinds = OutgoingMail.objects.order_by("written_at", "pk").values_list("kind", flat=True)
    assert list(kinds) == [MailKind.ALERT] * 3 + [MailKind.FOLLOWED] * 3


def test_a_text_is_written_once_for_all_slices_of_a_round(
    portal: Portal, seen: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []

    def noted(name: str, context: dict[str, Any]) -> str:
        written.append(name)
        return str(render_to_string(name, context))

    monkeypatch.setattr("portals.alerts.mails.render_to_string", noted)
    for number in range(3):
        followed(portal, f"nguoi{number}@example.vn", now=timezone.now())
    written.clear()
    happen(portal, "thu:2", "Báo bão khẩn", urgent=True, now=timezone.now())
    assert jobs.write_due(seconds=60) == 3
    assert len(written) == 2
    texts = list(OutgoingMail.objects.values_list("text", flat=True))
    # Each with a way of its own to change and to end it.
    assert len(set(texts)) == 3


def test_a_storm_goes_before_what_is_told_of_a_recall(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portals.alerts.planning.is_quiet", lambda now: False)
    followed(portal, now=timezone.now())
    happen(portal, "thu:1", now=timezone.now())
    assert jobs.write_due(seconds=60) == 1
    AlertMailing.objects.update(sent_at=timezone.now())
    take_back_things(spots=[("thu:1", portal.pk)], now=timezone.now())
    assert plan_gone(now=timezone.now()) == 1
    happen(portal, "thu:2", "Báo bão khẩn", urgent=True, now=timezone.now())
    assert plan_urgent(now=timezone.now()) == 1
    waiting = AlertMailing.objects.filter(queued_at=None)
    queueing.queue_slice(now=timezone.now(), limit=1)
    assert [mailing.kind for mailing in waiting] == [AlertMailKind.GONE]
    queueing.queue_slice(now=timezone.now(), limit=1)
    assert not waiting.all().exists()
