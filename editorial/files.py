"""Which files a page uses."""

from __future__ import annotations

from .models import InformationPage, PortalDocument, StoryPage


def files_of(page: StoryPage | InformationPage) -> set[int]:
    """Return the ids of the files that the body of `page` links to or attaches, as it is on the instance."""
    field = page._meta.get_field("body")
    return {
        int(object_id)
        for model, object_id, _model_path, _content_path in field.extract_references(page.body)
        if model is PortalDocument
    }
