"""What follows requests in the demo: redacted files in public, data erased on demand, refusals that overseers read."""

from __future__ import annotations

from datetime import datetime

import pytest

from editorial.answers.models import ReleasedFile
from editorial.demo.after_requests import IN_PRIVATE, follow_requests
from editorial.demo.correction_checks import CORRECTIONS_STANDING
from portals.accountability.enums import CaseState, CaseStep, RedactionState
from portals.accountability.models import (
    CitizenCase,
    CorrectionRuling,
    ErasureDemand,
    FileRedaction,
    RefusalCheck,
)
from portals.boards.enums import Position
from portals.clock import LOCAL_ZONE
from portals.demo.people import Crew
from portals.redaction.files import propose_boxes
from tests.factories import make_member, make_portal, published_story
from tests.support.demo import found_by
from tests.support.visiting import republished

pytestmark = pytest.mark.django_db

# Of October and of November some refusals were, whichever month is drawn from.
NOW = datetime(2026, 11, 10, 10, tzinfo=LOCAL_ZONE)
POSTS = (Position.HEAD, Position.DEPUTY, Position.EDITOR)


def test_stands_in_public_is_gone_and_is_read_by_overseers() -> None:
    province = make_portal("province", code="27")
    city = make_portal("district", code="256", overseer=province)
    ward = make_portal("commune", code="09163", overseer=city)
    portals = [province, city, ward, make_portal("department", code="SYT", overseer=province)]
    crews = {one.pk: Crew([(post, make_member(one, post)) for post in POSTS]) for one in portals}
    story = published_story(ward)
    republished(story, city)
    follow_requests(portals, crews, now=NOW)

    photo, letter = ReleasedFile.objects.order_by("pk")
    assert {photo.answer.portal, letter.answer.portal} == {ward}
    with letter.copy.file.open() as content:
        assert not propose_boxes(content.read(), names_given=["Trần Văn Hỏi"]).boxes
    assert letter.copy.redacted_from.redaction.pages.get().boxes
    assert photo.copy.redacted_from.redaction.pages.get().boxes

    waits = FileRedaction.objects.get(state=RedactionState.LOOKED_AT).pages.get()
    assert waits.confirmed_at is None
    assert waits.boxes

    granted = {one.granted: one.case for one in ErasureDemand.objects.exclude(decided_at=None)}
    assert granted[True].text == granted[True].person_name == ""
    assert granted[True].due_at is not None
    assert granted[True].events.get(step=CaseStep.ERASED).data
    assert granted[False].text == IN_PRIVATE["text"]
    waiting = ErasureDemand.objects.get(decided_at=None)
    assert waiting.demanded_at < NOW < waiting.due_at

    verdicts = list(RefusalCheck.objects.values_list("verdict", flat=True))
    # The lot takes one at least of each board: how many wait says it.
    assert set(verdicts) == {"", "lawful", "reopened"}
    assert (verdicts.count("lawful"), verdicts.count("reopened")) == (1, 1)
    reopened = RefusalCheck.objects.get(verdict="reopened").case
    assert reopened.state == CaseState.OPEN
    assert all(
        due_at > NOW
        for due_at in RefusalCheck.objects.filter(verdict="").values_list("due_at", flat=True)
    )
    assert not CitizenCase.objects.filter(events__at__gt=NOW).exists()

    ruling = CorrectionRuling.objects.get()
    assert (ruling.portal, ruling.case.about) == (ward, f"story:{story.pk}")
    assert ruling.due_at > NOW
    standing = found_by(CORRECTIONS_STANDING)["corrections_standing"]
    assert (standing.right, standing.total, standing.faults) == (2, 2, [])
    CorrectionRuling.objects.update(right="bắt đầu lúc 9 giờ")
    assert len(found_by(CORRECTIONS_STANDING)["corrections_standing"].faults) == 2
