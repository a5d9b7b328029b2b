"""E5.2: what the nightly scans found, by month and portal."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from editorial.content_scan.kinds import ThreatKind
from editorial.content_scan.models import ScanRound, Suspicion
from tests.factories import make_portal, make_user
from tests.scoring.cast import local, measure

pytestmark = pytest.mark.django_db
MIDDLE = local(2026, 10, 15, 2)


@pytest.fixture
def portal():
    ScanRound.objects.create(day=date(2026, 10, 15), begun_at=MIDDLE, finished_at=MIDDLE)
    return make_portal()


def suspect(portal, kind: str, found: datetime = MIDDLE, **fields) -> Suspicion:
    return Suspicion.objects.create(
        portal=portal, kind=kind, address=f"/{kind}/", words="nổ hũ", found_at=found,
        **{"seen_at": found, **fields},
    )  # fmt: skip


def take(portal):
    return measure("content.foreign", portal)[portal.pk]


def test_nothing_found_is_full() -> None:
    portal = make_portal()
    assert take(portal).cases == 0
    ScanRound.objects.create(day=date(2026, 10, 15), begun_at=MIDDLE)
    assert take(portal).cases == 0
    ScanRound.objects.update(finished_at=MIDDLE)

    assert (take(portal).value, take(portal).cases) == (1, 1)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ThreatKind.GAMBLING_LINK, 0),
        (ThreatKind.REDIRECT, 0),
        (ThreatKind.HIDDEN, 0),
        (ThreatKind.PAGE, 0),
        (ThreatKind.VIRUS, 0),
        # The police write about gambling, and links to new hosts are a question, not a hit.
        (ThreatKind.GAMBLING, 1),
        (ThreatKind.STRANGE_LINK, 1),
        (ThreatKind.FOREIGN, 1),
    ],
)
def test_a_hit_is_what_strangers_plant(portal, kind, value) -> None:
    suspect(portal, kind)

    assert take(portal).value == value
    assert take(make_portal()).value == 1


def test_hits_of_other_months_do_not_count_save_those_that_last(portal) -> None:
    september = local(2026, 9, 20, 2)
    suspect(portal, ThreatKind.REDIRECT, september)
    suspect(portal, ThreatKind.HIDDEN, local(2026, 11, 2, 2))
    assert take(portal).value == 1
    suspect(portal, ThreatKind.PAGE, september, seen_at=MIDDLE)

    assert take(portal).value == 0


def test_removing_it_before_the_month_is_over_does_not_undo_it(portal) -> None:
    suspect(portal, ThreatKind.REDIRECT, ended_at=local(2026, 10, 16, 2))
    assert take(portal).value == 0


def test_what_a_person_found_to_be_nothing_does_not_count(portal) -> None:
    suspect(
        portal, ThreatKind.REDIRECT, ended_at=local(2026, 11, 1), ended_by=make_user(),
        reason="Địa chỉ rút gọn của bộ",
    )  # fmt: skip

    assert take(portal).value == 1
