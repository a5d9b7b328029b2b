"""Where on a portal anything of a request could come to light: its pages, lists, feeds, data, maps and the search."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse

from editorial.answers.public.views import SECTION_TYPE
from editorial.models import SectionPage
from portals.addresses import main_hostname
from portals.models import Portal
from portals.operations.demo.running import Address

PUBLIC = "portals.urls.public"
NAMED = (
    "answers", "answers_file", "answer_figures", "answer_figures_file",
    "ask", "open_data", "sitemap_index", "sitemap_pages",
)  # fmt: skip
FEEDS = ("rss.xml", "atom.xml", "feed.json")


def places_of(portal: Portal) -> Iterator[Address]:
    host = main_hostname(portal)
    paths = ["/", "/atom.xml", *(reverse(name, urlconf=PUBLIC) for name in NAMED)]
    paths += [reverse("answers_feed", args=[form], urlconf=PUBLIC) for form in FEEDS]
    section = SectionPage.objects.filter(portal=portal, section_type=SECTION_TYPE, live=True)
    paths += [f"/{slug}/" for slug in section.values_list("slug", flat=True)]
    return (Address(host, path) for path in paths)


def searches(portal: Portal, *words: str) -> Iterator[Address]:
    """The searches for each of `words`, in the portal and among its answers."""
    for word in words:
        asked = urlencode({"q": word})
        for name in ("search", "answers"):
            yield Address(main_hostname(portal), f"{reverse(name, urlconf=PUBLIC)}?{asked}")
