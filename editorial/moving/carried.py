"""What a portal brought along of its time elsewhere, as anybody may read it: answers, totals of views, past scores.

Nothing of it is counted, scored or searched here: it is shown as it came.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.db.models import F, Func, IntegerField
from django.urls import reverse
from django.utils.translation import gettext as _

from editorial.models import CarriedRecord, MovedThing
from editorial.public.more_pages import MorePage
from portals.models import Portal

ANSWERS_A_PAGE = 20
MOST_READ = 20
# What is larger is given as a file only: each page that is asked for reads all of it.
LARGEST_SHOWN = 2 * 1024 * 1024
# The archive is a stranger's: what is longer is no number of views, and no key of a text.
LONGEST_NUMBER, LONGEST_KEY = 12, 200
SHOWN_OF_ANSWERS = ("subject", "question", "answer", "answered_on")
ANSWERS, VIEWS = "/answers/answers.json", "/views.json"


@dataclass(frozen=True, slots=True)
class CarriedFile:
    pk: int
    title: str
    size: int


@dataclass(frozen=True, slots=True)
class ReadHere:
    """How often a text was looked at where it was before; `page_id` where it came along."""

    number: str
    views: int
    title: str
    page_id: int | None


@dataclass(frozen=True, slots=True)
class CarriedViews:
    """The totals of the platform of before: of how many texts, how many views, and those looked at most."""

    texts: int
    total: int
    most: list[ReadHere]


def has_carried(portal: Portal) -> bool:
    """Whether there is anything to show. One query."""
    return CarriedRecord.objects.for_readers(portal).exists()


def carried_pages(portal: Portal) -> Iterable[MorePage]:
    """For site maps: the page, where there is anything on it. One query."""
    if has_carried(portal):
        path = reverse("carried", urlconf="portals.urls.public")
        yield MorePage(_("Data from the former portal"), path)


def carried_files(portal: Portal) -> list[CarriedFile]:
    """Tables of scores as they came, and what answers name. One query, without what is in them."""
    rows = CarriedRecord.objects.for_readers(portal).annotate(size=_size()).order_by("name")
    return [
        CarriedFile(pk, "/".join(PurePosixPath(name).parts[1:]), size)
        for pk, name, size in rows.values_list("pk", "name", "size")
    ]


def carried_file(portal: Portal, record_id: int) -> CarriedRecord | None:
    return CarriedRecord.objects.for_readers(portal).filter(pk=record_id).first()


def carried_answers(portal: Portal) -> list[dict[str, str]]:
    """The answers that were public there, the newest first. One query."""
    found = [
        {name: _text(one.get(name)) for name in SHOWN_OF_ANSWERS}
        for content in _contents(portal, ANSWERS)
        for one in content
        if isinstance(one, dict)
    ]
    return sorted(found, key=lambda one: one["answered_on"], reverse=True)


def carried_views(portal: Portal) -> CarriedViews | None:
    """Totals of views that came along; None where none did. Two queries."""
    rows = [
        (_text(one["id"])[:LONGEST_KEY], views)
        for content in _contents(portal, VIEWS)
        for one in content
        if isinstance(one, dict) and "id" in one
        for views in [_number(one.get("views"))]
        if views is not None
    ]
    if not rows:
        return None
    most = sorted(rows, key=lambda row: -row[1])[:MOST_READ]
    keys = [f"story/{number}" for number, _views in most]
    came = MovedThing.objects.filter(portal=portal, key__in=keys, page__isnull=False)
    pages = {key: (pk, title) for key, pk, title in came.values_list("key", "page", "page__title")}
    return CarriedViews(
        len(rows),
        sum(views for _number, views in rows),
        [
            ReadHere(number, views, pages.get(key, (None, ""))[1], pages.get(key, (None, ""))[0])
            for (number, views), key in zip(most, keys, strict=True)
        ],
    )


def _text(told: Any) -> str:
    """What is neither text nor a whole number is empty; a database and a browser can take the rest."""
    text = told if isinstance(told, str) else str(told) if type(told) is int else ""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _number(told: Any) -> int | None:
    """What is no plain number is None."""
    digits = _text(told)
    is_one = digits.isascii() and digits.isdecimal() and len(digits) <= LONGEST_NUMBER
    return int(digits) if is_one else None


def _contents(portal: Portal, ending: str) -> Iterable[list[Any]]:
    rows = (
        CarriedRecord.objects.for_readers(portal)
        .filter(name__endswith=ending)
        .annotate(size=_size())
    )
    for content in (
        rows.filter(size__lte=LARGEST_SHOWN).order_by("name").values_list("content", flat=True)
    ):
        try:
            told = json.loads(bytes(content))
        except (ValueError, RecursionError):
            # No JSON, a number too long to read, or nested without end: it stays a file, as it came.
            continue
        if isinstance(told, list):
            yield told


def _size() -> Func:
    return Func(F("content"), function="octet_length", output_field=IntegerField())
