"""Menus of the framework whose pages are closed to boards."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def drop_all(request: HttpRequest, menu_items: list[Any]) -> None:
    """Hook: empty a menu for boards: all its pages are closed to them."""
    if not request.user.is_superuser:
        menu_items.clear()
