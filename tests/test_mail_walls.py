"""Mail between boards: whoever is written to holds a post that the mail concerns, and is written to alone.

Which modules send mail is found in their source: a new one fails here until a test below sends its mails.
"""

from __future__ import annotations

import ast
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from editorial.inbox.mailing import plan_digests, send_digests, tell_urgent
from portals.boards.actions.inviting import invite_by_mail
from portals.boards.enums import Position
from portals.boards.models import BoardMember, User
from portals.clock import LOCAL_ZONE, local_date
from portals.door.jobs import mail_password_link
from portals.door.mail import send_notice
from portals.models import Portal
from tests.factories import make_member, make_portal, make_user
from tests.walls import SECRET, Things, desk_client

pytestmark = pytest.mark.django_db

FLOORS = ("portals", "editorial", "syndication", "scoring")
ROOT = Path(__file__).resolve().parents[1]
SENDING = {
    *("send_mail", "send_mass_mail", "EmailMessage", "EmailMultiAlternatives"),
    *("mail_admins", "mail_managers", "PasswordResetForm"),
}
# Whoever makes a mail, and whoever lets the framework make one.
SENDERS = {
    "portals/boards/actions/inviting.py",
    "portals/door/jobs.py",
    "portals/door/mail.py",
    "portals/door/views.py",
    "editorial/inbox/mailing.py",
    "editorial/inbox/mails.py",
}


def senders() -> set[str]:
    found = set()
    for floor in FLOORS:
        for path in (ROOT / floor).rglob("*.py"):
            names = {
                node.id if isinstance(node, ast.Name) else node.attr
                for node in ast.walk(ast.parse(path.read_text()))
                if isinstance(node, ast.Name | ast.Attribute)
            }
            if names & SENDING:
                found.add(path.relative_to(ROOT).as_posix())
    return found


@pytest.fixture
def cast() -> tuple[Portal, Portal, Things, Things]:
    """Two communes of one district, each with one of everything and a whole board, below a province."""
    province = make_portal("province", name="Tỉnh Thử Nghiệm")
    district = make_portal("district", overseer=province)
    theirs = Things.of(make_portal(overseer=district), SECRET)
    mine = Things.of(make_portal(overseer=district), "cuanha51d2")
    for portal in (province, district, theirs.portal, mine.portal):
        for position in Position:
            make_member(portal, position)
    former = make_member(theirs.portal, Position.HEAD)
    theirs.portal.board.members.filter(user=former).update(period="[2019-01-01,2020-01-01)")
    return province, district, theirs, mine


def text_of(message: EmailMessage) -> str:
    parts = [message.subject, str(message.body)]
    parts += [str(part) for part, _kind in getattr(message, "alternatives", [])]
    return "\n".join(parts)


def concerned(portals: list[Portal], now: datetime) -> set[str]:
    """The addresses of those who hold a post today on one of `portals`."""
    return set(
        BoardMember.objects.holding(frozenset(Position), local_date(now))
        .filter(board__portal__in=portals)
        .values_list("user__email", flat=True)
    )


class TestWhatWaits:
    def test_is_told_to_those_only_whom_it_concerns(self, cast) -> None:
        province, district, theirs, _mine = cast
        eight = timezone.localtime(timezone.now(), LOCAL_ZONE).replace(hour=8, minute=0)
        now = eight + timedelta(days=1)

        tell_urgent(now=now)
        send_digests(mail_ids=plan_digests(now=now), now=now)

        told = [message for message in mail.outbox if SECRET in text_of(message)]
        assert told
        allowed = concerned([theirs.portal, district, province], now)
        assert {address for message in told for address in message.recipients()} <= allowed
        assert all(len(message.recipients()) == 1 for message in mail.outbox)

    def test_is_told_to_nobody_whose_term_ended(self, cast) -> None:
        now = timezone.localtime(timezone.now(), LOCAL_ZONE).replace(hour=8) + timedelta(days=1)
        everybody = concerned(list(Portal.objects.all()), now)

        tell_urgent(now=now)
        send_digests(mail_ids=plan_digests(now=now), now=now)

        assert mail.outbox
        written_to = {address for message in mail.outbox for address in message.recipients()}
        assert written_to <= everybody


class TestAnInvitation:
    def test_goes_to_whoever_is_invited_alone(
        self, cast, django_capture_on_commit_callbacks
    ) -> None:
        _province, district, theirs, _mine = cast
        newcomer = make_user()
        User.objects.filter(pk=newcomer.pk).update(password="!")
        make_member(theirs.portal, Position.EDITOR, user=newcomer)
        overseer = make_member(district, Position.HEAD)
        with django_capture_on_commit_callbacks(execute=True):
            invite_by_mail(
                board=theirs.portal.board, user=newcomer, actor=overseer, now=timezone.now()
            )
        assert [message.recipients() for message in mail.outbox] == [[newcomer.email]]


class TestTheDoor:
    def test_writes_to_the_owner_of_the_account_alone(
        self, cast, django_capture_on_commit_callbacks
    ) -> None:
        owner = cast[2].author
        with django_capture_on_commit_callbacks(execute=True):
            send_notice(user=owner, request=RequestFactory().get("/"), what="x", now=timezone.now())
            mail_password_link(email=owner.email)
            mail_password_link(email="khong-co-ai@example.vn")
        assert [message.recipients() for message in mail.outbox] == [[owner.email]] * 2

    @pytest.mark.asvs("1.3.11")
    def test_takes_no_address_that_only_looks_like_the_owners(self, cast) -> None:
        """A letter that folds to another would send the link to whoever owns the look-alike."""
        owner = cast[2].author
        User.objects.filter(pk=owner.pk).update(email="mike@example.vn")
        mail_password_link(email="mıke@example.vn")
        assert {address for message in mail.outbox for address in message.recipients()} <= {
            "mike@example.vn"
        }


class TestEverySender:
    def test_is_known_here(self) -> None:
        assert senders() == SENDERS

    def test_has_no_address_that_a_stranger_may_name(self, cast) -> None:
        """The page for a forgotten password says the same, and mails nobody who has no account."""
        page = reverse("wagtailadmin_password_reset")
        desk_client(None).post(page, {"email": "ke-la@example.vn"})
        assert mail.outbox == []
