"""Mailboxes that follow, and rounds as the clock makes them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from portals.alerts.actions import confirm, follow_by_mail
from portals.alerts.enums import AlertFrequency
from portals.alerts.links import mailbox_hash
from portals.alerts.models import Follow, Subscriber
from portals.alerts.noting import NotedThing, Spot, note_things
from portals.alerts.planning import ensure_digests, plan_alert_digests, plan_at_once, plan_gone
from portals.alerts.queueing import queue_slice
from portals.clock import LOCAL_ZONE
from portals.mail.enums import MailKind
from portals.mail.models import OutgoingMail
from portals.mail.sending import send_due
from portals.models import Portal

# A Thursday, at ten in the morning.
THEN = datetime(2026, 3, 5, 10, 0, tzinfo=LOCAL_ZONE)
FRIDAY_MORNING = datetime(2026, 3, 6, 6, 31, tzinfo=LOCAL_ZONE)
MONDAY_MORNING = datetime(2026, 3, 9, 6, 31, tzinfo=LOCAL_ZONE)


def key_of(portal: Portal) -> str:
    return f"portal:{portal.pk}"


def ask_to_follow(
    portal: Portal,
    address: str = "lan@example.vn",
    frequency: AlertFrequency = AlertFrequency.AT_ONCE,
    about: str = "",
    now: datetime = THEN,
) -> Follow:
    about = about or key_of(portal)
    follow_by_mail(address=address, about=about, frequency=frequency, portal=portal, now=now)
    return Follow.objects.get(subscriber__address_hash=mailbox_hash(address), about=about)


def followed(portal: Portal, *given: Any, **named: Any) -> Subscriber:
    wanted = ask_to_follow(portal, *given, **named)
    confirm(wanted=wanted, now=wanted.asked_at)
    OutgoingMail.objects.filter(kind=MailKind.CONFIRMING).delete()
    return Subscriber.objects.get(pk=wanted.subscriber_id)


def happen(
    portal: Portal,
    thing: str = "thu:1",
    title: str = "Lịch cắt điện",
    *,
    urgent: bool = False,
    now: datetime = THEN,
) -> None:
    address = f"https://{portal.site.hostname}/{thing}/"
    note_things(
        happenings=[NotedThing(thing, title, urgent)],
        spots=[Spot(thing, portal.pk, (key_of(portal),), address)],
        now=now,
    )


def write(now: datetime = THEN) -> list[OutgoingMail]:
    """Plan and queue what is due at `now`; return the mails that wait."""
    plan_gone(now=now)
    ensure_digests(now=now)
    plan_at_once(now=now)
    while plan_alert_digests(now=now):
        pass
    while queue_slice(now=now):
        pass
    kinds = [MailKind.ALERT, MailKind.FOLLOWED]
    return list(OutgoingMail.objects.unsent().filter(kind__in=kinds).order_by("written_at", "pk"))


def send(now: datetime | None = None) -> int:
    return send_due(now=(now or timezone.now()) + timedelta(seconds=1))
