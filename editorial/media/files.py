"""Which files and images a page uses."""

from __future__ import annotations

from editorial.kinds.registry import kind_of
from editorial.models import InformationPage, PortalDocument, PortalImage, StoryPage


def files_of(page: StoryPage | InformationPage) -> set[int]:
    """Return the ids of the files that `page` links to, attaches or plays, as it is on the instance."""
    return _in_body(page, PortalDocument) | _in_fields(page)


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


def _in_fields(page: StoryPage | InformationPage) -> set[int]:
    if not isinstance(page, StoryPage):
        return set()
    names = kind_of(page).files
    own = page.specific if names else page
    named = (own.serializable_value(name) for name in names)
    return {file for file in named if file is not None}
