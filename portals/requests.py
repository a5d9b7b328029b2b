"""What `PortalHost` adds to a request, for type checking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

if TYPE_CHECKING:
    from django.db.models import Model

    from .boards.enums import Position
    from .boards.models import User
    from .models import Portal


class HostedRequest(HttpRequest):
    """Any request that passed `PortalHost`."""

    on_admin_host: bool
    portal: Portal | None


class PublicRequest(HostedRequest):
    """A request on a portal's own host."""

    portal: Portal


class DeskRequest(HostedRequest):
    """A request on the admin host by a person who is signed in (views there are behind the login)."""

    user: User | AnonymousUser
    # Asked for once a request, by `portals.admin_kit.current`.
    desk_portals: list[Portal]
    desk_positions: dict[int, Position]
    # The pages, images and files that the address names, by `editorial.tenancy.middleware`.
    desk_things: list[tuple[type[Model], list[Any]]]
