"""Writes and sends alerts over and over, until it is killed: the process that the bench kills."""

from __future__ import annotations

import sys

import django

READY = "ready"

if __name__ == "__main__":
    django.setup()
    from django.utils import timezone

    from portals.alerts.jobs import write_due
    from portals.mail.sending import send_due

    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()
    while True:
        write_due(seconds=0.2)
        send_due(now=timezone.now())
