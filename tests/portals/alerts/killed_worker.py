"""Writes and sends alerts over and over, until it is killed."""

from __future__ import annotations

import sys

import django

if __name__ == "__main__":
    django.setup()
    from django.utils import timezone

    from portals.alerts import queueing
    from portals.alerts.planning import plan_at_once
    from portals.mail.sending import send_due

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        plan_at_once(now=timezone.now())
        queueing.queue_slice(now=timezone.now(), limit=7)
        send_due(now=timezone.now(), limit=5)
