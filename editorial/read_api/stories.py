"""Stories as a resource: what stands on a portal; on the province's host each story once, where it was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from editorial.enums import PlacementRole
from editorial.kinds import registry as kinds
from editorial.models import Placement
from editorial.querysets import PlacementQuerySet
from portals.addresses import main_hostname, main_origin
from portals.clock import LOCAL_ZONE
from portals.numbers import id_in
from portals.read_api.asking import ApiQuestion, Code, OneQuery, TieredQuery
from portals.read_api.cursors import CursorKey
from portals.read_api.resources import ApiItem, ReadResource

from .bodies import body_markup, words_of_markup
from .items import ApiStory, CodedName, SectionName
from .story_parts import StoryParts, parts_of_stories

Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2100, 1, 1))]


class StoryQuery(TieredQuery):
    section: Code | None = Field(
        None, description="Mã loại chuyên mục.", examples=["tin-tuc"]
    )  # fmt: skip
    placed_from: Day | None = Field(
        None, description="Lên cổng từ ngày này.", examples=["2026-11-01"]
    )
    placed_to: Day | None = Field(
        None, description="Lên cổng đến hết ngày này.", examples=["2026-11-30"]
    )


class AnyStoryQuery(StoryQuery):
    kind: Code | None = Field(
        None, description="Mã loại nội dung: article, notice, document …", examples=["article"]
    )  # fmt: skip


class StoryResource[QueryT: StoryQuery](ReadResource[QueryT]):
    """Stories of all kinds, or of one. A kind with fields of its own adds them by `further`."""

    item: ClassVar[type[ApiStory]] = ApiStory
    only_of_one = frozenset({"body_html", "body_text"})
    # The code of the kind; empty for all.
    kind: ClassVar[str] = ""

    def further(
        self, story_ids: Sequence[int], placements: Sequence[Placement]
    ) -> Mapping[int, dict[str, Any]]:
        """Return what the kind's own fields hold, by story, in a number of queries that does not grow."""
        return {pk: {} for pk in story_ids}

    def page(
        self, asked: ApiQuestion[QueryT], after: CursorKey | None, number: int
    ) -> Sequence[tuple[CursorKey, ApiItem]]:
        found = _narrowed(self._standing(asked), asked.query)
        if after:
            at, pk = datetime.fromisoformat(str(after[0])), int(after[1])
            found = found.filter(placed_at__lte=at).filter(Q(placed_at__lt=at) | Q(pk__lt=pk))
        rows = list(found.newest_first().defer("story__body")[:number])
        items = self._told(rows)
        return [
            ([row.placed_at.isoformat(), row.pk], one) for row, one in zip(rows, items, strict=True)
        ]

    def one(self, asked: ApiQuestion[OneQuery], item_id: str) -> ApiItem | None:
        pk = id_in(item_id)
        row = self._standing(asked).filter(story=pk).first() if pk else None
        if row is None:
            return None
        markup = ""
        if asked.fields & self.only_of_one:
            markup = body_markup(row.story, main_origin(row.portal))
        (item,) = self._told([row])
        return item.model_copy(update={"body_html": markup, "body_text": words_of_markup(markup)})

    def _standing(self, asked: ApiQuestion[Any]) -> PlacementQuerySet:
        found = Placement.objects.standing().filter(story__live=True)
        own = Q(portal=asked.scope)
        # A portal has its site while its board still prepares it; its addresses answer from its day on.
        written = Q(
            role=PlacementRole.ORIGIN, portal__site__isnull=False, portal__opened_on__lte=asked.day
        )
        found = found.filter(written if asked.scope is None else own)
        if self.kind:
            found = found.filter(kind=self.kind)
        return found.select_related("story", "section", "portal__site")

    def _told(self, rows: Sequence[Placement]) -> list[ApiStory]:
        parts = parts_of_stories(rows)
        further = self.further([row.story_id for row in rows], rows)
        return [self._item(row, parts, further.get(row.story_id, {})) for row in rows]

    def _item(self, row: Placement, parts: StoryParts, further: dict[str, Any]) -> ApiStory:
        story, origin = row.story, main_origin(row.portal)
        return self.item(
            id=str(row.story_id),
            kind=CodedName(code=row.kind, name=str(kinds.called(row.kind).label)),
            story_class=parts.classes[row.story_id],
            title=story.title,
            lead=story.lead,
            section=SectionName(
                code=row.section.section_type_id,
                name=row.section.title,
                url=f"{origin}/{row.section.slug}/",
            ),
            portal=main_hostname(row.portal),
            url=origin + row.path,
            role=row.role,
            canonical=parts.canonical.get(row.story_id),
            placed_at=row.placed_at,
            published_at=story.first_published_at,
            changed_at=story.last_published_at,
            event_at=story.event_at,
            source=story.source,
            byline=story.byline,
            files=parts.files.get(row.story_id, []),
            corrections=parts.corrections.get(row.story_id, []),
            body_html=None,
            body_text=None,
            **further,
        )


class AllStories(StoryResource[AnyStoryQuery]):
    name = "stories"
    rank = 20
    title = _("Stories")
    description = _(
        "What stands on a portal, its own and what was sent to it; on the host of the province each story once, where "
        "it was written."
    )
    query = AnyStoryQuery


def _narrowed(found: PlacementQuerySet, query: StoryQuery) -> PlacementQuerySet:
    if query.tier:
        found = found.filter(portal__tier=query.tier)
    if query.section:
        found = found.filter(section__section_type=query.section)
    if query.placed_from:
        found = found.filter(placed_at__gte=_begin_of(query.placed_from))
    if query.placed_to:
        found = found.filter(placed_at__lt=_begin_of(query.placed_to + timedelta(days=1)))
    if isinstance(query, AnyStoryQuery) and query.kind:
        found = found.filter(kind=query.kind)
    return found


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time.min, LOCAL_ZONE)


STORIES = AllStories()
