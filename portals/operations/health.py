"""Whether this process can do its work: what it stands on is asked once a second, by threads that do nothing else.

So whoever asks is answered at once, whatever hangs. What the thread of the database finds shuts and opens the gate
(`portals/database/gate.py`): nobody waits for a PostgreSQL that is away.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from redis.exceptions import RedisError

from portals.database.gate import gate

from .questions import ASK_POOLER_SECONDS, AskDatabase, Full, ask_cache, ask_queue

logger = logging.getLogger(__name__)

ASK_EVERY_SECONDS = 1.0
KEPT_SECONDS = 1.0
# Whoever has not answered for so long hangs in a way that no bound of the question itself covers.
LOST_AFTER_SECONDS = 6.0
LOST_BEHIND_POOLER_SECONDS = 3 * ASK_POOLER_SECONDS
# Without the cache pages come from Django, without the queue jobs wait: a node is not taken out of service for these.
NEEDED = frozenset({"database"})
# Nodes judge each other's pages by the time.
CLOCK_OFF_SECONDS = 0.3
UP, DOWN, FULL = "up", "down", "full"

type Question = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Said:
    """What a server said last: its state, what it was asked for, and when that was (monotonic)."""

    state: str
    value: Any
    at: float


# That of this process, where one watches.
watching: Readiness | None = None


class Readiness:
    """What the servers said last. Watches them where the settings say so; else asks them when it is asked."""

    def __init__(self, questions: dict[str, Question] | None = None) -> None:
        self._questions = questions or {
            "database": AskDatabase(),
            "cache": ask_cache,
            "queue": ask_queue,
        }
        self._lock = threading.Lock()
        self._said: dict[str, Said] = {}
        self._warned_of_clock = False
        self._watched = questions is None and settings.PORTALS_WATCHES_SERVERS
        if self._watched:
            global watching
            watching = self
            for name in self._questions:
                threading.Thread(
                    target=self._watch, args=(name,), name=f"watch {name}", daemon=True
                ).start()

    def report(self) -> tuple[bool, dict[str, Any]]:
        """Return whether the process can serve, and what to say about it: what is down or full, and the clock."""
        servers = self._states()
        down = [name for name, state in servers.items() if state != UP]
        ready = all(servers.get(name, UP) == UP for name in NEEDED)
        told: dict[str, Any] = {"ready": ready, "down": down, "servers": servers}
        ahead = self.clock_ahead()
        if ahead is not None:
            told["clock_ahead_seconds"] = round(ahead, 3)
            told["clock"] = "off" if abs(ahead) > CLOCK_OFF_SECONDS else "right"
        return ready, told

    def clock_ahead(self) -> float | None:
        """How far this machine's clock is ahead of PostgreSQL's, in seconds; None where that is not known."""
        said = self._said.get("database")
        return said.value if said and isinstance(said.value, float) else None

    def _states(self) -> dict[str, str]:
        if not self._watched:
            with self._lock:
                for name in self._questions:
                    self._ask_if_old(name)
        lost_before = time.monotonic() - (
            LOST_BEHIND_POOLER_SECONDS if settings.PORTALS_DATABASE_POOLER else LOST_AFTER_SECONDS
        )
        return {
            name: said.state if (said := self._said.get(name)) and said.at > lost_before else DOWN
            for name in self._questions
        }

    def answers(self, name: str) -> bool:
        """Whether that server does its work, as far as is known now."""
        return self._states()[name] == UP

    def _ask_if_old(self, name: str) -> None:
        said = self._said.get(name)
        if said is None or time.monotonic() - said.at > KEPT_SECONDS:
            self._said[name] = self._ask(name)
            question = self._questions[name]
            if isinstance(question, AskDatabase):
                # Who knows when it is asked again.
                question.close()

    def _watch(self, name: str) -> None:
        while True:
            before = self._said.get(name)
            said = self._said[name] = self._ask(name)
            if name == "database":
                self._move_gate(said)
                self._look_at_clock()
            if before is not None and before.state != said.state:
                logger.warning(
                    "A server changed.",
                    extra={
                        "event": "portals.health.changed",
                        "server": name,
                        "state": said.state,
                    },
                )
            time.sleep(ASK_EVERY_SECONDS)

    def _move_gate(self, said: Said) -> None:
        if said.state == UP:
            gate.open()
        else:
            gate.shut()

    def _look_at_clock(self) -> None:
        ahead = self.clock_ahead()
        is_off = ahead is not None and abs(ahead) > CLOCK_OFF_SECONDS
        if is_off and not self._warned_of_clock:
            logger.warning(
                "The clock of this machine is off.",
                extra={"event": "portals.health.clock_off", "ahead_seconds": ahead},
            )
        self._warned_of_clock = is_off

    def _ask(self, name: str) -> Said:
        try:
            value = self._questions[name]()
        except Full:
            return Said(FULL, None, time.monotonic())
        except (psycopg.Error, RedisError, OSError) as error:
            if not self._watched:
                logger.warning(
                    "A server does not answer.",
                    extra={
                        "event": "portals.health.down",
                        "server": name,
                        "error": type(error).__name__,
                    },
                )
            return Said(DOWN, None, time.monotonic())
        except Exception:
            # The thread must go on whatever happens: else the gate would stay shut for good.
            logger.exception(
                "A server could not be asked.",
                extra={"event": "portals.health.unasked", "server": name},
            )
            return Said(DOWN, None, time.monotonic())
        return Said(UP, value, time.monotonic())
