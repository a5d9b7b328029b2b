"""Where a list goes on: the place of the last item, signed, and good for the same question only.

Lists are ordered by what never changes of an item, so what comes or goes meanwhile moves no other.
"""

from __future__ import annotations

import hashlib
import json
from http import HTTPStatus
from typing import Any

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from .problems import ReadProblem

LONGEST_CURSOR = 500
_SIGNER_SALT = "portals.read_api.cursors"
# What an item is ordered by, in plain values of JSON.
type CursorKey = list[str | int]


def question_digest(*parts: object) -> str:
    """Return by what a cursor knows the list that it belongs to."""
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:16]


def write_cursor(question: str, key: CursorKey) -> str:
    return _signer().sign_object([question, key])


def read_cursor(cursor: str, question: str) -> CursorKey:
    """Return the place. Raises ReadProblem for what we did not write, or wrote for another list."""
    try:
        found: Any = _signer().unsign_object(cursor)
    except (BadSignature, ValueError) as error:
        raise bad_cursor(
            _("This cursor was not given by this API, or was changed. Begin again without it.")
        ) from error
    if found[0] != question:
        raise bad_cursor(
            _(
                "This cursor belongs to another list, or to other filters. Keep the filters while you page, or begin "
                "again without the cursor."
            )
        )
    key: CursorKey = found[1]
    return key


def bad_cursor(detail: str) -> ReadProblem:
    return ReadProblem(HTTPStatus.BAD_REQUEST, "bad_cursor", _("The cursor is not valid"), detail)


def _signer() -> Signer:
    return Signer(salt=_SIGNER_SALT)
