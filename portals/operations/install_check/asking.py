"""All questions in the order in which they are asked and told."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from . import front as visitors
from . import machine, servers
from .lines import InstallLine, VisitorsFront, asked


def install_lines(front: VisitorsFront | None) -> Iterator[InstallLine]:
    """Ask everything, each as far as its server answers; without `front` nothing that stands before the web."""
    yield from machine.of_settings()
    yield from machine.of_files()
    yield from asked(
        "database", machine.of_tables, "See that PostgreSQL runs and DATABASE_URL is right."
    )
    yield from asked(
        "database", servers.of_database_clock, "See that PostgreSQL runs and DATABASE_URL is right."
    )
    yield from asked(
        "queue", servers.of_queue, "See that the queue's Valkey runs and QUEUE_URL is right."
    )
    yield from asked("workers", servers.of_workers, "Run manage.py migrate first.")
    yield from asked(
        "cache", servers.of_cache, "See that the cache's Valkey runs and CACHE_URL is right."
    )
    yield from asked(
        "mail", servers.of_mail, "See that the mail server takes mail from here (EMAIL_URL)."
    )
    if front is None:
        return
    remedy = "See that the proxy runs and the names lead to it (manage.py hosts --zone)."
    for question in (visitors.of_certificates, visitors.of_proxy, visitors.of_desk):
        yield from asked("front", partial(question, front), remedy)
