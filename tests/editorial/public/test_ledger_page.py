"""The page of the ledger on the province's portal."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from portals.boards.enums import Position
from portals.ledger.growing import grow
from portals.ledger.notes import Algorithm, SignedCheckpoint, Signer, countersign
from portals.ledger.queries import newest_checkpoint, note_of
from portals.ledger.signing import take
from portals.models import Portal
from portals.pagecache.request_key import read_page_request
from portals.witnesses.actions import know_witness
from tests.factories import NOON, make_member, make_portal
from tests.portals.ledger.writing import ORIGIN, SIGNER, WITNESS, trial_kind, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Portal:
    return make_portal("province")


def get(portal: Portal, path: str = "/so-cai/") -> str:
    answer = Client().get(path, headers={"host": portal.site.hostname})
    assert answer.status_code == 200
    return answer.content.decode()


def grown(settings: object, *things: str) -> None:
    settings.LEDGER_KEY = SIGNER.secret_text
    with trial_kind():
        write(*things)
    grow(now=NOON)


def witnessed(province: Portal, signer: Signer = WITNESS) -> None:
    head = make_member(province, Position.HEAD)
    know_witness(
        office=f"Cơ quan {signer.name}", key=str(signer.key), address="hd@example.vn", actor=head, now=NOON
    )  # fmt: skip
    signed = SignedCheckpoint.parse(note_of(newest_checkpoint()))
    line = countersign(signed.checkpoint, signer, NOON)
    take(signed.with_signature(line).to_bytes(), now=NOON)


def test_tells_of_the_newest_checkpoint_and_who_stands_by_it(province, settings) -> None:
    grown(settings, "a", "b", "c")
    witnessed(province)
    page = get(province)
    root = note_of(newest_checkpoint()).decode().split("\n")[2]
    for told in (root, ORIGIN, str(SIGNER.key), f"Cơ quan {WITNESS.name}", "3 mục"):
        assert told in page
    assert "hd@example.vn" not in page
    for name in ("verify.html", "verify.py", "keys", "checkpoint", "ledger-format.md"):
        assert f'href="/so-cai/{name}"' in page
        assert Client().get(f"/so-cai/{name}", headers={"host": province.site.hostname}).content


def test_says_so_where_nothing_is_signed(province) -> None:
    page = get(province)
    assert "Sổ cái chưa được ký" in page
    assert 'href="/so-cai/checkpoint"' not in page


def test_says_nothing_on_the_strength_of_a_bad_signature(province, settings, monkeypatch) -> None:
    grown(settings, "a")
    monkeypatch.setattr("portals.ledger.recorded.known_keys", list)
    assert note_of(newest_checkpoint()).decode().split("\n")[2] not in get(province)


def test_is_on_the_province_alone_with_a_link_in_foot_and_map(province) -> None:
    other = make_portal()
    answer = Client().get("/so-cai/", headers={"host": other.site.hostname})
    assert answer.status_code == 404
    assert 'href="/so-cai/"' not in get(other, "/so-do/")
    # In the map and at the foot of every page.
    assert get(province, "/so-do/").count('href="/so-cai/"') == 2


def test_asks_as_often_for_many_witnesses_as_for_one(
    province, settings, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    grown(settings, "a")
    witnessed(province)
    get(province)
    with django_assert_max_num_queries(13) as few:
        get(province)
    for number in range(9):
        witnessed(province, Signer.generate(f"w{number}.example.vn", Algorithm.WITNESS))
    cache.clear()
    with django_assert_num_queries(len(few)):
        get(province)


@pytest.mark.parametrize(
    ("path", "is_stored"),
    [("/so-cai/", True), ("/so-cai/checkpoint", False), ("/so-cai/tile/0/000", False), ("/so-cai/verify.html", False)],
)  # fmt: skip
def test_is_kept_as_any_page_and_its_files_are_not(path: str, *, is_stored: bool) -> None:
    asked = read_page_request({"REQUEST_METHOD": "GET", "PATH_INFO": path}, "bacninh.localhost")
    assert (asked is not None) is is_stored
