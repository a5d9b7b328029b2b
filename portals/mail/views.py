"""The mails of the install, for the standing editors of the province: whether they left, never what they said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from portals.admin_kit.current import works_as
from portals.admin_kit.lists import DeskColumn, DeskList, TimeColumn
from portals.boards.enums import STANDING_EDITORS
from portals.tiers import INSTALL_TIER

from .queries import newest

if TYPE_CHECKING:
    from django.http import HttpRequest

    from .models import OutgoingMail

_ADDRESS = re.compile(r"\b\w+://\S+|\b[\w.-]+\.\w+/\S+")

# Whose business the install is.


def may_see_mails(request: HttpRequest) -> bool:
    """Whether the person is one of the standing editors of the provincial portal, and works there now."""
    return works_as(request, STANDING_EDITORS, tier=INSTALL_TIER)


class OutgoingMailList(DeskList):
    """The newest mails, with those first that did not leave yet."""

    template_name = "portals/mail/outgoing_mail.html"
    page_title = _("Outgoing mail")
    header_icon = "mail"
    has_breadcrumbs = False
    nothing = _("No mail was sent.")
    practises: bool
    columns = [
        TimeColumn("written_at", _("Written"), format="d/m/Y H:i:s"),
        DeskColumn("address", _("To")),
        DeskColumn("get_kind_display", _("About")),
        DeskColumn("state", _("State"), cells=template_name),
        DeskColumn("tries", _("Attempts")),
    ]

    def get_queryset(self) -> list[OutgoingMail]:
        if not may_see_mails(self.request):
            raise PermissionDenied
        mails = newest()
        self.practises = bool(settings.PORTALS_PRACTICE_OF)
        if self.practises:
            for mail in mails:
                mail.text = text_for(mail, self.request.user.pk)
        return mails


def text_for(mail: OutgoingMail, reader: int | None) -> str:
    """What `mail` says, as the reader `reader` may see it: in those to others no address, since it may open a door."""
    return mail.text if mail.person_id == reader else _ADDRESS.sub("…", mail.text)
