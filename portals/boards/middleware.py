"""Rights follow posts and their dates, with nothing to run at midnight."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils import timezone

from portals.clock import local_date
from portals.requests import DeskRequest

from .actions import derive_rights


class CurrentRights:
    """Derive a signed-in person's rights anew when a post of theirs has begun or ended since they were derived."""

    def __init__(self, get_response: Callable[[DeskRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: DeskRequest) -> HttpResponse:
        if request.on_admin_host and request.user.is_authenticated:
            now = timezone.now()
            valid_until = request.user.rights_valid_until
            if valid_until is None or valid_until <= local_date(now):
                derive_rights(user=request.user, now=now)
        return self.get_response(request)
