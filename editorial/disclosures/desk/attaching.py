"""The file of a sheet, where its page shows it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from wagtail.log_actions import log

from editorial.models import PortalDocument, SheetUpload
from editorial.wagtail_patches.file_metadata import note_document_file
from portals.uploads.states import Examination

if TYPE_CHECKING:
    from portals.boards.models import User


def attached_document(upload: SheetUpload, title: str, actor: User) -> PortalDocument:
    """Put the file among those of the portal: it was examined before it was kept. Within a transaction."""
    with upload.file.storage.open(str(upload.file.name), "rb") as stored:
        content = ContentFile(stored.read(), name=upload.name)
    document = PortalDocument(
        title=title[:255],
        file=content,
        collection_id=upload.portal.collection_id,
        uploaded_by_user=actor,
        examination=Examination.FINE,
    )
    note_document_file(document)
    document.save()
    log(instance=document, action="wagtail.create", user=actor, content_changed=True)
    return document


def body_with(document: PortalDocument | None, former: list[Any]) -> Any:
    """The blocks of the page: the sheet first, in the place of the one that was; then what else stood there.

    Without a sheet nothing stood in its place, and all stays: a file that comes first is the decision.
    """
    if document is None:
        return json.dumps(former)
    rest = former[1:] if former and former[0]["type"] == "file" else former
    return json.dumps([{"type": "file", "value": {"document": document.pk, "title": ""}}, *rest])
