"""What people do: follow, confirm, change, leave. Without an account: a signed link says who they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from portals.clock import local_date
from portals.mail.enums import SendingState
from portals.mail.models import OutgoingMail
from portals.refusals import Refusal

from .enums import AlertFrequency, LeavingReason
from .links import mailbox_hash
from .mails import post_question
from .models import AlertMailing, Departure, Follow, FollowerTally, Subscriber
from .registry import find_followed, tell_confirmed

if TYPE_CHECKING:
    from portals.models import Portal

UNCONFIRMED_KEPT = timedelta(days=7)
# Whoever types another's address has that one mailed: so often at most, whatever the form lets through.
QUESTIONS_A_DAY = 3
ASKED_WITHIN = timedelta(days=1)
# A form that is sent anew so soon was sent by one slip of a finger: one mail is enough.
SENT_TWICE_WITHIN = timedelta(minutes=1)
MOST_FOLLOWS = 50


class NotFollowable(Refusal):
    """That cannot be followed, or not any more."""


@transaction.atomic
def follow_by_mail(
    *, address: str, about: str, frequency: AlertFrequency, portal: Portal, now: datetime
) -> None:
    """Ask the mailbox whether it wants to follow `about`; nothing is mailed of it before that is confirmed.

    What comes of it is told to nobody but the mailbox: whether an address is known is no stranger's business. Raises
    NotFollowable.
    """
    thing = find_followed([about], now=now).get(about)
    if thing is None:
        raise NotFollowable(_("This cannot be followed here."))
    subscriber = _subscriber(address, portal, now)
    if subscriber.follows.count() >= MOST_FOLLOWS:
        return
    wanted, is_new = Follow.objects.get_or_create(
        subscriber=subscriber,
        about=about,
        defaults={
            "portal": thing.portal,
            "name": thing.name[:300],
            "frequency": frequency,
            "asked_at": now,
        },
    )
    waits = wanted.confirmed_at is None
    since = now - wanted.asked_at
    is_sent_twice = waits and not is_new and timedelta(0) <= since < SENT_TWICE_WITHIN
    if waits:
        # The last wish counts, and has its week again.
        wanted.frequency, wanted.asked_at = frequency, now
        wanted.save(update_fields=["frequency", "asked_at"])
    if not is_sent_twice and _may_ask(subscriber, now):
        # Anybody can have the question mailed to anybody: it says nothing that they wrote.
        called = wanted.name if wanted.confirmed_at else thing.plain_name or wanted.name
        post_question(wanted, called=called, address=subscriber.address, now=now)


def _subscriber(address: str, portal: Portal, now: datetime) -> Subscriber:
    subscriber, _is_new = Subscriber.objects.get_or_create(
        address_hash=mailbox_hash(address),
        defaults={"address": address.strip(), "portal": portal, "asked_at": now},
    )
    return Subscriber.objects.select_for_update().get(pk=subscriber.pk)


def _may_ask(subscriber: Subscriber, now: datetime) -> bool:
    """Count the question; whether the mailbox was not asked too often today."""
    if now - subscriber.asked_at >= ASKED_WITHIN or not subscriber.asked_times:
        subscriber.asked_at, subscriber.asked_times = now, 0
    if subscriber.asked_times >= QUESTIONS_A_DAY:
        return False
    subscriber.asked_times += 1
    subscriber.save(update_fields=["asked_at", "asked_times"])
    return True


@transaction.atomic
def confirm(*, wanted: Follow, now: datetime) -> None:
    """Begin to mail of what was asked for. Safe to repeat. A mailbox that was suspended takes mail again.

    Of who left meanwhile nothing is begun.
    """
    # Before what it follows, as whoever asks or leaves locks them.
    subscriber = Subscriber.objects.select_for_update().filter(pk=wanted.subscriber_id).first()
    if subscriber is None:
        return
    if Follow.objects.filter(pk=wanted.pk, confirmed_at=None).update(confirmed_at=now):
        tell_confirmed(wanted.about, now=now)
    subscriber.confirmed_at = subscriber.confirmed_at or now
    subscriber.suspended_at, subscriber.returned_at = None, None
    subscriber.refused_mails = subscriber.returned_mails = 0
    subscriber.save(
        update_fields=[
            *("confirmed_at", "suspended_at", "refused_mails", "returned_mails", "returned_at"),
        ]
    )


def change(*, subscriber: Subscriber, follow_id: int, frequency: AlertFrequency) -> None:
    """Choose how often to be mailed of one thing."""
    subscriber.follows.filter(pk=follow_id).exclude(confirmed_at=None).update(frequency=frequency)


@transaction.atomic
def unfollow(*, subscriber: Subscriber, follow_id: int, now: datetime) -> None:
    """Follow one thing no more; whoever follows nothing any more has left."""
    subscriber.follows.filter(pk=follow_id).delete()
    if not subscriber.follows.exclude(confirmed_at=None).exists():
        leave(subscriber=subscriber, reason=LeavingReason.UNSAID, now=now)


@transaction.atomic
def leave(*, subscriber: Subscriber, reason: LeavingReason, now: datetime) -> None:
    """Delete the address and all that tells of it, mails on their way too. Safe to repeat."""
    if not Subscriber.objects.select_for_update().filter(pk=subscriber.pk).exists():
        return
    queued = AlertMailing.objects.filter(subscriber=subscriber, sent_at=None)
    on_their_way = OutgoingMail.objects.select_for_update(skip_locked=True).filter(
        pk__in=queued.exclude(queued_at=None).values("pk"), state=SendingState.WAITING
    )
    # One that is being handed over at this moment asks once more whether it may.
    OutgoingMail.objects.filter(pk__in=list(on_their_way.values_list("pk", flat=True))).delete()
    Subscriber.objects.filter(pk=subscriber.pk).delete()
    Departure.objects.create(portal_id=subscriber.portal_id, reason=reason, left_at=now)


def give_reason(*, reason: LeavingReason, portal: Portal, now: datetime) -> None:
    """Say why one left, after one click on a page of `portal` had ended all."""
    latest = Departure.objects.filter(
        portal=portal, reason=LeavingReason.UNSAID, left_at__gte=now - timedelta(hours=1)
    ).order_by("-left_at")
    # Which of them it was is not known, and makes no difference to the numbers.
    Departure.objects.filter(pk__in=latest.values("pk")[:1]).update(reason=reason)


def forget_unconfirmed(*, now: datetime) -> int:
    """Delete what nobody confirmed within a week, and mailboxes that follow nothing; return how many of those."""
    Follow.objects.filter(confirmed_at=None, asked_at__lt=now - UNCONFIRMED_KEPT).delete()
    follows = Follow.objects.filter(subscriber=OuterRef("pk"))
    left = Subscriber.objects.filter(~Exists(follows), asked_at__lt=now - ASKED_WITHIN)
    count = left.count()
    left.delete()
    return count


_TALLY = """
    INSERT INTO alerts_followertally (portal_id, month, followers)
    SELECT follow.portal_id, %s, count(DISTINCT follow.subscriber_id)
    FROM alerts_follow AS follow JOIN alerts_subscriber AS subscriber ON subscriber.id = follow.subscriber_id
    WHERE follow.confirmed_at IS NOT NULL AND subscriber.suspended_at IS NULL
    GROUP BY follow.portal_id
    ON CONFLICT (portal_id, month) DO UPDATE SET followers = EXCLUDED.followers
"""


@transaction.atomic
def tally_followers(*, now: datetime) -> int:
    """Write down how many follow each portal this month; return how many portals. What nobody follows any more is 0."""
    month = local_date(now).replace(day=1)
    FollowerTally.objects.filter(month=month).update(followers=0)
    with connection.cursor() as cursor:
        cursor.execute(_TALLY, [month])
        return cursor.rowcount
