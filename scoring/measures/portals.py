"""Measures of what a portal says about its own body."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Max

from portals.models import Portal
from portals.organisation.enums import OfficialRole, Subject
from portals.organisation.models import Confirmation, Official, Unit
from scoring.periods import Period

from .entries import LOOKED_AT, is_name, says
from .registry import Evidence, Measured, Measurement, NoParameters

CONTACT = ("address", "phone", "email", "opening_hours")
# The parts of what a portal says of its body, beside its contact entries.
BODY = ("structure", "leaders", "contacts")
CONFIRMED = "confirmed"
FOOTER = (
    "responsible_name", "responsible_post", "address", "phone", "email",
    "spokesperson_name", "spokesperson_phone", "spokesperson_email",
)  # fmt: skip
# Four fifths for what is there, one for the board's word that it is still right.
SHARE_OF_PARTS = Decimal("0.8")
MOST_AGE = timedelta(days=180)


def about(portals: Sequence[Portal], period: Period, _wanted: NoParameters) -> Measured:
    """A1: what of contact, structure, leaders and contact officers is filled in, and whether it was confirmed lately.

    Three queries. Entries as they stand when the month is scored, confirmations as they stood at its end. The board's
    word holds for what is there: it confirms nothing that is missing.
    """
    ids = [portal.pk for portal in portals]
    held = {
        (pk, "structure")
        for pk, name in Unit.objects.filter(portal__in=ids).values_list("portal", "name")
        if says(name)
    }
    roles = {OfficialRole.LEADER.value: "leaders", OfficialRole.CONTACT.value: "contacts"}
    held |= {
        (pk, roles[role])
        for pk, role, name in Official.objects.filter(portal__in=ids).values_list(
            "portal", "role", "name"
        )
        if is_name(name)
    }
    confirmed = last_confirmed(portals, period)
    found = {}
    for portal in portals:
        missing = _empty(portal, CONTACT)
        missing += [part for part in BODY if (portal.pk, part) not in held]
        required = len(CONTACT) + len(BODY)
        filled = required - len(missing)
        is_confirmed = all(
            (at := confirmed.get((portal.pk, subject))) and at >= period.ends_at - MOST_AGE
            for subject in Subject.values
        )
        if not is_confirmed:
            missing.append(CONFIRMED)
        found[portal.pk] = Measurement(
            value=(SHARE_OF_PARTS + (1 - SHARE_OF_PARTS) * is_confirmed) * filled / required,
            cases=required,
            numbers={"filled": filled, "required": required, "missing": _names(missing)},
            evidence=_evidence(portal, missing),
        )
    return found


def last_confirmed(portals: Sequence[Portal], period: Period) -> dict[tuple[int, str], datetime]:
    """Return when each subject was last confirmed before the period ended, by portal and subject. One query."""
    rows = (
        Confirmation.objects.filter(
            portal__in=[portal.pk for portal in portals], confirmed_at__lt=period.ends_at
        )
        .order_by()
        .values_list("portal", "subject")
        .annotate(Max("confirmed_at"))
    )
    return {(portal_id, subject): at for portal_id, subject, at in rows}


def footer(portals: Sequence[Portal], period: Period, _wanted: NoParameters) -> Measured:
    """A2: how many entries of footer and spokesperson are missing. No query."""
    found = {}
    for portal in portals:
        missing = _empty(portal, FOOTER)
        found[portal.pk] = Measurement(
            value=Decimal(len(missing)),
            cases=len(FOOTER),
            numbers={
                "lacking": len(missing),
                "required": len(FOOTER),
                "missing": _names(missing),
            },
            evidence=_evidence(portal, missing),
        )
    return found


def lacks_contact(portal: Portal) -> bool:
    """Whether an entry says nothing that people need to reach the body. No query."""
    return bool(_empty(portal, CONTACT))


def _empty(portal: Portal, names: Sequence[str]) -> list[str]:
    """The entries that say nothing."""
    return [name for name in names if not LOOKED_AT[name](str(getattr(portal, name)))]


def _names(missing: Sequence[str]) -> str:
    """Codes; the scorecard puts their labels in the reader's language."""
    return " ".join(missing) or "—"


def _evidence(portal: Portal, missing: Sequence[str]) -> tuple[Evidence, ...]:
    return tuple(Evidence("portal", portal.pk, code, "missing") for code in missing)
