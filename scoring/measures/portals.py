"""Measures of what a portal says about its own body."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from portals.models import Portal
from scoring.periods import Period

from .pages import filled_sections
from .registry import Evidence, Measured, Measurement, NoParameters

ABOUT = ("address", "phone", "email", "opening_hours")
ABOUT_SECTIONS = ("gioi-thieu", "lanh-dao")
FOOTER = (
    "responsible_name", "responsible_post", "address", "phone", "email",
    "spokesperson_name", "spokesperson_phone", "spokesperson_email",
)  # fmt: skip


def about(portals: Sequence[Portal], period: Period, _wanted: NoParameters) -> Measured:
    """A1: the share of contact entries and of the sections about the body that are filled in. Two queries.

    As the portal stands when it is scored.
    """
    filled = filled_sections(portals, period, ABOUT_SECTIONS)
    found = {}
    for portal in portals:
        missing = [name for name in ABOUT if not str(getattr(portal, name)).strip()]
        missing += [code for code in ABOUT_SECTIONS if (portal.pk, code) not in filled]
        required = len(ABOUT) + len(ABOUT_SECTIONS)
        found[portal.pk] = Measurement(
            value=Decimal(required - len(missing)) / required,
            cases=required,
            numbers={
                "filled": required - len(missing),
                "required": required,
                "missing": _names(missing),
            },
            evidence=_evidence(portal, missing),
        )
    return found


def footer(portals: Sequence[Portal], period: Period, _wanted: NoParameters) -> Measured:
    """A2: how many entries of footer and spokesperson are missing. No query."""
    found = {}
    for portal in portals:
        missing = [name for name in FOOTER if not str(getattr(portal, name)).strip()]
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


def _names(missing: Sequence[str]) -> str:
    """Codes; the scorecard puts their labels in the reader's language."""
    return " ".join(missing) or "—"


def _evidence(portal: Portal, missing: Sequence[str]) -> tuple[Evidence, ...]:
    return tuple(Evidence("portal", portal.pk, code, "missing") for code in missing)
