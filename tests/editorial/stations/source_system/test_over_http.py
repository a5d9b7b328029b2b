"""What is said over HTTP, and what of the answers counts. No database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from editorial.stations.source_system.interface import (
    AiredReceipt,
    BulletinRefused,
    HandedBulletin,
    SystemFault,
)
from editorial.stations.source_system.over_http import HttpSourceSystem, configured_system
from portals.clock import LOCAL_ZONE
from portals.fetching import Limits
from tests.editorial.stations.source_system.loudspeakers import BASE, KEY, Loudspeakers

NOON = datetime(2026, 11, 5, 12, tzinfo=LOCAL_ZONE)
BULLETIN = HandedBulletin(
    "12",
    "xa-thu",
    "Xã Thử",
    "Mưa lớn",
    "Chiều nay có mưa.",
    "urgent",
    NOON,
    "https://thu.vn/loa/12/",
)
SYSTEM = HttpSourceSystem(BASE, KEY, limits=Limits(seconds=5, largest=2_000))


def test_a_bulletin_goes_with_everything_that_airing_it_needs(loudspeakers: Loudspeakers) -> None:
    sounding = replace(BULLETIN, sound="https://thu.vn/1.mp3", sound_type="audio/mpeg")
    assert SYSTEM.push(sounding) == "BT-12"
    assert loudspeakers.has["12"] == {
        "don_vi": "xa-thu",
        "ten_don_vi": "Xã Thử",
        "tieu_de": "Mưa lớn",
        "noi_dung": "Chiều nay có mưa.",
        "loai": "urgent",
        "gio_phat": "2026-11-05T12:00:00+07:00",
        "phat_truoc": None,
        "dia_chi": "https://thu.vn/loa/12/",
        "am_thanh": {"dia_chi": "https://thu.vn/1.mp3", "dinh_dang": "audio/mpeg"},
    }
    SYSTEM.push(replace(BULLETIN, air_by=NOON))
    again = loudspeakers.has["12"]
    assert (again["am_thanh"], again["phat_truoc"]) == (None, "2026-11-05T12:00:00+07:00")
    SYSTEM.cancel("12")
    assert loudspeakers.has == {}
    # One that it does not know has ended as well.
    SYSTEM.cancel("12")


@pytest.mark.parametrize("status", [400, 409, 413, 415, 422])
def test_what_is_said_of_the_bulletin_is_final(loudspeakers: Loudspeakers, status: int) -> None:
    loudspeakers.faults = [status]
    with pytest.raises(BulletinRefused, match=str(status)):
        SYSTEM.push(BULLETIN)


@pytest.mark.parametrize("status", [302, 401, 403, 404, 408, 429, 500, 503])
def test_what_is_said_of_the_system_is_not(loudspeakers: Loudspeakers, status: int) -> None:
    loudspeakers.faults = [status, *([status] if status != 404 else [500])]
    with pytest.raises(SystemFault) as caught:
        SYSTEM.push(BULLETIN)
    assert not isinstance(caught.value, BulletinRefused)
    with pytest.raises(SystemFault):
        SYSTEM.cancel("12")


@pytest.mark.parametrize(
    "raw",
    [
        b"<html>Moi dang nhap</html>", b"", b"[]", b"{}", b'{"ban_tin": "13"}', b"[" * 1_900,
        b'{"ban_tin": "12", "x": "' + b"x" * 3_000 + b'"}',
    ],
)  # fmt: skip
def test_an_answer_that_says_something_else_took_nothing(
    loudspeakers: Loudspeakers, raw: bytes
) -> None:
    loudspeakers.raw = raw
    with pytest.raises(SystemFault):
        SYSTEM.push(BULLETIN)
    with pytest.raises(SystemFault):
        SYSTEM.receipts(["12"])


@pytest.mark.parametrize("called", ['"' + "x" * 81 + '"', '"a\\u0000b"', "7", "null"])
def test_a_name_that_cannot_be_kept_is_none(loudspeakers: Loudspeakers, called: str) -> None:
    loudspeakers.raw = b'{"ban_tin": "12", "ma": ' + called.encode() + b"}"
    assert SYSTEM.push(BULLETIN) == ""


def test_one_that_does_not_answer_in_time_is_not_waited_for(loudspeakers: Loudspeakers) -> None:
    loudspeakers.seconds = 0.3
    with pytest.raises(SystemFault):
        HttpSourceSystem(BASE, KEY, limits=Limits(seconds=0.1)).push(BULLETIN)


def test_receipts_are_read(loudspeakers: Loudspeakers) -> None:
    loudspeakers.aired = [{"ban_tin": "12", "don_vi": "xa-thu", "phat_luc": "2026-11-05T05:00Z"}]
    assert SYSTEM.receipts(["12", "13"]) == [AiredReceipt("12", "xa-thu", NOON)]
    assert loudspeakers.asked == [["12", "13"]]


@pytest.mark.parametrize(
    "line",
    [
        "x", {"ban_tin": "12"}, {"ban_tin": "12", "don_vi": "x", "phat_luc": 5},
        {"ban_tin": "12", "don_vi": "x", "phat_luc": "2026-11-05T05:00"},
        {"ban_tin": "12", "don_vi": "x", "phat_luc": "hôm nay"},
    ],
)  # fmt: skip
def test_a_malformed_receipt_counts_for_nothing(loudspeakers: Loudspeakers, line: object) -> None:
    good = {"ban_tin": "12", "don_vi": "xa-thu", "phat_luc": "2026-11-05T05:00Z"}
    loudspeakers.aired = [line, good]
    assert SYSTEM.receipts(["12"]) == [AiredReceipt("12", "xa-thu", NOON)]
    loudspeakers.aired = [line]
    with pytest.raises(SystemFault, match="malformed"):
        SYSTEM.receipts(["12"])


def test_an_address_inside_is_not_asked(loudspeakers: Loudspeakers) -> None:
    with pytest.raises(SystemFault, match="not of the public internet"):
        HttpSourceSystem("http://127.0.0.1", KEY).push(BULLETIN)
    assert loudspeakers.has == {}


def test_it_is_off_until_it_is_set(settings) -> None:
    assert configured_system() is None
    settings.PORTALS_SOURCE_SYSTEM_URL, settings.PORTALS_SOURCE_SYSTEM_KEY = BASE, KEY
    assert configured_system() is not None


def test_pauses_double_up_to_a_quarter_of_an_hour() -> None:
    from editorial.stations.source_system.rows import pause_after

    minutes = [pause_after(tries) / timedelta(minutes=1) for tries in (1, 2, 3, 4, 5, 6, 400)]
    assert minutes == [1, 2, 4, 8, 15, 15, 15]
