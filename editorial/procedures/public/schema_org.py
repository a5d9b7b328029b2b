"""What search engines are told of a procedure: schema.org GovernmentService, with where it is had and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editorial.kinds.schema_org import CONTEXT, Data, filled, organization_form
from portals.addresses import main_origin

if TYPE_CHECKING:
    from portals.models import Portal

    from .centres import Centre
    from .page import ShownProcedure


def describe_procedure(portal: Portal, shown: ShownProcedure) -> Data:
    procedure = shown.procedure
    address = main_origin(portal) + procedure.path
    channels = [_channel(shown.centre)] if shown.centre else []
    if procedure.service_url:
        channels.append({"@type": "ServiceChannel", "serviceUrl": procedure.service_url})
    return filled(
        {
            "@context": CONTEXT,
            "@type": "GovernmentService",
            "@id": address,
            "url": address,
            "name": procedure.name,
            "identifier": procedure.code,
            "serviceType": procedure.field,
            "inLanguage": "vi",
            "provider": organization_form(portal),
            "audience": {"@type": "Audience", "audienceType": procedure.applicants},
            "serviceOutput": {"@type": "Thing", "name": procedure.result},
            "availableChannel": channels,
            "offers": [
                filled(
                    {
                        "@type": "Offer",
                        "price": str(fee.amount),
                        "priceCurrency": "VND",
                        "description": fee.words,
                    }
                )
                for fee in shown.fees
                if fee.amount is not None
            ],
        }
    )


def _channel(centre: Centre) -> Data:
    return filled(
        {
            "@type": "ServiceChannel",
            "serviceLocation": filled(
                {
                    "@type": "GovernmentOffice",
                    "name": centre.name,
                    "address": centre.address,
                    "telephone": centre.phone,
                }
            ),
        }
    )
