"""By what the views of a portal's day are told apart, each for itself: no two of them are ever kept together. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from .countable_pages import CountedAs
from .seen import LEFT_OUT, Seen


class Aspect(models.TextChoices):
    KIND = "kind", _("kind of content")
    SECTION = "section", _("section")
    REFERRER = "referrer", _("where readers came from")
    DEVICE = "device", _("device")
    HOUR = "hour", _("hour of the day")
    LEFT_OUT = "left", _("not counted")


class ViewShare(NamedTuple):
    portal: int
    aspect: str
    value: str
    day: date


def shares_of(seen: Seen, counted_as: CountedAs | None) -> Iterator[ViewShare]:
    """Yield in which shares a view counts: one that was left out only in that of its reason."""

    def share(aspect: Aspect, value: str) -> ViewShare:
        return ViewShare(seen.portal, aspect.value, value, seen.day)

    if counted_as is None:
        if seen.thing.kind == LEFT_OUT:
            yield share(Aspect.LEFT_OUT, seen.thing.key)
        return
    yield share(Aspect.KIND, counted_as.kind)
    yield share(Aspect.REFERRER, seen.referrer.value)
    if counted_as.section is not None:
        yield share(Aspect.SECTION, str(counted_as.section))
    if seen.device is not None:
        yield share(Aspect.DEVICE, seen.device.value)
    if seen.hour is not None:
        yield share(Aspect.HOUR, str(seen.hour))
