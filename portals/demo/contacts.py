"""What a real province would have told each portal of the demo: contacts that lead nowhere, names of clusters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from portals.appearance import Motif, Palette
from portals.models import Cluster, Portal, Tier

from .organisations import TOWN, DemoOrganisation, part_of
from .people import Crew

FIELDS = (
    "address",
    "phone",
    "email",
    "opening_hours",
    "map_link",
    "responsible_name",
    "responsible_post",
    "spokesperson_name",
    "spokesperson_phone",
    "spokesperson_email",
    "licence",
    "palette",
    "motif",
)
# What some boards chose, by their parts; the others look as is usual for their tier.
LOOKS = {
    "SVHTTDL": (Palette.SIM, Motif.LOTUS),
    "SYT": (Palette.NGOC, Motif.LOTUS),
    TOWN: (Palette.GACH, Motif.DRUM),
    "patterned": (Palette.CHAM, Motif.RICE),
}
# Clusters of the shipped lists that are called after no district.
CLUSTERS = {
    "huyen": "Cụm thi đua các huyện, thị xã, thành phố",
    "phuong-nam": "Cụm thi đua các phường phía nam tỉnh",
    "phuong-bac": "Cụm thi đua các phường phía bắc tỉnh",
    "xa-nam": "Cụm thi đua các xã phía nam tỉnh",
    "xa-bac": "Cụm thi đua các xã đồng bằng phía bắc tỉnh",
    "xa-nui": "Cụm thi đua các xã miền núi",
}
# No subscriber has this number.
PHONE = "0222 000 0000"


def fill_contacts(
    portals: Sequence[Portal], crews: Mapping[int, Crew], hosts: Mapping[int, str]
) -> None:
    """Fill the contact block of all portals, and the looks that were chosen."""
    names = {hosts[portal.pk]: portal.name_in_sentence for portal in portals}
    for portal in portals:
        label = hosts[portal.pk] or "tinh"
        head = crews[portal.pk].head.get_full_name()
        portal.address = ", ".join([f"Trụ sở {portal.agency}", *_above(label, names)])
        portal.phone = portal.spokesperson_phone = PHONE
        portal.email = f"lienhe.{label}@example.vn"
        portal.opening_hours = "Thứ Hai đến thứ Sáu, 07:30–11:30 và 13:30–17:00"
        portal.map_link = "https://www.openstreetmap.org/search?" + urlencode(
            {"query": f"{portal.name}, Bắc Ninh"}
        )
        portal.responsible_name = portal.spokesperson_name = head
        portal.responsible_post = "Trưởng Ban Biên tập"
        portal.licence = "Số 00/GP-TTĐT (minh họa)"
        portal.palette, portal.motif = LOOKS.get(part_of(portal), ("", ""))
        portal.spokesperson_email = f"nguoiphatngon.{label}@example.vn"
    Portal.objects.bulk_update(portals, FIELDS)


def _above(label: str, names: Mapping[str, str]) -> list[str]:
    """Return the units in which a body sits, from its host: "vuninh.tpbacninh" is in the city, all in the province."""
    _own, _dot, district = label.partition(".")
    province = [] if label == "tinh" else [names[""]]
    return [names[district], *province] if district else province


def name_tiers(organisation: DemoOrganisation) -> None:
    """Call the tiers as this state of the province does."""
    for code, name in organisation.tiers.items():
        Tier.objects.filter(pk=code).update(name=name)


def name_clusters() -> None:
    """Give the clusters of the shipped list their names; a list of portals only has their codes."""
    districts = {
        code.removeprefix("xa-"): code
        for code in Cluster.objects.filter(code__startswith="xa-").values_list("code", flat=True)
    }
    hosts = Portal.objects.filter(addresses__hostname__contains=".", tier="district")
    for portal in hosts.prefetch_related("addresses"):
        label = portal.addresses.all()[0].hostname.partition(".")[0]
        if code := districts.get(label):
            Cluster.objects.filter(code=code).update(
                name=f"Cụm thi đua các xã, phường, thị trấn thuộc {portal.name_in_sentence}"
            )
    for code, name in CLUSTERS.items():
        Cluster.objects.filter(code=code).update(name=name)
    for cluster in Cluster.objects.filter(code__startswith="so-"):
        cluster.name = f"Cụm thi đua các sở, ban, ngành số {cluster.code.removeprefix('so-')}"
        cluster.save(update_fields=["name"])
