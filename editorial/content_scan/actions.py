"""What is written down of the scans, and how a finding ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.models import PublishedFile
from portals.boards.enums import Position
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.models import Oversight, Portal
from portals.queries import overseers_of
from portals.refusals import NotYourOffice, Refusal

from .kinds import NEVER, Threat, ThreatKind
from .models import Suspicion, TrustedHost

if TYPE_CHECKING:
    from portals.boards.models import User

HEADS = frozenset({Position.HEAD})


class UnableToSettle(Refusal):
    """The finding is settled already, the reason is missing, or it cannot be settled so."""


@dataclass(frozen=True, slots=True)
class ScannedPlace:
    """Where something was looked at: a page, a file or an address of one portal."""

    portal_id: int
    page_id: int | None = None
    document_id: int | None = None
    address: str = ""


def record(*, found: Mapping[ScannedPlace, Sequence[Threat]], now: datetime) -> list[Suspicion]:
    """Write down what a scan found at each place that it looked at; return what is new.

    What stood open at one of the places and was not found again ends. What somebody settled by hand is not opened
    again. Two queries, and one more a place with something new.
    """
    stored: dict[ScannedPlace, list[Suspicion]] = defaultdict(list)
    for suspicion in _of_places(found):
        stored[_place_of(suspicion)].append(suspicion)
    new: list[Suspicion] = []
    with transaction.atomic():
        for place, threats in found.items():
            new += _settle(place, threats, stored[place], now)
    return new


def _of_places(places: Iterable[ScannedPlace]) -> list[Suspicion]:
    portals = {place.portal_id for place in places}
    pages = {place.page_id for place in places if place.page_id}
    documents = {place.document_id for place in places if place.document_id}
    addresses = {place.address for place in places if place.address}
    rows = Suspicion.objects.filter(portal__in=portals)
    return list(
        rows.filter(page__in=pages)
        | rows.filter(document__in=documents)
        | rows.filter(address__in=addresses)
    )


def _place_of(suspicion: Suspicion) -> ScannedPlace:
    return ScannedPlace(
        suspicion.portal_id, suspicion.page_id, suspicion.document_id, suspicion.address
    )


def _settle(
    place: ScannedPlace, threats: Sequence[Threat], stored: Sequence[Suspicion], now: datetime
) -> list[Suspicion]:
    wanted = {(threat.kind.value, threat.words[:200]) for threat in threats}
    standing = [one for one in stored if one.ended_at is None]
    gone = [one.pk for one in standing if (one.kind, one.words) not in wanted]
    seen = [one.pk for one in standing if (one.kind, one.words) in wanted]
    Suspicion.objects.open().filter(pk__in=gone).update(ended_at=now)
    Suspicion.objects.filter(pk__in=seen).update(seen_at=now)
    known = {(one.kind, one.words) for one in stored if one.ended_at is None or one.ended_by_id}
    rows = [
        Suspicion(
            portal_id=place.portal_id,
            page_id=place.page_id,
            document_id=place.document_id,
            address=place.address,
            kind=kind,
            words=words,
            found_at=now,
            seen_at=now,
        )
        for kind, words in sorted(wanted - known)
    ]
    # Two scans may find it at once.
    Suspicion.objects.bulk_create(rows, ignore_conflicts=True)
    return rows


def end_what_is_gone(*, now: datetime) -> int:
    """End findings in texts and files that are public no more; return how many. An infected file stays one."""
    gone = Suspicion.objects.open().filter(
        Q(page__isnull=False, page__live=False)
        | (
            Q(document__isnull=False)
            & ~Exists(PublishedFile.objects.filter(document=OuterRef("document"), page__live=True))
        )
    )
    return gone.exclude(kind=ThreatKind.VIRUS).update(ended_at=now)


def end_suspicion(*, suspicion: Suspicion, reason: str, actor: User, now: datetime) -> Suspicion:
    """Settle a finding by the word of the head of the portal's board, or of the head of an overseer's.

    It is not opened again for the same words at the same place. What is planted for certain is mended instead: it ends
    when the next scan finds it gone.
    """
    reason = reason.strip()[:500]
    if not reason:
        raise UnableToSettle(_("Say why this is no danger."))
    if suspicion.kind in NEVER:
        raise UnableToSettle(_("This is mended, not explained: it ends when a scan finds it gone."))
    above = overseers_of(suspicion.portal, local_date(now))
    if not any(holds_post(actor, portal, now, HEADS) for portal in [suspicion.portal, *above]):
        raise NotYourOffice(_("Only the head of this board or of the one above settles a finding."))
    with transaction.atomic():
        settled = (
            Suspicion.objects.open()
            .filter(pk=suspicion.pk)
            .update(ended_at=now, ended_by=actor, reason=reason)
        )
        if not settled:
            raise UnableToSettle(_("This finding is settled already."))
        log(
            instance=suspicion.portal,
            action="editorial.end_suspicion",
            user=actor,
            data={
                "portal": suspicion.portal_id,
                "kind": suspicion.kind,
                "words": suspicion.words,
                "reason": reason,
            },
        )
    suspicion.refresh_from_db()
    return suspicion


def may_trust(actor: User, now: datetime) -> bool:
    """Whether `actor` heads a portal that nobody oversees. A query a portal headed."""
    today = local_date(now)
    overseen = Oversight.objects.in_force(today).values("portal")
    return any(
        holds_post(actor, portal, now, HEADS)
        for portal in Portal.objects.open_on(today).exclude(pk__in=overseen)
    )


def trust_host(*, host: str, reason: str, actor: User, now: datetime) -> TrustedHost:
    """Let every portal link to `host` and what is below it without asking its head. For a head of the top portal."""
    host = host.strip().lower().rstrip(".")
    if "." not in host or len(host) > 253 or not reason.strip():
        raise UnableToSettle(_("Name a domain, such as example.vn, and say why it is trusted."))
    if not may_trust(actor, now):
        raise NotYourOffice(_("Only the head of the provincial portal adds trusted domains."))
    with transaction.atomic():
        trusted, created = TrustedHost.objects.get_or_create(
            host=host, defaults={"reason": reason.strip()[:300], "added_by": actor, "added_at": now}
        )
        if created:
            log(
                instance=trusted,
                action="editorial.trust_host",
                user=actor,
                data={"host": host, "reason": reason.strip()[:300]},
            )
    return trusted
