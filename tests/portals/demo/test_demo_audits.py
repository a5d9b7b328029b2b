"""The demo's auditor is let in by a decision, and is who the screen says."""

from __future__ import annotations

import pytest
from django.utils import timezone

from portals.auditors.queries import audits_of
from portals.boards.enums import Position
from portals.boards.models import User
from portals.demo.audits import AUDITOR, let_auditors_in
from portals.demo.people import PASSWORD, Crew
from tests.factories import make_member, make_portal

pytestmark = pytest.mark.django_db


def test_the_auditor_gets_in_and_reads() -> None:
    head = make_member(make_portal("province"), Position.HEAD)
    now = timezone.now()

    let_auditors_in(Crew([(Position.HEAD, head)]), now=now)

    user = User.objects.get(username=AUDITOR.username)
    assert user.check_password(PASSWORD)
    (seat,) = audits_of(user, now)
    assert "minh họa" in seat.decision.office
