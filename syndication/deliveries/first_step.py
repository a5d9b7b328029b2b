"""The step of a new board in which it decides on a story from above for the first time."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from portals.learning.first_steps import FirstStep
from portals.models import Oversight
from syndication.enums import How
from syndication.models import Delivery


def _has_decided(day: date) -> Any:
    above = Oversight.objects.filter(portal=OuterRef("pk"), period__contains=day)
    decided = Delivery.objects.filter(portal=OuterRef("pk"), how=How.HAND)
    # Nothing comes to whoever has nobody above.
    return ~Exists(above) | Exists(decided)


FROM_ABOVE_DECIDED = FirstStep(
    "from_above",
    _("Decide on a story from above"),
    "syndication:received",
    "tin-cap-tren",
    order=50,
    taken=_has_decided,
    deed=True,
)
