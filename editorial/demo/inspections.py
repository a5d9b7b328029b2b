"""Conclusions of inspections, rewards and sanctions of the demo: all made up, with nobody of this world in them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from hashlib import sha1
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from editorial.bulk_import.actions import StoryImport, import_stories
from editorial.conclusions.models import ConclusionPage, Recommendation, RewardedParty, RewardPage
from editorial.models import PortalDocument, StoryPage
from portals.clock import LOCAL_ZONE, local_date
from portals.demo.organisations import CITY, PROVINCE, TOWN, demo_state_of, part_of
from portals.typeset import typeset
from portals.uploads.states import Examination

from .document_files import FOLDER, TEMPLATE
from .inspected import INSPECTED, SIGNED_LATELY, DemoInspection
from .stories import Board

SECTION = "thanh-tra"
# Old enough to be followed up, and to have been public for fifteen days.
CONCLUDED_AGO = timedelta(days=75)
# Fewer than the ten days within which it must be public.
SIGNED_AGO = timedelta(days=4)
FIRST_DUE, SECOND_DUE = timedelta(days=30), timedelta(days=60)


REWARDED = (PROVINCE, "SXD", CITY, "inspected", TOWN)


def publish_inspections(boards: Iterable[Board], *, now: datetime) -> None:
    """Publish conclusions with their files, rewards and sanctions, some time ago. Of the bodies named above alone,
    as far as they must have the section: a commune need not.
    """
    boards = [
        board
        for board in boards
        if part_of(board.portal) in INSPECTED and SECTION in board.sections
    ]
    told = [
        (board, number, replace(one, body=one.body.format_map(demo_state_of(board.portal).words)))
        for board in boards
        for number, one in enumerate(INSPECTED[part_of(board.portal)], start=1)
    ]
    today = local_date(now)
    days = [_day_of(number, today) for _board, number, _one in told]
    files = [_file(*each, day) for each, day in zip(told, days, strict=True)]
    PortalDocument.objects.bulk_create(files)
    rewarding = [board for board in boards if part_of(board.portal) in REWARDED]
    texts = [
        *(_conclusion(*each, file, day) for each, file, day in zip(told, files, days, strict=True)),
        *(_sanction(board, today) for board in rewarding),
    ]
    pages = import_stories(stories=texts, actor=None, now=now, recorded_of_each=1)
    _add_rows(told, pages, today)


def leave_signed_conclusion(boards: Iterable[Board], *, now: datetime) -> None:
    """Enter on the province's desk, with its full text, a conclusion that was signed some days ago: it is owed now."""
    day = local_date(now) - SIGNED_AGO
    for board in boards:
        if part_of(board.portal) != PROVINCE:
            continue
        number = len(INSPECTED[PROVINCE]) + 1
        file = _file(board, number, SIGNED_LATELY, day)
        file.save()
        entered = _conclusion(board, number, SIGNED_LATELY, file, day)
        writer = board.authors[0]
        page = ConclusionPage(
            title=entered.title,
            lead=entered.lead,
            body=entered.body,
            owner=writer,
            live=False,
            **entered.own,
        )
        entered.section.add_child(instance=page)
        Recommendation.objects.bulk_create(
            Recommendation(
                page_id=page.pk,
                sort_order=place,
                addressee=SIGNED_LATELY.body,
                what=what,
                due_on=day + SECOND_DUE,
            )
            for place, what in enumerate(SIGNED_LATELY.asked)
        )
        # Read anew: what was just made knows of no rows.
        ConclusionPage.objects.get(pk=page.pk).save_revision(user=writer)


def _day_of(number: int, today: date) -> date:
    day = today - CONCLUDED_AGO + timedelta(days=9 * number)
    # What is owed of a year is asked for in the first half of the next.
    day = min(day, date(today.year - (today.month < 6), 12, 1))
    return day - timedelta(days=max(0, day.weekday() - 4))


def _number_of(number: int) -> str:
    return f"{11 + number}/KL-TTr"


def _conclusion(
    board: Board, number: int, one: DemoInspection, file: PortalDocument, day: date
) -> StoryImport:
    return StoryImport(
        section=board.sections[SECTION],
        kind=ConclusionPage.story_kind,
        title=f"Kết luận thanh tra {one.about} tại {one.body}",
        lead=one.found,
        body=[{"type": "file", "value": {"document": file.pk, "title": "Toàn văn kết luận"}}],
        published_at=_at(day + timedelta(days=1)),
        own={
            "inspected_body": one.body,
            "inspected_by_decision": f"{5 + number}/QĐ-TTr",
            "number": _number_of(number),
            "concluded_on": day,
            "covers_from": date(day.year - 1, 1, 1),
            "covers_to": date(day.year - 1, 12, 31),
        },
    )


def _sanction(board: Board, today: date) -> StoryImport:
    day = _day_of(2, today)
    rewards = part_of(board.portal) == PROVINCE
    return StoryImport(
        section=board.sections[SECTION],
        kind=RewardPage.story_kind,
        title="Khen thưởng tập thể, cá nhân trong phòng chống thiên tai"
        if rewards
        else "Xử phạt vi phạm hành chính trong lĩnh vực đất đai, xây dựng",
        lead="Một tập thể và một cá nhân được tặng Bằng khen."
        if rewards
        else "Một tổ chức và một cá nhân bị xử phạt bằng tiền.",
        published_at=_at(day + timedelta(days=2)),
        own={
            "matter": "reward" if rewards else "sanction",
            "decision_number": "318/QĐ-KT" if rewards else "27/QĐ-XPHC",
            "decided_on": day,
            "decided_by": board.portal.agency,
        },
    )


def _add_rows(
    told: Sequence[tuple[Board, int, DemoInspection]], pages: Sequence[StoryPage], today: date
) -> None:
    """Write what stands in rows of the pages, and in their revisions as well."""
    Recommendation.objects.bulk_create(
        row
        for (_board, number, one), page in zip(told, pages, strict=False)
        for row in _recommendations(page, number, one, today)
    )
    RewardedParty.objects.bulk_create(
        row for page in pages if isinstance(page, RewardPage) for row in _parties(page)
    )
    for page in pages:
        # Read anew: what an import made knows of no rows.
        whole = type(page).objects.select_related("latest_revision").get(pk=page.pk)
        whole.latest_revision.content = whole.serializable_data()
        whole.latest_revision.save(update_fields=["content"])


def _recommendations(
    page: StoryPage, number: int, one: DemoInspection, today: date
) -> Iterable[Recommendation]:
    day = _day_of(number, today)
    for place, what in enumerate(one.asked):
        is_done = place == 0
        yield Recommendation(
            page_id=page.pk,
            sort_order=place,
            addressee=one.body,
            what=what,
            due_on=day + (FIRST_DUE if place < 2 else SECOND_DUE + CONCLUDED_AGO),
            state="done" if is_done else "open",
            done_on=day + timedelta(days=21) if is_done else None,
            note="Đã báo cáo kết quả thực hiện kèm chứng từ." if is_done else "",
        )


def _parties(page: RewardPage) -> Iterable[RewardedParty]:
    rewards = page.matter == "reward"
    what = "Bằng khen" if rewards else "Phạt tiền"
    # As the page itself would have shortened it.
    person = "Ông Nguyễn Văn Mẫu" if rewards else "Ông N. V. M."
    names = [("organisation", "Hợp tác xã Minh Họa" if rewards else "Công ty TNHH Minh Họa")]
    for place, (party, name) in enumerate([*names, ("person", person)]):
        yield RewardedParty(
            page_id=page.pk,
            sort_order=place,
            party=party,
            name=name,
            what=what if rewards else f"{what} {(2 - place) * 15}.000.000 đồng",
            why="Hộ đê, cứu hộ người dân" if rewards else "Xây dựng trên đất nông nghiệp",
        )


def _file(board: Board, number: int, one: DemoInspection, day: date) -> PortalDocument:
    content = typeset(TEMPLATE, _told(board, number, one, day), at=_at(day))
    name = default_storage.save(
        f"{FOLDER}/{secrets.token_urlsafe(12)}/ket-luan-{11 + number}.pdf", ContentFile(content)
    )
    return PortalDocument(
        title=f"Kết luận {_number_of(number)}.pdf",
        file=name,
        file_size=len(content),
        file_hash=sha1(content, usedforsecurity=False).hexdigest(),
        collection_id=board.portal.collection_id,
        examination=Examination.FINE,
    )


def _told(board: Board, number: int, one: DemoInspection, day: date) -> dict[str, Any]:
    return {
        "title": f"Kết luận {_number_of(number)}",
        "issuer": board.portal.agency.upper(),
        "above": "",
        "number": _number_of(number),
        "subject_line": "",
        "place_and_day": f"Bắc Ninh, ngày {day:%d} tháng {day:%m} năm {day:%Y}",
        "kind": "KẾT LUẬN THANH TRA",
        "abstract": f"{one.about[:1].upper()}{one.about[1:]} tại {one.body}",
        "grounds": ["Căn cứ Luật Thanh tra;", f"Căn cứ Quyết định số {5 + number}/QĐ-TTr;"],
        "paragraphs": [
            one.found,
            *(f"{place}. {what}." for place, what in enumerate(one.asked, 1)),
        ],
        "recipients": ["Như trên;", "Lưu: VT."],
        "capacity": "CHÁNH THANH TRA",
        "signer": "Trần Văn Mẫu",
    }


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9, 40), LOCAL_ZONE)
