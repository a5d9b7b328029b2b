"""The accounts that the demo prints: one for each kind of user, with what each is said to be and to see."""

from __future__ import annotations

from dataclasses import dataclass

from portals.boards.enums import Position

from .offices import CITY, WARD
from .people import ALONE

PROVINCE, HEALTH, TOWN = "27", "SYT", "261"
# Pages of the desk by the names of their addresses: who scores, who sends, and who gets what was sent.
SCORING, SENDING, RECEIVED = "scoring:assess_list", "syndication:choose_stories", "syndication:received"  # fmt: skip


@dataclass(frozen=True)
class Login:
    """An account, what the screen says of it, its posts by the codes of portals, and which pages it opens or not."""

    username: str
    says: str
    posts: tuple[tuple[str, Position], ...]
    opens: tuple[str, ...]
    is_refused: tuple[str, ...] = ()


LOGINS = (
    Login(
        "truongban.tinh", "Trưởng ban, Cổng tỉnh",
        ((PROVINCE, Position.HEAD),), (SCORING, SENDING),
    ),
    Login(
        "photruongban.tinh", "Phó Trưởng ban, Cổng tỉnh",
        ((PROVINCE, Position.DEPUTY),), (SCORING, SENDING),
    ),
    Login(
        "photruongban2.tinh", "Phó Trưởng ban, Cổng tỉnh: người thẩm định điểm",
        ((PROVINCE, Position.DEPUTY),), (SCORING,),
    ),
    Login(
        "thuky.tinh", "Thư ký, Cổng tỉnh",
        ((PROVINCE, Position.SECRETARY),), (SCORING, SENDING),
    ),
    Login(
        "bientapvien.tinh", "Biên tập viên, Cổng tỉnh",
        ((PROVINCE, Position.EDITOR),), (), (SCORING,),
    ),
    Login(
        "congtacvien.tinh", "Cộng tác viên, Cổng tỉnh",
        ((PROVINCE, Position.CONTRIBUTOR),), (), (SCORING, SENDING),
    ),
    Login(
        "truongban.syt", "Trưởng ban, Sở Y tế",
        ((HEALTH, Position.HEAD),), (RECEIVED,), (SCORING, SENDING),
    ),
    Login(
        "truongban.tuson", "Trưởng ban, Thành phố Từ Sơn: gửi tin và thẩm định điểm các phường",
        ((TOWN, Position.HEAD),), (RECEIVED, SENDING, SCORING),
    ),
    Login(
        "congtacvien.tuson", "Cộng tác viên, Thành phố Từ Sơn",
        ((TOWN, Position.CONTRIBUTOR),), (), (SCORING, SENDING),
    ),
    Login(
        "truongban.vuninh", "Trưởng ban, Phường Vũ Ninh",
        ((WARD, Position.HEAD),), (RECEIVED,), (SCORING, SENDING),
    ),
    Login(
        "bientapvien.vuninh", "Biên tập viên, Phường Vũ Ninh",
        ((WARD, Position.EDITOR),), (), (SCORING,),
    ),
    Login(
        "truongban.dapcau", "Trưởng ban, Phường Đáp Cầu: Ban Biên tập một người",
        ((ALONE, Position.HEAD),), (RECEIVED,), (SCORING, SENDING),
    ),
    Login(
        "thuky.tpbacninh", "Thư ký ở hai ban: Thành phố Bắc Ninh và Phường Vũ Ninh",
        ((CITY, Position.SECRETARY), (WARD, Position.SECRETARY)), (RECEIVED, SCORING),
    ),
)  # fmt: skip
