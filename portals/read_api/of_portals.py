"""Portals as a resource: on the province's host all that are open, on each other its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from portals.addresses import main_hostname, main_origin
from portals.models import Portal
from portals.numbers import id_in

from .asking import ApiQuestion, OneQuery, TieredQuery
from .cursors import CursorKey
from .resources import ApiItem, ReadResource


class ApiPortal(ApiItem):
    host: str = Field(description="Tên miền chính.")
    url: str = Field(description="Địa chỉ trang chủ.")
    name: str = Field(description="Tên đơn vị.")
    title: str = Field(description="Tên đầy đủ của cổng.")
    agency: str = Field(description="Cơ quan chịu trách nhiệm.")
    code: str = Field(description="Mã đơn vị.")
    tier: str = Field(description="Mã cấp.")
    tier_name: str = Field(description="Tên cấp.")
    opened_on: date = Field(description="Ngày mở cổng.")
    address: str = Field(description="Địa chỉ trụ sở.")
    phone: str = Field(description="Điện thoại của cơ quan.")
    email: str = Field(description="Thư điện tử của cơ quan.")
    opening_hours: str = Field(description="Giờ làm việc.")


class PortalResource(ReadResource[TieredQuery]):
    name = "portals"
    rank = 10
    title = _("Portals")
    description = _("The portals that are open today, with tier, host name and contact.")
    item = ApiPortal
    query = TieredQuery

    def page(
        self, asked: ApiQuestion[TieredQuery], after: CursorKey | None, number: int
    ) -> Sequence[tuple[CursorKey, ApiPortal]]:
        """One query."""
        found = _open(asked)
        if asked.query.tier:
            found = found.filter(tier=asked.query.tier)
        if after:
            found = found.filter(pk__gt=after[0])
        return [([one.pk], _told(one)) for one in found.order_by("pk")[:number]]

    def one(self, asked: ApiQuestion[OneQuery], item_id: str) -> ApiPortal | None:
        pk = id_in(item_id)
        portal = _open(asked).filter(pk=pk).first() if pk else None
        return _told(portal) if portal else None


def _open(asked: ApiQuestion[OneQuery]) -> QuerySet[Portal]:
    found = Portal.objects.open_on(asked.day).filter(site__isnull=False)
    if asked.scope is not None:
        found = found.filter(pk=asked.scope.pk)
    return found.select_related("site", "tier")


def _told(portal: Portal) -> ApiPortal:
    return ApiPortal(
        id=str(portal.pk),
        host=main_hostname(portal),
        url=f"{main_origin(portal)}/",
        name=portal.name,
        title=portal.title,
        agency=portal.agency,
        code=portal.code,
        tier=portal.tier_id,
        tier_name=portal.tier.name,
        opened_on=portal.opened_on,
        address=portal.address,
        phone=portal.phone,
        email=portal.email,
        opening_hours=portal.opening_hours,
    )


PORTALS = PortalResource()
