"""What a browser keeps of a text that is being written (`keep-typed.js`), as far as the server must know of it."""

from __future__ import annotations

import re

from django.http import HttpRequest
from wagtail.models import Page

# The field that names the record of the browser, and where it waits for the next page.
TYPED, ARRIVED = "typed", "typed_arrived"
# So many are told of at once.
MOST = 20
RECORD = re.compile(r"[0-9a-f-]{36}")


def note_arrival(request: HttpRequest, _page: Page) -> None:
    """Hook: remember which record was saved just now. Of two windows each may save before the next page is shown."""
    record = request.POST.get(TYPED, "")
    if RECORD.fullmatch(record):
        request.session[ARRIVED] = [*request.session.get(ARRIVED, []), record][-MOST:]


def take_arrival(request: HttpRequest) -> str:
    """The records that were saved just now, told once: the browser forgets these, and no other. Empty for none."""
    return " ".join(request.session.pop(ARRIVED)) if ARRIVED in request.session else ""
