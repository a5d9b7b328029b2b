"""Let somebody who lost their second factor in again, once the operator made sure who is asking."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portals.boards.models import User
from portals.refusals import Refusal
from portals.sign_in.actions import reset_second_factor


class Command(BaseCommand):
    help = "Remove the second factor of a person and end their sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--reason", required=True, help="How it was made sure who is asking; kept in the log."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = User.objects.get(username=options["username"])
        except User.DoesNotExist:
            raise CommandError(f"There is no account {options['username']!r}.") from None
        try:
            removed = reset_second_factor(
                user=user, reason=options["reason"], actor=None, now=timezone.now()
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{user.username}: {removed} removed, all sessions ended.")
