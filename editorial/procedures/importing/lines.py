"""One line of the export, taken for the object that it must be."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from .columns import CatalogueFault, Columns

LONGEST_LINE = 200_000


class UnreadableLine(Exception):
    """Why a line is no object with named columns, in words."""


def columns_of_line(number: int, line: bytes, faults: list[CatalogueFault]) -> Columns | None:
    """Return the columns of line `number`; None where it has none, and why not stands in `faults`."""
    try:
        return Columns(number, _object(line, is_first=number == 1), faults)
    except UnreadableLine as error:
        faults.append(CatalogueFault(number, "", str(error)))
        return None


def _object(line: bytes, *, is_first: bool) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise UnreadableLine(_("This line is too long."))
    try:
        text = line.decode("utf-8-sig" if is_first else "utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableLine(_("This line is not in UTF-8. Save the file in UTF-8.")) from error
    try:
        value = json.loads(text, object_pairs_hook=_each_once)
        # JSON can spell halves of characters that can be neither kept nor shown.
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise UnreadableLine(
            _("There are characters in it that nobody can see. Write it anew.")
        ) from error
    # Where it is too deep, or a number too long, it is no place in the line that is wrong.
    except (ValueError, RecursionError) as error:
        place = {"place": getattr(error, "colno", 1)}
        raise UnreadableLine(_("This is no JSON, from character %(place)s on.") % place) from error
    if not isinstance(value, dict):
        raise UnreadableLine(_("This must be an object with named columns."))
    return value


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two columns of one name Python keeps the last, and what stands in the other would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise UnreadableLine(_("A column stands in this line twice. Leave one of them."))
    return found
