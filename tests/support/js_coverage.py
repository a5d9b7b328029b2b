"""How much of each script the journeys run, measured by Chromium itself when JS_COVERAGE names a folder.

    JS_COVERAGE=/tmp/coverage uv run pytest tests/journeys
    uv run python -m tests.support.js_coverage /tmp/coverage

Counted are characters of code, without blanks and lines of comment. What ran between the last
press of a button and the next page, and in a window while it opened, is missed: the figures are rather too low.
"""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Error, Locator, Page

STATIC = Path(__file__).parents[2] / "static"
Spans = list[tuple[int, int, bool]]


# Each may lead to another page, and what a page ran is forgotten with it: it is asked for before.
LEAVING = {Page: ("goto", "reload", "click", "close"), Locator: ("click", "press")}


@contextmanager
def watched(browser: Browser) -> Iterator[Browser]:
    """Watch what the pages of `browser` run, where the environment asks for it."""
    folder = os.environ.get("JS_COVERAGE")
    if not folder:
        yield browser
        return
    watch = Watch()
    with pytest.MonkeyPatch.context() as patch:
        for kind, names in LEAVING.items():
            for name in names:
                patch.setattr(kind, name, _after(watch.take, getattr(kind, name)))
        patch.setattr(BrowserContext, "close", _after(watch.take, BrowserContext.close))
        patch.setattr(browser, "new_context", _then(watch.follow, browser.new_context))
        yield browser
    Path(folder).mkdir(parents=True, exist_ok=True)
    watch.write(Path(folder) / f"{os.getpid()}.json")


class Watch:
    """What was run so far, by the path of each script below static/."""

    def __init__(self) -> None:
        self._ran: dict[str, set[int]] = defaultdict(set)
        self._sessions: list[CDPSession] = []

    def follow(self, context: BrowserContext) -> None:
        def begin(page: Page) -> None:
            session = context.new_cdp_session(page)
            session.send("Profiler.enable")
            session.send("Profiler.startPreciseCoverage", {"callCount": True, "detailed": True})
            self._sessions.append(session)

        context.on("page", begin)

    def take(self) -> None:
        for session in self._sessions.copy():
            try:
                told = session.send("Profiler.takePreciseCoverage")["result"]
            except Error:
                # Its page was closed; what it ran was taken before.
                self._sessions.remove(session)
                continue
            for script in told:
                _before, static, name = urlsplit(script["url"]).path.partition("/static/")
                if static:
                    self._ran[name] |= ran_in(
                        [
                            (span["startOffset"], span["endOffset"], span["count"] > 0)
                            for function in script["functions"]
                            for span in function["ranges"]
                        ]
                    )

    def write(self, file: Path) -> None:
        file.write_text(json.dumps({name: sorted(ran) for name, ran in self._ran.items()}))


def _after(first: Any, act: Any) -> Any:
    def both(*arguments: Any, **options: Any) -> Any:
        first()
        return act(*arguments, **options)

    return both


def _then(follow: Any, act: Any) -> Any:
    def both(*arguments: Any, **options: Any) -> Any:
        made = act(*arguments, **options)
        follow(made)
        return made

    return both


def ran_in(spans: Spans) -> set[int]:
    """The places that ran. Spans lie within one another; the innermost one says it."""
    ran: set[int] = set()
    for start, end, did in sorted(spans, key=lambda span: (span[0], -span[1])):
        (ran.update if did else ran.difference_update)(range(start, end))
    return ran


def code_of(text: str) -> set[int]:
    """The places of `text` that hold code."""
    found, at = set[int](), 0
    for line in text.splitlines(keepends=True):
        if not line.lstrip().startswith(("//", "/*", "*")):
            found |= {at + number for number, sign in enumerate(line) if not sign.isspace()}
        at += len(line)
    return found


def report(folder: Path) -> Iterator[str]:
    ran: dict[str, set[int]] = defaultdict(set)
    for file in folder.glob("*.json"):
        for name, places in json.loads(file.read_text()).items():
            ran[name] |= set(places)
    total = covered = 0
    for path in sorted(STATIC.rglob("*.js")):
        name = path.relative_to(STATIC).as_posix()
        code = code_of(path.read_text())
        hit = len(code & ran[name])
        total, covered = total + len(code), covered + hit
        yield f"{100 * hit / len(code):5.1f} %  {name}"
    yield f"{100 * covered / total:5.1f} %  all"


if __name__ == "__main__":
    sys.stdout.write("\n".join([*report(Path(sys.argv[1])), ""]))
