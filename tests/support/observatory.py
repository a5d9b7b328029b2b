"""The scoring of MDN's HTTP Observatory: ten tests, each with its modifier, and the grade of their sum.

Bonuses count only from ninety points on. What only the outside can see is taken as an install behind TLS has it: the
certificate is valid, and the domain is on no browser's preload list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http.cookies import Morsel
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

BEGIN, FOR_BONUS, TOP = 100, 90, 100
HALF_A_YEAR = 15_768_000
GRADES = [
    (100, "A+"), (90, "A"), (85, "A-"), (80, "B+"), (70, "B"), (65, "B-"), (60, "C+"), (50, "C"),
    (45, "C-"), (40, "D+"), (30, "D"), (25, "D-"), (0, "F"),
]  # fmt: skip
BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
INLINE = {"'unsafe-inline'", "data:"}
HASHED = ("'sha256-", "'sha384-", "'sha512-", "'nonce-")
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
UNSAFE = {"origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"}
SESSION_LIKE = ("session", "sess", "sid", "login", "token", "auth")
FORGERY_LIKE = ("csrf", "xsrf")


@dataclass(frozen=True)
class Judgement:
    """What each test said, with its modifier."""

    results: dict[str, tuple[str, int]]

    @property
    def score(self) -> int:
        modifiers = [modifier for _result, modifier in self.results.values()]
        plain = BEGIN + sum(modifier for modifier in modifiers if modifier < 0)
        bonus = sum(modifier for modifier in modifiers if modifier > 0)
        return max(plain + bonus if plain >= FOR_BONUS else plain, 0)

    @property
    def grade(self) -> str:
        return next(grade for least, grade in GRADES if self.score >= least)


def judge(response: Any, *, plain: Any) -> Judgement:
    """Judge the answer by TLS, and `plain`, what the same address answers without."""
    return Judgement(
        {
            "content-security-policy": _policy(response),
            "cookies": _cookies(response),
            "cross-origin-resource-sharing": _sharing(response),
            "redirection": _redirection(plain),
            "referrer-policy": _referrer(response),
            "strict-transport-security": _transport(response),
            "subresource-integrity": _integrity(response),
            "x-content-type-options": _content_type(response),
            "x-frame-options": _frames(response),
            "cross-origin-resource-policy": _resource_policy(response),
        }
    )


def sources_of(response: Any) -> dict[str, set[str]]:
    """The directives of the policy; the first of two that are named alike counts."""
    found: dict[str, set[str]] = {}
    for rule in response.get("Content-Security-Policy", "").split(";"):
        name, *sources = rule.lower().split() or [""]
        if name:
            found.setdefault(name, set(sources))
    return found


def _or_default(policy: dict[str, set[str]], name: str) -> set[str]:
    sources = set(policy.get(name, policy.get("default-src", {"*"})))
    if any(source.startswith(HASHED) for source in sources):
        sources.discard("'unsafe-inline'")
    return sources


def _insecure(sources: set[str]) -> bool:
    return any(source.startswith(("http:", "ftp:")) for source in sources)


def _policy(response: Any) -> tuple[str, int]:
    policy = sources_of(response)
    if not policy:
        return "not implemented", -25
    script, style, embedded = (
        _or_default(policy, name) for name in ("script-src", "style-src", "object-src")
    )
    passive = {source for name in ("img-src", "media-src") for source in _or_default(policy, name)}
    active = {
        source
        for name, sources in policy.items()
        if name not in {"img-src", "media-src"}
        for source in sources
    }
    ladder = [
        (script & (BROAD | INLINE) or embedded & BROAD, "unsafe inline", -20),
        (_insecure(active), "insecure scheme", -20),
        ("'unsafe-eval'" in script | style, "unsafe eval", -10),
        (_insecure(passive), "insecure scheme in passive content", -10),
        (style & (BROAD | INLINE), "unsafe inline in style only", 0),
        (policy.get("default-src") == {"'none'"}, "no unsafe, default none", 10),
    ]
    return next(((said, points) for is_so, said, points in ladder if is_so), ("no unsafe", 5))


def _cookies(response: Any) -> tuple[str, int]:
    cookies: list[Morsel[str]] = list(response.cookies.values())
    if not cookies:
        return "none found", 0
    by_transport = _transport(response)[1] >= 0
    worst = ("secure, http only, same site", 5)
    for cookie in cookies:
        name = cookie.key.lower()
        is_session = any(word in name for word in SESSION_LIKE)
        site = str(cookie["samesite"]).lower()
        faults = [
            (not cookie["secure"] and is_session and not by_transport, "session, insecure", -40),
            (not cookie["httponly"] and is_session, "session, open to scripts", -30),
            (not site and any(word in name for word in FORGERY_LIKE), "forgery, no site", -20),
            (bool(site) and site not in {"lax", "strict", "none"}, "same site invalid", -20),
            (not cookie["secure"] and not by_transport, "insecure", -20),
            (not cookie["secure"] and is_session, "session, insecure but HSTS", -10),
            (not cookie["secure"], "insecure but HSTS", -5),
            (not site, "no same site", 0),
        ]
        for is_so, said, points in faults:
            if is_so and points < worst[1]:
                worst = (f"{cookie.key}: {said}", points)
    return worst


def _sharing(response: Any) -> tuple[str, int]:
    allowed = response.get("Access-Control-Allow-Origin")
    if allowed is None:
        return "not implemented", 0
    if allowed == "*":
        return "public access", 0
    credentials = response.get("Access-Control-Allow-Credentials", "").lower() == "true"
    return ("universal access", -50) if credentials else ("restricted", 0)


def _redirection(plain: Any) -> tuple[str, int]:
    if plain.status_code not in {301, 302, 303, 307, 308}:
        return "missing", -20
    target = urlsplit(plain["Location"])
    if target.scheme != "https":
        return "not to https", -20
    asked = plain.wsgi_request.get_host().partition(":")[0]
    return ("to https", 0) if target.hostname == asked else ("off host", -5)


def _referrer(response: Any) -> tuple[str, int]:
    given = response.get("Referrer-Policy")
    if given is None:
        return "not implemented", 0
    known = [part.strip().lower() for part in given.split(",")]
    known = [part for part in known if part in PRIVATE | UNSAFE]
    if not known:
        return "invalid", -5
    return ("private", 5) if known[-1] in PRIVATE else ("unsafe", -5)


def _transport(response: Any) -> tuple[str, int]:
    given = response.get("Strict-Transport-Security")
    if given is None:
        return "not implemented", -20
    age = re.search(r"max-age\s*=\s*\"?(\d+)", given.lower())
    if age is None:
        return "invalid", -20
    return ("half a year", 0) if int(age[1]) >= HALF_A_YEAR else ("too short", -10)


def _integrity(response: Any) -> tuple[str, int]:
    if "html" not in response.get("Content-Type", ""):
        return "no html", 0
    scripts = BeautifulSoup(response.content, "html.parser").select("script[src]")
    foreign = [script for script in scripts if urlsplit(str(script["src"])).netloc]
    if not scripts:
        return "no scripts", 0
    if all(script.get("integrity") for script in scripts):
        return "implemented", 5
    bare = [script for script in foreign if not script.get("integrity")]
    if not bare:
        return "all from the own origin", 0
    insecure = any(str(script["src"]).startswith("http:") for script in bare)
    return ("foreign and insecure", -50) if insecure else ("foreign without", -5)


def _content_type(response: Any) -> tuple[str, int]:
    given = response.get("X-Content-Type-Options", "").strip().lower()
    return ("nosniff", 0) if given == "nosniff" else ("missing or invalid", -5)


def _frames(response: Any) -> tuple[str, int]:
    ancestors = sources_of(response).get("frame-ancestors")
    if ancestors is not None and not ancestors & BROAD:
        return "by policy", 5
    given = response.get("X-Frame-Options", "").strip().lower()
    return ("deny or same origin", 5) if given in {"deny", "sameorigin"} else ("missing", -20)


def _resource_policy(response: Any) -> tuple[str, int]:
    given = response.get("Cross-Origin-Resource-Policy")
    if given is None:
        return "not implemented", 0
    known = {"same-origin": 10, "same-site": 10, "cross-origin": 0}
    return given, known.get(given.strip().lower(), -5)
