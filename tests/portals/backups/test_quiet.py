"""A restored copy is quiet: each way out is shut until a person confirms it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from portals.backups.confirming import StaysQuiet, confirm_copy
from portals.database import quiet
from portals.database.owner import as_owner
from portals.database.quiet import is_quiet_copy, mark_quiet, unmark_quiet
from portals.fetching.answers import TransientFetchError
from portals.fetching.outside import fetch
from portals.ledger.growing import grow
from portals.mail.actions import post
from portals.mail.enums import MailKind, SendingState
from portals.mail.models import OutgoingMail
from portals.mail.sending import send_due
from portals.operations.alarms import problems
from portals.social.posting import posting_is_on
from syndication.recalls.jobs import prove_recall
from tests.portals.ledger.writing import trial_kind, write

pytestmark = pytest.mark.django_db(transaction=True)
AT = timezone.now()


@pytest.fixture
def restored_copy() -> Iterator[None]:
    with as_owner():
        mark_quiet({"step": "waiting", "backup": "b", "of": "then", "at": AT.isoformat()})
    try:
        yield
    finally:
        with as_owner():
            unmark_quiet()
        quiet.presume(quiet=False, seconds=float("inf"))


def a_mail() -> OutgoingMail:
    now = timezone.now()
    post(kind=MailKind.ALARM, address="ai@example.vn", subject="s", text="t", now=now)
    return OutgoingMail.objects.get()


def test_sends_no_mail(restored_copy: None, mailoutbox: list[Any]) -> None:
    mail = a_mail()
    assert send_due(now=timezone.now()) == 0
    mail.refresh_from_db()
    assert (mail.state, mailoutbox) == (SendingState.WAITING, [])
    with as_owner():
        unmark_quiet()
    assert send_due(now=timezone.now()) == 1


def test_asks_nothing_outside(restored_copy: None) -> None:
    with pytest.raises(TransientFetchError, match="restored copy"):
        fetch("https://example.vn/")


def test_grows_and_signs_no_ledger(restored_copy: None, settings: Any) -> None:
    with trial_kind():
        write("a", "b")
    assert grow(now=timezone.now()) == 0
    with pytest.raises(CommandError, match="restored copy signs nothing"):
        call_command("sign_checkpoint")
    with as_owner():
        unmark_quiet()
    assert grow(now=timezone.now()) == 2


def test_posts_nothing_and_certifies_nothing(restored_copy: None, settings: Any) -> None:
    settings.PORTALS_SOCIAL_POSTING = True
    assert not posting_is_on()
    assert prove_recall(1) is False


def test_says_so_where_people_look(restored_copy: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert "quiet" in {one.name for one in problems(now=timezone.now())}
    with as_owner():
        unmark_quiet()
    assert "quiet" not in {one.name for one in problems(now=timezone.now())}


def test_only_the_owner_makes_it_loud(restored_copy: None) -> None:
    with pytest.raises(Exception, match="must be owner"):
        unmark_quiet()
    quiet.presume(quiet=False, seconds=0)
    assert is_quiet_copy()


def test_is_known_to_a_process_that_read_before(restored_copy: None) -> None:
    quiet.presume(quiet=False, seconds=0)
    assert is_quiet_copy()
    assert connection.queries_log is not None


def test_is_confirmed_with_a_ledger_or_knowingly_without(restored_copy: None) -> None:
    mail = a_mail()
    OutgoingMail.objects.update(written_at=AT - timedelta(hours=1))
    with pytest.raises(StaysQuiet, match="--since-ledger"):
        confirm_copy(without_ledger=False, now=timezone.now())
    assert is_quiet_copy()
    assert confirm_copy(without_ledger=True, now=timezone.now()) == 1
    assert not is_quiet_copy()
    mail.refresh_from_db()
    assert mail.state == SendingState.UNKNOWN


def test_mails_written_since_it_was_restored_leave_afterwards(restored_copy: None) -> None:
    mail = a_mail()
    OutgoingMail.objects.update(written_at=AT + timedelta(hours=1))
    assert confirm_copy(without_ledger=True, now=timezone.now()) == 0
    mail.refresh_from_db()
    assert mail.state == SendingState.WAITING


def test_one_that_is_not_restored_is_not_confirmed() -> None:
    with pytest.raises(StaysQuiet, match="no restored copy"):
        confirm_copy(without_ledger=True, now=timezone.now())
