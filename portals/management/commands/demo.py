"""Set up and run the demo: `manage.py demo [--organisation 2024|2025] [--practice] [--reset] [--check]`, and more."""

from __future__ import annotations

import logging
import shutil
import time
from argparse import ArgumentParser
from collections.abc import Iterable
from json import dumps as dump
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext as _
from redis import Redis

from portals import services
from portals.database.roles import EMBEDDED
from portals.demo.logins import logins_of
from portals.demo.organisations import (
    OF_2024,
    ORGANISATIONS,
    TOWN,
    WARD,
    DemoOrganisation,
    organisation_standing,
)
from portals.demo.people import PASSWORD
from portals.demo.practice import NoPlaceForPractice, PracticeBeside
from portals.operations.demo.chapters import chapters
from portals.operations.demo.processes import (
    ProcessEnded,
    Processes,
    commands,
    ended_by_signal,
    is_taken,
    mail_url,
)
from portals.operations.demo.registry import FAULTS_SHOWN, Result, check_all, demo_checks
from portals.operations.demo.running import RunningDemo
from portals.operations.demo.seeding import NotEmpty, Step, is_seeded, seed
from portals.settings.backends import mailers

# Whose addresses the screen shows beside that of the province.
SHOWN = (TOWN, WARD)


class Command(BaseCommand):
    help = "Run the whole province on this machine, with made-up stories; Ctrl-C ends all of it."
    # The servers that checks may ask for are started by the command itself.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--organisation",
            choices=sorted(ORGANISATIONS),
            help="how the province is organised: 2024, with districts between it and the communes (default), or 2025,"
            " without; a demo that stands goes on as it began",
        )
        parser.add_argument(
            "--reset", action="store_true", help="empty the embedded database first"
        )
        parser.add_argument(
            "--practice",
            action="store_true",
            help="run the practice install beside it: a clone of the demo, kept for a day",
        )
        parser.add_argument(
            "--practice-port", type=int, help="of the practice install (default: the port after)"
        )
        parser.add_argument(
            "--practice-anew", action="store_true", help="with --practice: clone the demo again"
        )
        parser.add_argument("--check", action="store_true", help="prove that it works, then end")
        parser.add_argument(
            "--json",
            action="store_true",
            help="with --check: say it in JSON as well, on the last line",
        )

    def handle(
        self,
        *,
        port: int,
        organisation: str | None,
        practice: bool,
        practice_port: int | None,
        practice_anew: bool,
        reset: bool,
        check: bool,
        json: bool,
        **_options: Any,
    ) -> None:
        if json and not check:
            raise CommandError(_("--json goes with --check."))
        if not practice and (practice_anew or practice_port):
            raise CommandError(_("--practice-anew and --practice-port go with --practice."))
        beside = PracticeBeside(practice_port or port + 1, port) if practice else None
        _refuse_taken(port, beside)
        # What the framework tells of every page is not for this screen.
        logging.disable(logging.INFO)
        settings.MAILERS = mailers(mail_url())
        # Addresses that are written down while the content is made lead to where it will run.
        settings.PORTALS_PORT = port
        started_here = not any(services.status().values())
        told = {"PRACTICE_URL": beside.origin} if beside else {}
        ran = [Processes(port=port, told=told), *([beside.processes()] if beside else [])]
        with ended_by_signal():
            try:
                self._prepare(ORGANISATIONS.get(organisation or ""), reset=reset)
                self._run(ran, beside, anew=practice_anew, check=check, as_json=json)
            except KeyboardInterrupt:
                self.stdout.write(_("Ending the demo."))
            except ProcessEnded as ended:
                raise CommandError(str(ended)) from ended
            finally:
                for processes in reversed(ran):
                    processes.stop()
                connections.close_all()
                if started_here:
                    services.stop()

    def _prepare(self, wanted: DemoOrganisation | None, *, reset: bool) -> None:
        self._begun = time.monotonic()
        self._step(_("Servers"), services.ensure_started)
        if reset:
            self._step(_("Reset"), _empty)
        self._step(_("Database"), _as_owner)
        self._ensure_data(wanted)

    def _run(
        self,
        ran: list[Processes],
        beside: PracticeBeside | None,
        *,
        anew: bool,
        check: bool,
        as_json: bool,
    ) -> None:
        real, notice = ran[0], organisation_standing().notice
        if beside:
            # Before anything works on what is cloned. What yesterday's clone holds proves nothing of today's demo.
            self._step(
                _("Clone for practice"),
                lambda: beside.ensure_clone(ran[1], anew=anew or check, now=timezone.now()),
            )
        self._step(
            _("Processes"),
            lambda: real.start(commands(real.port, watched=not check), notice=notice),
        )
        if beside:
            self._step(_("Practice"), lambda: beside.start(ran[1], notice=notice))
        seconds = time.monotonic() - self._begun
        self.stdout.write(_("Ready after %(seconds).1f s.") % {"seconds": seconds})
        if check:
            found = check_all(_demo_of(ran, beside), demo_checks(practice=beside is not None))
            self._report(found, as_json=as_json)
            return
        self._show_addresses(real.port, beside)
        while True:
            for processes in ran:
                processes.check()
            time.sleep(1)

    def _ensure_data(self, wanted: DemoOrganisation | None) -> None:
        try:
            if is_seeded():
                _ensure_it_is(wanted)
                return
        except NotEmpty as error:
            raise CommandError(
                _("This database holds other portals; the demo leaves them alone. Use --reset.")
            ) from error
        organisation = wanted or OF_2024
        for step in seed(organisation=organisation.code, now=timezone.now()):
            self._print_step(step)

    def _step(self, name: str, action: Any) -> None:
        started = time.monotonic()
        action()
        self._print_step(Step(name, time.monotonic() - started))

    def _print_step(self, step: Step) -> None:
        self.stdout.write(f"  {step.name:<28}{step.seconds:6.1f} s")

    def _report(self, found: Iterable[Result], *, as_json: bool) -> None:
        """Show each result as it comes; raises CommandError where one is not as it should be."""
        asked = demo_checks(practice=True)
        titles = {key: title for check in asked for key, title in check.titles.items()}
        results = []
        for result in found:
            self.stdout.write(
                f"  {'✓' if result.is_good else '✗'} {titles[result.key]:<36}"
                f"{result.right:>5}/{result.total:<5}{result.seconds:7.2f} s"
            )
            for fault in result.faults[:FAULTS_SHOWN]:
                self.stdout.write(f"      {fault}")
            results.append(result)
        if as_json:
            told = {result.key: result.as_json() for result in results}
            self.stdout.write(dump(told, ensure_ascii=False))
        if bad := [str(titles[result.key]) for result in results if not result.is_good]:
            raise CommandError(_("Not as it should be: %(names)s.") % {"names": ", ".join(bad)})

    def _show_addresses(self, port: int, beside: PracticeBeside | None) -> None:
        base = settings.PORTALS_BASE_DOMAIN
        organisation = organisation_standing()
        members = ["syt", *(organisation.host_of(part) for part in SHOWN)]
        hosts = [base, *(f"{member}.{base}" for member in members), settings.PORTALS_ADMIN_HOST]
        self.stdout.write("")
        for host in hosts:
            self.stdout.write(f"  http://{host}:{port}/")
        if beside:
            told = _("practice: everything with the same accounts, and nothing of it is real")
            self.stdout.write(f"\n  {beside.origin}/  {told}")
        self.stdout.write("")
        for login in logins_of(organisation):
            self.stdout.write(f"  {login.username:<22}{PASSWORD:<18}{login.says}")
        self.stdout.write("\n" + _("Ctrl-C ends the demo; its data stays."))


def _refuse_taken(port: int, beside: PracticeBeside | None) -> None:
    """Raises CommandError where a port is in use, or the servers have no place for practice."""
    if is_taken(port):
        raise CommandError(
            _("Port %(port)d is in use: a demo may be running already. Choose another by --port.")
            % {"port": port}
        )
    try:
        if beside:
            beside.find_place()
    except NoPlaceForPractice as error:
        raise CommandError(str(error)) from error


def _demo_of(ran: list[Processes], beside: PracticeBeside | None) -> RunningDemo:
    """The demo as it is asked, with practice where that runs."""
    practice = None
    if beside:
        practice = RunningDemo(beside.port, ran[1].check, beside.desk)
    return RunningDemo(ran[0].port, ran[0].check, beside=practice)


def _ensure_it_is(wanted: DemoOrganisation | None) -> None:
    """Raises CommandError where the demo that stands began in another state than the one that is asked for."""
    standing = organisation_standing()
    if wanted is not None and wanted is not standing:
        raise CommandError(
            _(
                "A demo of %(year)s stands in this database. Use --reset to write it anew as of %(wanted)s."
            )
            % {"year": standing.code, "wanted": wanted.code}
        )


def _as_owner() -> None:
    """Do what in production are the owner's units: the processes that follow cannot."""
    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("forget_past_keeping", verbosity=0, skip_checks=True)


def _empty() -> None:
    """Drop all that the embedded servers hold for this checkout; never touches servers named by URL."""
    named = settings.ENVIRONMENT
    # As they were read: a file may hold one, too (DATABASE_URL_FILE).
    if named.database_url or named.queue_url or named.cache_url:
        raise CommandError(
            _("--reset empties the embedded servers only, and others are named by URL.")
        )
    connections.close_all()
    with psycopg.connect(
        services.address("postgres", database="postgres", role=services.SUPERUSER), autocommit=True
    ) as server:
        server.execute(f"DROP DATABASE IF EXISTS {services.DATABASE_NAME} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {services.DATABASE_NAME} OWNER {EMBEDDED.owner}")
    for name in ("queue", "cache"):
        Redis.from_url(services.address(name)).flushdb()
    # The port says nothing of where its data is.
    PracticeBeside(0, 0).forget()
    for folder in (name for chapter in chapters() for name in chapter.media_folders):
        shutil.rmtree(Path(settings.MEDIA_ROOT) / folder, ignore_errors=True)
