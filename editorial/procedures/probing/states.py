"""What is known of an address on the service portal, said as it is: also that nothing, or nothing new, is known."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Q
from django.utils.translation import gettext as _

from editorial.procedures.models import ServiceLink, ServiceOutage
from portals.clock import LOCAL_ZONE
from portals.fetching import is_there

from .checking import SURE_AFTER

# Twice as long as between two checks: what was not asked for so long is not known any more.
OLD_AFTER = timedelta(days=7)


class LinkState(StrEnum):
    WORKS = "works"
    BROKEN = "broken"
    # Asked, and one fault alone is no proof.
    UNSURE = "unsure"
    OLD = "old"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ServiceState:
    """`changes_at`: when the state becomes an old one by itself."""

    state: LinkState
    words: str
    changes_at: datetime | None


def answers_at(moment: datetime, urls: Collection[str]) -> dict[str, bool | None]:
    """Return whether each address led to its service at `moment`; None where it was never asked. Two queries."""
    links = ServiceLink.objects.filter(url__in=urls).values_list("pk", "url", "checked_at")
    away = set(
        ServiceOutage.objects.filter(
            Q(until=None) | Q(until__gt=moment), since__lte=moment, link__url__in=urls
        ).values_list("link", flat=True)
    )
    return {url: None if checked_at is None else pk not in away for pk, url, checked_at in links}


def state_of(link: ServiceLink | None, now: datetime) -> ServiceState:
    if link is None or link.checked_at is None:
        return ServiceState(LinkState.UNKNOWN, _("Whether it opens was not checked yet."), None)
    day = {"day": f"{link.checked_at.astimezone(LOCAL_ZONE):%H:%M, %d/%m/%Y}"}
    old_at = link.checked_at + OLD_AFTER
    if old_at <= now:
        return ServiceState(
            LinkState.OLD, _("Last checked at %(day)s; what is so now is not known.") % day, None
        )
    if link.status is not None and is_there(link.status):
        return ServiceState(LinkState.WORKS, _("It opened at %(day)s.") % day, old_at)
    if link.failures >= SURE_AFTER:
        words = _(
            "It did not open at %(day)s. Try again later, or hand your papers in at a centre."
        )
        return ServiceState(LinkState.BROKEN, words % day, old_at)
    return ServiceState(
        LinkState.UNSURE,
        _("It did not open at %(day)s; it will be checked again soon.") % day,
        old_at,
    )
