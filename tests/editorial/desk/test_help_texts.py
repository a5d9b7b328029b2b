"""Beside every field of the editor stands help in plain words, and a label that is seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel

from editorial.kinds.registry import content_kinds
from editorial.models import InformationPage, PortalImage

pytestmark = pytest.mark.django_db

MODELS = (*(kind.model for kind in content_kinds()), InformationPage)


def fields_of(panel: Any) -> Iterator[tuple[str, str]]:
    """Every field with the help that the editor shows beside it."""
    for child in getattr(panel, "children", ()):
        yield from fields_of(child)
    if isinstance(panel, InlinePanel):
        yield panel.relation_name, str(panel.help_text)
        yield from fields_of(panel.child_edit_handler)
    elif isinstance(panel, FieldPanel):
        yield panel.field_name, str(panel.help_text or panel.db_field.help_text)


def blocks_of(block: Any, name: str) -> Iterator[tuple[str, str]]:
    """Every field inside a stream, with its help; what explains itself as a whole is one field."""
    said = (
        getattr(block.meta, "help_text", None)
        or getattr(getattr(block, "field", None), "help_text", None)
        or ""
    )
    children = getattr(block, "child_blocks", {})
    if said or not children:
        yield name, str(said)
        return
    for child_name, child in children.items():
        yield from blocks_of(child, f"{name}.{child_name}")


@pytest.mark.parametrize("model", MODELS)
def test_each_field_has_help(model) -> None:
    found = dict(fields_of(model.get_edit_handler()))

    # The title of a document or statement is made from what is typed, that of a disclosure from its sheet too.
    assert {"title", "number", "agency", "subject"} & found.keys()
    assert [name for name, said in found.items() if not said] == []


def test_the_credit_of_a_picture_has_help() -> None:
    assert str(PortalImage._meta.get_field("credit").help_text)


@pytest.mark.parametrize("model", MODELS)
def test_each_field_of_a_block_has_help(model) -> None:
    stream: blocks.StreamBlock = model._meta.get_field("body").stream_block

    found = [one for one in blocks_of(stream, "body") if "." in one[0]]

    assert found
    assert [name for name, said in found if not said] == []
