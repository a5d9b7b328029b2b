"""How a page comes to be shown: the public views stand above the models, and say so when the floor starts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.models import Page

Renderer = Callable[[HttpRequest, Any], HttpResponse]

_renderers: dict[type[Page], Renderer] = {}


def shown_by(model: type[Page], renderer: Renderer) -> None:
    """Have pages of `model`, and of the models made from it, shown by `renderer`."""
    _renderers[model] = renderer


def serve_page(request: HttpRequest, page: Page) -> HttpResponse:
    """Return `page` as the public sees it. KeyError for a model that nothing shows."""
    for model in type(page).__mro__:
        if model in _renderers:
            return _renderers[model](request, page)
    raise KeyError(f"Nothing shows {type(page).__name__}.")
