"""A worker that is killed at any moment loses no mail, and repeats one at most, under the same Message-ID."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from portals.alerts.enums import AlertFrequency
from portals.alerts.links import mailbox_hash
from portals.alerts.models import AlertMailing, Follow, Subscriber
from portals.mail.models import OutgoingMail
from portals.mail.sending import mend_stuck
from tests.factories import make_portal
from tests.support.mail import PostOffice
from tests.support.patience import come_true
from tests.support.processes import ROOT, environment

from .followed import happen, key_of

READERS, KILLS = 60, 3


def plant(portal) -> None:
    now = timezone.now()
    addresses = [f"nguoi{number}@example.vn" for number in range(READERS)]
    readers = [
        Subscriber(
            address=address, address_hash=mailbox_hash(address), portal=portal, asked_at=now,
            confirmed_at=now,
        )
        for address in addresses
    ]  # fmt: skip
    Subscriber.objects.bulk_create(readers)
    Follow.objects.bulk_create(
        Follow(
            subscriber=reader, portal=portal, about=key_of(portal), name="Thử",
            frequency=AlertFrequency.WEEKLY, asked_at=now, confirmed_at=now,
        )
        for reader in readers
    )  # fmt: skip


def sent() -> int:
    return AlertMailing.objects.exclude(sent_at=None).count()


@pytest.mark.django_db(transaction=True)
def test_loses_none_and_repeats_one_at_most(own_databases) -> None:
    portal, lot = make_portal(), Random(7)
    plant(portal)
    # At any hour of the day.
    happen(portal, urgent=True, now=timezone.now())
    with PostOffice() as office:
        env = environment(own_databases, EMAIL_URL=f"smtp://127.0.0.1:{office.port}")
        command = [sys.executable, "-m", "tests.portals.alerts.killed_worker"]
        for kill in range(KILLS + 1):
            with subprocess.Popen(
                command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
            ) as worker:
                assert worker.stdout is not None
                assert worker.stdout.readline().strip() == "ready"
                if kill < KILLS:
                    time.sleep(lot.uniform(0.1, 0.8))
                else:
                    # The last one has the time that it takes.
                    assert come_true(lambda: sent() == READERS, progress=sent)
                worker.kill()
            mend_stuck(now=timezone.now() + timedelta(minutes=11))
            OutgoingMail.objects.unsent().update(next_try_at=timezone.now())
    taken = Counter(mail["Message-ID"] for mail in office.taken)
    assert {mail["To"] for mail in office.taken} == {
        f"nguoi{number}@example.vn" for number in range(READERS)
    }
    assert len(taken) == READERS
    assert taken.total() - READERS <= KILLS
