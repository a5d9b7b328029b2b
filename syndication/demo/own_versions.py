"""The demo's stories that came back changed: an own version whose source was corrected, a recall, a picked story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from django.db.models import Count, OuterRef, Subquery

from editorial.enums import RemovalKind
from editorial.models import ArticlePage, Placement, SectionPage, StoryPage
from editorial.review.actions import approve_story, submit_story
from editorial.review.correcting import write_correction
from portals.boards.actions import derive_rights
from portals.boards.enums import Position
from portals.demo.organisations import PROVINCE, TOWN, WARD, demo_state_of
from portals.demo.people import Crew
from portals.models import Portal
from syndication.adaptations.actions.making import adapt_story
from syndication.dispatches.actions import start_dispatch
from syndication.recalls.recalling import recall_story
from syndication.shared_store.actions.picking import pick_story

OWN_TITLE = "Phường Vũ Ninh: {title}"
OWN_WORDS = "<p>Người dân phường Vũ Ninh cần hỏi thêm, xin đến bộ phận một cửa của phường.</p>"
NEW_WORDS = "<p>Cổng tỉnh bổ sung: nơi liên hệ khi cần hỏi thêm được nêu ở trang Liên hệ.</p>"
CORRECTION = "Bản trước chưa nêu nơi liên hệ; nội dung đúng đã được bổ sung ở cuối bài."
RECALL_REASON = "Số liệu trong tin chưa được cơ quan chủ trì xác nhận."


def leave_changed_stories(
    portals: Sequence[Portal], crews: Mapping[int, Crew], *, now: datetime
) -> None:
    """Leave these on the desks, by the same verbs as everybody. The worker of the running demo proves the recall."""
    organisation = demo_state_of(portals[0])
    province, ward, town = (
        organisation.portal_of(part, portals) for part in (PROVINCE, WARD, TOWN)
    )
    for portal in (province, ward, town):
        for _position, user in crews[portal.pk].posts:
            derive_rights(user=user, now=now)
    source, recalled = _widest(province)
    _adapt(source, ward, crews[ward.pk], now)
    _correct(source, crews[province.pk], now)
    recall_story(
        story=recalled,
        kind=RemovalKind.IN_ERROR,
        reason=RECALL_REASON,
        actor=crews[province.pk].head,
        now=now,
    )
    _pick(town, province, crews[province.pk], now)
    _paste(town, ward, crews[ward.pk], now)


def _widest(province: Portal) -> list[ArticlePage]:
    """The two provincial articles that stand on most portals, the newest where several stand on as many."""
    standing = Placement.objects.standing().filter(story=OuterRef("story")).order_by()
    own = (
        Placement.objects.standing()
        .local()
        .filter(portal=province, kind=ArticlePage.story_kind)
        .annotate(portals=Subquery(standing.values("story").annotate(n=Count("pk")).values("n")))
        .order_by("-portals", "-placed_at", "-pk")
    )
    ids = list(own.values_list("story_id", flat=True)[:2])
    articles = ArticlePage.objects.in_bulk(ids)
    return [articles[pk] for pk in ids]


def _adapt(source: ArticlePage, ward: Portal, crew: Crew, now: datetime) -> None:
    editor = crew.first(Position.EDITOR)
    section = SectionPage.objects.get(portal=ward, section_type="tin-tuc")
    made = adapt_story(source=source, section=section, actor=editor, now=now)
    page = cast("ArticlePage", StoryPage.objects.get(pk=made.copy_id).specific)
    page.title = OWN_TITLE.format(title=source.title)[:200]
    page.body.append(("text", page.body.stream_block.child_blocks["text"].to_python(OWN_WORDS)))
    page.save_revision(user=editor)
    _publish(page, crew, now)


def _correct(source: ArticlePage, crew: Crew, now: datetime) -> None:
    """The province changes its story after the ward made its own version of it."""
    editor = crew.first(Position.EDITOR)
    page = ArticlePage.objects.get(pk=source.pk)
    page.body.append(("text", page.body.stream_block.child_blocks["text"].to_python(NEW_WORDS)))
    page.save_revision(user=editor)
    write_correction(story=page, text=CORRECTION, actor=editor, now=now)
    _publish(page, crew, now)


def _pick(town: Portal, province: Portal, crew: Crew, now: datetime) -> None:
    """The province takes a story of the town and sends it on."""
    here = Placement.objects.standing().filter(portal=province).values("story")
    newest = Placement.objects.standing().local().filter(portal=town).exclude(story__in=here)
    story = newest.order_by("-placed_at", "-pk")[0].story
    picked = pick_story(
        story=story,
        section=SectionPage.objects.get(portal=province, section_type="tin-tuc"),
        sends_on=True,
        actor=crew.first(Position.SECRETARY),
        now=now,
    )
    if picked.dispatch is not None:
        start_dispatch(dispatch_id=picked.dispatch.pk, now=picked.dispatch.starts_at)


def _paste(town: Portal, ward: Portal, crew: Crew, now: datetime) -> None:
    """The ward pastes a story of the town by hand, as boards do."""
    own = Placement.objects.standing().local().filter(portal=town, kind=ArticlePage.story_kind)
    there = Placement.objects.standing().filter(portal=ward).values("story")
    found = own.exclude(story__in=there).order_by("-placed_at", "-pk")[1]
    original = cast("ArticlePage", found.story.specific)
    editor = crew.first(Position.EDITOR)
    page = ArticlePage(
        title=original.title,
        lead=original.lead,
        body=original.body.get_prep_value(),
        source=town.name,
        owner=editor,
        live=False,
    )
    SectionPage.objects.get(portal=ward, section_type="tin-tuc").add_child(instance=page)
    page.save_revision(user=editor)
    _publish(page, crew, now)


def _publish(page: ArticlePage, crew: Crew, now: datetime) -> None:
    submit_story(story=page, actor=crew.first(Position.EDITOR), now=now)
    approve_story(story=ArticlePage.objects.get(pk=page.pk), actor=crew.head, now=now)
