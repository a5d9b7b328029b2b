"""Two hundred requests a minute, sent over HTTP as people send them: how long they wait, and that none is lost."""

from __future__ import annotations

import http.client
import json
import os
import re
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from html import unescape
from urllib.parse import urlencode

from altcha import Challenge, Payload, solve_challenge
from django.db.models import Max
from tqdm import tqdm

from portals.accountability.links import FOLLOWED, follow_path
from portals.accountability.models import CitizenCase
from portals.addresses import main_hostname
from portals.demo.accounts import hidden_fields
from portals.form_guard.guard import TASK
from portals.operations.bench.measure import Cast, Measured
from portals.operations.bench.registry import Amiss, BenchOption
from portals.operations.bench.serving import served
from portals.operations.bench.table import BenchResult, TableRow, ms

from .made_words import made_words_of

MINUTES = BenchOption(
    "minutes",
    "of two hundred requests each, sent over HTTP; 0: thirty at once, to be counted",
    1,
)
A_MINUTE = 200
# Without a pace: whether each is kept once shows in few.
AT_ONCE = 30
FORM = "/gui-cau-hoi/cau-hoi/"
# Nobody writes faster: the guard of the form would hold it.
WRITING_SECONDS = 3.5
# Every fourth browser solves the task, the others run no script: solving takes a third of a second of a core, and
# clients share the machine with the server. Where sendings are counted alone it is one in fifty, and one in ten reads
# form and receipt; the others send by a form that was open, and their secret link is tried without its page.
SOLVED = 4
SOLVED_AT_ONCE, READ_AT_ONCE = 50, 10
SENDERS = 96
LONGEST_SECONDS = 60.0
TASK_IN_PAGE = re.compile(r'data-task="([^"]*)"')
CODE_IN_RECEIPT = re.compile(r'class="receipt-code">([^<]+)<')
MOST_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a person holds in the end: the code, and what they had written; and how long the sending took."""

    code: str
    text: str
    seconds: float
    # Where the secret link leads.
    place: str = ""


def sent_by_many(cast: Cast) -> Measured:
    """Send so many minutes long at a steady pace to the province's form, and count what is there. Raises Amiss."""
    minutes = cast.options[MINUTES.name] or 0
    count, pause = (minutes * A_MINUTE, 60 / A_MINUTE) if minutes else (AT_ONCE, 0.0)
    newest = CitizenCase.objects.aggregate(newest=Max("pk"))["newest"] or 0
    load = os.getloadavg()[0]
    env = {"PORTALS_TRUSTED_PROXIES": "127.0.0.1"}
    # By as many workers as there are in real life: of one alone the many at once wait longer than anybody does.
    with served(env=env) as server:
        host = main_hostname(cast.province)
        if pause:
            server.warm_up(host, FORM)
        worked, started = server.worked(), time.perf_counter()
        sender = _Sender(server.port, host, started, pause)
        with (
            ThreadPoolExecutor(SENDERS) as pool,
            tqdm(total=count, desc="sendings", disable=None) as bar,
        ):
            receipts = []
            for receipt in pool.map(sender.send, range(count)):
                receipts.append(receipt)
                bar.update()
        took, worked = time.perf_counter() - started, server.worked() - worked
    kept = CitizenCase.objects.filter(pk__gt=newest)
    must_be_kept(receipts, {case.code: case.text for case in kept})
    links_must_open(receipts, kept)
    waits = sorted(receipt.seconds for receipt in receipts)
    return Measured(
        name="requests.sendings",
        ours_seconds=statistics.median(waits),
        more={
            "sent": count,
            "kept": len(kept),
            "paced": bool(minutes),
            "seconds": took,
            "slow_seconds": waits[len(waits) * 99 // 100],
            # Of the web server, for the form, the sending and the receipt.
            "core_seconds": worked / count,
            "load": [load, os.getloadavg()[0]],
        },
    )


def must_be_kept(receipts: Iterable[Receipt], kept: Mapping[str, str]) -> None:
    """Raise Amiss unless each receipt's code is that of one request with the text that was sent, and there is no other.

    `kept` has the texts of the requests that are there since, by code.
    """
    given = Counter((receipt.code, receipt.text) for receipt in receipts)
    there = Counter(kept.items())
    twice = [code for (code, _text), times in given.items() if times > 1]
    lost, more = given - there, there - given
    if twice or lost or more:
        raise Amiss(
            f"Of {given.total()} receipts {lost.total()} have no request of their own, {len(twice)} say what another"
            f" says; {more.total()} requests have no receipt."
        )


@dataclass(frozen=True)
class _Sender:
    port: int
    host: str
    started: float
    pause: float

    def send(self, number: int) -> Receipt:
        """Read the form, write for a while, send it, and read the receipt."""
        if self.pause:
            time.sleep(max(0.0, self.started + number * self.pause - time.perf_counter()))
        ask = partial(self._ask, number)
        reads = self.pause or number % READ_AT_ONCE == 0
        form = ask("GET", FORM, http.client.OK)[1] if reads else self.open_form
        shown = time.perf_counter()
        text = f"{made_words_of(number, 100)} ({number})"
        typed = {**hidden_fields(form), "subject": made_words_of(number, 7), "text": text}
        if number % (SOLVED if self.pause else SOLVED_AT_ONCE) == 0:
            typed[TASK] = _solved(form)
        if self.pause:
            time.sleep(max(0.0, shown + WRITING_SECONDS - time.perf_counter()))
        before = time.perf_counter()
        place, _page = ask("POST", FORM, http.client.SEE_OTHER, urlencode(typed))
        seconds = time.perf_counter() - before
        code = _code_on(ask("GET", place, http.client.OK)[1]) if reads else _code_in(place)
        if code is None:
            raise Amiss(f"A receipt without a code: the {number}th.")
        return Receipt(code, text, seconds, place)

    @cached_property
    def open_form(self) -> str:
        """A form that somebody opened before."""
        return self._ask(0, "GET", FORM, http.client.OK)[1]

    def _ask(
        self, number: int, method: str, path: str, wanted: int, body: str | None = None
    ) -> tuple[str, str]:
        """Return where an answer leads and what it says. Each number is of another household."""
        headers = {"Host": self.host, "X-Forwarded-For": f"10.{number >> 8 & 255}.{number & 255}.1"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_SECONDS)
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            page = answer.read().decode()
        finally:
            line.close()
        if answer.status != wanted:
            # The path of a receipt opens a request, so no message holds it.
            raise Amiss(f"{method} for the {number}th sending: {answer.status}, not {wanted}.")
        return answer.headers.get("Location", ""), page


def _code_on(receipt: str) -> str | None:
    code = CODE_IN_RECEIPT.search(receipt)
    return code[1] if code else None


def _code_in(place: str) -> str | None:
    code, _slash, _secret = place.removeprefix(FOLLOWED).partition("/")
    return code or None


def links_must_open(receipts: Iterable[Receipt], kept: Iterable[CitizenCase]) -> None:
    """Raise Amiss unless the secret link of each receipt is that of the request with its code."""
    paths = {case.code: follow_path(case) for case in kept}
    wrong = sum(not one.place.startswith(paths[one.code]) for one in receipts)
    if wrong:
        raise Amiss(f"The links of {wrong} receipts open nothing.")


def _solved(form: str) -> str:
    task = TASK_IN_PAGE.search(form)
    if task is None:
        raise Amiss("The form has no task.")
    challenge = Challenge.from_dict(json.loads(unescape(task[1])))
    solution = solve_challenge(challenge)
    if solution is None:
        raise Amiss("A task was not solved in time.")
    return Payload(challenge, solution).to_base64()


def sending_row(one: BenchResult) -> TableRow:
    pace = f"in {one['seconds']:.0f} s" if one["paced"] else "at once"
    return TableRow(
        what=f"{one['sent']:,} requests sent over HTTP {pace}, none lost and none twice",
        stock="none",
        ours=(
            f"{ms(one['ours_seconds'])} (99 %: {ms(one['slow_seconds'])});"
            f" {ms(one['core_seconds'])} of a core for form, sending and receipt"
        ),
        target=f"{MOST_SECONDS:g} s",
        met=one["kept"] == one["sent"] and one["ours_seconds"] <= MOST_SECONDS,
    )
