"""One page of each kind that citizens meet, with everything on it that a page of that kind may have."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from editorial.appearance.home_links.models import HomeFigure
from editorial.enums import RemovalKind
from editorial.models import InformationPage, PortalDocument, PortalPopulation, RelatedStory
from editorial.placements.actions import withdraw_story
from editorial.public.views import usefulness
from editorial.public_record.recording import record_waiting
from editorial.reception.models import ReceptionDay
from portals.boards.enums import Position
from portals.boards.models import User
from portals.clock import local_date
from portals.ledger.growing import grow, sign_newest
from portals.ledger.keys import add_key
from portals.ledger.models import LedgerKey
from portals.ledger.notes import countersign
from portals.ledger.queries import checkpoint_of
from portals.ledger.signing import take
from portals.models import Portal, SocialAccount
from portals.organisation.actions import confirm_information, save_official, save_unit
from portals.organisation.enums import OfficialRole, Subject
from portals.organisation.models import Official, Unit
from portals.visits.models import FormerYear
from portals.witnesses.models import Witness
from tests.editorial.answers.cast import answered_pages
from tests.editorial.conclusions.test_conclusions import WHO, conclusion, reward
from tests.editorial.consultations.drafts import make_consultation
from tests.editorial.land.plans import make_plan
from tests.editorial.moving.carried import carried_pages
from tests.editorial.petitions.cast import petition_pages
from tests.editorial.press.test_press import open_corner, statement
from tests.editorial.procedures.centres import open_centre
from tests.editorial.procedures.exports import BIRTH, PERMIT, SHOP, bring_in
from tests.editorial.reception.cast import rule, set_days
from tests.factories import (
    make_document,
    make_image,
    make_member,
    make_official,
    make_province_tree,
    published_story,
    section_of,
)
from tests.portals.ledger.writing import SIGNER, WITNESS
from tests.support.public_alerts import alert_pages
from tests.support.public_bulletins import bulletin_pages
from tests.support.public_commitments import committed_pages
from tests.support.sheets import make_disclosure, make_price_table
from tests.support.social_accounts import verified_account
from tests.support.visiting import republished, visit


def make_public_pages() -> dict[str, tuple[Portal, str]]:
    """Make a small province and return where each kind of page is to be met: the portal and the path."""
    province, district, (commune, silent) = make_province_tree()
    Portal.objects.filter(pk=commune.pk).update(
        address="Số 1, đường Thử", phone="0222 000 000", email="xa@example.vn",
        map_link="https://www.openstreetmap.org/", opening_hours="07:30–17:00",
        responsible_name="Nguyễn Văn Mẫu", responsible_post="Chủ tịch",
        spokesperson_name="Trần Thị Mẫu", spokesperson_phone="0222 000 001", licence="Số 1/GP-TTĐT",
    )  # fmt: skip
    commune.refresh_from_db()
    verified_account(commune, "zalo", "https://zalo.me/xa-thu-nghiem")
    # Not verified: the portal names it without a link.
    SocialAccount.objects.create(
        portal=commune, service="youtube", address="https://www.youtube.com/@xa-thu-nghiem"
    )
    image = make_image(commune)
    published_story(commune, section="chi-dao", title="Chỉ đạo chống rét")
    pictured = {
        "lead_image": image,
        "lead_image_alt": "Sân đình",
        "lead_image_caption": "Sân đình.",
    }
    story = published_story(
        commune, title="Khai mạc lễ hội", body=_whole_body(commune), byline="Mai An",
        source="Đài Truyền thanh", **pictured,
    )  # fmt: skip
    RelatedStory.objects.create(article=story, story=published_story(commune, **pictured))
    for _ in range(4):
        published_story(commune, **pictured)
    notice = published_story(
        commune, notice=True, title="Lịch cắt điện", place="Thôn Đông",
        event_at=timezone.now(), ends_at=timezone.now() + timedelta(days=3),
    )  # fmt: skip
    from_above = published_story(province, title="Tỉnh công bố quy hoạch")
    for portal in (commune, silent):
        republished(from_above, portal)
    page = InformationPage(title="Cơ cấu tổ chức", intro="Ai làm gì.", body=_whole_body(commune))
    section_of(commune, "gioi-thieu").add_child(instance=page)
    for code in ("gioi-thieu", "tthc", "tiep-can"):
        beside = InformationPage(title="Nộp hồ sơ", body=[("text", "<p>Tại Bộ phận Một cửa.</p>")])
        section_of(commune, code).add_child(instance=beside)
    HomeFigure.objects.create(
        portal=commune,
        position=0,
        label="Dân số",
        value="12.345",
        unit="người",
        source="Thống kê 2023",
    )
    withdrawn = published_story(commune, title="Bài đăng nhầm")
    head = make_member(commune, Position.HEAD)
    path_of_withdrawn = withdrawn.public_path()
    withdraw_story(
        story=withdrawn, kind=RemovalKind.WITHDRAWN, reason="Đăng nhầm.", actor=head,
        now=timezone.now(),
    )  # fmt: skip
    over = published_story(
        commune,
        notice=True,
        title="Lịch họp tháng trước",
        ends_at=timezone.now() - timedelta(days=9),
    )
    # Its footer says how often it was looked at.
    Portal.objects.filter(pk=commune.pk).update(shows_views=True)
    for year in (2019, 2021):
        FormerYear.objects.create(
            portal=commune, year=year, views=1_234_567, source="Báo cáo", entered_at=timezone.now()
        )
    _describe_organisation(commune, head)
    _put_on_record()
    newest = published_story(district, title="Tin vừa đăng")
    document = make_official(
        province, number="96/QĐ-UBND", issued_on=date(2021, 3, 18), field="y-te",
        signer="Nguyễn Văn Mẫu", signing_capacity="KT", signer_position="Chủ tịch",
        recipients="- Như trên;\n- Lưu: VT.", body=_whole_body(province),
    )  # fmt: skip
    placed = republished(document, commune, section="van-ban")
    make_official(commune, number="97/QĐ-UBND")
    make_official(commune, number="97/QĐ-UBND", issued_on=date(2023, 1, 2))
    for quarter in (1, 2, 3):
        disclosure = make_disclosure(commune, quarter=quarter, decision_number="97/QĐ-UBND")
    make_disclosure(commune, year=2023, quarter=None)
    PortalPopulation.objects.create(
        portal=commune, as_of=date(2024, 1, 1), people=4_000, source="Niên giám thống kê"
    )
    line = ("Đường Lý Thái Tổ", "Ngã tư", "Cầu", commune.name, "Đất ở", (30_000_000, 20_000_000))
    this_year = timezone.now().year
    for year in (this_year - 1, this_year):
        make_price_table(province, line, year=year, decision_number="96/QĐ-UBND")
    plan = make_plan(commune, decision_number="97/QĐ-UBND", approved_on=date(2024, 1, 2))
    bring_in(SHOP, BIRTH, PERMIT)
    bring_in(SHOP, PERMIT)
    open_centre(commune)
    told = _received_inspected_and_told(province, commune)
    return {
        **told,
        **committed_pages(commune),
        **answered_pages(province, commune, story.pk),
        **petition_pages(province, commune),
        **carried_pages(commune),
        **bulletin_pages(commune),
        **alert_pages(commune),
        "disclosure": (commune, disclosure.public_path()),
        "section of disclosures": (commune, "/ngan-sach/"),
        "figure of all communes": (province, f"/so-lieu-cac-xa/{disclosure.form}/T/th/"),
        "prices of land": (commune, "/dat-dai/gia-dat/?q=ly+thai&dien-tich=85,5"),
        "prices of land with a fault": (commune, "/dat-dai/gia-dat/?dien-tich=abc&xa=x"),
        "section of land": (commune, "/dat-dai/?loai=boi-thuong"),
        "plan about land": (commune, plan.public_path()),
        "document": (commune, placed.path),
        "register": (commune, "/van-ban/"),
        "register narrowed": (commune, "/van-ban/?q=96/qd+ubnd&nam=2021&hieu-luc=x"),
        "register in vain": (commune, "/van-ban/?nam=1999"),
        "documents of a number": (commune, "/van-ban/so/97-qd-ubnd/"),
        "document elsewhere": (silent, "/van-ban/so/96-qd-ubnd/"),
        "no such number": (commune, "/van-ban/so/1-qd-ubnd/"),
        "search for a number": (commune, "/tim-kiem/?q=96/qd+ubnd"),
        "procedures": (commune, "/tthc/"),
        "procedures narrowed": (
            commune,
            "/tthc/?q=ho&su-kien=kinh-doanh&linh-vuc=thanh-lap-va-hoat-dong-cua-ho-kinh-doanh",
        ),
        "procedures in vain": (commune, "/tthc/?q=khongcogi"),
        "procedure": (commune, f"/thu-tuc/{SHOP['ma']}/"),
        "papers of a procedure": (commune, f"/thu-tuc/{SHOP['ma']}/giay-to/"),
        "procedure that ended": (commune, f"/thu-tuc/{BIRTH['ma']}/"),
        "centres": (commune, "/thu-tuc/noi-nop/"),
        "organisation": (commune, "/to-chuc/"),
        "organisation of a silent portal": (silent, "/to-chuc/"),
        "contact": (commune, "/lien-he/"),
        "asking": (commune, f"/gui-cau-hoi/?ve={story.pk}"),
        "form of a request for information": (commune, "/gui-cau-hoi/cung-cap-thong-tin/"),
        "form of who does not know whom": (province, "/gui-cau-hoi/chua-biet-hoi-ai/"),
        "way of complaints": (commune, "/gui-cau-hoi/khieu-nai/"),
        "contact of a silent portal": (silent, "/lien-he/"),
        "site map": (commune, "/so-do/"),
        "open data": (commune, "/du-lieu-mo/"),
        "security policy": (commune, "/bao-mat-thong-tin/"),
        "notice that is over": (commune, over.public_path()),
        "search narrowed": (commune, "/tim-kiem/?q=le+hoi&loai=tin&tu-ngay=x&den-ngay=2200-01-01"),
        "search for standing pages": (commune, "/tim-kiem/?q=co+cau&loai=trang"),
        "home of the province": (province, "/"),
        "home of a district": (district, "/"),
        "home of a commune": (commune, "/"),
        "home of a silent portal": (silent, "/"),
        "section": (commune, "/tin-tuc/"),
        "section with a standing page": (commune, "/gioi-thieu/"),
        "empty section": (silent, "/van-ban/"),
        "story": (commune, story.public_path()),
        "what was missing": (commune, f"/huu-ich/{story.pk}/thieu-gi/"),
        "notice": (commune, notice.public_path()),
        "story from above": (commune, from_above.public_path()),
        "proof of a story": (commune, f"{story.public_path()}xac-thuc/"),
        "proof of a story from above": (commune, f"{from_above.public_path()}xac-thuc/"),
        "proof of a withdrawn story": (commune, f"{path_of_withdrawn}xac-thuc/"),
        "proof of what is new": (district, f"{newest.public_path()}xac-thuc/"),
        "standing page": (commune, page.public_path()),
        "search": (commune, "/tim-kiem/?q=le+hoi"),
        "search in vain": (commune, "/tim-kiem/?q=khongcogi"),
        "search before it": (commune, "/tim-kiem/"),
        "portals": (province, "/cac-cong/"),
        "portals by name": (province, "/cac-cong/?q=xa"),
        "ledger": (province, "/so-cai/"),
        "not found": (commune, "/khong-co-gi-o-day/"),
        "gone": (commune, path_of_withdrawn),
    }


def _received_inspected_and_told(
    province: Portal, commune: Portal
) -> dict[str, tuple[Portal, str]]:
    """Days of reception, a conclusion, a sanction, a statement on false news, the press corner, and English."""
    set_days(commune, rule("head", 4, by_week=True, post="Chủ tịch UBND xã Thử"))
    day = local_date(timezone.now()) - timedelta(days=20)
    told = {
        "sits": "head",
        "post": "Chủ tịch",
        "state": "held",
        "people": 3,
        "told_at": timezone.now(),
    }
    for planned_on, sat in ((day, "head"), (day - timedelta(days=1), "deputy")):
        ReceptionDay.objects.create(
            portal=commune, planned_on=planned_on, on=planned_on, sat=sat,
            why="Dự họp" if sat == "deputy" else "", **told,
        )  # fmt: skip
    asked = [("Thu hồi tiền", {"due_on": day}), ("Kiểm điểm", {"state": "done", "done_on": day})]
    found = conclusion(province, asked=asked)
    draft = make_consultation(province)
    sanction = reward(province, *WHO)
    said = statement(province)
    open_corner(province)
    return {
        "reception": (commune, "/tiep-cong-dan/"),
        "conclusion": (province, found.public_path()),
        "section of inspections": (province, "/thanh-tra/"),
        "draft for comment": (province, draft.public_path()),
        "section of drafts": (province, "/du-thao/"),
        "sanction": (province, sanction.public_path()),
        "statement": (province, said.public_path()),
        "check of a statement": (province, f"/xac-minh/{said.pk}/"),
        "press corner": (province, "/bao-chi/"),
        "English": (commune, "/en/"),
    }


def refusals_at(
    pages: Mapping[str, tuple[Portal, str]], *, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> dict[str, bytes]:
    """Return the HTML that visitors of `pages` meet in an hour when no address of a portal leads to it."""
    portal, path = pages["story"]
    story_id = path.rstrip("/").rpartition("-")[2]
    file = PortalDocument.objects.filter(collection=portal.collection).earliest("pk")
    elsewhere = Client().get("/", headers={"host": "khong-co.bacninh.localhost"})
    with monkeypatch.context() as patch:
        patch.setattr(usefulness, "MOST_A_STORY", 0)
        not_counted = Client().post(
            f"/huu-ich/{story_id}/", {"tra-loi": "co"}, headers={"host": portal.site.hostname}
        )
        patch.setattr(settings, "CLAMAV_ADDRESS", "127.0.0.1:1")
        scanned = visit(portal, file.url)
    answers = {
        "unknown host": (404, elsewhere),
        "not counted": (429, not_counted),
        "file being scanned": (503, scanned),
    }
    for kind, (status, answer) in answers.items():
        assert answer.status_code == status, kind
    return {kind: answer.content for kind, (_status, answer) in answers.items()}


def _put_on_record() -> None:
    """What jobs do in a minute, and a witness by mail."""
    now = timezone.now()
    record_waiting(now=now)
    grow(now=now)
    checkpoint = sign_newest(SIGNER, now=now)
    assert checkpoint is not None
    add_key(WITNESS.key, now=now)
    Witness.objects.create(
        office="Hội đồng nhân dân tỉnh", key=LedgerKey.objects.get(text=str(WITNESS.key)),
        key_name=WITNESS.name, address="hdnd@example.vn", known_since=now,
    )  # fmt: skip
    line = countersign(checkpoint_of(checkpoint), WITNESS, now).line
    take((checkpoint.note + line).encode(), now=now)


def _describe_organisation(portal: Portal, head: User) -> None:
    """Units in units, people with and without a unit, checked today."""
    now = timezone.now()
    office = save_unit(
        unit=Unit(portal=portal, name="Văn phòng", duties="Tổng hợp.", phone="0222 000 002"),
        actor=head, now=now,
    )  # fmt: skip
    save_unit(unit=Unit(portal=portal, parent=office, name="Tổ Một cửa"), actor=head, now=now)
    for role, unit in ((OfficialRole.LEADER, None), (OfficialRole.CONTACT, office)):
        official = Official(
            portal=portal, role=role, unit=unit, name="Trần Văn Mẫu", post="Phó Chủ tịch",
            field="Văn hóa, xã hội", phone="0222 000 003", email="mau@example.vn",
        )  # fmt: skip
        save_official(official=official, actor=head, now=now)
    for subject in Subject:
        confirm_information(portal=portal, subject=subject, actor=head, now=now)


def _whole_body(portal: Portal) -> str:
    """A body with one block of each kind."""
    image, file = make_image(portal), make_document(portal)
    table = {
        "columns": [{"type": "text", "heading": "Thôn"}, {"type": "number", "heading": "Số hộ"}],
        "rows": [{"values": ["Đông", "120"]}, {"values": ["Đoài", "98"]}],
        "caption": "",
    }
    shown = {"image": image.pk, "alt_text": "Đoàn rước", "decorative": False}
    blocks = [
        ("text", "<p>Sáng 28/11, <b>lễ hội</b> đã khai mạc.</p><ul><li>Rước kiệu</li></ul>"),
        ("heading", {"text": "Phần hội", "level": "2"}),
        ("heading", {"text": "Trò chơi", "level": "3"}),
        ("figure", {"image": shown, "caption": "Đoàn rước về đình."}),
        ("quote", {"text": "Ai cũng vui.", "attribution": "Ông Ba"}),
        ("table", {"caption": "Số hộ tham gia", "table": table}),
        ("file", {"document": file.pk, "title": "Chương trình"}),
        ("video", {"url": "https://www.youtube.com/watch?v=x", "title": "Phim ngắn"}),
    ]
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])
