"""Prices of land by street and position as a set of data of whoever published the tables."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, Max, Min, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from editorial.enums import PlacementRole
from editorial.land.models import LandPrice
from editorial.models import DisclosurePage
from editorial.open_data.registry import DataFrequency, DataTheme
from editorial.open_data.tables import OpenTable, TableColumn, TableOfPortal

if TYPE_CHECKING:
    from portals.models import Portal

READ_AT_ONCE = 2_000


class StreetPrices(OpenTable):
    """One row for each position of each line of a public table, of all years that stand, the newest first."""

    key = "gia-dat-theo-duong"
    title = _("Prices of land by street")
    description = _(
        "Price of a square metre by street, segment, kind of land and position, with the decision."
    )
    frequency = DataFrequency.ANNUAL
    theme = DataTheme.ECONOMY
    columns = (
        TableColumn("ma", "Mã dòng", note="Bảng giá, dòng trong bảng và vị trí"),
        TableColumn("ma_doan", "Mã đoạn đường", note="Giống nhau trong bảng giá các năm"),
        TableColumn("duong", "Đường, phố"),
        TableColumn("tu", "Từ"),
        TableColumn("den", "Đến"),
        TableColumn("xa_phuong", "Xã, phường"),
        TableColumn("loai_dat", "Loại đất"),
        TableColumn("vi_tri", "Vị trí", "integer"),
        TableColumn("gia", "Giá một mét vuông", "integer", note="đồng"),
        TableColumn("bang_gia", "Bảng giá"),
        TableColumn("quyet_dinh", "Quyết định"),
        TableColumn("hieu_luc_tu", "Hiệu lực từ", "date"),
        TableColumn("hieu_luc_den", "Hiệu lực đến hết", "date"),
    )

    def of_portals(self, portals: Collection[Portal]) -> Iterator[TableOfPortal]:
        """One query."""
        counted = (
            _tables(placements__portal__in=portals)
            .annotate(begins=Subquery(_prices().values("valid_from")[:1]))
            .values(at=F("placements__portal"))
            .annotate(
                first=Min("placements__placed_at"), placed=Max("placements__placed_at"),
                published=Max("last_published_at"), since=Min("begins"), ends=Max("period_ends"),
            )
            .order_by("at")
            .values_list("at", "first", "placed", "published", "since", "ends")
        )  # fmt: skip
        page = reverse("land_prices", urlconf="portals.urls.public")
        for portal_id, first, placed, published, begins, ends in counted:
            changed = max(placed, published or placed)
            yield TableOfPortal(portal_id, first, changed, page, (begins, ends))

    def holds(self, portal: Portal) -> Exists:
        return Exists(_tables(placements__portal=portal))

    def lines(self, portal: Portal) -> Iterator[Sequence[Any]]:
        """One query."""
        rows = LandPrice.objects.filter(page__in=_tables(placements__portal=portal).values("pk"))
        for page, row, position, *rest in (
            rows.order_by("-valid_from", "page", "line", "position")
            .values_list(
                *("page", "row", "position", "segment_key", "street", "begins_at", "ends_at"),
                *("commune", "land_type", "position", "price", "page__title"),
                *("page__decision_number", "valid_from", "valid_to"),
            )
            .iterator(READ_AT_ONCE)
        ):
            yield [f"{page}.{row}.{position}", *rest]


def _tables(**where: Any) -> QuerySet[DisclosurePage]:
    """Tables with prices that stand where they were published; `where` is asked of that placement."""
    return DisclosurePage.objects.filter(
        Exists(_prices()),
        live=True,
        placements__role=PlacementRole.ORIGIN,
        placements__removed_at__isnull=True,
        **where,
    )


def _prices() -> QuerySet[LandPrice]:
    """Those of a page of the outer query."""
    return LandPrice.objects.filter(page=OuterRef("pk"))
