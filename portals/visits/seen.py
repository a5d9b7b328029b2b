"""What is said to be seen, as a browser names it and as Valkey holds it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from .agents import Device

# A page of the tree; what else is counted the floors above name for themselves.
PAGE = "page"
# What was left out of the counts, and why.
LEFT_OUT = "left"


class Referrer(StrEnum):
    """From where a reader came. The page's script puts the address into a class and sends only that."""

    OWN = "own"
    DIRECT = "direct"
    SEARCH = "search"
    SOCIAL = "social"
    STATE = "state"
    OTHER = "other"
    # A browser without script, or a page that an earlier release made.
    UNKNOWN = "unknown"


class WhyUncounted(models.TextChoices):
    """Why a view was not counted."""

    MACHINE = "machine", _("programs that name themselves")
    NETWORK = "network", _("more from one network than people there can read")
    PAGE = "page", _("more of one page than people can read within an hour")


@dataclass(frozen=True, slots=True, order=True)
class SeenThing:
    """What is looked at: a page by its number, else something of a kind that a floor registered."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One class of views. Of one that an earlier release counted the hour is not known, nor where from."""

    day: date
    hour: int | None
    portal: int
    thing: SeenThing
    referrer: Referrer
    device: Device | None

    @property
    def field(self) -> str:
        """As the counter writes it. An hour and a device belong to it."""
        return "|".join(
            (
                self.day.isoformat(),
                str(self.hour),
                str(self.portal),
                self.thing.kind,
                self.thing.key,
                self.referrer,
                self.device or "",
            )
        )


KEY = r"[A-Za-z0-9._]{1,40}"
_PAGE_ID = re.compile(r"[1-9][0-9]{0,8}")
_THING = re.compile(rf"([a-z]{{1,16}})-({KEY})")
_FIELD = re.compile(
    rf"(\d{{4}}-\d\d-\d\d)\|(1?\d|2[0-3])\|([1-9]\d{{0,17}})\|([a-z]{{1,16}})\|({KEY})\|([a-z]+)\|([a-z]+)"
)


def thing_named(token: str) -> SeenThing | None:
    """Return what a token of a page means: a number is a page, “kind-key” something else. None for no possible one."""
    if _PAGE_ID.fullmatch(token):
        return SeenThing(PAGE, token)
    named = _THING.fullmatch(token)
    if named is None or named[1] in {PAGE, LEFT_OUT}:
        return None
    return SeenThing(named[1], named[2])


def seen_of(field: str) -> Seen:
    """Return what a field of Valkey tells; raise ValueError for what the counter cannot have written."""
    told = _FIELD.fullmatch(field)
    if told is None:
        raise ValueError(field)
    day, hour, portal, kind, key, referrer, device = told.groups()
    if kind == PAGE and not _PAGE_ID.fullmatch(key):
        raise ValueError(field)
    return Seen(
        date.fromisoformat(day),
        int(hour),
        int(portal),
        SeenThing(kind, key),
        Referrer(referrer),
        Device(device),
    )
