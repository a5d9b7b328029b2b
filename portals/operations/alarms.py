"""What is amiss in the install, in words for the standing editors of the province and in a mail to the operator."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django import db
from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portals.database.role_checks import role_checks
from portals.mail.actions import post
from portals.mail.enums import MailKind
from portals.mail.queries import oldest_seconds
from portals.mail.sending import send_due

from .checking import ask_checks
from .ticking import silent

logger = structlog.get_logger(__name__)

MAIL_LATE_SECONDS = 30 * 60
DISK_FREE_SHARE = 0.05
LOOK_EVERY = timedelta(minutes=1)
# What a restart mends is nobody's mail.
TOLD_AFTER = timedelta(minutes=2)
TOLD_AGAIN_AFTER = timedelta(hours=12)


_registered: list[tuple[str, str | Promise, Callable[[], bool]]] = []


def register(name: str, words: str | Promise, is_amiss: Callable[[], bool]) -> None:
    """Have `is_amiss` asked each minute; called by a floor's `ready()`. A query or two, however much there is."""
    _registered.append((name, words, is_amiss))


@dataclass(frozen=True, order=True)
class Problem:
    """Something that somebody must look after."""

    name: str
    words: str


def problems(*, now: datetime, queue_answers: bool = True) -> list[Problem]:
    """What is amiss at `now`, as the database and the disk have it. Five queries, and those of what is registered."""
    found = []
    if not queue_answers:
        found.append(
            Problem("queue", _("The queue takes no jobs: nothing that is planned is done."))
        )
    quiet = silent(now=now)
    if quiet:
        words = _("No sign of life from the workers or the clock of: %(queues)s.")
        found.append(Problem("workers", words % {"queues": ", ".join(quiet)}))
    if oldest_seconds() > MAIL_LATE_SECONDS:
        found.append(Problem("mail", _("Mail does not leave: see the list of outgoing mail.")))
    if disk_free_share() < DISK_FREE_SHARE:
        found.append(Problem("disk", _("The disk of uploads is nearly full.")))
    found += [Problem(name, str(words)) for name, words, is_amiss in _registered if is_amiss()]
    return [*found, *_of_the_roles(now)]


def _of_the_roles(now: datetime) -> list[Problem]:
    words = {
        "roles.application": _("The web's database role owns the tables: it can rewrite the log."),
        "roles.log": _("The web's database role may change the log: run migrate as the owner."),
        "roles.retention": _("The timer that ends what the log kept long enough does not run."),
    }
    return [
        Problem(finding.check.name, words[finding.check.name])
        for finding in ask_checks(now=now, checks=role_checks())
        if not finding.is_good
    ]


def disk_free_share() -> float:
    """The free part of the disk that holds uploads; 1.0 where they are in a bucket."""
    usage = disk_of_uploads()
    return usage[1] / usage[0] if usage else 1.0


def disk_of_uploads() -> tuple[int, int] | None:
    """The size and the free bytes of the disk that holds uploads, or None where they are in a bucket."""
    folder = Path(settings.MEDIA_ROOT)
    if settings.STORAGES["default"]["BACKEND"].endswith("BucketStorage"):
        return None
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    return usage.total, usage.free


@dataclass
class Lookout:
    """Looks once a minute, in the clock's own process, and mails the operator what stays amiss.

    Not by the queue, which may be what is amiss; and by the one sender of mail all the same, at once.
    """

    _looked_at: datetime | None = None
    _since: dict[str, datetime] = field(default_factory=dict)
    _told_at: dict[str, datetime] = field(default_factory=dict)

    def look(self, *, queue_answers: bool, now: datetime | None = None) -> list[Problem]:
        """Look, if it is time, and return what was told to the operator."""
        now = now or timezone.now()
        if self._looked_at is not None and now - self._looked_at < LOOK_EVERY:
            return []
        self._looked_at = now
        try:
            return self._tell(problems(now=now, queue_answers=queue_answers), now)
        except db.Error as error:
            logger.error("alarms.database_away", error=type(error).__name__)
        except Exception:
            # The clock goes on whatever happens to who looks after it.
            logger.exception("alarms.failed")
        return []

    def _tell(self, found: list[Problem], now: datetime) -> list[Problem]:
        self._since = {one.name: self._since.get(one.name, now) for one in found}
        self._told_at = {name: at for name, at in self._told_at.items() if name in self._since}
        news = [one for one in found if self._is_news(one, now)]
        for one in news:
            logger.error("alarms.raised", problem=one.name)
        if news and settings.PORTALS_OPERATOR_MAIL:
            mail_operator(found, now=now)
        self._told_at |= dict.fromkeys((one.name for one in news), now)
        return news

    def _is_news(self, one: Problem, now: datetime) -> bool:
        told_at = self._told_at.get(one.name)
        if told_at is not None:
            return now - told_at >= TOLD_AGAIN_AFTER
        return now - self._since[one.name] >= TOLD_AFTER


def mail_operator(found: list[Problem], *, now: datetime) -> None:
    """Mail the operator everything that is amiss, at once, and only that: what waits may be what is amiss."""
    lines = [f"- {one.words}" for one in found]
    mail = post(
        kind=MailKind.ALARM,
        address=settings.PORTALS_OPERATOR_MAIL,
        subject=_("%(site)s: something is amiss") % {"site": settings.WAGTAIL_SITE_NAME},
        text="\n".join([settings.PORTALS_BASE_DOMAIN, "", *lines, ""]),
        now=now,
    )
    send_due(now=now, only=mail)
