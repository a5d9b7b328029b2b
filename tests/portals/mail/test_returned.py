"""Mails that come back are read from a Maildir, as a mail server delivers the reports of others there."""

from __future__ import annotations

import mailbox
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from portals.mail import returned
from portals.mail.enums import MailKind, SendingState
from portals.mail.jobs import read_what_came_back
from portals.mail.models import OutgoingMail
from portals.mail.returned import ReturnReport, note_returned, read_report, take_returned

REPORT = """\
Return-Path: <>
Message-ID: <00000000-1111-4222-8333-444444444444@mx.example.vn>
From: MAILER-DAEMON@mail.example.vn (Mail Delivery System)
To: khongtraloi@bacninh.localhost
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="parts"

--parts
Content-Type: text/plain; charset=us-ascii

<ai@example.vn>: host mx.example.vn said: 550 5.1.1 no such user

--parts
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.vn
Arrival-Date: Sun, 29 Nov 2026 05:00:00 +0700 (ICT)

Final-Recipient: rfc822; ai@example.vn
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--parts
{quoted}
--parts--
"""
WHOLE = """\
Content-Type: message/rfc822

Message-ID: <{mail}@bacninh.localhost>
Subject: =?utf-8?b?VGluIG3hu5tp?=

Tin moi
"""
HEAD = """\
Content-Type: text/rfc822-headers

Message-ID: <{mail}@bacninh.localhost>
Subject: x
"""


def report(
    mail: UUID, *, action: str = "failed", status: str = "5.1.1", quoted: str = WHOLE
) -> bytes:
    return REPORT.format(action=action, status=status, quoted=quoted.format(mail=mail)).encode()


def sent(*, kind: MailKind = MailKind.DIGEST, now: datetime | None = None) -> OutgoingMail:
    now = now or timezone.now()
    return OutgoingMail.objects.create(
        kind=kind,
        address="ai@example.vn",
        written_at=now,
        useful_until=now,
        state=SendingState.SENT,
        state_at=now,
        next_try_at=now,
    )


class TestAReport:
    @pytest.mark.parametrize("quoted", [WHOLE, HEAD])
    def test_names_the_mail_that_it_quotes(self, quoted: str) -> None:
        mail = uuid4()
        assert read_report(report(mail, quoted=quoted)) == ReturnReport(mail, "5.1.1")

    @pytest.mark.parametrize("status", ["5.1.1", "5.1.10", "5.2.1", "5.0.0"])
    def test_is_of_the_mailbox(self, status: str) -> None:
        assert read_report(report(uuid4(), status=status)) is not None

    @pytest.mark.parametrize(
        ("action", "status"),
        [
            # For now, full, too large, taken for an advertisement; and those that say that it arrived.
            *(("delayed", "4.4.1"), ("failed", "4.2.2"), ("failed", "5.2.2"), ("failed", "5.3.4")),
            *(("failed", "5.7.1"), ("delivered", "5.1.1"), ("relayed", "2.0.0"), ("failed", "")),
        ],
    )
    def test_of_anything_else_is_none(self, action: str, status: str) -> None:
        assert read_report(report(uuid4(), action=action, status=status)) is None

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\xff\x00\xfe",
            b"Subject: Re: tin moi\n\nCam on.",
            b"Content-Type: multipart/report\n\nno parts",
            b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n--x--",
            REPORT.format(action="failed", status="5.1.1", quoted="Content-Type: text/plain\n\nx").encode(),
            REPORT.format(
                action="failed", status="5.1.1",
                quoted="Content-Type: message/rfc822\n\nMessage-ID: <nobody@bacninh.localhost>\n\nx",
            ).encode(),
        ],
    )  # fmt: skip
    def test_that_is_none_breaks_nothing(self, content: bytes) -> None:
        assert read_report(content) is None


@pytest.mark.django_db
class TestAMail:
    def test_that_came_back_is_told_as_not_sent(self) -> None:
        mail = sent()
        assert note_returned(ReturnReport(mail.pk, "5.1.1"), now=timezone.now())
        mail.refresh_from_db()
        assert (mail.state, "5.1.1" in mail.reason) == (SendingState.GIVEN_UP, True)

    @pytest.mark.parametrize(
        "state", [SendingState.WAITING, SendingState.HANDING, SendingState.GIVEN_UP]
    )
    def test_that_was_not_sent_cannot_come_back(self, state: SendingState) -> None:
        mail = sent()
        OutgoingMail.objects.update(state=state, reason="x")
        assert not note_returned(ReturnReport(mail.pk, "5.1.1"), now=timezone.now())
        mail.refresh_from_db()
        assert (mail.state, mail.reason) == (state, "x")

    def test_of_nobody_is_nothing(self) -> None:
        assert not note_returned(ReturnReport(uuid4(), "5.1.1"), now=timezone.now())


@pytest.mark.django_db
class TestTheMaildir:
    @pytest.fixture
    def folder(self, tmp_path: Path, settings) -> Path:
        mailbox.Maildir(tmp_path / "tra-lai", create=True)
        settings.PORTALS_RETURNED_MAIL = str(tmp_path / "tra-lai")
        return tmp_path / "tra-lai"

    def delivered(self, folder: Path, *letters: bytes) -> None:
        for letter in letters:
            mailbox.Maildir(folder).add(letter)

    def test_is_read_by_the_clock(self, folder: Path) -> None:
        one, other = sent(), sent()
        self.delivered(folder, report(one.pk), b"Subject: Cam on\n\nCam on cac ban.")
        assert read_what_came_back() == 1
        assert OutgoingMail.objects.get(pk=one.pk).state == SendingState.GIVEN_UP
        assert OutgoingMail.objects.get(pk=other.pk).state == SendingState.SENT
        # The report named a mailbox. What people wrote is left to whoever reads that post.
        (left,) = mailbox.Maildir(folder)
        assert (left["Subject"], left.get_flags(), left.get_subdir()) == ("Cam on", "S", "cur")
        assert read_what_came_back() == 0

    def test_is_read_in_rounds(self, folder: Path, monkeypatch) -> None:
        monkeypatch.setattr(returned, "MOST_A_ROUND", 2)
        mails = [sent() for _ in range(3)]
        self.delivered(folder, *(report(mail.pk) for mail in mails))
        assert (read_what_came_back(), read_what_came_back()) == (2, 1)

    def test_leaves_what_is_too_large(self, folder: Path, monkeypatch) -> None:
        mail = sent()
        monkeypatch.setattr(returned, "LARGEST", 100)
        self.delivered(folder, report(mail.pk))
        assert read_what_came_back() == 0
        assert len(mailbox.Maildir(folder)) == 1

    def test_is_read_on_behind_a_letter_that_nobody_can_read(self, folder: Path) -> None:
        mail = sent()
        endless = b"".join(
            b"Content-Type: multipart/report; boundary=b%d\n\n--b%d\n" % (depth, depth)
            for depth in range(3000)
        )
        (folder / "new" / "0-first").write_bytes(endless)
        self.delivered(folder, report(mail.pk))
        assert read_what_came_back() == 1
        assert [one.name for one in (folder / "cur").iterdir()] == ["0-first:2,S"]

    def test_keeps_what_else_came_for_a_month(self, folder: Path) -> None:
        self.delivered(folder, b"Subject: Cam on\n\nCam on cac ban.")
        came = datetime.fromtimestamp(next((folder / "new").iterdir()).stat().st_mtime, UTC)
        for later, left in ((timedelta(days=30), 1), (timedelta(days=30, seconds=1), 0)):
            assert take_returned(folder, now=came + later) == 0
            assert len(mailbox.Maildir(folder)) == left

    def test_that_is_not_there_is_a_fault(self, folder: Path) -> None:
        with pytest.raises(FileNotFoundError):
            take_returned(folder / "none", now=timezone.now())

    def test_is_not_read_where_none_is_named_nor_on_practice(self, folder: Path, settings) -> None:
        mail = sent()
        self.delivered(folder, report(mail.pk))
        settings.PORTALS_PRACTICE_OF = "https://bacninh.gov.vn"
        assert read_what_came_back() == 0
        settings.PORTALS_PRACTICE_OF = ""
        settings.PORTALS_RETURNED_MAIL = ""
        assert read_what_came_back() == 0
        assert OutgoingMail.objects.get().state == SendingState.SENT


def test_an_old_report_finds_nothing(db: None) -> None:
    """Rows of mails are kept for 30 days."""
    mail = sent(now=timezone.now() - timedelta(days=31))
    mail.delete()
    assert not note_returned(ReturnReport(mail.id or uuid4(), "5.1.1"), now=timezone.now())
