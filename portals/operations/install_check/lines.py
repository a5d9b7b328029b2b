"""What one line of the check says, and how a question is asked whose server may be away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django import db
from redis.exceptions import RedisError

from portals.mail.sending import SERVER_AWAY


@dataclass(frozen=True, slots=True)
class InstallLine:
    """What was asked by its name, what was found, and, where it is not as it should be, what to do."""

    name: str
    found: str
    remedy: str = ""

    @property
    def is_good(self) -> bool:
        return not self.remedy


@dataclass(frozen=True, slots=True)
class VisitorsFront:
    """Where visitors come in: `at` in place of what the names resolve to, `authority` in place of the system's."""

    at: tuple[str, int] | None = None
    authority: str | None = None


type InstallQuestion = Callable[[], Iterator[InstallLine]]

AWAY = (db.Error, RedisError, *SERVER_AWAY)


def asked(name: str, question: InstallQuestion, remedy: str) -> Iterator[InstallLine]:
    """Ask, and where no answer comes, say so as a line of its own with `remedy`."""
    try:
        yield from question()
    except AWAY as error:
        words = " ".join(str(error).split())[:200] or type(error).__name__
        yield InstallLine(name, words, remedy)
