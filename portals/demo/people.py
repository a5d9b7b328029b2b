"""The people of the demo's boards. Their names are plainly made up and their addresses lead nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange

from portals.boards.enums import Position
from portals.boards.models import BoardMember, EditorialBoard, User
from portals.models import Portal

from .organisations import ALONE, demo_state_of

PASSWORD = "lien-cong-demo"  # noqa: S105  (printed on the screen of the demo)
FAMILY_NAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Ngô", "Vũ", "Đỗ", "Hoàng", "Đặng", "Bùi")
GIVEN_NAMES = ("Văn Mẫu", "Thị Mẫu", "Văn Thử", "Thị Thử", "Văn Ví Dụ", "Thị Ví Dụ")
ACCOUNTS = {
    Position.HEAD: "truongban",
    Position.DEPUTY: "photruongban",
    Position.SECRETARY: "thuky",
    Position.EDITOR: "bientapvien",
    Position.CONTRIBUTOR: "congtacvien",
}
POSTS: Mapping[str, Sequence[Position]] = {
    "province": (
        Position.HEAD,
        Position.DEPUTY,
        Position.DEPUTY,
        Position.SECRETARY,
        Position.EDITOR,
        Position.EDITOR,
        Position.CONTRIBUTOR,
    ),
    "department": (Position.HEAD, Position.DEPUTY, Position.SECRETARY, Position.EDITOR),
    "district": (
        Position.HEAD,
        Position.DEPUTY,
        Position.SECRETARY,
        Position.EDITOR,
        Position.CONTRIBUTOR,
    ),
    "commune": (Position.HEAD, Position.DEPUTY, Position.EDITOR),
}
# That of a board with all posts, wherever it sits.
FULL_BOARD = POSTS["district"]


@dataclass(frozen=True)
class Crew:
    """Who sits on one board, by post."""

    posts: Sequence[tuple[Position, User]]

    @property
    def head(self) -> User:
        return self.posts[0][1]

    @property
    def authors(self) -> list[User]:
        """Those who write: all but the head, who approves; the head where there is nobody else."""
        return [user for _position, user in self.posts[1:]] or [self.head]

    def first(self, position: Position) -> User:
        return next(user for held, user in self.posts if held == position)


class Crews(dict[int, Crew]):
    """Who sits on each board, by the portal's id."""


class Hosts(dict[int, str]):
    """How the list of units calls each portal, by its id: "vuninh.tpbacninh"; the province's is empty."""


def seat_boards(portals: Sequence[Portal], hosts: Mapping[int, str], *, since: date) -> Crews:
    """Create the people of all boards and their posts; return them by portal.

    Their rights are derived when they first sign in, as after any change of posts. All have the demo's password.
    """
    hashed = make_password(PASSWORD)
    crews: dict[int, list[tuple[Position, User]]] = {}
    for portal, label in zip(portals, _labels(portals, hosts), strict=True):
        crews[portal.pk] = [
            (position, _person(posts, number, label, hashed))
            for posts in [_posts(portal)]
            for number, position in enumerate(posts)
        ]
    User.objects.bulk_create(user for posts in crews.values() for _position, user in posts)
    boards = dict(EditorialBoard.objects.values_list("portal_id", "pk"))
    BoardMember.objects.bulk_create(
        BoardMember(
            board_id=boards[portal_id],
            user=user,
            position=position,
            period=DateRange(since, None),
        )
        for portal_id, posts in crews.items()
        for position, user in posts
    )
    return Crews((portal_id, Crew(posts)) for portal_id, posts in crews.items())


def _posts(portal: Portal) -> Sequence[Position]:
    organisation = demo_state_of(portal)
    if organisation.part_of(portal.code) == ALONE:
        # They approve their own texts under a waiver.
        return (Position.HEAD,)
    return FULL_BOARD if portal.code in organisation.full_boards else POSTS[portal.tier_id]


def _labels(portals: Sequence[Portal], hosts: Mapping[int, str]) -> list[str]:
    """Return what follows the post in each portal's accounts: its own label, with the district's where two share it."""
    taken: set[str] = set()
    labels = []
    for portal in portals:
        host = hosts[portal.pk] or "tinh"
        own = host.partition(".")[0]
        label = host if own in taken else own
        taken.add(label)
        labels.append(label)
    return labels


def _person(posts: Sequence[Position], number: int, label: str, hashed: str) -> User:
    random = Random(f"person {label} {number}")
    position = posts[number]
    again = sum(held == position for held in posts[:number])
    username = f"{ACCOUNTS[position]}{again + 1 if again else ''}.{label}"
    return User(
        username=username,
        email=f"{username}@example.vn",
        password=hashed,
        last_name=random.choice(FAMILY_NAMES),
        first_name=random.choice(GIVEN_NAMES),
        is_staff=False,
    )
