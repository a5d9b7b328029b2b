"""Official documents in the public read API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from editorial.document_numbers.catalogue import fields, kinds
from editorial.models import OfficialDocumentPage, Placement
from editorial.read_api.items import ApiStory, CodedName
from editorial.read_api.stories import StoryQuery, StoryResource


class ApiDocument(ApiStory):
    """An official document."""

    number: str = Field(description="Số, ký hiệu.")
    document_kind: CodedName = Field(description="Loại văn bản.")
    issuer: str = Field(description="Cơ quan ban hành.")
    subject_field: CodedName | None = Field(description="Lĩnh vực.")
    issued_on: date = Field(description="Ngày ban hành.")
    signed_on: date | None = Field(description="Ngày ký, nếu khác.")
    effective_on: date | None = Field(description="Ngày có hiệu lực.")
    in_force_through: date | None = Field(description="Ngày cuối còn hiệu lực, nếu văn bản nêu.")
    is_normative: bool = Field(description="Là văn bản quy phạm pháp luật.")
    signer: str = Field(description="Người ký.")
    state: str = Field(
        description="Hiệu lực hôm nay: not_yet, in_force, partly, expired, suspended, unknown."
    )
    state_name: str = Field(description="Hiệu lực bằng lời.")


class DocumentResource(StoryResource[StoryQuery]):
    name = "documents"
    rank = 30
    title = _("Official documents")
    description = _("The register of documents: number, kind, issuer, days, force, signed files.")
    item = ApiDocument
    query = StoryQuery
    kind = OfficialDocumentPage.story_kind

    def further(
        self, story_ids: Sequence[int], placements: Sequence[Placement]
    ) -> Mapping[int, dict[str, Any]]:
        """One query."""
        found = OfficialDocumentPage.objects.filter(pk__in=story_ids).select_related("force")
        return {one.pk: _own_fields(one) for one in found}


def _own_fields(one: OfficialDocumentPage) -> dict[str, Any]:
    force = getattr(one, "force", None)
    kind = kinds().get(one.document_kind)
    return {
        "number": one.number,
        "document_kind": CodedName(code=one.document_kind, name=kind.name if kind else ""),
        "issuer": one.issuer,
        "subject_field": CodedName(code=one.field, name=fields().get(one.field, ""))
        if one.field
        else None,
        "issued_on": one.issued_on,
        "signed_on": one.signed_on,
        "effective_on": one.effective_on,
        "in_force_through": one.in_force_through,
        "is_normative": one.is_normative,
        "signer": one.signer,
        "state": force.state if force else "unknown",
        "state_name": str(force.get_state_display()) if force else "",
    }


DOCUMENTS = DocumentResource()
