"""A station's own system: its key, what it is told, and what it may tell."""

from __future__ import annotations

import json

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from editorial.models import Placement
from editorial.stations import api
from editorial.stations.keys import MOST_A_MINUTE, make_key, revoke_key
from editorial.stations.models import Airing, StationKey
from portals.boards.enums import Position
from portals.models import Portal
from portals.pagecache.layer import PageCache
from portals.refusals import NotYourOffice, Refusal
from tests.editorial.stations.cast import Radio, at, bulletin
from tests.portals.pagecache.visiting import Origin, served, visit
from tests.support.visiting import republished

NOW = at(5, 12)
ADDRESS = "/dai-truyen-thanh/he-thong/"


@pytest.fixture(autouse=True)
def noon():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


def key_of(radio: Radio) -> str:
    return make_key(station=radio.station, label="Đài IP", actor=radio.secretary, now=NOW)


def ask(portal: Portal, key: str, told: object = None):
    client = Client(HTTP_HOST=portal.site.hostname, headers={"Authorization": f"Bearer {key}"})
    if told is None:
        return client.get(ADDRESS)
    return client.post(ADDRESS, json.dumps(told), content_type="application/json")


def test_lists_what_was_sent_and_takes_when_it_was_aired(radio: Radio) -> None:
    story = bulletin(radio.province, aired=at(5, 5), when=at(5, 6), section="tin-tuc")
    republished(story, radio.commune)
    Placement.objects.filter(portal=radio.commune).update(placed_at=at(5, 7))
    key = key_of(radio)
    (listed,) = ask(radio.commune, key).json()["can_phat"]
    assert listed["ban_tin"] == story.pk
    told = {"ban_tin": story.pk, "phat_luc": "2026-11-05T11:30:00+07:00"}
    assert [ask(radio.commune, key, told).status_code for _ in range(2)] == [201, 200]
    airing = Airing.objects.get()
    assert (airing.by_person, airing.by_system, airing.aired_at) == (
        None,
        StationKey.objects.get(),
        at(5, 11, 30),
    )
    assert ask(radio.commune, key).json() == {"can_phat": []}


def test_urgent_ones_come_first_until_they_are_so_no_more(
    radio: Radio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where more wait than one answer holds."""
    monkeypatch.setattr(api, "MOST_LISTED", 2)
    made = [
        bulletin(radio.province, aired=at(5, 5), when=at(5, 6), section="tin-tuc", **told)
        for told in ({}, {"bulletin_class": "urgent"}, {}, {})
    ]
    for hour, story in enumerate(made, 7):
        place = republished(story, radio.commune)
        Placement.objects.filter(pk=place.pk).update(placed_at=at(5, hour))
    Placement.objects.filter(story=made[-1]).update(pinned_until=at(5, 11))
    listed = ask(radio.commune, key_of(radio)).json()["can_phat"]
    assert [(one["ban_tin"], one["khan"]) for one in listed] == [
        (made[1].pk, True),
        (made[3].pk, False),
    ]


def test_the_key_goes_through_the_page_layer() -> None:
    django, address = Origin(), reverse("station_system", urlconf="portals.urls.public")
    visit(PageCache(served(django)), "xa.bacninh.localhost", address, AUTHORIZATION="Bearer x")
    (asked,) = django.asked
    assert asked["HTTP_AUTHORIZATION"] == "Bearer x"


@pytest.mark.parametrize(
    "told",
    [
        [],
        {"ban_tin": "x", "phat_luc": "2026-11-05T11:30:00+07:00"},
        {"ban_tin": 1},
        {"ban_tin": 1, "phat_luc": "2026-11-05T11:30:00"},
        {"ban_tin": 1, "phat_luc": "2026-11-05T11:30:00+07:00"},
        {"ban_tin": float("inf"), "phat_luc": "2026-11-05T11:30:00+07:00"},
        {"ban_tin": 10**30, "phat_luc": "2026-11-05T11:30:00+07:00"},
    ],
)
def test_what_it_cannot_tell_is_refused_in_words(radio: Radio, told: object) -> None:
    answer = ask(radio.commune, key_of(radio), told)
    assert (answer.status_code, bool(answer.json()["loi"])) == (422, True)
    assert not Airing.objects.exists()


def test_a_key_opens_its_own_portal_until_it_is_revoked(radio: Radio) -> None:
    key = key_of(radio)
    assert [ask(radio.commune, one).status_code for one in (key, key + "x", "")] == [200, 401, 401]
    assert ask(radio.other, key).status_code == 401
    kept = StationKey.objects.get()
    assert key not in kept.key_hash
    with pytest.raises(Refusal):
        revoke_key(station=radio.others_station, key_id=kept.pk, actor=radio.secretary, now=NOW)
    revoke_key(station=radio.station, key_id=kept.pk, actor=radio.secretary, now=NOW)
    assert ask(radio.commune, key).status_code == 401


def test_an_editor_makes_no_key(radio: Radio) -> None:
    with pytest.raises(NotYourOffice):
        make_key(station=radio.station, label="X", actor=radio.people[Position.EDITOR], now=NOW)


def test_no_more_than_a_minute_s_questions(radio: Radio) -> None:
    key = key_of(radio)
    cache.clear()
    answers = [ask(radio.commune, key).status_code for _ in range(MOST_A_MINUTE + 1)]
    assert (answers[-2], answers[-1]) == (200, 429)


def test_who_tries_keys_out_takes_no_turn_of_a_right_one(radio: Radio) -> None:
    key = key_of(radio)
    cache.clear()
    answers = [ask(radio.commune, f"wrong-{one}").status_code for one in range(MOST_A_MINUTE + 1)]
    assert (answers[-2], answers[-1]) == (401, 429)
    assert ask(radio.commune, key).status_code == 200


def test_what_is_nested_without_end_is_refused_in_words(radio: Radio) -> None:
    client = Client(
        HTTP_HOST=radio.commune.site.hostname, headers={"Authorization": f"Bearer {key_of(radio)}"}
    )
    answer = client.post(ADDRESS, "[" * 1990, content_type="application/json")
    assert answer.status_code == 422
