"""Mail between boards: whoever is written to holds a post that the mail concerns, and is written to alone.

Which modules write mail is found in their source: a new one fails here until a test below has it write. One room
alone sends: nothing else may ask a mail server.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from portals.boards.actions.inviting import invite_by_mail
from portals.boards.enums import Position
from portals.boards.models import BoardMember, User
from portals.clock import LOCAL_ZONE, local_date
from portals.inbox.mailing import plan_digests, send_digests, tell_urgent
from portals.models import Portal
from portals.sign_in.mail import send_notice
from portals.sign_in.passwords import answer_requests, ask_for_link
from tests.factories import make_member, make_portal, make_user
from tests.support.kept import as_built, built_once
from tests.support.mail import deliver
from tests.walls import SECRET, Things, desk_client

FLOORS = ("portals", "editorial", "syndication", "scoring")
ROOT = Path(__file__).resolve().parents[1]
# What sends: Django's mail, under whatever name it is imported, Python's own, and the methods that make either send.
SENDING = {
    *("django.core.mail", "smtplib", "send_mail", "send_mass_mail", "send_messages"),
    *("mail_admins", "mail_managers", "email_user", "EmailMessage", "EmailMultiAlternatives"),
}
# The room that sends.
SENDERS = {
    "portals/mail/backend.py",
    "portals/mail/sending.py",
    # A command by hand: whether the server answers, before the first visitor.
    "portals/operations/install_check/servers.py",
}
# Django's form, which would send; of ours it only writes.
FORMS = {"PasswordResetForm": {"portals/sign_in/passwords.py", "portals/sign_in/views.py"}}
POSTING = "portals.mail.actions"
OF_SENDERS = re.compile("mail|smtp|send_messages|" + "|".join(FORMS), re.IGNORECASE)
assert all(map(OF_SENDERS.search, [*SENDING, *FORMS, POSTING]))
POSTERS = {
    "editorial/documents/intake/secrets.py",
    "portals/boards/actions/inviting.py",
    "portals/sign_in/adapters.py",
    "portals/sign_in/mail.py",
    "portals/sign_in/passwords.py",
    "portals/operations/alarms.py",
    "portals/inbox/mails.py",
    # To who asked for a change of units and who confirmed it; to whom it leaves without a post.
    "portals/reforms/retrying.py",
    "portals/reforms/seating.py",
    # To who asked, and to nobody of a board.
    "portals/accountability/telling.py",
    # To offices outside, whose boards are none of ours.
    "portals/witnesses/mailing.py",
    # To who asked for it by their own mailbox, of whom no board knows.
    "portals/alerts/mails.py",
    "portals/alerts/queueing.py",
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Those whose text has what each name of a sender has: no other can name one."""
    for floor in FLOORS:
        for path in (ROOT / floor).rglob("*.py"):
            text = path.read_text()
            if OF_SENDERS.search(text):
                yield path.relative_to(ROOT).as_posix(), ast.parse(text)


def names_in(module: ast.Module) -> set[str]:
    """What a module names: what it imports, and from where; what it calls."""
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.update((node.attr, ast.unparse(node)))
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = node.module or ""
            # `from django.core.mail.backends import smtp` as well as `from django.core import mail`.
            found.update(origin[: end or None] for end in (0, len("django.core.mail")))
            found.update(
                part for alias in node.names for part in (alias.name, f"{origin}.{alias.name}")
            )
    return found


def posts(module: ast.Module) -> bool:
    """Whether the module writes mails."""
    return any(
        isinstance(node, ast.ImportFrom) and node.module == POSTING for node in ast.walk(module)
    )


Cast = tuple[Portal, Portal, Things, Things]


def gathered() -> Cast:
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


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: object) -> Iterator[Cast]:
    with built_once(django_db_blocker, gathered) as cast:
        yield cast


@pytest.fixture
def cast(built: Cast) -> Iterator[Cast]:
    with as_built(built) as own:
        yield own


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
        deliver()

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
        deliver()

        assert mail.outbox
        written_to = {address for message in mail.outbox for address in message.recipients()}
        assert written_to <= everybody


class TestAnInvitation:
    def test_goes_to_whoever_is_invited_alone(self, cast) -> None:
        _province, district, theirs, _mine = cast
        newcomer = make_user()
        User.objects.filter(pk=newcomer.pk).update(password="!")
        make_member(theirs.portal, Position.EDITOR, user=newcomer)
        overseer = make_member(district, Position.HEAD)
        invite_by_mail(board=theirs.portal.board, user=newcomer, actor=overseer, now=timezone.now())
        deliver()
        assert [message.recipients() for message in mail.outbox] == [[newcomer.email]]


class TestTheDoor:
    def test_writes_to_the_owner_of_the_account_alone(self, cast) -> None:
        owner, now = cast[2].author, timezone.now()
        send_notice(user=owner, request=RequestFactory().get("/"), what="x", now=now)
        ask_for_link(email=owner.email, now=now)
        ask_for_link(email="khong-co-ai@example.vn", now=now)
        assert answer_requests(now=now) == 2
        deliver()
        assert [message.recipients() for message in mail.outbox] == [[owner.email]] * 2

    @pytest.mark.asvs("1.3.11")
    def test_takes_no_address_that_only_looks_like_the_owners(self, cast) -> None:
        """A letter that folds to another would send the link to whoever owns the look-alike."""
        owner = cast[2].author
        User.objects.filter(pk=owner.pk).update(email="mike@example.vn")
        ask_for_link(email="mıke@example.vn", now=timezone.now())
        answer_requests(now=timezone.now())
        deliver()
        assert {address for message in mail.outbox for address in message.recipients()} <= {
            "mike@example.vn"
        }


class TestEveryMail:
    def test_is_sent_by_one_room(self) -> None:
        """Nothing else may ask a mail server, which may hang: least of all a request."""
        assert {path for path, module in modules() if names_in(module) & SENDING} == SENDERS
        for form, users in FORMS.items():
            assert {path for path, module in modules() if form in names_in(module)} == users

    def test_is_written_by_a_module_known_here(self) -> None:
        assert {path for path, module in modules() if posts(module)} == POSTERS

    def test_has_no_address_that_a_stranger_may_name(self, cast) -> None:
        """The page for a forgotten password says the same, and mails nobody who has no account."""
        page = reverse("wagtailadmin_password_reset")
        desk_client(None).post(page, {"email": "ke-la@example.vn"})
        answer_requests(now=timezone.now())
        assert deliver() == 0
