"""Somebody who is signed out recalls a story while something that is not the database is away, or hangs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from editorial.models import Placement
from portals import cache
from portals.breaker import FAILURES_TO_BREAK
from portals.jobs import queueing
from portals.mail.enums import SendingState
from portals.mail.models import OutgoingMail
from portals.settings import backends
from portals.sign_in.models import KnownDevice
from syndication.jobs import place_dispatch
from syndication.models import Recall
from tests.support.disks import fill_disk, small_disk_at
from tests.support.mail import free_port, mailers, tarpit
from tests.support.valkeys import full_valkey
from tests.syndication.casts import make_cast, send
from tests.syndication.desk import page
from tests.walls import desk_client

pytestmark = pytest.mark.django_db

PASSWORD = "mat-khau-thu-123"  # pragma: allowlist secret
# What the head of a board may have to wait for all of it, by the promise of docs/operations.md.
LONGEST = 60.0


@pytest.fixture
def small_disk(tmp_path: Path, settings) -> Iterator[Path]:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    with small_disk_at(settings.MEDIA_ROOT) as folder:
        yield folder


@pytest.fixture(autouse=True)
def whole_breakers() -> Iterator[None]:
    yield
    mend_breakers()


def mend_breakers() -> None:
    """As in a process that has not found out yet."""
    for breaker in (cache.breaker, queueing.breaker):
        breaker.succeeded()


@pytest.fixture
def away(request: pytest.FixtureRequest, settings, tmp_path: Path) -> Iterator[str]:
    """Have one thing refuse or hang."""
    what, how = request.param.split()
    with tarpit() as hanging, full_valkey(tmp_path) as full:
        port = hanging if how == "hangs" else free_port()
        url = full if how == "full" else f"redis://127.0.0.1:{port}/0"
        if what == "mail":
            settings.MAILERS = mailers(port)
        elif what == "cache":
            settings.CACHES = backends.caches(url, key_prefix="away")
        else:
            settings.RQ_QUEUES = backends.queues(url)
        yield request.param


@pytest.mark.parametrize(
    "away",
    [
        *("mail refuses", "mail hangs", "cache refuses", "cache hangs"),
        *("queue refuses", "queue hangs", "queue full"),
    ],
    indirect=True,
)
def test_who_must_sign_in_first_recalls_at_once(
    away: str, record_property, django_capture_on_commit_callbacks
) -> None:
    cast = make_cast()
    dispatch = send(cast.story, cast.head)
    place_dispatch(dispatch_id=dispatch.pk)
    head, client = cast.head, desk_client(None)
    KnownDevice.objects.create(
        user=head, digest="may-khac", first_seen_at="2026-01-01T00Z", last_seen_at="2026-01-01T00Z"
    )

    mend_breakers()
    began = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        signed_in = client.post(
            reverse("account_login"), {"username": head.username, "password": PASSWORD}
        )
    assert (signed_in.status_code, signed_in["Location"]) == (302, reverse("wagtailadmin_home"))
    with django_capture_on_commit_callbacks(execute=True):
        recalled = client.post(
            page("recall", cast.story.pk), {"kind": "in_error", "reason": "Sai số liệu"}
        )
    seconds = time.monotonic() - began
    record_property("seconds", round(seconds, 2))

    assert recalled["Location"] == reverse("proof:recall", args=[Recall.objects.get().pk])
    assert not Placement.objects.standing().filter(story=cast.story).exists()
    assert seconds < LONGEST
    # The notice of the new device waits in any case.
    mail = OutgoingMail.objects.get(person=head)
    assert mail.state == SendingState.WAITING


@pytest.mark.parametrize("minutes", [-10, 10])
def test_who_must_sign_in_first_recalls_where_the_clock_is_off(
    minutes: int, record_property, django_capture_on_commit_callbacks
) -> None:
    """PostgreSQL's clock stays right, so rows that were written before lie in the future, or the past."""
    cast = make_cast()
    place_dispatch(dispatch_id=send(cast.story, cast.head).pk)
    client = desk_client(None)

    with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=True):
        began = time.perf_counter()
        with django_capture_on_commit_callbacks(execute=True):
            client.post(
                reverse("account_login"),
                {"username": cast.head.username, "password": PASSWORD},
            )
            client.post(
                page("recall", cast.story.pk), {"kind": "in_error", "reason": "Sai số liệu"}
            )
        record_property("seconds", round(time.perf_counter() - began, 2))

    assert Recall.objects.filter(story=cast.story).exists()
    assert not Placement.objects.standing().filter(story=cast.story).exists()


def test_who_must_sign_in_first_recalls_where_the_disk_is_full(
    small_disk: Path, record_property, django_capture_on_commit_callbacks
) -> None:
    cast = make_cast()
    place_dispatch(dispatch_id=send(cast.story, cast.head).pk)
    fill_disk(small_disk)
    client = desk_client(None)

    began = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("account_login"), {"username": cast.head.username, "password": PASSWORD}
        )
        client.post(page("recall", cast.story.pk), {"kind": "in_error", "reason": "Sai số liệu"})
    record_property("seconds", round(time.monotonic() - began, 2))

    assert Recall.objects.filter(story=cast.story).exists()
    assert not Placement.objects.standing().filter(story=cast.story).exists()


class TestGuessingWhileTheCacheIsAway:
    @pytest.mark.parametrize("away", ["cache refuses"], indirect=True)
    def test_still_ends_from_however_many_addresses(self, away: str, settings) -> None:
        head = make_cast().head

        def sign_in(password: str, address: str):
            return desk_client(None).post(
                reverse("account_login"),
                {"username": head.username, "password": password},
                REMOTE_ADDR=address,
            )

        for number in range(20):
            assert sign_in("sai", f"203.0.113.{number}").status_code == 200
        refused = sign_in(PASSWORD, "203.0.113.99")
        assert refused.status_code == 200
        assert "15" in str(refused.context["form"].non_field_errors())


class TestTheQueue:
    @pytest.mark.parametrize("away", ["queue hangs"], indirect=True)
    def test_is_not_waited_for_again_and_again(self, away: str) -> None:
        for _ in range(FAILURES_TO_BREAK):
            place_dispatch.delay(dispatch_id=1)
        began = time.monotonic()
        for _ in range(20):
            place_dispatch.delay(dispatch_id=1)
        assert time.monotonic() - began < 15
