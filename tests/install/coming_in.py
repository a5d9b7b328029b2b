"""A head comes in by the sheet that `first_head` printed, and again on the next morning with a second factor."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import re
import struct
import sys
import time
from base64 import b32decode
from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import urlencode, urlsplit

DESK = "quantri.bacninh.gov.vn"
PASSWORD = "mot-mat-khau-dai-2026"  # pragma: allowlist secret
NOTHING: Mapping[str, str] = MappingProxyType({})

type Connect = Callable[[], http.client.HTTPConnection]


class Browser:
    """A person's browser: it keeps cookies, and follows where it is led. `told` goes with each question."""

    def __init__(self, connect: Connect, told: Mapping[str, str]) -> None:
        self.connect, self.told, self.cookies, self.at = connect, told, dict[str, str](), "/"

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        for _hop in range(10):
            status, onward, page = self._once(path, form)
            if status not in {301, 302, 303}:
                return status, page
            path, form = onward, None
        raise SystemExit(f"Led in a circle at {path}")

    def send(self, path: str, **form: str) -> tuple[int, str]:
        _status, page = self.ask(path)
        (token, *_more) = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        return self.ask(path, form | {"csrfmiddlewaretoken": token})

    def _once(self, path: str, form: dict[str, str] | None) -> tuple[int, str, str]:
        own = {"Host": DESK, "Referer": f"https://{DESK}{self.at}", "Origin": f"https://{DESK}"}
        own["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is not None:
            own["Content-Type"] = "application/x-www-form-urlencoded"
        asking = self.connect()
        body = urlencode(form) if form is not None else None
        asking.request(
            "GET" if form is None else "POST", path, body=body, headers={**self.told, **own}
        )
        answer = asking.getresponse()
        for one in answer.headers.get_all("Set-Cookie") or []:
            name, _is, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value
        page, onward = answer.read().decode(), urlsplit(answer.headers.get("Location") or "")
        asking.close()
        self.at = path
        return answer.status, f"{onward.path}?{onward.query}".rstrip("?"), page


def come_in(connect: Connect, code: str, told: Mapping[str, str] = NOTHING) -> None:
    """By the sheet, then to the second factor, then anew with both, as on the next morning."""
    first = Browser(connect, told)
    first.send("/loi-moi/", code=code, new_password=PASSWORD, again=PASSWORD)
    page = first.ask("/bao-mat/totp/activate/")[1]
    if "<code>" not in page:
        first.send("/bao-mat/xac-nhan/", password=PASSWORD)
        page = first.ask("/bao-mat/totp/activate/")[1]
    (secret, *_more) = re.findall(r"<code>([A-Z2-7]{16,})</code>", page)
    (token, *_more) = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    status, page = first.ask(
        "/bao-mat/totp/activate/", {"code": one_time_code(secret), "csrfmiddlewaretoken": token}
    )
    if status != 200:
        sys.exit(f"The second factor was not taken: {status}\n{page[:2000]}")
    # A code is taken once.
    time.sleep(31)
    later = Browser(connect, told)
    _status, page = later.send(
        "/login/", login="nguyenvanan", username="nguyenvanan", password=PASSWORD
    )
    if later.at.partition("?")[0] != "/bao-mat/authenticate/":
        sys.exit(f"No second factor was asked for at {later.at}:\n{page[:2000]}")
    status, page = later.send(later.at, code=one_time_code(secret))
    if (status, later.at.partition("?")[0]) != (200, "/"):
        sys.exit(f"The head was not let in: {status} at {later.at}\n{page[:2000]}")


def one_time_code(secret: str) -> str:
    """RFC 6238, as an app on a phone does it."""
    key = b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start_at = digest[-1] & 15
    number = struct.unpack(">I", digest[start_at : start_at + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def code_of(told: str) -> str:
    (found,) = re.findall(r"code +([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4})", told)
    return str(found)
