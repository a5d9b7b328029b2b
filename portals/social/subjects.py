"""What posts may be about, registered by the floors that know it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portals.boards.enums import APPROVERS
from portals.boards.queries import holds_post

if TYPE_CHECKING:
    from datetime import datetime

    from portals.boards.models import User
    from portals.models import Portal

# Whether a person may propose, or approve, a post about this thing on an account of this portal now.
type MayPost = Callable[[User, str, Portal, datetime], bool]
type MayPostOf = Callable[[User, Collection[str], Portal, datetime], Collection[str]]


@dataclass(frozen=True, slots=True)
class PostSubject:
    """A kind of what is posted about. A key is `code`, a colon, and what the floor knows the thing by: "story:12".

    `is_public` is asked right before a post is approved and before it leaves: of what is not public nothing is posted.
    `page` is the address on the desk where a person settles it. `may_approve_of` answers `may_approve` for many things
    at once, with as many questions however many they are; without it each is asked apart.
    """

    code: str
    may_propose: MayPost
    may_approve: MayPost
    is_public: Callable[[str, datetime], bool]
    page: Callable[[str], str] | None = None
    may_approve_of: MayPostOf | None = None


_subjects: dict[str, PostSubject] = {}


def register(subject: PostSubject) -> None:
    """Add a kind; called once, from an app's `ready()`."""
    if subject.code in _subjects:
        raise ValueError(f"Registered twice: {subject.code}")
    _subjects[subject.code] = subject


def subject_of(key: str) -> PostSubject | None:
    """Return the kind that a key is of; None where no floor knows it."""
    return _subjects.get(key.partition(":")[0])


def approves_posts(user: User, _key: str, portal: Portal, now: datetime) -> bool:
    """Whether `user` is head or deputy of the account's board: the rule for a kind that has none of its own."""
    return holds_post(user, portal, now, APPROVERS)
