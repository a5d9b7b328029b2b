"""Which files a story uses."""

from __future__ import annotations

from .models import PortalDocument, StoryPage


def files_of(story: StoryPage) -> set[int]:
    """Return the ids of the files that the body of `story` links to or attaches, as it is on the instance."""
    field = StoryPage._meta.get_field("body")
    return {
        int(object_id)
        for model, object_id, _model_path, _content_path in field.extract_references(story.body)
        if model is PortalDocument
    }
