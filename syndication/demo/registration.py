"""What this room registers."""

from __future__ import annotations

from portals.demo import pages
from portals.demo.pages import DemoPage
from portals.operations.demo import chapters, registry

from . import bulletin_heard, practice, there_and_back

SENDING = DemoPage(
    "syndication:choose_stories",
    opens_for=frozenset(
        {
            "truongban.tinh",
            "photruongban.tinh",
            "thuky.tinh",
            "truongban.tuson",
        }
    ),
    is_refused_to=frozenset(
        {
            "congtacvien.tinh",
            "truongban.syt",
            "congtacvien.tuson",
            "truongban.phuongtuson",
            "congtacvien.phuongtuson",
            "truongban.vuninh",
            "truongban.dapcau",
            "truongban.tuandao",
        }
    ),
)
RECEIVED = DemoPage(
    "syndication:received",
    opens_for=frozenset(
        {
            "truongban.syt",
            "truongban.tuson",
            "truongban.vuninh",
            "truongban.dapcau",
            "thuky.tpbacninh",
            "truongban.phuongtuson",
            "truongban.tuandao",
            "thuky.kinhbac",
        }
    ),
)


def install() -> None:
    chapters.register("syndication.demo.chapters")
    registry.register(there_and_back.TRAVELS)
    registry.register(there_and_back.EMERGENCIES)
    registry.register(bulletin_heard.HEARD)
    registry.register(practice.PRACTISED)
    pages.register(SENDING)
    pages.register(RECEIVED)
