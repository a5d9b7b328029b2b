"""Menu items of what an office tells ahead: its leaders' week, its plans."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem

from .menu import StoriesMenuItem


def schedules_menu_item() -> MenuItem:
    return StoriesMenuItem(
        gettext_lazy("Leaders' schedule"),
        reverse("schedules"),
        name="schedules",
        icon_name="calendar",
        order=64,
    )


def plans_menu_item() -> MenuItem:
    return StoriesMenuItem(
        gettext_lazy("Plans and targets"),
        reverse("plans"),
        name="plans",
        icon_name="tasks",
        order=65,
    )


def drafts_menu_item() -> MenuItem:
    return StoriesMenuItem(
        gettext_lazy("Comments on drafts"),
        reverse("drafts_for_comment"),
        name="drafts_for_comment",
        icon_name="comment",
        order=66,
    )
