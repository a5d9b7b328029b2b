"""What a browser keeps of a text that is being written (`keep-typed.js`), as far as the server must know of it."""

from __future__ import annotations

import re

from django.http import HttpRequest
from wagtail.models import Page

# The field that names the record of the browser, and where it waits for the next page.
TYPED, ARRIVED = "typed", "typed_arrived"
RECORD = re.compile(r"[0-9a-f-]{36}")


def note_arrival(request: HttpRequest, _page: Page) -> None:
    """Hook: remember which record was saved just now."""
    record = request.POST.get(TYPED, "")
    if RECORD.fullmatch(record):
        request.session[ARRIVED] = record


def take_arrival(request: HttpRequest) -> str:
    """The record that was saved just now, told once: the browser forgets it, and no other. Empty for none."""
    return str(request.session.pop(ARRIVED)) if ARRIVED in request.session else ""
