"""What the servers answer that the install stands on: their time, how they keep what they hold, who works on them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import django_rq
from django.conf import settings
from django.core.mail import mailers
from django.utils import timezone
from redis import Redis
from redis.exceptions import ResponseError
from rq import Worker

from portals.jobs.queueing import quick_connection
from portals.operations.health import CLOCK_OFF_SECONDS
from portals.operations.questions import AskDatabase
from portals.operations.ticking import silent

from .lines import InstallLine

KEEP_TIME = "Have NTP set the clocks of all machines (systemctl enable --now systemd-timesyncd)."


def of_database_clock() -> Iterator[InstallLine]:
    ask = AskDatabase()
    try:
        yield _clock("clocks.database", ask())
    finally:
        ask.close()


def of_queue() -> Iterator[InstallLine]:
    valkey = quick_connection(settings.RQ_QUEUES["default"]["URL"])
    yield _clock("clocks.queue", _ahead_of(valkey))
    policy = str(valkey.info("memory")["maxmemory_policy"])
    yield InstallLine(
        "queue.eviction",
        f"maxmemory-policy {policy}",
        ""
        if policy == "noeviction"
        else "Set maxmemory-policy noeviction: else jobs vanish when memory is short.",
    )
    kept = _kept(valkey)
    yield InstallLine(
        "queue.persistence",
        kept or "nothing is written to disk",
        "" if kept else "Set appendonly yes: else a restart loses the jobs that wait.",
    )
    idle = [
        name
        for name in settings.RQ_QUEUES
        if not Worker.count(queue=django_rq.get_queue(name, connection=valkey))
    ]
    yield InstallLine(
        "workers.queues",
        f"no worker of: {', '.join(idle)}" if idle else "each queue has a worker",
        "Start lien-cong-workers.target." if idle else "",
    )


def of_workers() -> Iterator[InstallLine]:
    quiet = silent(now=timezone.now())
    yield InstallLine(
        "workers.alive",
        f"no sign of life from: {', '.join(quiet)}" if quiet else "each queue gave a sign of life",
        "Start lien-cong-clock.service and the workers, and ask again in two minutes."
        if quiet
        else "",
    )


def of_cache() -> Iterator[InstallLine]:
    url = settings.CACHES["default"]["LOCATION"]
    valkey = quick_connection(url)
    yield _clock("clocks.cache", _ahead_of(valkey))
    told = valkey.info("memory")
    limit, policy = int(told["maxmemory"]), str(told["maxmemory_policy"])
    is_bounded = limit > 0 and policy.startswith("allkeys-")
    yield InstallLine(
        "cache.eviction",
        f"maxmemory {limit}, maxmemory-policy {policy}",
        "" if is_bounded else "Set a maxmemory and maxmemory-policy allkeys-lru for the cache.",
    )
    is_apart = _place(url) != _place(settings.RQ_QUEUES["default"]["URL"])
    yield InstallLine(
        "cache.apart",
        "another server than the queue's" if is_apart else "the queue's own server",
        "" if is_apart else "Give cache and queue a server each: one evicts, the other never may.",
    )


def of_mail() -> Iterator[InstallLine]:
    backend = settings.MAILERS["default"]["BACKEND"]
    if not backend.startswith("portals.mail."):
        yield InstallLine("mail.server", backend, "Set EMAIL_URL to a mail server: no mail leaves.")
        return
    server = mailers.default
    server.open()
    server.close()
    options = settings.MAILERS["default"]["OPTIONS"]
    yield InstallLine("mail.server", f"{options['host']}:{options['port']} answers")


def _clock(name: str, ahead: float) -> InstallLine:
    is_off = abs(ahead) > CLOCK_OFF_SECONDS
    return InstallLine(name, f"{ahead:+.2f} seconds apart", KEEP_TIME if is_off else "")


def _ahead_of(valkey: Redis) -> float:
    """How far this machine's clock is ahead of the server's; what lies within the question is no difference."""
    before = time.time()
    seconds, micros = valkey.time()
    theirs, after = seconds + micros / 1e6, time.time()
    if before <= theirs <= after:
        return 0.0
    return before - theirs if theirs < before else after - theirs


def _kept(valkey: Redis) -> str:
    told: dict[str, Any] = valkey.info("persistence")
    if told.get("aof_enabled"):
        return "appendonly yes"
    try:
        rules = str(valkey.config_get("save").get("save", ""))
    except ResponseError:
        # Of a server that is rented, and does not tell: what it did last is known.
        return "a dump was written" if told.get("rdb_last_bgsave_status") == "ok" else ""
    return f"save {rules}" if rules else ""


def _place(url: str) -> tuple[Any, ...]:
    given = Redis.from_url(url).connection_pool.connection_kwargs
    return given.get("path"), given.get("host"), given.get("port")
