"""The guard of one form: what it puts into the page, and what it thinks of what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from portals.cache import CacheAway
from portals.visitors import client_network, client_site

from . import tasks
from .counting import Tallies, count
from .fingerprints import bands_of
from .limits import GuardLimit, GuardLimits
from .tasks import TaskAnswer
from .verdicts import GuardOutcome, GuardReason, GuardVerdict

logger = structlog.get_logger(__name__)

# What the fields are called. The trap's is one that machines fill in, and that no browser knows of a person.
TASK, MOMENT, TRAP = "altcha", "luc-mo", "trang-web-rieng"


@dataclass(frozen=True, slots=True)
class FormGuard:
    """`name` is the form's, and stays; `texts` the cleaned fields by which what was sent is compared, `mail` the one of
    the address that will be mailed, where the form has one.

    Nobody fills in the form within `least` of its being shown. Files are the caller's to judge.
    """

    name: str
    texts: tuple[str, ...]
    mail: str = ""
    least: timedelta = timedelta(seconds=3)
    limits: GuardLimits = field(default_factory=GuardLimits)

    def fields(self, request: HttpRequest, *, now: datetime) -> SafeString:
        """Return what stands in the form, before its button: HTML with its script and style.

        The page must not be stored (`Cache-Control: no-store`). Shown again after a mistake, the form keeps the time at
        which it was first shown, and gets a new task.
        """
        form = self._form(request)
        moment = request.POST.get(MOMENT, "")
        if tasks.moment_age(moment, form, now=now) is None:
            moment = tasks.new_moment(form, now=now)
        context = {
            "names": {"task": TASK, "moment": MOMENT, "trap": TRAP},
            "task": tasks.new_task(form, now=now),
            "moment": moment,
        }
        return render_to_string("portals/form_guard/fields.html", context)

    def judge(
        self, request: HttpRequest, cleaned: Mapping[str, Any], *, now: datetime
    ) -> GuardVerdict:
        """Judge what was sent, once it is valid and before anything is written; it is counted by being asked.

        Takes one round trip to the cache; without the cache everything is held.
        """
        form = self._form(request)
        answer = tasks.read_answer(request.POST.get(TASK, ""), form, now=now)
        reasons = [answer.wrong] if answer.wrong else []
        reasons += self._signs(request, form, now)
        bands = bands_of(str(cleaned.get(name) or "") for name in self.texts)
        try:
            counts = count(
                form,
                task=answer.name,
                task_seconds=_seconds_left(answer, now),
                network=client_network(request),
                site=client_site(request),
                bands=bands,
                mail=str(cleaned.get(self.mail) or ""),
                limits=self.limits,
                now=now,
            )
        except CacheAway:
            logger.warning("form_guard.uncounted", form=self.name)
            return GuardVerdict(GuardOutcome.HELD, (*reasons, GuardReason.UNCOUNTED))
        return self._by_counts(counts, reasons, is_short=len(bands) == 1, now=now)

    def showing(self, request: HttpRequest) -> str:
        """Return the name of the one showing of the form by which something was sent; empty where nobody knows.

        Sent twice by one, the same is meant once.
        """
        return tasks.showing_of(request.POST.get(MOMENT, ""), self._form(request))

    def _by_counts(
        self, counts: Tallies, reasons: list[GuardReason], *, is_short: bool, now: datetime
    ) -> GuardVerdict:
        if not counts.is_fresh:
            reasons = [*reasons, GuardReason.REPLAYED]
        solved = not reasons
        text, network = self.limits.text, self.limits.network
        asked: list[tuple[GuardReason, GuardLimit, Any]] = [
            (GuardReason.SAME_TEXT, text.times(self.limits.short_times) if is_short else text, counts.text),
            (GuardReason.MANY_FROM_NETWORK, network, counts.network),
            (GuardReason.MANY_FROM_NETWORK, network.times(self.limits.site_times), counts.site),
            (GuardReason.MANY_TO_ADDRESS, self.limits.mail, counts.mail),
        ]  # fmt: skip
        for reason, limit, counted in asked:
            if limit.refuses(counted.number, solved=solved):
                logger.info("form_guard.refused", form=self.name, reason=reason)
                return GuardVerdict(GuardOutcome.REFUSED, (*reasons, reason), now + counted.left)
        reasons += [reason for reason, limit, counted in asked if counted.number >= limit.held_from]
        return GuardVerdict(
            GuardOutcome.HELD if reasons else GuardOutcome.PASSED, tuple(dict.fromkeys(reasons))
        )

    def _signs(self, request: HttpRequest, form: str, now: datetime) -> list[GuardReason]:
        """What speaks for a machine, beside the task."""
        found = []
        if request.POST.get(TRAP):
            found.append(GuardReason.TRAPPED)
        age = tasks.moment_age(request.POST.get(MOMENT, ""), form, now=now)
        if age is None:
            found.append(GuardReason.NO_MOMENT)
        elif age < self.least:
            found.append(GuardReason.TOO_FAST)
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
            found.append(GuardReason.FROM_ELSEWHERE)
        return found

    def _form(self, request: HttpRequest) -> str:
        return f"{self.name}@{request.get_host()}"


def _seconds_left(answer: TaskAnswer, now: datetime) -> int:
    """How long a used task is remembered: until it is good for nothing; 0 without one that was solved."""
    return int(answer.expires_at - now.timestamp()) + 1 if answer.wrong is None else 0
