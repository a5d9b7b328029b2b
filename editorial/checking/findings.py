"""What a check finds: plain values, without a query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from editorial.kinds.registry import KindCheck


class Severity(models.TextChoices):
    """A block refuses the submission; a warning is shown, recorded and left to the board."""

    BLOCK = "block", _("must be settled")
    WARNING = "warning", _("please look")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. `anchor` is the id of its place in the editor; `link` an address elsewhere; `offer` the
    page that settles it in another way.

    A block may be confirmed with a reason where `mark` says what exactly was found (without saying it).
    """

    code: str
    severity: Severity
    message: str
    anchor: str
    link: str = ""
    link_text: str = ""
    offer: str = ""
    offer_text: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """A public story with nearly the same text."""

    title: str
    portal: str
    percent: int
    address: str
    republish: str = ""


@dataclass(frozen=True, slots=True)
class OpenFile:
    """An image or a file of the text that may not be published: refused for a reason, or still being examined."""

    title: str
    refusal: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckedText:
    """A text with what it is checked against. `body` is the stream's raw form.

    `checks` are those made for its kind only, `own` the words of its kind's own fields, by name.
    """

    title: str
    lead: str
    body: Sequence[Mapping[str, Any]] = ()
    checks: Set[KindCheck] = frozenset()
    own: Sequence[tuple[str, str]] = ()
    lead_name: str = "lead"
    has_lead_image: bool = False
    lead_image_alt: str = ""
    lead_image_caption: str = ""
    unit_names: Sequence[str] = ()
    copies: Sequence[Copy] = ()
    open_files: Sequence[OpenFile] = ()
    trusted_hosts: Set[str] = frozenset()
    today: date = field(default=date.min)


def place_of_block(block: Mapping[str, Any]) -> str:
    """The id that Wagtail's editor gives the section of a block."""
    return f"block-{block.get('id') or ''}-section"


def place_of_field(name: str) -> str:
    """The id of the field's own input, or of the whole stream: panels are named after translated headings."""
    return "body-root" if name == "body" else f"id_{name}"
