"""Print the hosts of the install, as certificates, the zone or a proxy need them: `manage.py hosts --san`."""

from __future__ import annotations

from argparse import ArgumentParser
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portals.clock import local_date
from portals.operations import fronts

# For documentation (RFC 5737): a zone that is loaded with it leads nowhere.
EXAMPLE = "203.0.113.1"


class Command(BaseCommand):
    help = "Print every host that answers today, one a line, or what is needed for them elsewhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        form = parser.add_mutually_exclusive_group()
        form.add_argument(
            "--san", action="store_true", help="the names that a certificate must have"
        )
        form.add_argument("--zone", action="store_true", help="records for the zone of the domain")
        form.add_argument("--nginx", action="store_true", help="a map of the hosts for nginx")
        form.add_argument(
            "--caddy", action="store_true", help="the hosts as addresses of Caddy's site"
        )
        parser.add_argument(
            "--address",
            action="append",
            default=[],
            help=f"with --zone: address of the front, may be repeated (default: {EXAMPLE}, an example)",
        )

    def handle(self, **options: Any) -> None:
        hosts = fronts.hosts_that_answer(local_date(timezone.now()))
        if options["zone"]:
            lines = fronts.zone_lines(hosts, self._addresses(options["address"]))
        elif options["nginx"]:
            lines = fronts.nginx_lines(hosts)
        elif options["caddy"]:
            lines = fronts.caddy_lines(hosts)
        elif options["san"]:
            lines = fronts.certificate_names(hosts)
        else:
            lines = hosts
        for line in lines:
            self.stdout.write(line)
        # Beside what is to be copied.
        self.stderr.write(_told(hosts))

    def _addresses(self, given: list[str]) -> list[str]:
        for address in given:
            try:
                ip_address(address)
            except ValueError:
                raise CommandError(f"{address} is no IP address.") from None
        return given or [EXAMPLE]


def _told(hosts: list[str]) -> str:
    counted = fronts.levels(hosts)
    base = settings.PORTALS_BASE_DOMAIN
    deep = sum(count for level, count in counted.items() if level > 1)
    told = f"{len(hosts)} hosts: {counted[0] + counted[1]} covered by a certificate for {base} and *.{base}"
    if deep:
        told += f", {deep} two or more levels below, which it does not cover"
    if counted[-1]:
        told += f", {counted[-1]} outside {base}"
    return f"{told}."
