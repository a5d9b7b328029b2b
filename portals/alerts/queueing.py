"""From the rows of the plan to the outgoing mail, under fixed ids; and what became of them there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from portals.mail.actions import Letter, post_many
from portals.mail.enums import MailKind, SendingState
from portals.mail.models import OutgoingMail
from portals.models import Portal

from .enums import HASTY, AlertMailKind
from .mails import USEFUL_FOR, AlertLine, LetterWriter, letter_writer
from .models import AlertMailing, AlertTold, Subscriber

MAILS_A_SLICE = 500
# A mailbox that is full today may be empty tomorrow; one that is no more answers so each time.
REFUSALS_UNTIL_SUSPENDED = 3
# Servers that take a mail first and send it back later have it counted as sent meanwhile: so many of them are enough,
# each within this time of the one before.
RETURNS_UNTIL_SUSPENDED, RETURNS_REMEMBERED = 3, timedelta(days=90)

# What may still be told of the items of these mails, and where it stands for who gets the mail. First what each of
# them follows, which is little: something urgent may stand on all portals.
_LINES = """
    WITH theirs AS MATERIALIZED (
        SELECT told.mailing_id, told.item_id, follow.about, follow.confirmed_at
        FROM alerts_alerttold AS told JOIN alerts_follow AS follow ON follow.subscriber_id = told.subscriber_id
        WHERE told.mailing_id = ANY(%s)
    )
    SELECT DISTINCT ON (theirs.mailing_id, item.noted_at, item.id)
        theirs.mailing_id, item.id, item.title, place.address
    FROM theirs
    JOIN alerts_alertplace AS place ON place.item_id = theirs.item_id AND place.about = theirs.about
        AND place.noted_at >= theirs.confirmed_at AND place.ended_at IS NULL
    JOIN alerts_alertitem AS item ON item.id = theirs.item_id AND item.taken_back_at IS NULL
    ORDER BY theirs.mailing_id, item.noted_at, item.id, place.id
"""


def urgent_mails_wait() -> bool:
    """Whether a mail of something urgent is planned and not handed over yet."""
    return AlertMailing.objects.filter(queued_at=None, kind=AlertMailKind.URGENT).exists()


@transaction.atomic
def queue_slice(
    *, now: datetime, limit: int = MAILS_A_SLICE, write: LetterWriter | None = None
) -> int:
    """Hand some of the planned mails to the outgoing mail; return how many were looked at. What is urgent goes first.

    What came to be of no use meanwhile is dropped: nobody gets an empty mail.
    """
    mailings = _next_mailings(limit)
    lines = _lines_of([mailing.pk for mailing in mailings])
    write = write or letter_writer()
    letters: dict[MailKind, list[Letter]] = defaultdict(list)
    dropped = []
    for mailing in mailings:
        gone = mailing.gone.title if mailing.gone else ""
        if mailing.subscriber.suspended_at or not (gone or lines[mailing.pk]):
            dropped.append(mailing.pk)
            continue
        kind = MailKind.ALERT if mailing.kind in HASTY else MailKind.FOLLOWED
        letters[kind].append(write(mailing, lines[mailing.pk], gone))
    _keep_only_told([mailing.pk for mailing in mailings], lines)
    AlertMailing.objects.filter(pk__in=dropped).delete()
    queued = [letter.id for of_kind in letters.values() for letter in of_kind]
    AlertMailing.objects.filter(pk__in=queued).update(queued_at=now)
    for kind, of_kind in letters.items():
        post_many(kind=kind, letters=of_kind, useful_until=now + USEFUL_FOR, now=now)
    return len(mailings)


def _next_mailings(limit: int) -> list[AlertMailing]:
    """Return the next planned mails, locked: each of two ways is an index of its own, read as far as it is needed."""
    waiting = (
        AlertMailing.objects.filter(queued_at=None)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("subscriber", "gone")
        .order_by("written_at")
    )
    # A storm before what is told of a recall, though that may have been planned first.
    ways = (
        waiting.filter(kind=AlertMailKind.URGENT),
        waiting.filter(kind__in=HASTY - {AlertMailKind.URGENT}),
        waiting.exclude(kind__in=HASTY),
    )
    found: list[AlertMailing] = []
    for way in ways:
        if len(found) < limit:
            found += way[: limit - len(found)]
    # Hundreds of mailboxes have a few portals among them.
    portals = Portal.objects.select_related("site").in_bulk(
        {mailing.subscriber.portal_id for mailing in found}
    )
    for mailing in found:
        mailing.subscriber.portal = portals[mailing.subscriber.portal_id]
    return found


def _lines_of(mailings: Collection[UUID]) -> dict[UUID, list[AlertLine]]:
    lines: dict[UUID, list[AlertLine]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [list(mailings)])
        for mailing, item, title, address in cursor.fetchall():
            lines[mailing].append(AlertLine(item, title, address))
    return lines


def _keep_only_told(mailings: Iterable[UUID], lines: dict[UUID, list[AlertLine]]) -> None:
    """Forget of items that are not in their mail that they were told: they may come back."""
    said = {(mailing, line.item_id) for mailing in mailings for line in lines[mailing]}
    planned = AlertTold.objects.filter(mailing__in=list(mailings))
    unsaid = [
        pk for pk, *pair in planned.values_list("pk", "mailing", "item") if tuple(pair) not in said
    ]
    AlertTold.objects.filter(pk__in=unsaid).delete()


def _take_for_sent(mailing: AlertMailing, lines: Collection[AlertLine], now: datetime) -> None:
    """Let whoever may have got the mail hear of what was taken back, and write the rest of it once more."""
    AlertMailing.objects.filter(pk=mailing.pk).update(sent_at=now)
    if lines:
        rest = AlertMailing.objects.create(
            subscriber=mailing.subscriber,
            run=f"rest:{mailing.pk.hex}",
            kind=mailing.kind,
            written_at=now,
        )
        told = AlertTold.objects.filter(mailing=mailing, item__in=[line.item_id for line in lines])
        told.update(mailing=rest)


class AlertMails:
    """What the outgoing mail asks and tells of mails of alerts."""

    def may_leave(self, mail: UUID, *, now: datetime) -> bool:
        """Whether all that the mail names may still be told; otherwise it is written anew without the rest."""
        mailing = (
            AlertMailing.objects.select_for_update(of=("self",))
            .filter(pk=mail)
            .select_related("subscriber")
            .first()
        )
        if mailing is None:
            return False
        if mailing.subscriber.suspended_at is not None:
            mailing.delete()
            return False
        if mailing.kind == AlertMailKind.GONE:
            return True
        lines = _lines_of([mailing.pk])[mailing.pk]
        if len(lines) == AlertTold.objects.filter(mailing=mailing).count() > 0:
            return True
        if OutgoingMail.objects.filter(pk=mail, may_have_come=True).exists():
            _take_for_sent(mailing, lines, now)
        else:
            AlertMailing.objects.filter(pk=mailing.pk).update(queued_at=None)
        return False

    def mails_ended(
        self, mails: Collection[UUID], *, state: SendingState, refused: bool, now: datetime
    ) -> None:
        """Remember which left; a mailbox whose server refuses for good gets none after the third in a row."""
        mailings = AlertMailing.objects.filter(pk__in=mails)
        # Before their mails, as whoever leaves locks them.
        whose = Subscriber.objects.select_for_update(no_key=True).filter(
            pk__in=mailings.values("subscriber")
        )
        known = Subscriber.objects.filter(
            pk__in=list(whose.order_by("pk").values_list("pk", flat=True))
        )
        if state == SendingState.SENT:
            mailings.filter(sent_at=None).update(sent_at=now)
            known.exclude(refused_mails=0).filter(suspended_at=None).update(refused_mails=0)
        elif refused:
            known.update(refused_mails=F("refused_mails") + 1)
            known.filter(refused_mails__gte=REFUSALS_UNTIL_SUSPENDED, suspended_at=None).update(
                suspended_at=now
            )

    def mails_came_back(self, mails: Collection[UUID], *, now: datetime) -> None:
        """A mailbox from which the third mail comes back gets none any more."""
        whose = AlertMailing.objects.filter(pk__in=mails).values("subscriber")
        for one in Subscriber.objects.select_for_update().filter(pk__in=whose).order_by("pk"):
            is_another = one.returned_at and now - one.returned_at <= RETURNS_REMEMBERED
            one.returned_mails = one.returned_mails + 1 if is_another else 1
            one.returned_at = now
            if one.returned_mails >= RETURNS_UNTIL_SUSPENDED and one.suspended_at is None:
                one.suspended_at = now
            one.save(update_fields=["returned_mails", "returned_at", "suspended_at"])
