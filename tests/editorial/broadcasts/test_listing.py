"""The list of bulletins on the desk: what its filters leave, and what it costs."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial.broadcasts.desk.listing import BulletinFilterSet, listed_bulletins
from editorial.stations.airing_actions import tell_airing
from tests.editorial.broadcasts.bulletins import make_bulletin, make_recording
from tests.editorial.stations.cast import Radio, at, build
from tests.support.kept import once_a_file
from tests.support.visiting import republished
from tests.walls import desk_client

NOW = at(5, 12)


def _radio_with_bulletins() -> Radio:
    radio = build()
    portal = radio.commune
    make_bulletin(portal, title="own", aired_at=at(1, 23, 59))
    make_bulletin(portal, title="monday", aired_at=at(2, 0), station_name="Đài B")
    make_bulletin(portal, title="to come", aired_at=at(5, 17), bulletin_class="urgent")
    sound = make_recording(portal)
    make_bulletin(portal, title="mute text", aired_at=at(4, 17), recording=sound, body=[])
    for title in ("received", "aired"):
        sent = make_bulletin(radio.province, title=title, aired_at=at(3), section="tin-tuc")
        republished(sent, portal)
    tell_airing(portal=portal, story=sent, aired_at=at(5, 11), actor=radio.secretary, now=NOW)
    make_bulletin(portal, title="draft", is_public=False)
    make_bulletin(radio.other, title="another portal", aired_at=at(5))
    return radio


built, radio = once_a_file(_radio_with_bulletins)


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({}, ["to come", "mute text", "aired", "received", "monday", "own"]),
        ({"week": "2026-11-08"}, ["to come", "mute text", "aired", "received", "monday"]),
        ({"week": "2026-10-26"}, ["own"]),
        ({"week": "9999-12-31"}, []),
        ({"station": "Đài B"}, ["monday"]),
        ({"bulletin_class": "urgent"}, ["to come"]),
        ({"lacks": "text"}, ["mute text"]),
        ({"lacks": "sound"}, ["to come", "aired", "received", "monday", "own"]),
        ({"lacks": "airing"}, ["to come", "received"]),
        ({"lacks": "airing", "bulletin_class": "ordinary"}, ["received"]),
    ],
)
def test_filters(radio: Radio, asked: dict[str, Any], titles: list[str]) -> None:
    rows = listed_bulletins(radio.commune)
    found = BulletinFilterSet(asked, queryset=rows, portal=radio.commune, now=NOW).qs
    assert [one.title for one in found] == titles


@time_machine.travel(NOW, tick=False)
def test_costs_the_same_for_many_and_is_led_to_from_the_station(radio: Radio) -> None:
    client = desk_client(radio.secretary)
    address = reverse("portal_bulletins", args=[radio.commune.pk])
    assert (
        address in client.get(reverse("portal_station", args=[radio.commune.pk])).content.decode()
    )
    assert client.get(reverse("portal_bulletins", args=[radio.other.pk])).status_code == 404
    told = client.get(address, {"week": "x", "lacks": "text"}).content.decode()
    assert ("mute text" in told, "monday" in told) == (True, False)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))
        for _ in range(4):
            make_bulletin(radio.commune, aired_at=at(3))
    assert counts[0] == counts[1]
