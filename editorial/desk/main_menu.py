"""The desk's menu: the entries that every room registered, under the few words of what a person works as."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import pgettext_lazy
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from portals.admin_kit.desk_menu import DeskEntry, MenuTheme, menu_entries
from portals.inbox.counts import waiting_by_kind, waiting_everywhere

from .headings import MenuHeading, headings_for, works_on_the_province

if TYPE_CHECKING:
    from django.http import HttpRequest

# What Wagtail and its apps put there.
EXPLORER = "explorer"
LIBRARIES = ("images", "documents")


def group_main_menu(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Hook: put the person's entries under their headings. Superusers keep what Wagtail offers beside them."""
    stock = {item.name: item for item in menu_items}
    grouped = [
        _heading(heading, place, below)
        for place, (heading, below) in enumerate(_by_heading(request, stock))
        if below
    ]
    kept = menu_items if request.user.is_superuser else []
    menu_items[:] = [*grouped, *kept]


def _by_heading(
    request: HttpRequest, stock: Mapping[str, MenuItem]
) -> Iterable[tuple[MenuHeading, list[MenuItem]]]:
    waiting = waiting_by_kind(request)
    by_theme: dict[MenuTheme, list[MenuItem]] = {theme: [] for theme in MenuTheme}
    for entry in sorted(menu_entries(), key=lambda entry: entry.order):
        if entry.shown(request):
            by_theme[entry.theme].append(_item(request, entry, waiting))
    if not request.user.is_superuser:
        by_theme[MenuTheme.TEXTS] += _libraries(request, stock)
    headings = headings_for(request)
    named = {theme for heading in headings for theme in heading.themes}
    left = tuple(theme for theme in MenuTheme if theme not in named)
    for heading in headings:
        themes = (*heading.themes, *left) if heading is headings[-1] else heading.themes
        yield heading, [item for theme in themes for item in by_theme[theme]]


def _item(request: HttpRequest, entry: DeskEntry, waiting: Mapping[str, int]) -> MenuItem:
    if entry.theme == MenuTheme.TODO:
        # It is about all of the person's boards; the others are about the one in hand.
        counted = waiting_everywhere(request)
    else:
        counted = sum(waiting.get(kind, 0) for kind in entry.counts)
    return CountedItem(
        entry.label, entry.url, name=entry.name, icon_name=entry.icon, counted=counted
    )


class CountedItem(MenuItem):
    """An entry that says how many things wait behind it."""

    def __init__(self, label: object, url: str, *, counted: int = 0, **kwargs: object) -> None:
        super().__init__(f"{label} ({counted})" if counted else label, url, **kwargs)
        self.counted = counted


def _libraries(request: HttpRequest, stock: Mapping[str, MenuItem]) -> list[MenuItem]:
    """Wagtail's own pages that boards use: pictures and files; the tree of pages, for the province's board."""
    found = [stock[name] for name in LIBRARIES if name in stock]
    if EXPLORER in stock and works_on_the_province(request):
        tree = reverse("wagtailadmin_explore_root")
        label = pgettext_lazy("menu", "Tree of pages")
        found.append(MenuItem(label, tree, name="page-tree", icon_name="folder-open-inverse"))
    return [
        MenuItem(item.label, item.url, name=item.name, icon_name=item.icon_name) for item in found
    ]


def _heading(heading: MenuHeading, place: int, below: list[MenuItem]) -> MenuItem:
    """A word with what is below it; where that is one page, the word leads there itself."""
    counted = sum(getattr(item, "counted", 0) for item in below)
    if len(below) == 1:
        return CountedItem(
            heading.label, below[0].url, name=heading.name, icon_name=heading.icon,
            counted=counted, order=place,
        )  # fmt: skip
    for number, item in enumerate(below):
        item.order = number
    label = f"{heading.label} ({counted})" if counted else heading.label
    return SubmenuMenuItem(
        label, Menu(items=below), name=heading.name, icon_name=heading.icon, order=place
    )
