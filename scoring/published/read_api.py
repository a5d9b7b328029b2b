"""Published scores in the public read API: one month at a time, the newest where none is named.

It reads by the one way to the public (`reading.py`), so what the province does not show is not here either.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field

from portals.models import Portal
from portals.read_api.asking import ApiQuestion, OneQuery, TieredQuery
from portals.read_api.cursors import CursorKey
from portals.read_api.resources import ApiItem, ReadResource
from scoring.models import Scorecard
from scoring.periods import Month

from .reading import published_cards, published_month, published_months
from .table import PublishedLine, PublishedPortal, PublishedProceeding

MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"


class ScoreQuery(TieredQuery):
    month: Annotated[str, Field(pattern=MONTH)] | None = Field(
        None, description="Tháng; bỏ trống là tháng mới nhất đã công bố.", examples=["2026-10"]
    )


class ApiScoreLine(BaseModel):
    """One criterion."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    criterion: str = Field(description="Mã tiêu chí.")
    name: str = Field(description="Tên tiêu chí.")
    most: float = Field(description="Điểm tối đa.")
    points: float | None = Field(description="Điểm; null khi không tính.")
    judged: str = Field(description="Ai xác định: machine, people, none.")


class ApiScore(ApiItem):
    """The card of one portal for one month. Its id is month and portal, as in 2026-10:27."""

    month: str = Field(description="Tháng.")
    host: str = Field(description="Tên miền của cổng vào ngày quyết định.")
    code: str = Field(description="Mã đơn vị.")
    name: str = Field(description="Tên đơn vị.")
    tier: str = Field(description="Mã cấp.")
    scorer: str = Field(description="Tên miền của cổng chấm điểm.")
    rubric: str = Field(description="Bộ tiêu chí.")
    notice: str = Field(description="Số thông báo công bố.")
    earned: float = Field(description="Điểm đạt.")
    applicable: float = Field(description="Điểm có thể đạt.")
    penalty: float = Field(description="Điểm trừ.")
    bonus: float = Field(description="Điểm thưởng.")
    total: float = Field(description="Tổng điểm.")
    band: str = Field(description="Xếp loại.")
    provisional: str = Field(description="Vì sao là tạm tính; rỗng nếu không.")
    is_corrected: bool = Field(description="Đã được đính chính.")
    rank: int | None = Field(description="Hạng; null khi chưa xếp.")
    rank_from: int | None = Field(description="Hạng cao nhất trong khoảng.")
    rank_to: int | None = Field(description="Hạng thấp nhất trong khoảng.")
    url: str = Field(description="Đường dẫn của phiếu điểm trên cổng này.")
    changed_at: datetime = Field(description="Lúc công bố hoặc đính chính.")
    lines: list[ApiScoreLine] = Field(description="Từng tiêu chí.")


class ScoreResource(ReadResource[ScoreQuery]):
    name = "scores"
    rank = 80
    title = _("Published scores")
    description = _(
        "The cards of a published month: on the host of the province of all scorers, on that of a scorer of what it "
        "scored; only tiers that the province shows."
    )
    item = ApiScore
    query = ScoreQuery
    example_id = "2026-10:27"

    def page(
        self, asked: ApiQuestion[ScoreQuery], after: CursorKey | None, number: int
    ) -> Sequence[tuple[CursorKey, ApiItem]]:
        """Some twenty queries, whatever the number of cards."""
        # Whoever began with the newest month goes on in it, though another was published meanwhile.
        month = _month_shown(asked, str(after[0])) if after else _month_asked(asked)
        if month is None:
            return []
        cards = _cards(asked.scope, month).order_by("pk")
        if asked.query.tier:
            cards = cards.filter(tier=asked.query.tier)
        if after:
            cards = cards.filter(pk__gt=after[1])
        found = list(cards.values_list("pk", "portal")[:number])
        told = _told(asked, month, [portal for _pk, portal in found])
        return [([str(month), pk], told[portal]) for pk, portal in found if portal in told]

    def one(self, asked: ApiQuestion[OneQuery], item_id: str) -> ApiItem | None:
        text, _colon, number = item_id.partition(":")
        try:
            month = Month.parse(text)
        except ValueError:
            return None
        if not number.isascii() or not number.isdigit() or len(number) > 9:
            return None
        return _told(asked, month, [int(number)]).get(int(number))


def _month_asked(asked: ApiQuestion[ScoreQuery]) -> Month | None:
    months = published_months(asked.scope, in_public=True)
    if asked.query.month is None:
        return max(months, default=None, key=str)
    return _month_shown(asked, asked.query.month)


def _month_shown(asked: ApiQuestion[ScoreQuery], text: str) -> Month | None:
    month = Month.parse(text)
    return month if month in published_months(asked.scope, in_public=True) else None


def _cards(scorer: Portal | None, month: Month) -> QuerySet[Scorecard]:
    found = published_cards(in_public=True).filter(round__month=month.first)
    return found if scorer is None else found.filter(proceeding__scorer=scorer)


def _told(asked: ApiQuestion[OneQuery], month: Month, portal_ids: list[int]) -> dict[int, ApiScore]:
    found = published_month(month, scorer=asked.scope, portal_ids=portal_ids, in_public=True)
    if found is None:
        return {}
    proceedings = {one.scorer: one for one in found.proceedings}
    return {one.portal_id: _card(one, month, proceedings[one.scorer]) for one in found.portals}


def _card(one: PublishedPortal, month: Month, proceeding: PublishedProceeding) -> ApiScore:
    rank = one.rank
    return ApiScore(
        id=f"{month}:{one.portal_id}",
        month=str(month),
        host=one.hostname,
        code=one.code,
        name=one.name,
        tier=one.tier,
        scorer=one.scorer,
        rubric=one.rubric,
        notice=proceeding.notice_number,
        earned=_number(one.earned),
        applicable=_number(one.applicable),
        penalty=_number(one.penalty),
        bonus=_number(one.bonus),
        total=_number(one.total),
        band=one.band,
        provisional=one.provisional,
        is_corrected=one.is_corrected,
        rank=rank.rank if rank else None,
        rank_from=rank.from_rank if rank else None,
        rank_to=rank.to_rank if rank else None,
        url=f"/bang-diem/{month}/{one.hostname}/",
        changed_at=proceeding.changed_at,
        lines=[_line(line) for line in one.lines],
    )


def _line(line: PublishedLine) -> ApiScoreLine:
    return ApiScoreLine(
        criterion=line.code,
        name=line.name,
        most=_number(line.most),
        points=None if line.points is None else _number(line.points),
        judged=line.judged.value,
    )


def _number(points: Decimal) -> float:
    return float(points)


SCORES = ScoreResource()
