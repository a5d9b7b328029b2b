"""What search engines are told about a portal and the way to a page (schema.org); of stories, see the kinds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.urls import reverse

from editorial.kinds.schema_org import CONTEXT, Data, filled, logo_of, organization_form
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
        "logo": logo_of(portal),
        "address": portal.address,
        "telephone": portal.phone,
        "email": portal.email,
        "sameAs": [account.address for account in accounts],
    }
    above = next((one for one in reversed(overseers) if one.site is not None), None)
    if above is not None:
        told["parentOrganization"] = organization_form(above)
    return filled(told)


def website(portal: Portal) -> Data:
    """Describe the portal as a site that can be searched."""
    origin = main_origin(portal)
    search = origin + reverse("search", urlconf="portals.urls.public")
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "@id": f"{origin}/#cong",
        "name": portal.title,
        "url": f"{origin}/",
        "inLanguage": "vi",
        "publisher": {"@id": f"{origin}/#don-vi"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{search}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


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
