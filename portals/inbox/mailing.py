"""Writing mail about what waits: at most one digest a day, urgent things at once, nothing in quiet hours.

Rows of `InboxMail` are the truth and jobs only nudge; how a mail leaves is the business of
`portals/mail`. Whom to tell is asked of the posts held now, never of groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from portals.boards.enums import ALL_POSITIONS
from portals.boards.models import BoardMember, User
from portals.clock import LOCAL_ZONE, local_date

from .enums import MailState
from .items import InboxItem, InboxUrgency
from .mails import post_digest, post_urgent
from .models import InboxMail, InboxSnooze, MailLink, MailPreference
from .queries import inbox_of, items_of, urgent_portals
from .reader import InboxReader
from .registry import always_told, sources
from .snoozing import days_by_item, still_aside

# The digest comes when an office opens, or as soon as the person's quiet hours end.
DIGEST_FROM = time(7, 0)
MONDAY = 0
STUCK_AFTER = timedelta(minutes=30)
KEPT = timedelta(days=90)
# Who wants no mail is told so long before a term of the law is over, and each day from then on.
TERM_NEAR = timedelta(days=1)


def plan_digests(*, now: datetime) -> list[int]:
    """Make today's row for everybody who is to have a digest and may have it now; return the rows to look at.

    Safe to repeat: a person has one row a day. Rows that nobody looked at for long are returned again.
    """
    about = about_of_day(local_date(now))
    local_time = now.astimezone(LOCAL_ZONE).time()
    if local_time >= DIGEST_FROM:
        people = _members(now)
        told = InboxMail.objects.filter(user=OuterRef("pk"), about=about)
        people = people.filter(~Exists(told)).select_related("mail_preference")
        InboxMail.objects.bulk_create(
            [
                InboxMail(user=user, about=about, state=MailState.PLANNED, state_at=now)
                for user in people
                if not preference_of(user).is_quiet(local_time)
            ],
            ignore_conflicts=True,
        )
    planned = InboxMail.objects.filter(about=about, state=MailState.PLANNED)
    rows = planned.filter(state_at=now) | planned.filter(state_at__lte=now - STUCK_AFTER)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def send_digests(*, mail_ids: Sequence[int], now: datetime) -> int:
    """Write the digests of these rows; return how many. One that is claimed already is left alone."""
    mails = InboxMail.objects.filter(pk__in=mail_ids, state=MailState.PLANNED).select_related(
        "user__mail_preference"
    )
    return sum(_send_digest(mail, now) for mail in mails.order_by("pk"))


def tell_urgent(*, now: datetime) -> int:
    """Tell members of the boards where something urgent waits, each thing once; return how many mails."""
    where = urgent_portals(now, sources())
    if not where:
        return 0
    pressing = [source for source in sources() if source.kind in where]
    members = _members(now, set().union(*where.values()))
    local_time = now.astimezone(LOCAL_ZONE).time()
    sent = 0
    for user in members.select_related("mail_preference"):
        preference = preference_of(user)
        if preference.is_quiet(local_time) and not preference.urgent_at_night:
            continue
        items = items_of(InboxReader(user, now), pressing)
        for item in _wanted(items, preference):
            at_once = preference.urgent or item.kind in always_told()
            if item.urgency == InboxUrgency.URGENT and at_once:
                sent += _tell(user, item, now)
    return sent


def forget_old_reminders(*, now: datetime) -> int:
    """Delete rows of mails, links and days of things laid aside that nobody needs any more; return how many."""
    mails, _by_model = InboxMail.objects.filter(state_at__lt=now - KEPT).delete()
    links, _by_model = MailLink.objects.filter(expires_at__lt=now - KEPT).delete()
    snoozes, _by_model = InboxSnooze.objects.filter(until__lt=local_date(now - KEPT)).delete()
    return mails + links + snoozes


def preference_of(user: User) -> MailPreference:
    """The person's wishes, or what holds for whoever expressed none. No query where it was loaded with the person."""
    try:
        return user.mail_preference
    except MailPreference.DoesNotExist:
        return MailPreference(user=user)


def about_of_day(day: date) -> str:
    """What the row of a day's mail is about: a person has one."""
    return f"digest:{day:%Y-%m-%d}"


def _members(now: datetime, portals: Iterable[int] | None = None) -> QuerySet[User]:
    posts = BoardMember.objects.holding(ALL_POSITIONS, local_date(now))
    if portals is not None:
        posts = posts.filter(board__portal__in=portals)
    return User.objects.filter(pk__in=posts.values("user"), is_active=True).exclude(email="")


def _wanted(items: Iterable[InboxItem], preference: MailPreference) -> list[InboxItem]:
    muted = set(preference.muted) - always_told()
    return [item for item in items if item.kind not in muted]


def _of_the_day(user: User, now: datetime) -> list[InboxItem]:
    """What the mail of the day tells: all that waits and is wanted, or what is told whatever they wish."""
    preference, reader = preference_of(user), InboxReader(user, now)
    if not preference.digest:
        told = [source for source in sources() if source.always_told]
        # What is urgent and has no term was told at once, and is not told again every morning.
        return [item for item in items_of(reader, told) if item.is_overdue(now + TERM_NEAR)]
    items = _wanted(inbox_of(reader), preference)
    aside = still_aside(items, days_by_item(user, now), now)
    items = [item for item in items if item.name not in aside]
    # What does not press brings a mail on Mondays only: a section stays out of date for weeks.
    is_worth_it = local_date(now).weekday() == MONDAY or any(
        item.urgency < InboxUrgency.UNHURRIED for item in items
    )
    return items if is_worth_it else []


def _send_digest(row: InboxMail, now: datetime) -> int:
    user, day = row.user, local_date(now)
    items = _of_the_day(user, now)
    if row.about != about_of_day(day) or not items:
        _planned(row).update(state=MailState.EMPTY, state_at=now)
        return 0
    with transaction.atomic():
        if not _claim(row, now):
            return 0
        post_digest(user=user, items=items, day=day, now=now)
    return 1


def _tell(user: User, item: InboxItem, now: datetime) -> int:
    with transaction.atomic():
        row, _created = InboxMail.objects.get_or_create(
            user=user,
            about=f"urgent:{item.name}",
            defaults={"state": MailState.PLANNED, "state_at": now},
        )
        if not _claim(row, now):
            return 0
        post_urgent(user=user, item=item, now=now)
    return 1


def _claim(row: InboxMail, now: datetime) -> bool:
    """Take the row, in the transaction that writes its mail; of two workers one succeeds."""
    return bool(_planned(row).update(state=MailState.SENT, state_at=now))


def _planned(row: InboxMail) -> QuerySet[InboxMail]:
    return InboxMail.objects.filter(pk=row.pk, state=MailState.PLANNED)
