"""What search engines and registers of law are told of a document: schema.org Legislation, whose terms follow ELI."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from editorial.document_numbers.catalogue import fields, kinds
from editorial.kinds.schema_org import CONTEXT, Data, Described, filled, organization_form

if TYPE_CHECKING:
    from editorial.models import OfficialDocumentPage, PortalDocument

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "zip": "application/zip",
}


def describe_document(described: Described) -> list[Data]:
    """Describe a document. Whether it is in force is not said here: it follows from other documents and the day."""
    document = cast("OfficialDocumentPage", described.story)
    kind = kinds().get(document.document_kind)
    signed = document.signed_on or document.issued_on
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(described.address))
    return [
        filled(
            {
                "@context": CONTEXT,
                "@type": "Legislation",
                "@id": described.address,
                "url": described.address,
                "mainEntityOfPage": described.address,
                "name": document.title,
                "description": document.lead,
                "inLanguage": "vi",
                "legislationIdentifier": document.number,
                "legislationType": kind.name if kind else "",
                "legislationDate": signed and signed.isoformat(),
                "legislationDateVersion": document.issued_on and document.issued_on.isoformat(),
                "legislationPassedBy": {
                    "@type": "GovernmentOrganization",
                    "name": document.issuer,
                },
                "legislationJurisdiction": {
                    "@type": "AdministrativeArea",
                    "name": described.origin.name,
                },
                "temporalCoverage": _period(document),
                "about": fields().get(document.field, ""),
                "datePublished": document.first_published_at
                and document.first_published_at.isoformat(),
                "dateModified": document.last_published_at
                and document.last_published_at.isoformat(),
                "publisher": organization_form(described.origin),
                "encoding": [
                    _file(block.value["document"], block.value["title"], origin)
                    for block in document.body
                    if block.block_type == "file" and block.value["document"] is not None
                ],
            }
        )
    ]


def _period(document: OfficialDocumentPage) -> str:
    """The days of which the document itself says that it is in force; open where it names no end."""
    if document.effective_on is None:
        return ""
    end = document.in_force_through
    return f"{document.effective_on.isoformat()}/{end.isoformat() if end else '..'}"


def _file(file: PortalDocument, title: str, origin: str) -> Data:
    extension = file.file_extension.lower()
    return filled(
        {
            "@type": "LegislationObject",
            "name": title or file.title,
            "contentUrl": origin + file.url,
            "encodingFormat": MEDIA_TYPES.get(extension, ""),
            "contentSize": str(file.file_size) if file.file_size else "",
        }
    )
