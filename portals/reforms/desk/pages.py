"""What the pages of changes of units share: for whom they are, and where they stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portals.admin_kit.pages import person
from portals.admin_kit.views import DeskPage

from ..actions import may_enter_reform

if TYPE_CHECKING:
    from portals.boards.models import User


class OfUnits(DeskPage):
    """A page for heads, deputies and secretaries of the province's board, or for whom `may` says."""

    header_icon = "site"
    may: Callable[[User, datetime], bool] = staticmethod(may_enter_reform)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.may(person(request), timezone.now()):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        return [*above, {"url": reverse("reforms"), "label": _("Changes of units")}, here]
