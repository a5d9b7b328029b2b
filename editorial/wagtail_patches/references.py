"""Wagtail's index of references, which it writes for one object at a time."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Model
from wagtail.models import ReferenceIndex

# (content type, id) of what is referred to, and the path to it by model and by content.
Reference = tuple[int, str, str, str]


def references_in(item: Model) -> Iterator[Reference]:
    """What `item` refers to, each once, as Wagtail itself finds it in an object.

    A `create_or_update_for_objects` of the index would replace both functions.
    """
    yield from set(ReferenceIndex._extract_references_from_object(item))


def reference_hash(content_path: str) -> UUID:
    """By which a reference is found again when its object is saved the next time."""
    found: UUID = ReferenceIndex._get_content_path_hash(content_path)
    return found
