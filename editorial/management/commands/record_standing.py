"""Have the ledger say of public stories that it does not know that their texts stand there now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from editorial.public_record.standing import note_standing
from portals.addresses import address_at
from portals.clock import local_date
from portals.models import Portal


class Command(BaseCommand):
    help = "Note the public stories that have no entry in the ledger; rounds of the clock write them. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--portal", metavar="HOST", help="those of this portal only")
        parser.add_argument("--limit", type=int, metavar="N", help="at most so many")

    def handle(self, *, portal: str | None, limit: int | None, **_options: Any) -> None:
        now = timezone.now()
        count = note_standing(
            now=now, portal=None if portal is None else _portal_at(portal), limit=limit
        )
        words = ngettext(
            "%(count)s story is noted for the ledger.",
            "%(count)s stories are noted for the ledger.",
            count,
        )
        self.stdout.write(words % {"count": count})


def _portal_at(host: str) -> Portal:
    address = address_at(host, local_date(timezone.now()))
    if address is None:
        raise CommandError(_("No portal has the address %(host)s.") % {"host": host})
    return address.portal
