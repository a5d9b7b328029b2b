"""Files of models: whether they are stored already, and with which class they are opened."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.fields.files import FieldFile


def is_stored(file: Any) -> bool:
    """Whether the file is in the storage, and was not just given to the field.

    Django says it to itself only, to know what `save()` has to store. A public property would replace this.
    """
    return bool(file._committed)


def content_at_hand(file: FieldFile) -> Any:
    """Return what was given to the field or opened by it, or None; `file.file` would open it in the storage.

    A public question whether it is open would replace this.
    """
    return getattr(file, "_file", None)


def open_with(model: type[Model], field: str, opened_as: type[FieldFile]) -> None:
    """Have files of a field that the model inherits opened as `opened_as`.

    The class stands on the field's class, so a field of our own would be another field in every migration. A setting
    of Wagtail's abstract image would replace this.
    """
    of_file: Any = model._meta.get_field(field)
    of_file.attr_class = opened_as
