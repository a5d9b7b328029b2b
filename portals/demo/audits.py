"""An audit of the demo: an office that does not exist reads the months that are scored, by a decision that says so."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import typst
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile

from portals.auditors.actions import DecisionOnPaper, enter_decision
from portals.boards.actions.people import Person
from portals.boards.models import User
from portals.clock import local_date

from .people import PASSWORD, Crew

OFFICE, NUMBER = "Thanh tra tỉnh (minh họa)", "08/QĐ-TTr"
AUDITOR = Person("Phạm Văn Thử", "thanhtra.tinh", "thanhtra.tinh@example.vn")
SHOWN = "Dữ liệu minh họa"


def let_auditors_in(crew: Crew, *, now: datetime) -> None:
    """Enter the decision, and give its one auditor the demo's password.

    It began before the oldest of the demo's months was decided on: what the office said of that one it said in time.
    """
    today = local_date(now)
    enter_decision(
        paper=DecisionOnPaper(
            office=OFFICE,
            number=NUMBER,
            decided_on=today - timedelta(days=125),
            starts_on=today - timedelta(days=120),
            last_on=today + timedelta(days=60),
            first_month=(today - timedelta(days=200)).replace(day=1),
        ),
        file=_decision(),
        team=[AUDITOR],
        actor=crew.head,
        now=now,
    )
    User.objects.filter(username=AUDITOR.username).update(password=make_password(PASSWORD))


def _decision() -> ContentFile[bytes]:
    text = f"QUYẾT ĐỊNH {NUMBER}\n\n{OFFICE} kiểm tra việc chấm điểm các Cổng.\n\n({SHOWN})"
    page = typst.compile(f'#set text(lang: "vi")\n#raw({json.dumps(text)}, block: true)'.encode())
    return ContentFile(page, name="quyet-dinh.pdf")
