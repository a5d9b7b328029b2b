"""Numbers that belong to a person: identity numbers, and telephone numbers in lists."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from editorial.stored_text import plain, words_of_block
from portals.redaction.numbers import MOBILE, identity_numbers

from .findings import CheckedText, Finding, Severity, place_of_block, place_of_field

_LIST_ITEM = re.compile(r"<li\b[^>]*>(.*?)</li>", re.IGNORECASE | re.DOTALL)
# One number in a list is an office to call; from two on it is people.
PHONES_IN_A_LIST = 2
# When the law on the protection of personal data took effect.
IN_FORCE_SINCE = date(2026, 1, 1)


def check_numbers(text: CheckedText) -> Iterator[Finding]:
    for name, words in (("title", text.title), (text.lead_name, text.lead), *text.own):
        yield from _identities(words, place_of_field(name), text.today)
    for block in text.body:
        place = place_of_block(block)
        yield from _identities("\n".join(words_of_block(block)), place, text.today)
        yield from _telephones(block, place)


def _identities(words: str, place: str, today: date) -> Iterator[Finding]:
    found = dict.fromkeys(identity_numbers(words))
    if found:
        shown = ", ".join(f"{number[:3]}…{number[-2:]}" for number in found)
        message = ngettext(
            "This looks like a personal identity number (%(numbers)s). Take it out.",
            "These look like personal identity numbers (%(numbers)s). Take them out.",
            len(found),
        ) % {"numbers": shown}
        if today >= IN_FORCE_SINCE:
            message += " " + _(
                "Personal data is protected by Law 91/2025/QH15 and Decree 356/2025/NĐ-CP."
            )
        yield Finding("identity-number", Severity.BLOCK, message, place, mark=_mark(sorted(found)))


def _mark(numbers: list[str]) -> str:
    """Name these numbers without holding them: nobody without the key finds them by trying all."""
    return hmac.new(
        settings.SECRET_KEY.encode(), " ".join(numbers).encode(), hashlib.sha256
    ).hexdigest()


def _telephones(block: Mapping[str, Any], place: str) -> Iterator[Finding]:
    if block["type"] == "text":
        entries = [plain(item[1]) for item in _LIST_ITEM.finditer(block["value"] or "")]
    elif block["type"] == "table":
        entries = list(words_of_block(block))
    else:
        entries = []
    count = len({found for entry in entries for found in MOBILE.findall(entry)})
    if count >= PHONES_IN_A_LIST:
        message = _(
            "This list has %(count)s mobile telephone numbers. Those of citizens are not published."
        ) % {"count": count}
        yield Finding("telephone-list", Severity.WARNING, message, place)
