"""Whether the service portal answers, asked of a local site with known faults."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from editorial.procedures.models import ServiceLink, ServiceOutage
from editorial.procedures.probing import checking
from editorial.procedures.probing.checking import check_service_links
from tests.editorial.procedures.exports import BIRTH, PERMIT, SHOP, bring_in
from tests.factories import NOON
from tests.portals.fetching.internet import PUBLIC, Internet, internet

pytestmark = pytest.mark.django_db
HOST = "http://dichvucong.example.vn"
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    with internet(monkeypatch) as served:
        served.name("dichvucong.example.vn", [PUBLIC])
        served.says("/tot", b"ok")
        served.says("/mat", status=404)
        served.says("/hong", status=503)
        served.says("/cam", status=403)
        served.redirects("/chuyen", f"{HOST}/tot")
        yield served


def links(*paths: str) -> list[ServiceLink]:
    """Lead the three procedures to these paths. The local site speaks no TLS, which the import asks for."""
    rows = (SHOP, BIRTH, PERMIT)[: len(paths)]
    bring_in(*rows)
    for row, path in zip(rows, paths, strict=True):
        ServiceLink.objects.filter(url=row["lien_ket"]).update(url=HOST + path)
        from_row = checking.standing_procedures().filter(code=row["ma"])
        from_row.update(service_url=HOST + path)
    return [ServiceLink.objects.get(url=HOST + path) for path in paths]


def ask(now: datetime = NOON) -> int:
    return check_service_links(now=now, pause_seconds=0)


def test_notes_what_is_answered(web: Internet) -> None:
    found = links("/tot", "/cam", "/chuyen")
    assert ask() == 3
    for link, status in zip(found, (200, 403, 200), strict=True):
        link.refresh_from_db()
        assert (link.status, link.failures, link.checked_at) == (status, 0, NOON)
        assert link.next_check_at == NOON + checking.AGAIN_IF_WELL
    assert not ServiceOutage.objects.exists()


def test_takes_the_first_answer_of_those_that_are_faults_for_one(web: Internet) -> None:
    web.says("/xau", status=400)
    (link,) = links("/xau")
    ask()
    link.refresh_from_db()
    assert (link.status, link.failures) == (400, 1)


def test_is_sure_of_a_fault_the_second_time(web: Internet) -> None:
    (link,) = links("/mat")
    assert ask() == 1
    assert ask(NOON + checking.AGAIN_IF_NEW - A_MINUTE) == 0
    assert not ServiceOutage.objects.exists()
    again = NOON + checking.AGAIN_IF_NEW
    assert ask(again) == 1
    outage = ServiceOutage.objects.get(link=link)
    assert (outage.since, outage.until) == (again, None)
    # Once more the same: no second outage.
    later = again + checking.AGAIN_IF_BROKEN
    assert ask(later) == 1
    web.says("/mat", b"ok")
    mended = later + checking.AGAIN_IF_BROKEN
    assert ask(mended) == 1
    outage = ServiceOutage.objects.get(link=link)
    assert (outage.since, outage.until) == (again, mended)


def test_takes_a_good_answer_between_two_faults_for_well(web: Internet) -> None:
    links("/hong")
    ask()
    web.says("/hong", b"ok")
    ask(NOON + timedelta(days=1))
    web.says("/hong", status=503)
    ask(NOON + timedelta(days=9))
    assert not ServiceOutage.objects.exists()


def test_knows_that_nobody_answered(web: Internet) -> None:
    (link,) = links("/tot")
    web.name("dichvucong.example.vn", ["10.0.0.7"])
    ask()
    link.refresh_from_db()
    assert (link.status, link.failures) == (None, 1)


def test_asks_only_what_a_standing_procedure_leads_to(web: Internet) -> None:
    links("/tot", "/cam")
    bring_in(SHOP | {"lien_ket": ""}, BIRTH | {"lien_ket": ""}, now=NOON + timedelta(days=1))
    assert ask(NOON + timedelta(days=2)) == 0
    assert web.paths_asked == []


def test_asks_the_longest_due_first_and_no_more_than_it_may(web: Internet) -> None:
    first, second = links("/tot", "/cam")
    ServiceLink.objects.filter(pk=second.pk).update(next_check_at=NOON - timedelta(hours=1))
    assert check_service_links(now=NOON, limit=1, pause_seconds=0) == 1
    assert set(web.paths_asked) == {"/cam"}
    first.refresh_from_db()
    assert first.checked_at is None
