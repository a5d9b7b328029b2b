"""How to reach each portal of the demo: believable in form, leading nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portals.models import Portal

from .people import Crew

FIELDS = (
    "address",
    "phone",
    "email",
    "opening_hours",
    "responsible_name",
    "responsible_post",
    "spokesperson_name",
    "spokesperson_phone",
    "spokesperson_email",
)
# No subscriber has this number.
PHONE = "0222 000 0000"


def fill_contacts(
    portals: Sequence[Portal], crews: Mapping[int, Crew], hosts: Mapping[int, str]
) -> None:
    """Fill the contact block of all portals. One statement."""
    for portal in portals:
        label = hosts[portal.pk] or "tinh"
        head = crews[portal.pk].head.get_full_name()
        portal.address = f"Trụ sở {portal.agency}"
        portal.phone = portal.spokesperson_phone = PHONE
        portal.email = f"lienhe.{label}@example.vn"
        portal.opening_hours = "Thứ Hai đến thứ Sáu, 07:30–11:30 và 13:30–17:00"
        portal.responsible_name = portal.spokesperson_name = head
        portal.responsible_post = "Trưởng Ban Biên tập"
        portal.spokesperson_email = f"nguoiphatngon.{label}@example.vn"
    Portal.objects.bulk_update(portals, FIELDS)
