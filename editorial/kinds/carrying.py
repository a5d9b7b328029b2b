"""What of a story goes along wherever its text goes: its plain fields, as values that can be stored and compared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Field
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from portals.text import nfc

from .registry import CarriedField, called, kind_of

if TYPE_CHECKING:
    from editorial.models import StoryPage

COMMON = (
    CarriedField("title", _("Title")),
    CarriedField("lead", _("Lead")),
    CarriedField("byline", _("Byline")),
    CarriedField("event_at", _("Event time")),
)
# What every kind has besides, and why it is no plain field that goes along.
COMMON_LEFT_BEHIND = {
    "lead_image": "goes along with its words, as one thing",
    "lead_image_alt": "goes along with the lead image",
    "lead_image_caption": "goes along with the lead image",
    "body": "goes along block by block",
    "source": "says where a text comes from: whoever makes one from another says it anew",
    "sensitive_subject": "is the standing editors' judgement of one text",
    "subject_by_hand": "is the standing editors' judgement of one text",
    "adapted_from": "says what this very text was made from",
}


def carried_fields(model: type[StoryPage]) -> dict[str, CarriedField]:
    """Return the fields that a story of this kind carries, by name, those of all kinds first."""
    return {one.name: one for one in (*COMMON, *called(model.story_kind).carried)}


def carried_value(story: StoryPage, name: str) -> Any:
    """Return a field of the instance `story` as JSON can hold it; "" where it is empty."""
    value = getattr(story, name)
    if isinstance(value, date):
        # A moment is one too.
        return value.isoformat()
    return "" if value is None else value


def write_value(story: StoryPage, name: str, value: Any) -> None:
    """Write what `carried_value` gave back onto the instance `story`, which is not saved."""
    field = _field(type(story), name)
    setattr(story, name, None if value == "" and field.null else field.to_python(value))


def imported(model: type[StoryPage], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values given for a kind's own fields as they are to be stored; ValueError for a field it has not."""
    own = {one.name for one in called(model.story_kind).carried}
    if strange := sorted(given.keys() - own):
        raise ValueError(f"{model.story_kind} has no field {', '.join(strange)}")
    return {name: nfc(value) if isinstance(value, str) else value for name, value in given.items()}


def shown_value(model: type[StoryPage], name: str, value: Any) -> str:
    """Return what `carried_value` gave in words."""
    found = None if value == "" else _field(model, name).to_python(value)
    if isinstance(found, datetime):
        return f"{localtime(found):%d/%m/%Y %H:%M}"
    if isinstance(found, date):
        return f"{found:%d/%m/%Y}"
    return "" if found is None else str(found)


def own_words(story: StoryPage) -> list[tuple[str, str]]:
    """Return the kind's own fields that are read as text: name and words. No query for an instance of its own model."""
    fields = kind_of(story).text_fields
    own = story.specific if fields else story
    return [(one.name, str(getattr(own, one.name) or "")) for one in fields]


def _field(model: type[StoryPage], name: str) -> Field[Any, Any]:
    return cast("Field[Any, Any]", model._meta.get_field(name))
