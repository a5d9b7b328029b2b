"""Having Django answer, once for everyone."""

from __future__ import annotations

from dataclasses import dataclass

from portals.serving.answers import Answer, Environ
from portals.serving.threads import DjangoThreads

from .freshness import HEADER
from .pages import Page, made_of
from .request_key import PageRequest

STORED_STATUSES = frozenset({"200", "301", "308", "410"})
FOR_ONE_VISITOR = ("private", "no-store", "no-cache")
LARGEST_STORED = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page of Django's, whether it may be stored, and the moment at which it says that it changes."""

    page: Page
    may_be_stored: bool
    changes_at: float | None


async def render_anonymous(
    django: DjangoThreads, asked: PageRequest, environ: Environ
) -> Rendered | Answer:
    """Return the answer to `asked`, which knows nothing of the visitor in `environ`; a file or a refusal as it is."""
    return await django.answer(asked.environ(environ), finish=_rendered)


def _rendered(answer: Answer) -> Rendered | Answer:
    """Make a page of what Django answered. In Django's thread, since compressing takes its time."""
    if not isinstance(answer.content, bytes):
        return answer
    names = {name.lower(): value for name, value in answer.headers}
    page = made_of(answer.status, answer.headers, answer.content)
    said = names.get(HEADER.lower())
    return Rendered(page, _may_be_stored(page, names), float(said) if said else None)


def _may_be_stored(page: Page, names: dict[str, str]) -> bool:
    policy = names.get("cache-control", "")
    return (
        page.status[:3] in STORED_STATUSES
        and not any(word in policy for word in FOR_ONE_VISITOR)
        and "set-cookie" not in names
        and "content-encoding" not in names
        and len(page.body) <= LARGEST_STORED
    )
