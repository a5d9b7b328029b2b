"""What a service can be asked for. The worker knows services by this alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from django.utils.translation import gettext as _

from portals.social.enums import SocialFault


class ChannelFault(Exception):
    """The service did not do what it was asked: of which class, and in words for the board, which hold no token."""

    def __init__(self, kind: SocialFault, words: str, *, rests: timedelta | None = None) -> None:
        super().__init__(words)
        self.kind = kind
        self.words = words
        # How long it wants to be left alone, where it says so.
        self.rests = rests


class AppFault(ChannelFault):
    """The province's app is refused, whatever token is asked with: the operator's to mend, and no fault of a token."""

    def __init__(self, words: str) -> None:
        super().__init__(SocialFault.OUTAGE, words)


class UselessToken(ChannelFault):
    """Nothing is posted with this token, nor with one that it is renewed to."""

    def __init__(self, words: str) -> None:
        super().__init__(SocialFault.TOKEN, words)


@dataclass(frozen=True, slots=True)
class OwnedPage:
    """Whose a token is, as the service says. `addresses` are those under which people find the page."""

    page_id: str
    name: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PostContent:
    """What is to stand there. The bytes of the picture are read where it is sent, and nowhere else."""

    text: str
    link: str
    # Whose page it is, where a service wants an author named.
    author: str = ""
    picture: bytes = field(default=b"", repr=False)
    picture_name: str = ""
    picture_address: str = ""

    @property
    def whole(self) -> str:
        """The text with its link below, as it is sent and looked for."""
        return self.text if self.link in self.text else f"{self.text}\n\n{self.link}"


@dataclass(frozen=True, slots=True)
class ReadPost:
    """What stands there. `links` are the addresses that it leads to, beside those in its text."""

    external_id: str
    address: str
    text: str
    links: tuple[str, ...] = ()
    has_picture: bool = False


@dataclass(frozen=True, slots=True)
class FreshToken:
    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    access_until: datetime | None = None
    dies_on: date | None = None


@dataclass(frozen=True, slots=True)
class MonthNumbers:
    followers: int
    reach: int


class SocialChannel(Protocol):
    """Each call takes seconds: keep it out of transactions and requests. All raise `ChannelFault`."""

    def whose(self, access: str) -> OwnedPage:
        """Return whose token it is."""
        ...

    def send(self, access: str, page_id: str, content: PostContent) -> str:
        """Post it, and return as what the service knows it."""
        ...

    def read(self, access: str, external_id: str) -> ReadPost | None:
        """Return what stands there now; None where nothing does."""
        ...

    def newest(
        self, access: str, page_id: str, *, since: datetime, known: Collection[str]
    ) -> list[ReadPost]:
        """Return all posts of the account since then, but those of `known` names; more than can be read is UNPROVEN."""
        ...

    def edit(self, access: str, external_id: str, content: PostContent) -> None:
        """Write it anew. That the service says it did proves nothing: read it."""
        ...

    def remove(self, access: str, external_id: str) -> None:
        """Take it down. One that is not there is no fault. That the service says it did proves nothing: read it."""
        ...

    def renewed(self, access: str, refresh: str, now: datetime) -> FreshToken | None:
        """Have a new token for an old one, which may be used up by that; None where no app is set for it."""
        ...

    def numbers(self, access: str, page_id: str, month: date) -> MonthNumbers:
        """Return how many follow the page, and how many it reached in a month that is over."""
        ...


def too_many_posts() -> ChannelFault:
    """Nothing is known of what was not read: a person looks."""
    return ChannelFault(
        SocialFault.UNPROVEN,
        _("The account has too many new posts to look through: look there for ours by hand."),
    )
