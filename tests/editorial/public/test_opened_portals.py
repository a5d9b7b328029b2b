"""A portal that opened says since when and what was before it: at home for 90 days, beside its contact always."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from editorial.public.queries.former import former_units
from portals.models import Portal, Succession
from portals.process_cache import process_cache
from portals.reforms.models import Reform, ReformRow, ReformUnit
from tests.factories import make_member, make_portal, make_province_tree

pytestmark = pytest.mark.django_db
OPENS = date(2026, 12, 1)
LAST_DAY_NEW = OPENS + timedelta(days=89)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("vi"):
        yield


def merged(district: Portal, ended: list[Portal]) -> Portal:
    for one in ended:
        Portal.objects.filter(pk=one.pk).update(closed_on=OPENS, site=None)
    opened = make_portal(overseer=district, name="Xã Hợp Nhất", opened_on=OPENS)
    reform = Reform.objects.create(
        title="Sắp xếp",
        mandate="Nghị quyết số 12",
        takes_effect_on=OPENS,
        entered_at=timezone.now(),
    )
    unit = ReformUnit.objects.create(
        reform=reform, code=opened.code, name=opened.name, tier=opened.tier, portal=opened
    )
    rows = [("09001", one.name, "", one) for one in ended]
    rows.append(("07001", "Xã Phương Xa", "Tỉnh Bắc Giang", None))
    for position, (code, name, province, original) in enumerate(rows, start=1):
        ReformRow.objects.create(
            reform=reform, position=position, original=original, original_code=f"{code}{position}",
            original_name=name, original_province=province, kind="merge", result=unit,
        )  # fmt: skip
    Succession.objects.bulk_create(
        Succession(portal=one, successor=opened, kind="merge", happened_on=OPENS) for one in ended
    )
    return opened


def page(portal: Portal, path: str, day: date) -> str:
    with time_machine.travel(datetime.fromisoformat(f"{day}T09:00:00+07:00"), tick=False):
        answer = Client(headers={"host": portal.site.hostname}).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_was_before_is_named_and_led_to() -> None:
    _province, district, (first, second, other) = make_province_tree(3)
    hosts = [one.site.hostname for one in (first, second)]
    opened = merged(district, [first, second])

    for day in (OPENS, LAST_DAY_NEW):
        notice = page(opened, "/", day).partition("Cổng mới mở")[2].partition("</aside>")[0]
        assert "xã Hợp Nhất mở ngày 01/12/2026 theo Nghị quyết số 12." in notice
        for name, host in zip((first.name, second.name), hosts, strict=True):
            assert f"//{host}" in notice
            assert f">{name}</a>, đến ngày 30/11/2026" in notice
        assert "Xã Phương Xa (Tỉnh Bắc Giang)" in notice
    after = LAST_DAY_NEW + timedelta(days=1)
    assert "Cổng mới mở" not in page(opened, "/", after)
    for path in ("/lien-he/", "/to-chuc/"):
        for day in (OPENS, after):
            told = page(opened, path, day).partition('id="cong-truoc-day"')[2]
            assert "Các cổng trước đây" in told
            assert f"//{hosts[1]}" in told
        assert "cong-truoc-day" not in page(other, path, after)
    # One that no change of units opened has nothing to say of it.
    assert "Cổng mới mở" not in page(make_portal(opened_on=OPENS), "/", OPENS)


def test_one_of_another_province_is_named_where_the_portal_goes_on() -> None:
    _province, _district, (going_on, other) = make_province_tree(2)
    reform = Reform.objects.create(
        title="Sắp xếp", mandate="Số 13", takes_effect_on=OPENS, entered_at=timezone.now()
    )
    unit = ReformUnit.objects.create(
        reform=reform, code=going_on.code, name=going_on.name, tier=going_on.tier
    )
    rows = [(going_on, "continue", ""), (None, "merge", "Tỉnh Bắc Giang")]
    for position, (original, kind, province) in enumerate(rows, start=1):
        ReformRow.objects.create(
            reform=reform, position=position, original=original, kind=kind, result=unit,
            original_code=f"0{position}", original_name=f"Xã {position}", original_province=province,
        )  # fmt: skip
    hand = make_member(going_on)

    def named(portal: Portal, day: date = OPENS) -> list[str]:
        return [one.name for one in former_units(portal, day)]

    def done(direction: str) -> None:
        moment = timezone.now()
        reform.acts.create(
            direction=direction, wanted_by=hand, wanted_at=moment, done_on=OPENS, done_at=moment,
            confirmed_by=make_member(going_on), confirmed_at=moment, took_ms=1, findings={},
        )  # fmt: skip

    assert named(going_on) == []
    done("forward")
    assert (named(going_on), named(other)) == (["Xã 2"], [])
    assert named(going_on, OPENS - timedelta(days=1)) == []
    done("back")
    assert named(going_on) == []


def test_it_takes_as_many_queries_for_many() -> None:
    _province, district, communes = make_province_tree(5)
    few = merged(district, communes[:1])
    Reform.objects.update(mandate="Nghị quyết số 11")
    counts = []
    for portal in (few, merged(district, communes[1:])):
        process_cache._entries.clear()
        with CaptureQueriesContext(connection) as asked:
            page(portal, "/", OPENS)
        counts.append(len(asked))
    assert counts[0] == counts[1]
