"""The check of alerts goes all the way, and turns false where a link that is opened confirms or a mail stays away."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from editorial.alerting import views
from editorial.demo import alert_checks
from editorial.demo.alert_checks import ALERT_MAILED, AUTHOR, HEAD, STEPS
from editorial.models import Placement
from portals.alerts.actions import confirm
from portals.alerts.jobs import write_due
from portals.alerts.links import follow_of
from portals.alerts.models import Subscriber
from portals.boards.enums import Position
from portals.demo.people import PASSWORD
from portals.mail.sending import send_due
from portals.operations.demo.registry import Result
from tests.factories import make_member, make_portal, make_user, published_story
from tests.support.demo import found_by
from tests.support.kept import once_a_file

pytestmark = pytest.mark.django_db


def _boards() -> None:
    province = make_portal("province", code="27")
    ward = make_portal("commune", code="09163", overseer=province)
    # A section that holds nothing is not offered.
    published_story(ward)
    for username, position in ((AUTHOR, Position.EDITOR), (HEAD, Position.HEAD)):
        make_member(ward, position, user=make_user(username, password=PASSWORD))


built, boards = once_a_file(_boards)


def found() -> Result:
    return found_by(ALERT_MAILED)["alert_mailed"]


@pytest.fixture
def worker(monkeypatch):
    def write_and_send(*, seconds: float) -> int:
        written = write_due(seconds=seconds)
        send_due(now=timezone.now())
        return written

    monkeypatch.setattr(alert_checks, "write_due", write_and_send)


def test_goes_all_the_way_and_leaves_nothing_public(boards, worker) -> None:
    result = found()
    assert result.is_good, result.faults
    assert result.right == len(STEPS)
    assert Placement.objects.standing().count() == 1
    assert not Subscriber.objects.exists()


def test_is_wrong_where_no_mail_leaves(boards) -> None:
    [fault] = found().faults
    assert fault == "is_mailed_once: the mail did not leave"


def test_is_wrong_where_opening_a_link_confirms(boards, worker, monkeypatch) -> None:
    def open_and_confirm(token: str) -> Any:
        wanted = follow_of(token)
        if wanted is not None:
            confirm(wanted=wanted, now=timezone.now())
        return wanted

    monkeypatch.setattr(views, "follow_of", open_and_confirm)
    [fault] = found().faults
    assert fault == "confirms_by_post: confirmed by opening the link"
