"""Changes without an act: what a portal is made of, against what it was when it was last known to be right.

Every verb leaves a line in the log, which the application can neither change nor shorten. Who writes into a table
leaves none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, PageLogEntry

from editorial.models import PortalDocument, PortalImage, SectionPage
from portals.models import Portal

from .actions import LookedAt, record_looks
from .kinds import Alteration, AlterationKind
from .models import FoundAlteration, KnownState
from .state_parts import BY_NAME, FORM, StatePart, all_parts

# An act is written down with the time at which it began.
BEFORE = timedelta(minutes=5)
type Acts = dict[tuple[str, int], list[tuple[str, datetime]]]
# Rows come from every part as (part, portal, subject, state, words); the hash is made where they lie.
_NOW = """
    SELECT now.part, now.portal_id, now.subject, {form} || md5(now.state), left(now.words, 280),
           known.digest, known.known_at, known.acts_until
    FROM ({parts}) AS now (part, portal_id, subject, state, words)
    LEFT JOIN watch_knownstate known ON known.portal_id = now.portal_id AND known.part = now.part
        AND known.subject = now.subject
    WHERE known.digest IS DISTINCT FROM {form} || md5(now.state)
"""


@dataclass(frozen=True, slots=True)
class ChangedState:
    """A state that is not the known one, or the first that is seen."""

    part: StatePart
    portal_id: int
    subject: int
    digest: str
    words: str
    known_digest: str | None
    known_at: datetime | None
    acts_until: datetime | None

    @property
    def place(self) -> str:
        return f"{self.part.name}:{self.subject}" if self.subject else self.part.name


def compare_states(*, now: datetime) -> int:
    """Compare every part of every portal with its known state; return how many changed without an act.

    Six queries, however many portals, pages and files. One that changed and changed back is over.
    """
    changed = _changed()
    seen_before = set(KnownState.objects.filter(part="contact").values_list("portal", flat=True))
    acts = _acts_about(changed)
    right: list[KnownState] = []
    wrong: list[ChangedState] = []
    for one in changed:
        newer = _acts_since(one, acts)
        if newer or _is_taken_as_right(one, seen_before):
            right.append(_known(one, max(newer, default=None), now))
        else:
            wrong.append(one)
    looked: dict[LookedAt, list[Alteration]] = {
        LookedAt(one.portal_id, one.place): [_alteration(one)] for one in wrong
    }
    # What stands open and was found right now: the part is among those asked about, and nothing is wrong with it.
    for portal_id, place in (
        FoundAlteration.objects.open()
        .filter(kind=AlterationKind.CHANGE)
        .values_list("portal", "place")
    ):
        if place.partition(":")[0] in BY_NAME:
            looked.setdefault(LookedAt(portal_id, place), [])
    with transaction.atomic():
        _know(right)
        record_looks(found=looked, now=now)
    return len(wrong)


def _changed() -> list[ChangedState]:
    parts = " UNION ALL ".join(rows for _part, rows in all_parts())
    with connection.cursor() as cursor:
        cursor.execute(_NOW.format(form=f"'{FORM}'", parts=parts))
        return [
            ChangedState(BY_NAME[name], portal, subject, digest, words, before, known_at, until)
            for name, portal, subject, digest, words, before, known_at, until in cursor.fetchall()
        ]


def _acts_since(one: ChangedState, acts: Acts) -> list[datetime]:
    """The times of the acts that may have made this of what was known."""
    # What was done to a portal or to another page says nothing of this one.
    keys = [(one.part.name, one.subject) if one.subject else ("portal", one.portal_id)]
    return [
        at
        for key in keys
        for action, at in acts.get(key, ())
        if action in one.part.acts and (one.acts_until is None or at > one.acts_until)
    ]


def _is_taken_as_right(one: ChangedState, seen_before: set[int]) -> bool:
    """Whether it is right though no act is on record: at first sight, after another release, by a head's word."""
    if one.known_digest is None:
        return one.portal_id not in seen_before or not one.part.new_needs_act
    return not one.known_digest.startswith(FORM)


def _known(one: ChangedState, newest_act: datetime | None, now: datetime) -> KnownState:
    return KnownState(
        portal_id=one.portal_id,
        part=one.part.name,
        subject=one.subject,
        digest=one.digest,
        known_at=now,
        acts_until=newest_act or (now if one.part.is_uploaded else now - BEFORE),
    )


def _acts_about(changed: Iterable[ChangedState]) -> Acts:
    """The acts on record about these portals and things. Six queries at most."""
    # An upload that is seen for the first time needs none, and there may be very many.
    asked = [one for one in changed if one.known_digest or not one.part.is_uploaded]
    found: Acts = {}
    if not asked:
        return found
    portals = {one.portal_id for one in asked}
    pages = {one.subject for one in asked if one.part.is_page}
    homes = {
        page: portal
        for portal, page in [
            *Portal.objects.filter(pk__in=portals).values_list("pk", "root"),
            *SectionPage.objects.filter(portal__in=portals).values_list("portal", "pk"),
        ]
    }
    rows = PageLogEntry.objects.filter(page__in={*pages, *homes})
    for page, action, at in rows.values_list("page", "action", "timestamp"):
        key = ("page", page) if page in pages else ("portal", homes[page])
        found.setdefault(key, []).append((action, at))
    types = {
        "portal": (Portal, portals),
        "file": (PortalDocument, {one.subject for one in asked if one.part.name == "file"}),
        "picture": (PortalImage, {one.subject for one in asked if one.part.name == "picture"}),
    }
    for name, (model, subjects) in types.items():
        if subjects:
            kind = ContentType.objects.get_for_model(model)
            logged = ModelLogEntry.objects.filter(
                content_type=kind, object_id__in=map(str, subjects)
            )
            for subject, action, at in logged.values_list("object_id", "action", "timestamp"):
                found.setdefault((name, int(subject)), []).append((action, at))
    return found


def _know(right: Iterable[KnownState]) -> None:
    KnownState.objects.bulk_create(
        right,
        batch_size=2_000,
        update_conflicts=True,
        unique_fields=["portal", "part", "subject"],
        update_fields=["digest", "known_at", "acts_until"],
    )


def _alteration(one: ChangedState) -> Alteration:
    if one.known_at is None:
        return Alteration(AlterationKind.CHANGE, _("nothing: no act made it"), one.words)
    return Alteration(
        AlterationKind.CHANGE,
        _("as it was on %(day)s: no act changed it since")
        % {"day": one.known_at.strftime("%d/%m/%Y")},
        one.words or "—",
    )
