"""The blocks of home pages that need no story: shortcuts, figures, links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from editorial.public.home_blocks import HomeBlock, HomeContext, HomeRegion
from portals.process_cache import process_cache

if TYPE_CHECKING:
    from .models import HomeFigure, HomeLink
    from .queries import Shortcut

BLOCKS = "editorial/public/blocks_of_home"
# One tile alone is no way to find anything.
FEWEST_SHORTCUTS, MOST_SHORTCUTS = 2, 6


@dataclass(frozen=True, slots=True)
class UsualLink:
    label: str
    address: str


# What every citizen may need, wherever they live; the names are those of the websites.
USUAL_LINKS = (
    UsualLink("Cổng Dịch vụ công quốc gia", "https://dichvucong.gov.vn/"),
    UsualLink("Cổng Thông tin điện tử Chính phủ", "https://chinhphu.vn/"),
    UsualLink("Cơ sở dữ liệu quốc gia về pháp luật", "https://vbpl.vn/"),
    UsualLink("Công báo điện tử", "https://congbao.chinhphu.vn/"),
)


def _shortcuts(context: HomeContext) -> list[Shortcut]:
    # The queries read the models, which are not loaded when blocks are registered.
    from editorial.public.views.frame import known_sections

    from .queries import shortcuts_among

    found = shortcuts_among(known_sections(context.request, context.portal))
    return found[:MOST_SHORTCUTS] if len(found) >= FEWEST_SHORTCUTS else []


def _links(context: HomeContext) -> Sequence[HomeLink | UsualLink]:
    from .queries import home_links_of

    portal = context.portal
    own = process_cache.get(
        ("links", portal.pk), request=context.request, read=lambda _day: home_links_of(portal)
    )
    return own or USUAL_LINKS


def _figures(context: HomeContext) -> list[HomeFigure]:
    from .queries import figures_of

    portal = context.portal
    own = process_cache.get(
        ("figures", portal.pk), request=context.request, read=lambda _day: figures_of(portal)
    )
    return own or []


SHORTCUTS = HomeBlock(
    "shortcuts", _("Quick access"), HomeRegion.SIDE, f"{BLOCKS}/shortcuts.html", _shortcuts
)
LINKS = HomeBlock("links", _("Links"), HomeRegion.WIDE, f"{BLOCKS}/links.html", _links)
FIGURES = HomeBlock("figures", _("In figures"), HomeRegion.WIDE, f"{BLOCKS}/figures.html", _figures)
