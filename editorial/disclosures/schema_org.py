"""What search engines are told of a disclosure: schema.org Dataset, with what can be downloaded of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from editorial.kinds.schema_org import CONTEXT, Data, Described, filled, organization_form

if TYPE_CHECKING:
    from editorial.models import DisclosurePage


def describe_disclosure(described: Described) -> list[Data]:
    page = cast("DisclosurePage", described.story)
    if not page.form:
        return []
    return [
        filled(
            {
                "@context": CONTEXT,
                "@type": "Dataset",
                "@id": described.address,
                "url": described.address,
                "name": page.title,
                "description": page.lead,
                "inLanguage": "vi",
                "temporalCoverage": temporal_coverage(page),
                "spatialCoverage": {"@type": "AdministrativeArea", "name": described.origin.name},
                "creator": {"@type": "GovernmentOrganization", "name": page.agency},
                "publisher": organization_form(described.origin),
                "isAccessibleForFree": True,
                "variableMeasured": [
                    column.name for column in page.stored_sheet.columns if column.is_number
                ],
                "datePublished": page.first_published_at and page.first_published_at.isoformat(),
                "dateModified": page.last_published_at and page.last_published_at.isoformat(),
                "distribution": [
                    {
                        "@type": "DataDownload",
                        "encodingFormat": "text/csv",
                        "contentUrl": f"{described.address}so-lieu.csv",
                    },
                    {
                        "@type": "DataDownload",
                        "encodingFormat": "application/json",
                        "contentUrl": f"{described.address}datapackage.json",
                    },
                ],
            }
        )
    ]


def temporal_coverage(page: DisclosurePage) -> str:
    """The period as ISO 8601 has it."""
    end = page.period_ends
    match page.period_kind:
        case "year":
            return f"{end:%Y}"
        case "month":
            return f"{end:%Y-%m}"
        case "quarter":
            return f"{end.replace(day=1, month=end.month - 2).isoformat()}/{end.isoformat()}"
    return end.isoformat()
