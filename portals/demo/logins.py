"""The accounts that the demo prints: one for each kind of user, with what each is said to be."""

from __future__ import annotations

from dataclasses import dataclass

from portals.boards.enums import Position

from .audits import AUDITOR
from .offices import CITY, WARD
from .people import ALONE

PROVINCE, HEALTH, TOWN = "27", "SYT", "261"


@dataclass(frozen=True)
class Login:
    """An account, what the screen says of it, and its posts by the codes of portals."""

    username: str
    says: str
    posts: tuple[tuple[str, Position], ...]


LOGINS = (
    Login(
        "truongban.tinh", "Trưởng ban, Cổng tỉnh",
        ((PROVINCE, Position.HEAD),),
    ),
    Login(
        "photruongban.tinh", "Phó Trưởng ban, Cổng tỉnh",
        ((PROVINCE, Position.DEPUTY),),
    ),
    Login(
        "photruongban2.tinh", "Phó Trưởng ban, Cổng tỉnh: người thẩm định điểm",
        ((PROVINCE, Position.DEPUTY),),
    ),
    Login(
        "thuky.tinh", "Thư ký, Cổng tỉnh",
        ((PROVINCE, Position.SECRETARY),),
    ),
    Login(
        "bientapvien.tinh", "Biên tập viên, Cổng tỉnh",
        ((PROVINCE, Position.EDITOR),),
    ),
    Login(
        "congtacvien.tinh", "Cộng tác viên, Cổng tỉnh",
        ((PROVINCE, Position.CONTRIBUTOR),),
    ),
    Login(
        "truongban.syt", "Trưởng ban, Sở Y tế",
        ((HEALTH, Position.HEAD),),
    ),
    Login(
        "truongban.tuson", "Trưởng ban, Thành phố Từ Sơn: gửi tin và thẩm định điểm các phường",
        ((TOWN, Position.HEAD),),
    ),
    Login(
        "congtacvien.tuson", "Cộng tác viên, Thành phố Từ Sơn",
        ((TOWN, Position.CONTRIBUTOR),),
    ),
    Login(
        "truongban.vuninh", "Trưởng ban, Phường Vũ Ninh",
        ((WARD, Position.HEAD),),
    ),
    Login(
        "bientapvien.vuninh", "Biên tập viên, Phường Vũ Ninh",
        ((WARD, Position.EDITOR),),
    ),
    Login(
        "truongban.dapcau", "Trưởng ban, Phường Đáp Cầu: Ban Biên tập một người",
        ((ALONE, Position.HEAD),),
    ),
    Login(
        "thuky.tpbacninh", "Thư ký ở hai ban: Thành phố Bắc Ninh và Phường Vũ Ninh",
        ((CITY, Position.SECRETARY), (WARD, Position.SECRETARY)),
    ),
    Login(
        AUDITOR.username, "Đoàn thanh tra: xem điểm các tháng, không sửa được gì", (),
    ),
)  # fmt: skip
