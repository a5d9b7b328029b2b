"""A commune with accounts that take posts, an editor, a head, and a story of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils import timezone

from editorial.models import Placement, StoryPage
from editorial.social_posts.actions import propose_story_post
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal, SocialAccount
from portals.social.models import SocialPost, SocialToken
from tests.factories import make_member, make_province_tree, published_story
from tests.support.social_accounts import verified_account

TEXT = "Mời bà con đến tiêm phòng."


@dataclass
class PostingBoard:
    """`editor` proposes, `head` decides; `stranger` is head of the neighbour."""

    province: Portal
    commune: Portal
    neighbour: Portal
    editor: User = field(init=False)
    head: User = field(init=False)
    stranger: User = field(init=False)
    story: StoryPage = field(init=False)

    def __post_init__(self) -> None:
        self.editor = make_member(self.commune, Position.EDITOR)
        self.head = make_member(self.commune, Position.HEAD)
        self.stranger = make_member(self.neighbour, Position.HEAD)
        self.story = published_story(
            self.commune, title="Tiêm phòng", lead="Mời bà con đến đúng giờ."
        )

    @property
    def place(self) -> Placement:
        return Placement.objects.get(story=self.story, portal=self.commune)

    def account(
        self, portal: Portal | None = None, service: str = "facebook", name: str = "xa-thu"
    ) -> SocialAccount:
        host = {"facebook": "www.facebook.com", "zalo": "zalo.me"}[service]
        account = verified_account(portal or self.commune, service, f"https://{host}/{name}")
        SocialToken.objects.create(
            account=account, access="khoa-thu", given_by=self.head, given_at=timezone.now()
        )
        return account

    def propose(self, account: SocialAccount, **more: object) -> SocialPost:
        told = {
            "placement": self.place, "account": account, "text": TEXT, "with_picture": False,
            "actor": self.editor, "now": timezone.now(),
        }  # fmt: skip
        return propose_story_post(**(told | more))


def posting_board(settings: object) -> PostingBoard:
    settings.PORTALS_SOCIAL_POSTING = True
    province, _district, (commune, neighbour) = make_province_tree()
    return PostingBoard(province, commune, neighbour)
