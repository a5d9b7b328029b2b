"""Made-up stories by the hundred thousand: pages, placements and searchable text, without their history."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import batched

from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page

from editorial.bulk_import.bulk_insert import give_places, insert_rows
from editorial.models import ArticlePage, Placement, SectionPage, StoryPage
from editorial.placements.writing import PlacementSpec, place_new_origins, republish
from editorial.search.stories import StoryWords, index_stories
from portals.models import Portal

SLICE = 2_000
# So many placements of stories that stand everywhere by one statement.
ROWS = 10_000
VIA = "bench"
# One story in ten is the province's own. At most half of those stand everywhere: a million placements are enough.
OWN_SHARE = 10
MOST_REPUBLICATIONS = 1_000_000
RARE_EVERY = 500
# Two years of stories, however many: scores and lists then meet the months they meet in use.
SPREAD = timedelta(days=730)
NEWEST = timedelta(minutes=10)
SOON_AFTER = timedelta(seconds=1)
# Their numbers begin beyond those of all others.
FRESH_FROM = 1_000_000
COMMON_WORD, RARE_WORD = "kế hoạch", "sương muối"
TOPICS = ("giao thông", "tiêm chủng", "thu ngân sách", "trồng lúa", "tuyển sinh", "chuyển đổi số")
SENTENCE = (
    "<p>Ủy ban nhân dân ban hành kế hoạch triển khai nhiệm vụ về {topic} trên địa bàn, "
    "giao các đơn vị phối hợp tổ chức thực hiện và báo cáo kết quả đúng thời hạn.</p>"
)

Progress = Callable[[int], object]


def write_stories(*, province: Portal, stories: int, progress: Progress) -> None:
    """Write published stories for all portals: a tenth the province's, the rest in turn to the others."""
    sections = list(SectionPage.objects.filter(section_type="tin-tuc").order_by("portal_id").all())
    own = next(one for one in sections if one.portal_id == province.pk)
    others = [one for one in sections if one is not own] or [own]
    for numbers in batched(range(stories), SLICE):
        _write(
            [
                (number, own if number % OWN_SHARE == 0 else others[number % len(others)])
                for number in numbers
            ],
            apart=SPREAD / stories,
        )
        # Checks of foreign keys keep the plan that was made for an all but empty table until this.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE wagtailcore_page, editorial_storypage, editorial_articlepage")
        progress(len(numbers))
    most = MOST_REPUBLICATIONS // len(others)
    _stand_everywhere(own, max(1, min(most, stories // (2 * OWN_SHARE))))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def fresh_stories(*, province: Portal, number: int) -> Iterator[StoryPage]:
    """Write `number` further stories of the province, which stand nowhere else, and give them one by one."""
    own = SectionPage.objects.get(portal=province, section_type="tin-tuc")
    first = FRESH_FROM + Placement.objects.filter(portal=province).count()
    pages = _write([(first + step, own) for step in range(number)], apart=timedelta(minutes=1))
    return iter(list(ArticlePage.objects.filter(pk__in=[page.pk for page in pages])))


def _write(rows: Sequence[tuple[int, SectionPage]], *, apart: timedelta) -> list[StoryPage]:
    """Write the story of each number in its section, each `apart` older than the one before it."""
    bodies, now = _bodies(), timezone.now()
    made = [
        (number, section, _page(number, bodies, at=now - NEWEST - number * apart))
        for number, section in rows
    ]
    children: dict[Page, list[StoryPage]] = {}
    for _number, section, page in made:
        children.setdefault(section, []).append(page)
    with transaction.atomic():
        give_places(children=children)
        insert_rows(pages=[page for _number, _section, page in made])
        place_new_origins(_origin(section, page) for _number, section, page in made)
        index_stories(_words(number, page) for number, _section, page in made)
    return [page for _number, _section, page in made]


def _bodies() -> list[object]:
    stream = StoryPage._meta.get_field("body").stream_block
    raw = [
        [{"type": "text", "value": SENTENCE.format(topic=topic) * 4, "id": f"text-{number}"}]
        for number, topic in enumerate(TOPICS)
    ]
    return list(stream.bulk_to_python(raw))


def _page(number: int, bodies: list[object], *, at: datetime) -> ArticlePage:
    topic = TOPICS[number % len(TOPICS)]
    rare = f", đề phòng {RARE_WORD}" if number % RARE_EVERY == 0 else ""
    return ArticlePage(
        title=f"Kế hoạch số {number} về {topic}{rare}",
        slug=f"ke-hoach-so-{number}",
        lead=f"Kế hoạch nêu rõ nhiệm vụ về {topic} và phân công các đơn vị thực hiện.",
        body=bodies[number % len(TOPICS)],
        live=True,
        first_published_at=at,
        last_published_at=at,
        latest_revision_created_at=at,
    )


def _origin(section: SectionPage, page: StoryPage) -> PlacementSpec:
    return PlacementSpec(
        portal_id=section.portal_id,
        section_id=section.pk,
        story_id=page.pk,
        kind=page.story_kind,
        via=VIA,
        placed_at=page.first_published_at,
    )


def _words(number: int, page: StoryPage) -> StoryWords:
    body = SENTENCE.format(topic=TOPICS[number % len(TOPICS)])[3:-4] * 4
    return StoryWords(page.pk, page.title, page.lead, body)


def _stand_everywhere(own: SectionPage, number: int) -> None:
    """Republish the oldest stories of the province on every other portal, some thousands of rows at a time."""
    news = SectionPage.objects.filter(section_type="tin-tuc").exclude(portal=own.portal_id)
    sections = list(news.values_list("portal_id", "pk"))
    oldest = Placement.objects.filter(portal=own.portal_id).order_by("placed_at")
    stories = list(oldest.values_list("story_id", "placed_at")[:number])
    for some in batched(stories, max(1, ROWS // max(1, len(sections)))):
        with transaction.atomic():
            republish(
                [
                    PlacementSpec(
                        portal, section, story, ArticlePage.story_kind, VIA, at + SOON_AFTER
                    )
                    for story, at in some
                    for portal, section in sections
                ]
            )
