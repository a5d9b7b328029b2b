"""The accounts that the demo prints: one for each kind of user, with what each is said to be."""

from __future__ import annotations

from dataclasses import dataclass

from portals.boards.enums import Position

from .audits import AUDITOR
from .offices import HEALTH
from .organisations import ALONE, CITY, PROVINCE, TOWN, WARD, DemoOrganisation


@dataclass(frozen=True)
class Login:
    """An account, what the screen says of it, and its posts by the codes of portals."""

    username: str
    says: str
    posts: tuple[tuple[str, Position], ...]


def logins_of(organisation: DemoOrganisation) -> tuple[Login, ...]:
    """Return those of the demo that begins in this state."""
    province, town, city, ward, alone = (
        organisation.parts[part] for part in (PROVINCE, TOWN, CITY, WARD, ALONE)
    )
    return (
        Login(
            "truongban.tinh", "Trưởng ban, Cổng tỉnh",
            ((province.code, Position.HEAD),),
        ),
        Login(
            "photruongban.tinh", "Phó Trưởng ban, Cổng tỉnh",
            ((province.code, Position.DEPUTY),),
        ),
        Login(
            "photruongban2.tinh", "Phó Trưởng ban, Cổng tỉnh: người thẩm định điểm",
            ((province.code, Position.DEPUTY),),
        ),
        Login(
            "thuky.tinh", "Thư ký, Cổng tỉnh",
            ((province.code, Position.SECRETARY),),
        ),
        Login(
            "bientapvien.tinh", "Biên tập viên, Cổng tỉnh",
            ((province.code, Position.EDITOR),),
        ),
        Login(
            "congtacvien.tinh", "Cộng tác viên, Cổng tỉnh",
            ((province.code, Position.CONTRIBUTOR),),
        ),
        Login(
            "truongban.syt", "Trưởng ban, Sở Y tế",
            ((HEALTH, Position.HEAD),),
        ),
        Login(
            f"truongban.{town.label}", f"Trưởng ban, {town.name}: {organisation.words['town_does']}",
            ((town.code, Position.HEAD),),
        ),
        Login(
            f"congtacvien.{town.label}", f"Cộng tác viên, {town.name}",
            ((town.code, Position.CONTRIBUTOR),),
        ),
        Login(
            f"truongban.{ward.label}", f"Trưởng ban, {ward.name}",
            ((ward.code, Position.HEAD),),
        ),
        Login(
            f"bientapvien.{ward.label}", f"Biên tập viên, {ward.name}",
            ((ward.code, Position.EDITOR),),
        ),
        Login(
            f"truongban.{alone.label}", f"Trưởng ban, {alone.name}: Ban Biên tập một người",
            ((alone.code, Position.HEAD),),
        ),
        Login(
            f"thuky.{city.label}", f"Thư ký ở hai ban: {city.name} và {ward.name}",
            ((city.code, Position.SECRETARY), (ward.code, Position.SECRETARY)),
        ),
        Login(
            AUDITOR.username, "Đoàn thanh tra: xem điểm các tháng, không sửa được gì", (),
        ),
    )  # fmt: skip
