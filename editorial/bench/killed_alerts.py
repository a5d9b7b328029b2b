"""Workers that write and send alerts and are killed at random moments; a mail server that counts what came."""

from __future__ import annotations

import os
import re
import socketserver
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random

from django.conf import settings
from django.utils import timezone

from portals.alerts.models import AlertItem, AlertMailing, Follow
from portals.alerts.noting import NotedThing, Spot, note_things
from portals.mail.models import OutgoingMail
from portals.mail.sending import mend_stuck
from portals.models import Portal
from portals.operations.bench.measure import Cast, Measured
from portals.operations.bench.registry import Amiss

from .alert_worker import READY

MAILS = 2_000
SHORTEST, LONGEST = 0.05, 3.0
MOST_SECONDS = 900.0
MESSAGE_ID, RECIPIENT = (
    re.compile(rb"(?im)^Message-ID:\s*<([^>]+)>"),
    re.compile(rb"(?im)^To:\s*(\S+)"),
)


class _Counted(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _MailServer)
        self.taken: list[tuple[bytes, bytes]] = []


class _MailServer(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs that sends well-formed mails."""

    server: _Counted

    def handle(self) -> None:
        try:
            self._say("220 bench")
            for line in self.rfile:
                word = line[:4].upper()
                if word == b"DATA":
                    self._say("354 go on")
                    self._take()
                elif word == b"QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._say("250 fine")
        except OSError:
            # Who spoke was killed.
            return

    def _take(self) -> None:
        mail = b""
        for line in self.rfile:
            if line == b".\r\n":
                named, to = MESSAGE_ID.search(mail), RECIPIENT.search(mail)
                self.server.taken.append((to[1] if to else b"", named[1] if named else b""))
                self._say("250 taken")
                return
            mail += line

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def _mail_server() -> Iterator[_Counted]:
    with _Counted() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def mails_survive(cast: Cast, portals: list[Portal], kills: int) -> Measured:
    """Kill the worker so often; return how many mails are lost, come twice, or under another Message-ID."""
    wanted = _happen(portals)
    lot = Random(7)  # noqa: S311  (a bench: the same moments each time)
    began = time.monotonic()
    with _mail_server() as server:
        env = os.environ | {"EMAIL_URL": f"smtp://127.0.0.1:{server.server_address[1]}"}
        for kill in range(kills + 1):
            with _worker(env) as worker:
                if kill < kills:
                    time.sleep(lot.uniform(SHORTEST, LONGEST))
                else:
                    _wait_until_all_left(began)
                worker.kill()
            # Ten minutes later, as the clock would.
            mend_stuck(now=timezone.now() + timedelta(minutes=11))
            OutgoingMail.objects.unsent().update(next_try_at=timezone.now())
    mailed = Counter(address for address, _named in server.taken)
    named = set(server.taken)
    cast.tell(f"{len(server.taken)} mails came for {wanted} mailboxes")
    return Measured(
        name="alerts.killed",
        ours_seconds=time.monotonic() - began,
        more={
            "mails": wanted,
            "kills": kills,
            "lost": wanted - len(mailed),
            "repeated": mailed.total() - len(mailed),
            "strange": len(named) - len(mailed),
        },
    )


def _happen(portals: list[Portal]) -> int:
    """Let something urgent come to so many portals that some thousands are to be mailed; return how many are."""
    AlertItem.objects.all().delete()
    counted, chosen = 0, []
    for portal in portals:
        followed = Follow.objects.filter(about=f"portal:{portal.pk}").count()
        if followed and counted < MAILS:
            chosen.append(portal)
            counted += followed
    note_things(
        happenings=[NotedThing("bench:killed", "Lịch cắt điện tuần này", urgent=True)],
        spots=[
            Spot(
                "bench:killed",
                portal.pk,
                (f"portal:{portal.pk}",),
                f"https://{portal.pk}.example.vn/",
            )
            for portal in chosen
        ],
        now=timezone.now(),
    )
    return counted


@contextmanager
def _worker(env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "editorial.bench.alert_worker"]
    with subprocess.Popen(
        command, cwd=settings.ROOT, env=env, stdout=subprocess.PIPE, text=True
    ) as worker:
        if worker.stdout is None or worker.stdout.readline().strip() != READY:
            raise Amiss("The worker of alerts did not start.")
        yield worker


def _wait_until_all_left(began: float) -> None:
    while not AlertMailing.objects.exists() or AlertMailing.objects.filter(sent_at=None).exists():
        if time.monotonic() - began > MOST_SECONDS:
            raise Amiss("The mails of alerts did not all leave.")
        time.sleep(0.2)
