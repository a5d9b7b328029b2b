"""The blocks of home pages that this floor brings."""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from editorial.public.home_blocks import HomeBlock, HomeContext, HomeRegion, register_home_block
from portals.models import Portal
from portals.queries import overseen_by, overseen_by_tier

from .home_links.blocks import FIGURES, LINKS, SHORTCUTS

BLOCKS = "editorial/public/blocks_of_home"
# The home page names so many member portals; where there are more it counts them by tier.
MOST_MEMBERS = 200


def register() -> None:
    """Offer this floor's blocks, in the usual order."""
    for block in (
        HomeBlock(
            "pinned", _("Urgent"), HomeRegion.MAIN, f"{BLOCKS}/pinned.html", _pinned, fixed=True
        ),
        HomeBlock(
            "lead", _("Lead story"), HomeRegion.MAIN, f"{BLOCKS}/lead.html", _lead, fixed=True
        ),
        HomeBlock("news", _("News"), HomeRegion.MAIN, f"{BLOCKS}/news.html", _news, fixed=True),
        _of_section("chi-dao", _("Steering information")),
        _of_section("tuyen-truyen", _("Laws and policies")),
        HomeBlock("notices", _("Notices"), HomeRegion.SIDE, f"{BLOCKS}/notices.html", _notices),
        SHORTCUTS,
        HomeBlock(
            "republished",
            _("From other portals"),
            HomeRegion.SIDE,
            f"{BLOCKS}/republished.html",
            _republished,
        ),
        FIGURES,
        LINKS,
        HomeBlock("members", _("Member portals"), HomeRegion.WIDE, f"{BLOCKS}/kept.html", _members),
    ):
        register_home_block(block)


def _pinned(context: HomeContext) -> Any:
    return context.stories.pinned


def _lead(context: HomeContext) -> Any:
    return context.stories.lead


def _news(context: HomeContext) -> Any:
    """Where there is no news of its own, the portal says so: this block never vanishes."""
    return {"news": context.stories.news, "lead": context.stories.lead}


def _notices(context: HomeContext) -> Any:
    return context.stories.notices


def _republished(context: HomeContext) -> Any:
    return context.stories.republished


def _members(context: HomeContext) -> SafeString | None:
    # The views read the models, which are not loaded when blocks are registered.
    from editorial.public.views.frame import kept_html

    portal = context.portal
    html = kept_html(
        context.request,
        (portal.pk,),
        "editorial/public/components/members.html",
        lambda day: _members_on(portal, day),
    )
    return html if html.strip() else None


def _members_on(portal: Portal, day: date) -> dict[str, Any]:
    members = list(overseen_by(portal, day)[: MOST_MEMBERS + 1])
    if len(members) > MOST_MEMBERS:
        return {"tiers": overseen_by_tier(portal, day)}
    return {"groups": [(tier, list(some)) for tier, some in groupby(members, _tier_of)]}


def _tier_of(portal: Portal) -> str:
    return portal.tier.name


def _of_section(section_type: str, title: Any) -> HomeBlock:
    return HomeBlock(
        section_type,
        title,
        HomeRegion.MAIN,
        f"{BLOCKS}/section.html",
        partial(_newest_of, section_type=section_type),
    )


def _newest_of(context: HomeContext, *, section_type: str) -> Any:
    return context.stories.sections.get(section_type)
