"""What search engines are told about a portal and the way to a page (schema.org); of stories, see the kinds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from editorial.kinds.schema_org import CONTEXT, Data, filled, organization_form
from portals.addresses import main_origin

if TYPE_CHECKING:
    from portals.models import Portal, SocialAccount


def government_organization(
    portal: Portal, overseers: Sequence[Portal], accounts: Iterable[SocialAccount]
) -> Data:
    """Describe the body behind `portal`. No query where sites are loaded."""
    told: Data = {
        "@context": CONTEXT,
        "@type": "GovernmentOrganization",
        "@id": f"{main_origin(portal)}/#don-vi",
        "name": portal.agency,
        "url": f"{main_origin(portal)}/",
        "address": portal.address,
        "telephone": portal.phone,
        "email": portal.email,
        "sameAs": [account.address for account in accounts],
    }
    above = next((one for one in reversed(overseers) if one.site is not None), None)
    if above is not None:
        told["parentOrganization"] = organization_form(above)
    return filled(told)


def breadcrumbs(steps: Sequence[tuple[str, str]]) -> Data:
    """Describe the way to the page: names and whole addresses, from the highest unit down."""
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (name, address) in enumerate(steps, start=1)
        ],
    }
