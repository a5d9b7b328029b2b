"""Seat the first head of the province, by whom everybody else comes in, and print the sheet that lets them in."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from portals.boards.actions.first_head import seat_first_head
from portals.boards.actions.people import Person
from portals.boards.invitations import readable
from portals.boards.models import Invitation
from portals.clock import local_date
from portals.refusals import Refusal

ASKED = {
    "name": "Full name, family name first: ",
    "account": "Account, as in nguyenvanan: ",
    "mail": "Mail address (may be left empty): ",
}


class Command(BaseCommand):
    help = (
        "Make a person head of the province's board, and print the sheet with which they set their password. "
        "What is not given is asked for. A superuser of Django opens nothing here: rights follow from posts."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", help="full name, family name first")
        parser.add_argument("--account", help="name to sign in with, as in nguyenvanan")
        parser.add_argument("--mail", help="mail address")
        parser.add_argument(
            "--by-mail", action="store_true", help="mail a link instead of printing a sheet"
        )

        parser.add_argument(
            "--again",
            action="store_true",
            help="seat a head although one has come in before: where nobody can sign in any more. Needs --reason",
        )
        parser.add_argument("--reason", default="", help="why, for the log (with --again)")

    def handle(self, **options: Any) -> None:
        reason = options["reason"].strip()
        if options["again"] != bool(reason):
            raise CommandError("Give --again and --reason together.")
        said = {name: self._said(name, options[name]) for name in ASKED}
        person = Person(said["name"], said["account"].lower(), said["mail"])
        if not person.username:
            raise CommandError("Give the account with which they sign in: --account.")
        way = Invitation.Way.MAIL if options["by_mail"] else Invitation.Way.SHEET
        try:
            invitation, code = seat_first_head(
                person=person, way=way, actor=None, now=timezone.now(), again=reason
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        for line in _sheet(invitation, code):
            self.stdout.write(line)

    def _said(self, name: str, given: str | None) -> str:
        if given is not None:
            return given.strip()
        if not sys.stdin.isatty():
            if name == "mail":
                return ""
            raise CommandError(f"Give --{name}, since nobody can be asked here.")
        return input(ASKED[name]).strip()


def _sheet(invitation: Invitation, code: str) -> list[str]:
    user, until = invitation.user, timezone.localtime(invitation.expires_at)
    about = [
        f"{user}: head of {invitation.board.portal} from {local_date(invitation.made_at):%d/%m/%Y}.",
        f"  account      {user.username}",
    ]
    valid = f"  valid until  {until:%H:%M %d/%m/%Y}, once"
    if not code:
        return [*about, f"  a link is on its way to {user.email}", valid]
    return [
        *about,
        f"  open         {settings.WAGTAILADMIN_BASE_URL}{reverse('invitation_code', urlconf='portals.urls.admin')}",
        f"  code         {readable(code)}",
        valid,
        "The code is shown once. With it they set a password, and then their second factor.",
    ]
