"""Accounts that take posts, and a kind of thing that posts are about."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from portals.boards.enums import Position
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.models import Portal, SocialAccount, SocialService
from portals.social import subjects
from portals.social.actions.posting import PostPicture, approve_post, propose_post
from portals.social.actions.tokens import WantedToken, give_token
from portals.social.models import SocialPost
from portals.social.subjects import PostSubject, approves_posts
from tests.factories import make_member
from tests.portals.social.cast import NOW, SocialCast, make_cast, picture

CODE = "thu"
ACCESS, REFRESH = "EAAG-truy-cap-cua-xa-mau", "lam-moi-cua-xa-mau-01"
LINK = "https://xa-mau.example.vn/tin/bao-so-3-12/"
TEXT = "Bão số 3 đổ bộ đêm nay.\nBà con ở yên trong nhà."
ADDRESSES = {
    SocialService.ZALO: "https://zalo.me/xa-mau",
    SocialService.FACEBOOK: "https://www.facebook.com/xa.mau",
}
# What is public of this kind: all, but what a test takes out.
hidden: set[str] = set()


def _proposes(user: User, _key: str, portal: Portal, now: datetime) -> bool:
    return holds_post(user, portal, now)


def _is_public(key: str, _now: datetime) -> bool:
    return key not in hidden


# Once a process: registering twice is refused.
if subjects.subject_of(CODE) is None:
    subjects.register(PostSubject(CODE, _proposes, approves_posts, _is_public))


@dataclass
class Posting:
    """A commune with an editor who proposes and a head who approves."""

    cast: SocialCast
    editor: User = field(init=False)

    def __post_init__(self) -> None:
        self.editor = make_member(self.cast.commune, Position.EDITOR)

    def account(
        self, service: SocialService = SocialService.FACEBOOK, *, token: bool = True
    ) -> SocialAccount:
        account = self.cast.account(ADDRESSES[service], service)
        account.state, account.verified_by, account.verified_at = "verified", "page", NOW
        account.save()
        if token:
            self.give(account)
        return account

    def give(self, account: SocialAccount, access: str = ACCESS, **more: object) -> None:
        wanted = WantedToken(access, REFRESH, **more)
        give_token(account=account, wanted=wanted, actor=self.cast.head, now=NOW)

    def proposed(
        self, account: SocialAccount, subject: str = f"{CODE}:1", **more: object
    ) -> SocialPost:
        told: dict[str, object] = {
            "text": TEXT, "link": LINK, "picture": None, "actor": self.editor, "now": NOW,
        }  # fmt: skip
        return propose_post(account=account, subject=subject, **(told | more))

    def approved(
        self, account: SocialAccount, subject: str = f"{CODE}:1", **more: object
    ) -> SocialPost:
        post = self.proposed(account, subject, **more)
        return approve_post(post=post, actor=self.cast.head, now=NOW)


def make_posting() -> Posting:
    return Posting(make_cast())


def a_picture() -> PostPicture:
    return PostPicture(picture().read(), "bao.png", "https://xa-mau.example.vn/anh/bao.png")


def later(**more: float) -> datetime:
    return NOW + timedelta(**more)
