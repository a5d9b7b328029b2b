"""What portals above sent to the person's portals ("Tin cấp trên gửi")."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from syndication import queries
from syndication.models import Delivery

from .base import DeskList, public_url


class ReceivedList(DeskList):
    template_name = "syndication/admin/received.html"
    page_title = _("Sent by the portal above")
    header_icon = "download"
    context_object_name = "deliveries"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Delivery]:
        return queries.deliveries_to(self.user, self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for delivery in context["deliveries"]:
            delivery.url = public_url(
                delivery.portal, delivery.section_slug, delivery.dispatch.story
            )
        return context
