"""Two releases beside each other, as an operator has them while one takes the place of the other."""

import json
import os
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from tests.support.http import HostClient
from tests.support.patience import come_true
from tests.support.processes import ROOT, listens, running

SETTINGS = """
from portals.settings.production import *
# The proxy of this test speaks plain HTTP.
SECURE_SSL_REDIRECT = False
"""
LINK = re.compile(r"""(?:href|src|action)="([^"#?]+)""")
# What it sends is no page to read.
SENDS = re.compile(r"""<form[^>]*\bmethod="post"[^>]*>""")
MOST_PAGES = 40
# Between two pages while a step of the roll is under way, so that it has the machine and is read all through.
UNHURRIED = 0.1


@dataclass(frozen=True)
class Release:
    """A release unpacked at `folder`, with the variables of the service."""

    folder: Path
    variables: Mapping[str, str]
    granian: list[str]

    @property
    def env(self) -> dict[str, str]:
        path = os.pathsep.join((str(self.folder), self.variables["SETTINGS_FOLDER"]))
        return {**self.variables, "PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "rolling_settings"}

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=self.folder, env=self.env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    @contextmanager
    def serving(self, port: int, log: Path) -> Iterator[None]:
        command = [part.format(port=port) for part in self.granian]
        with running(*command, env=self.env, log=log, folder=self.folder) as process:
            up = come_true(
                lambda: listens(port) or process.poll() is not None, progress=log.read_text
            )
            assert up, log.read_text()
            assert process.poll() is None, log.read_text()
            yield


def unpack(commit: str, folder: Path) -> None:
    """Lay the files of a commit into a folder."""
    archive = subprocess.run(
        ["git", "archive", commit, "--", "portals", "editorial", "syndication", "scoring",
         "templates", "static", "manage.py"],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    folder.mkdir()
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True)


def is_known(commit: str) -> bool:
    """Return whether this checkout has that commit: a shallow one has not."""
    asked = subprocess.run(
        ["git", "cat-file", "-e", f"{commit}^{{commit}}"], cwd=ROOT, capture_output=True
    )
    return asked.returncode == 0


@dataclass
class Readers:
    """Visitors who follow links within their portals and take what pages need, until the block ends."""

    port: int
    # Where they begin, by host.
    starts: Mapping[str, str]
    answers: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    rounds: int = 0
    _hurried: threading.Event = field(default_factory=threading.Event)

    def read_a_round(self) -> None:
        """Have them follow every link once from here on, without a pause."""
        done = self.rounds
        self._hurried.set()
        assert come_true(lambda: self.rounds > done + 1, progress=lambda: self.answers.total())
        self._hurried.clear()

    @contextmanager
    def reading(self) -> Iterator[None]:
        stop = threading.Event()
        thread = threading.Thread(target=self._read, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def bad(self) -> dict[tuple[str, str, int], int]:
        return {key: count for key, count in self.answers.items() if key[2] >= 400}

    def _read(self, stop: threading.Event) -> None:
        client = HostClient(f"127.0.0.1:{self.port}", timeout=60)
        while not stop.is_set():
            for host, path in self.starts.items():
                self._walk(client, host, path, stop)
            self.rounds += 1

    def _walk(self, client: HostClient, host: str, start: str, stop: threading.Event) -> None:
        waiting, seen = [start], {start}
        while waiting and not stop.is_set():
            self._hurried.wait(UNHURRIED)
            path = waiting.pop(0)
            answer = client.get(host, path)
            self.answers[host, path, answer.status] += 1
            if "text/html" not in answer.headers.get("Content-Type", ""):
                continue
            for link in LINK.findall(SENDS.sub("", answer.body.decode())):
                target = urlsplit(urljoin(f"https://{host}{path}", link))
                is_own = target.hostname == host and target.path not in seen
                if is_own and (len(seen) < MOST_PAGES or target.path.startswith("/static/")):
                    seen.add(target.path)
                    waiting.append(target.path)


def hosts_of(release: Release) -> list[str]:
    """Return the names of the portals that the release serves."""
    code = (
        "import json; from wagtail.models import Site;"
        "print(json.dumps(sorted(Site.objects.values_list('hostname', flat=True))))"
    )
    found: list[str] = json.loads(
        release.manage("shell", "--no-imports", "-c", code).splitlines()[-1]
    )
    return found
