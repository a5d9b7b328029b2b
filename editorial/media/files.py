"""Which files and images a page uses."""

from __future__ import annotations

from editorial.models import InformationPage, PortalDocument, PortalImage, StoryPage


def files_of(page: StoryPage | InformationPage) -> set[int]:
    """Return the ids of the files that the body of `page` links to or attaches, as it is on the instance."""
    return _in_body(page, PortalDocument)


def images_of(page: StoryPage | InformationPage) -> set[int]:
    """Return the ids of the images that `page` shows, in front or in its body, as it is on the instance."""
    lead = page.lead_image_id if isinstance(page, StoryPage) else None
    return _in_body(page, PortalImage) | ({lead} if lead else set())


def _in_body(
    page: StoryPage | InformationPage, wanted: type[PortalDocument | PortalImage]
) -> set[int]:
    field = page._meta.get_field("body")
    return {
        int(object_id)
        for model, object_id, _model_path, _content_path in field.extract_references(page.body)
        if model is wanted
    }
