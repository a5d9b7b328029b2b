"""The mails of the install on the admin host, for the provincial desk: whether they left, never what they said."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_denied

from portals.admin_kit.current import works_as
from portals.boards.enums import DESK

from .queries import newest

# Whose business the install is.
PROVINCE = "province"


def may_see(request: HttpRequest) -> bool:
    """Whether the person sits on the desk of the provincial portal, and works there now."""
    return works_as(request, DESK, tier=PROVINCE)


@require_safe
def outgoing_mail(request: HttpRequest) -> HttpResponse:
    """The newest mails, with those first that did not leave yet."""
    if not may_see(request):
        return permission_denied(request)
    context = {"page_title": _("Outgoing mail"), "mails": newest(), "now": timezone.now()}
    return render(request, "portals/mail/outgoing_mail.html", context)
