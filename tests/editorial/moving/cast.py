"""A portal with one of everything that an archive takes along, and beside it what none may."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone

from editorial.models import (
    ArticlePage,
    InformationPage,
    OfficialDocumentPage,
    OldAddress,
    StoryPage,
)
from editorial.moving.archive import SUMS, ArchiveReader
from editorial.moving.coming import carry_out_arrival, plan_arrival
from editorial.moving.leaving import export_portal
from editorial.moving.plan import ArrivalPlan
from portals.models import Portal
from tests.editorial.answers.cast import stands
from tests.factories import (
    NOON,
    make_document,
    make_image,
    make_official,
    make_portal,
    make_story,
    picture_block,
    published_story,
    section_of,
)
from tests.support.sheets import make_disclosure
from tests.support.visiting import republished


@dataclass(slots=True)
class Left:
    """A portal, and what stands on it."""

    portal: Portal
    other: Portal
    story: StoryPage
    page: InformationPage
    folder: Path


def leave(tmp_path: Path, **options: Any) -> Left:
    """Write a portal out as a folder."""
    portal, other = make_portal(name="Xã Ra Đi"), make_portal(name="Xã Ở Lại")
    strange = published_story(other, title="Tin của cổng khác")
    republished(strange, portal)
    draft = make_story(other, title="Nháp của cổng khác")
    file = make_document(portal, content="Kế hoạch làm cầu.".encode(), name="ke-hoach.txt")
    image, hidden = make_image(portal, title="Cầu mới"), make_image(portal, title="Ảnh của nháp")
    body = [
        {
            "type": "text",
            "value": f'<p data-block-key="k1">Xem <a linktype="page" id="{strange.pk}">tin kia</a>, '
            f'<a linktype="page" id="{draft.pk}">nháp kia</a> và '
            f'<a linktype="document" id="{file.pk}">kế hoạch</a>.</p>',
        },
        {"type": "heading", "value": {"text": "Tiến độ", "level": "2"}},
        picture_block(image),
        {"type": "file", "value": {"document": file.pk, "title": "Kế hoạch"}},
        {
            "type": "table",
            "value": {
                "caption": "Vốn",
                "table": {
                    "columns": [{"type": "text", "heading": "Việc"}, {"type": "number", "heading": "Vốn"}],
                    "rows": [{"values": ["Cầu", "12.5"]}],
                    "caption": "",
                },
            },
        },
    ]  # fmt: skip
    story = published_story(
        portal,
        title="Khánh thành cầu",
        lead_image=image,
        lead_image_alt="Cầu",
        body=json.dumps(body),
    )
    make_story(portal, title="Nháp giữ lại", body=json.dumps([picture_block(hidden)]))
    make_official(portal, number="7/QĐ-UBND")
    make_disclosure(portal, body=[("file", {"document": file, "title": "Biểu gốc"})])
    page = InformationPage(title="Cơ cấu tổ chức", intro="Ai làm gì.", live=False)
    section_of(portal, "gioi-thieu").add_child(instance=page)
    page.save_revision().publish(skip_permission_checks=True)
    OldAddress.objects.create(
        portal=portal, path="co-cau-cu/", page=page, title=page.title, changed_at=NOON
    )
    stands(portal)
    stands(other, question="Câu hỏi của cổng khác")
    export_portal(portal=portal, to=tmp_path / "a", actor=None, now=timezone.now(), **options)
    # As in another install, where nobody has published the document.
    OfficialDocumentPage.objects.update(identity="")
    return Left(portal, other, story, page, tmp_path / "a")


def planned(folder: Path, portal: Portal) -> ArrivalPlan:
    with ArchiveReader(folder) as archive:
        return plan_arrival(archive=archive, portal=portal, now=timezone.now())


def come(folder: Path, portal: Portal) -> ArrivalPlan:
    with ArchiveReader(folder) as archive:
        plan = plan_arrival(archive=archive, portal=portal, now=timezone.now())
        carry_out_arrival(plan=plan, archive=archive, actor=None, now=timezone.now())
    return plan


def change(folder: Path, name: str, how: Callable[[Any], Any]) -> None:
    """Rewrite a JSON file of an archive, and the list of hashes with it, as a stranger may."""
    path = folder / name
    given = json.loads(path.read_text())
    path.write_text(json.dumps(how(given) or given))
    sum_up(folder)


def sum_up(folder: Path) -> None:
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != SUMS
    ]
    (folder / SUMS).write_text("".join(lines))


def only_story(folder: Path) -> str:
    """The name of the one news story."""
    (name,) = (
        f"stories/{path.name}"
        for path in (folder / "stories").glob("*.json")
        if json.loads(path.read_text())["kind"] == ArticlePage.story_kind
    )
    return name
