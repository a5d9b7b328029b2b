"""One question to a service by the guarded door: in time, in bounds, and led nowhere else with a token."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from portals.fetching import Fetched, FetchError, Limits, fetch
from portals.social.enums import SocialFault

from .interface import ChannelFault

# A redirect would take the token along, or lose it: there is none.
A_QUESTION = Limits(seconds=20, connect_seconds=5, largest=1024 * 1024, redirects=0)
TOO_MANY, SERVER_FAULT, REDIRECTED = 429, 500, range(300, 400)
RESTS_AT_MOST = timedelta(days=1)
# What lives longer lives as long as anybody plans.
LIVES_AT_MOST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class ServiceQuestion:
    """`form` and `sent` are bodies, of which there is one at most; `file` is a picture beside the form's fields."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    sent: object = field(default=None, repr=False)
    file: tuple[str, bytes] | None = field(default=None, repr=False)


def ask_service(question: ServiceQuestion) -> tuple[int, dict[str, Any]]:
    """Return the status and the object of the answer, whatever it says. Raises ChannelFault where there is none."""
    url = f"{question.url}?{urlencode(question.query)}" if question.query else question.url
    kind, body = _body(question)
    headers = {"Accept": "application/json", **question.headers}
    if kind:
        headers["Content-Type"] = kind
    try:
        answer = fetch(
            url, method=question.method, headers=headers, content=body, limits=A_QUESTION
        )
    except FetchError as error:
        # Its words may hold the address, and that a token.
        raise ChannelFault(SocialFault.OUTAGE, _("The service did not answer.")) from error
    if answer.status == TOO_MANY:
        raise ChannelFault(
            SocialFault.RATE, _("The service wants fewer posts."), rests=rest_of(answer)
        )
    if answer.status >= SERVER_FAULT or answer.status in REDIRECTED:
        raise ChannelFault(
            SocialFault.OUTAGE, _("The service answered %(status)s.") % {"status": answer.status}
        )
    try:
        told = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise ChannelFault(SocialFault.OUTAGE, _("The service's answer is garbled.")) from error
    if not isinstance(told, dict):
        raise ChannelFault(SocialFault.OUTAGE, _("The service's answer is garbled."))
    return answer.status, told


def rest_of(answer: Fetched) -> timedelta | None:
    """Return how long the service wants to be left alone, where it says so in seconds."""
    said = answer.headers.get("retry-after", "")
    return (
        min(timedelta(seconds=int(said)), RESTS_AT_MOST)
        if said.isdecimal() and len(said) < 8
        else None
    )


def told_text(told: Mapping[str, Any], *path: str) -> str:
    """Return a text that stands deep in an answer; "" where none does."""
    found: Any = told
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""


def told_life(told: Mapping[str, Any]) -> timedelta | None:
    """Return how long a token lives, as the service says in seconds; None where it does not, or says never to die."""
    seconds = told_text(told, "expires_in")
    if not seconds.isdecimal() or not int(seconds[:12]):
        return None
    return min(timedelta(seconds=int(seconds[:12])), LIVES_AT_MOST)


def list_in(told: Mapping[str, Any], *path: str) -> list[dict[str, Any]]:
    found: Any = told
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def said_by_service(message: str, *tokens: str) -> str:
    """Return the service's own words without the tokens that they may repeat."""
    for token in tokens:
        message = message.replace(token, "…") if token else message
    return "".join(one if one.isprintable() else " " for one in message)[:160]


def _body(question: ServiceQuestion) -> tuple[str, bytes | None]:
    if question.file is not None:
        return _with_file(question.form or {}, *question.file)
    if question.form is not None:
        return "application/x-www-form-urlencoded", urlencode(question.form).encode()
    if question.sent is not None:
        return "application/json", json.dumps(question.sent, ensure_ascii=False).encode()
    return "", None


def _with_file(form: Mapping[str, str], name: str, content: bytes) -> tuple[str, bytes]:
    """Write fields and a picture as RFC 7578 has it. No name is anybody's: each is ours."""
    mark = f"lien-cong-{secrets.token_hex(16)}"
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        for field, value in form.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="source"; filename="{name}"\r\n'
    parts += [head.encode(), b"Content-Type: application/octet-stream\r\n\r\n", content, b"\r\n"]
    return f"multipart/form-data; boundary={mark}", b"".join([*parts, f"--{mark}--\r\n".encode()])
