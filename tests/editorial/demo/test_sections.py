"""What `demo --check` asks of the sections of portals that are shown off."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest
from django.test import Client

from editorial.demo.section_checks import GAP, has_no_empty_section, tells_its_gaps
from editorial.models import InformationPage, SectionPage
from portals.duties.models import Obligation
from portals.operations.demo.registry import Result
from portals.operations.demo.running import Address, HttpAnswer
from portals.operations.demo.seeding import MARK
from tests.factories import make_portal, make_user
from tests.portals.duties.cast import make_duty

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 2, tzinfo=UTC)


def found() -> Result:
    nothing: Any = None
    [result] = has_no_empty_section(nothing)
    assert result.key == "sections_filled"
    return result


def test_each_needs_content_and_nothing_may_be_missing_when_the_demo_is_made() -> None:
    make_user(MARK)
    type(make_user()).objects.filter(username=MARK).update(date_joined=NOW)
    portal, _plain = make_portal("department", code="SYT"), make_portal("department", code="SXD")
    own = SectionPage.objects.filter(portal=portal)
    assert {one.section_type_id for one in own} >= {"thong-ke", "du-thao"}
    before = found()
    assert before.total == own.count()
    assert {"SYT: nothing in thong-ke", "SYT: nothing in du-thao"} <= {*before.faults}
    assert not [fault for fault in before.faults if "SXD" in fault]
    for section in own:
        section.add_child(instance=InformationPage(title="Số liệu", intro="Đủ.", body=[]))
    assert found().is_good
    late = Obligation.objects.create(
        portal=portal, duty=make_duty(code="bao-cao"), starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30),
        due_at=NOW - timedelta(days=30), told_at=NOW + timedelta(microseconds=1),
    )  # fmt: skip
    assert found().is_good
    Obligation.objects.filter(pk=late.pk).update(told_at=NOW)
    assert found().faults == ["SYT: bao-cao from 2026-07-01"]


class Asked:
    """The demo, answered by the views themselves; `empty` takes the words of a gap out of what it answers."""

    def __init__(self, *, is_silent: bool = False) -> None:
        self.paths: list[str] = []
        self.is_silent = is_silent

    def ask(self, address: Address) -> HttpAnswer:
        self.paths.append(address.path)
        answer = Client().get(address.path, headers={"host": address.host})
        body = answer.content
        for mark in GAP if self.is_silent else ():
            body = body.replace(mark.encode(), b"")
        return HttpAnswer(answer.status_code, body)

    def ask_all(self, addresses: Any, read: Any) -> list[Any]:
        return [read(one) for one in addresses]


def test_other_portals_have_what_is_required_or_say_that_it_is_not_there() -> None:
    portal, _twin, shown = (make_portal("department", code=code) for code in ("SXD", "SNV", "SYT"))
    demo: Any = Asked()
    [result] = tells_its_gaps(demo)
    assert result.is_good, result.faults
    # A page of each type is asked for once, though two portals lack it.
    assert len({*demo.paths}) == len(demo.paths) == result.total > 10

    [silent] = tells_its_gaps(cast("Any", Asked(is_silent=True)))
    assert silent.right == 0
    assert len(silent.faults) == silent.total == result.total

    for one in SectionPage.objects.filter(portal__in=[portal, shown], section_type="thong-ke"):
        SectionPage.objects.filter(pk=one.pk).update(live=False)
    [result] = tells_its_gaps(demo)
    assert result.faults == ["SXD: no thong-ke"]
