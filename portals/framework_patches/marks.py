"""What frameworks note on a request or a response for themselves, and we note before them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase

# Where Wagtail looks for a site it already found, Django's CSP middleware for a policy of one response, and the
# middleware of axes for whether to answer in place of the view.
_SITE = "_wagtail_site"
_CSP = "_csp_config"
_LOCKED_OUT = "axes_locked_out"


def settle_site(request: HttpRequest, site: Any) -> None:
    """Have `Site.find_for_request` return `site`, or None, without a query.

    Wagtail would look it up again by host and port, and for the admin host by reading all sites. A setting for how a
    request finds its site would replace this.
    """
    setattr(request, _SITE, site)


def give_policy(response: HttpResponseBase, policy: Mapping[str, Any]) -> None:
    """Give the response this policy unless its view asked for one of its own.

    Django's decorator `csp_override` would take the place of the view's own policy too; a second setting by host, or
    a public name of the mark, would replace this.
    """
    if not hasattr(response, _CSP):
        setattr(response, _CSP, policy)


def answer_lock_out_ourselves(request: HttpRequest) -> None:
    """Keep axes from answering in place of the view, which says itself that there were too many attempts.

    A public switch of one request would replace this.
    """
    setattr(request, _LOCKED_OUT, False)
