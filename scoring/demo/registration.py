"""What this room registers."""

from __future__ import annotations

from portals.demo import pages
from portals.demo.pages import DemoPage
from portals.operations.demo import chapters, registry

from . import checks, handbook_offered, verifying

SCORING = DemoPage(
    "scoring:assess_list",
    opens_for=frozenset(
        {
            "truongban.tinh",
            "photruongban.tinh",
            "photruongban2.tinh",
            "thuky.tinh",
            "truongban.tuson",
            "thuky.tpbacninh",
        }
    ),
    is_refused_to=frozenset(
        {
            "bientapvien.tinh",
            "congtacvien.tinh",
            "truongban.syt",
            "congtacvien.tuson",
            "truongban.phuongtuson",
            "congtacvien.phuongtuson",
            "thuky.kinhbac",
            "truongban.vuninh",
            "bientapvien.vuninh",
            "truongban.dapcau",
            "truongban.tuandao",
            "thanhtra.tinh",
        }
    ),
)

AUDITING = DemoPage(
    "scoring:audit",
    opens_for=frozenset({"thanhtra.tinh"}),
    is_refused_to=frozenset({"truongban.tinh", "truongban.tuson", "truongban.vuninh"}),
)


def install() -> None:
    chapters.register("scoring.demo.chapters")
    registry.register(checks.SCORES)
    registry.register(verifying.VERIFIED)
    registry.register(handbook_offered.HANDBOOK)
    pages.register(SCORING)
    pages.register(AUDITING)
