"""A province in which something of every kind waits, told from one instant: the same rows whenever it is built."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from unittest import mock

import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange

from editorial.broadcasts.models import BroadcastPage
from editorial.content_scan.models import Suspicion
from editorial.integrity_watch.models import FoundAlteration
from editorial.models import (
    ArticlePage,
    Correction,
    NumberGap,
    Placement,
    PortalDocument,
    PortalImage,
)
from editorial.plans.models import AgencyPromise
from editorial.remarks.actions import leave_remark
from editorial.review.actions import approve_story, return_story, submit_story
from editorial.review.fast_lane import publish_at_once
from editorial.royalties.models import RoyaltyFund, RoyaltySheet, RoyaltyTerms
from editorial.social_posts.models import StoryPost
from editorial.social_posts.subject import subject_key
from editorial.stations.actions import WantedSlot, keep_week, open_station
from editorial.stations.models import Airing, Station
from portals.accountability.actions import receiving
from portals.accountability.actions.answering import Promised, approve_draft
from portals.accountability.actions.consults import consult_board
from portals.accountability.actions.erasing import demand_erasure
from portals.accountability.actions.following import ask_review, take_back_case
from portals.accountability.actions.lateness import OVERSEER, escalate_case
from portals.accountability.actions.national import hand_to_national
from portals.accountability.actions.triage import accept_case, assign_case, refuse_case
from portals.accountability.models import CorrectionRuling, RefusalCheck
from portals.auditors.models import AuditDecision
from portals.boards.enums import Position
from portals.boards.models import RequiredPost, User
from portals.clock import local_date
from portals.duties.models import Duty, Obligation
from portals.initiatives.models import Initiative
from portals.learning.skills.models import SessionBoard, TrainingSession
from portals.ledger.models import LedgerKey
from portals.models import Portal, SocialAccount
from portals.reforms.models import Reform
from portals.social.models import SocialPost, SocialToken
from portals.uploads.states import Examination
from portals.witnesses.models import Witness
from scoring.models import (
    AdjustmentRule,
    Appeal,
    FactEntry,
    PenaltyConfirmation,
    Proceeding,
    PublicDraw,
    Round,
    Rubric,
    Scorecard,
    SelfAssessment,
)
from scoring.probes.models import Link, Outage, Target
from syndication.adaptations.actions.making import adapt_story
from syndication.adaptations.models import SourceChange
from syndication.deliveries.objecting import object_to_delivery
from syndication.dispatches.nudging import nudge_boards
from syndication.enums import DeliveryState, DispatchState, How, Urgency
from syndication.jobs import place_dispatch
from syndication.models import Delivery, Dispatch, Recall, RecallRequest
from syndication.placing.receivers import let_editors_receive
from syndication.proposals.actions import propose_story
from syndication.recalls.models import ProvenAddress, RecallProof
from tests.editorial.stations.cast import bulletin
from tests.factories import (
    make_document,
    make_image,
    make_member,
    make_portal,
    make_province_tree,
    make_story,
    make_user,
    published_story,
    section_of,
)
from tests.portals.accountability.cases import make_case, waits_for_approval
from tests.support.visiting import republished
from tests.syndication.casts import place_at_once, send

# A Wednesday, half past nine in Bắc Ninh.
NOW = datetime(2026, 11, 25, 2, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Who sits where.
POSTS = {
    "trưởng ban tỉnh": ("tỉnh", Position.HEAD),
    "phó ban tỉnh": ("tỉnh", Position.DEPUTY),
    "thư ký tỉnh": ("tỉnh", Position.SECRETARY),
    "biên tập tỉnh": ("tỉnh", Position.EDITOR),
    "trưởng ban huyện": ("huyện", Position.HEAD),
    "trưởng ban xã": ("xã", Position.HEAD),
    "phó ban xã": ("xã", Position.DEPUTY),
    "biên tập xã": ("xã", Position.EDITOR),
    "cộng tác viên xã": ("xã", Position.CONTRIBUTOR),
    "trưởng ban xã bên": ("xã bên", Position.HEAD),
    "trưởng ban nơi khác": ("nơi khác", Position.HEAD),
}
ON_TWO_BOARDS = "người hai ban"


@dataclass
class Scene:
    portals: dict[str, Portal]
    people: dict[str, User] = field(default_factory=dict)
    # How many things of each kind were made, for titles that differ.
    made: int = 0

    def add_one_of_each(self) -> None:
        """Another thing of every kind, for whoever it waits for."""
        self.made += 1
        with time_machine.travel(NOW - 2 * DAY, tick=False):
            self._in_review()
            self._checked_later()
            self._sent()
            self._offered()
            self._adapted()
            self._recalled()
            self._recalls_asked_for()
            self._found()
            self._scored()
        self._asked_by_citizens()

    def _asked_by_citizens(self) -> None:
        """Requests in each state in which one waits for somebody, on a board and on one that has nobody."""
        commune, editor, head = (
            self.portals["xã"],
            self.people["biên tập xã"],
            self.people["trưởng ban xã"],
        )
        day = NOW - 5 * DAY
        codes = (f"HD-{self.made}{letter}" for letter in "ABCDEFGHIJ")
        with mock.patch.object(receiving, "fresh_code", side_effect=codes):
            make_case(commune, now=day)
            given = make_case(commune, now=day)
            accept_case(case=given, actor=editor, now=day)
            assign_case(case=given, officer=editor, actor=head, now=day)
            draft = waits_for_approval(make_case(commune, now=day), editor, day)
            promised = [Promised("Sửa đèn", local_date(NOW - 2 * DAY))]
            done = approve_draft(draft=draft, actor=head, now=day, promises=promised)
            CorrectionRuling.objects.create(
                case=done, portal=commune, verdict="whole", wrong="18 giờ", right="19 giờ", ruled_by=head,
                ruled_at=day, due_at=NOW + DAY,
            )  # fmt: skip
            note = Correction.objects.create(
                story=Recall.objects.latest("pk").story, text="Sai giờ", written_by=head, written_at=day,
                published_at=day, request_number=done.pk,
            )  # fmt: skip
            RecallProof.objects.create(correction=note, stories=[])
            ask_review(case=done, reason="Chưa", now=day)
            waits_for_approval(make_case(commune, now=day), editor, day)
            asking = make_case(self.portals["xã bên"], now=day)
            consult_board(
                case=asking,
                portal=commune,
                question="Đèn nào?",
                actor=self.people["trưởng ban xã bên"],
                now=day,
            )
            overdue = make_case(commune, now=NOW - 40 * DAY)
            accept_case(case=overdue, actor=editor, now=NOW - 40 * DAY)
            escalate_case(case=overdue, level=OVERSEER, now=NOW - 2 * DAY)
            if "xã vắng" not in self.portals:
                # Nobody sits on its board.
                self.portals["xã vắng"] = make_portal(
                    name="xã vắng", overseer=self.portals["huyện"]
                )
            make_case(self.portals["xã vắng"], now=day)
            taken = make_case(commune, now=day)
            take_back_case(case=taken, now=day)
            demand_erasure(case=taken, now=day)
            refused = refuse_case(
                case=make_case(commune, now=day),
                ground="khong-ro-noi-dung",
                reason="x",
                actor=head,
                now=day,
            )
            RefusalCheck.objects.create(
                case=refused, refusal=refused.events.get(step="refused"), portal=commune, drawn_at=day,
                due_at=NOW + 5 * DAY,
            )  # fmt: skip
            hand_to_national(
                case=make_case(commune, now=day), number=f"QG-{self.made}", basis="Nghị định",
                reason="Thuộc bộ", actor=head, now=day,
            )  # fmt: skip

    def story(self, portal: str, title: str, author: str | None = None, *, public: bool) -> Any:
        make = published_story if public else make_story
        writer = self.people[author] if author else None
        return make(self.portals[portal], title=f"{title} {self.made}", author=writer)

    def _in_review(self) -> None:
        now = NOW - 2 * DAY
        for portal, author, head in (
            ("tỉnh", "biên tập tỉnh", "trưởng ban tỉnh"),
            ("xã", "biên tập xã", "trưởng ban xã"),
        ):
            for title in ("Tin chờ duyệt", "Tin trả lại", "Tin hẹn giờ"):
                story = self.story(portal, f"{title} {portal}", author, public=False)
                submit_story(story=story, actor=self.people[author], now=now)
                story = ArticlePage.objects.get(pk=story.pk)
                if title == "Tin trả lại":
                    actor = self.people[head]
                    return_story(story=story, reason="Thiếu nguồn.", actor=actor, now=now + HOUR)
                if title == "Tin hẹn giờ":
                    hour = NOW + HOUR
                    approve_story(story=story, actor=self.people[head], now=now, go_live_at=hour)
            own = self.story(portal, f"Tin của trưởng ban {portal}", head, public=False)
            submit_story(story=own, actor=self.people[head], now=now)
            self.story(portal, f"Tin đang viết {portal}", author, public=False)
        by_contributor = self.story("xã", "Tin cộng tác", "cộng tác viên xã", public=False)
        submit_story(story=by_contributor, actor=self.people["cộng tác viên xã"], now=now)
        two = self.story("xã bên", "Tin viết dở", ON_TWO_BOARDS, public=False)
        submit_story(story=two, actor=self.people[ON_TWO_BOARDS], now=now)

    def _checked_later(self) -> None:
        """One that is overdue, so that the portal above is told, and one in which all who decide had a hand."""
        for portal, head, due in (
            ("xã", "trưởng ban xã", -HOUR),
            ("xã bên", "trưởng ban xã bên", HOUR),
        ):
            story = self.story(portal, f"Tin đăng ngay {portal}", head, public=False)
            check = publish_at_once(
                story=story, reason="Bão.", actor=self.people[head], now=NOW - 2 * DAY
            )
            type(check).objects.filter(pk=check.pk).update(due_at=NOW + due)

    def _sent(self) -> None:
        head, now = self.people["trưởng ban tỉnh"], NOW - 2 * DAY

        def sent(title: str, **options: Any) -> Dispatch:
            story = self.story("tỉnh", title, public=True)
            return send(story, head, now=options.pop("now", now), **options)

        sent("Tin thường", urgency=Urgency.ORDINARY)
        priority = sent("Tin ưu tiên", urgency=Urgency.PRIORITY, due_at=NOW + DAY)
        # A board is reminded once a day, and its editors are let once.
        if self.made == 1:
            let_editors_receive(
                portal=self.portals["xã"], actor=self.people["trưởng ban xã"], now=now
            )
            with time_machine.travel(NOW, tick=False):
                nudge_boards(dispatch=priority, actor=head, now=NOW)
        refused = sent("Tin bị phản đối", urgency=Urgency.PRIORITY, due_at=NOW + DAY)
        delivery = refused.deliveries.get(portal=self.portals["xã"])
        object_to_delivery(
            delivery=delivery, reason="Trùng tin.", actor=self.people["trưởng ban xã"], now=now
        )
        failed = sent("Tin không tới", urgency=Urgency.ORDINARY)
        Delivery.objects.filter(dispatch=failed).update(
            state=DeliveryState.FAILED, reason="Cổng đã đóng.", state_at=now
        )
        sent("Tin khẩn chờ xác nhận", urgency=Urgency.URGENT)
        ending = sent("Tin khẩn sắp hết", urgency=Urgency.URGENT)
        Dispatch.objects.filter(pk=ending.pk).update(
            state=DispatchState.OPEN,
            confirmed_by=self.people["phó ban tỉnh"],
            confirmed_at=NOW - DAY,
            urgent_until=NOW + HOUR,
            urgent_slot=self.made,
        )
        arrived = sent("Tin tới hôm nay", urgency=Urgency.ORDINARY, now=NOW - HOUR)
        arrived.deliveries.filter(portal=self.portals["xã"]).update(how=How.RULE)
        place_dispatch(dispatch_id=arrived.pk)

    def _offered(self) -> None:
        propose_story(
            story=self.story("xã", "Tin gửi lên", public=True),
            note="",
            actor=self.people["trưởng ban xã"],
            now=NOW - 2 * DAY,
        )

    def _adapted(self) -> None:
        source = self.story("tỉnh", "Tin nguồn", public=True)
        dispatch = send(source, self.people["trưởng ban tỉnh"], now=NOW - 2 * DAY)
        place_dispatch(dispatch_id=dispatch.pk)
        made = adapt_story(
            source=source,
            section=section_of(self.portals["xã"]),
            actor=self.people["biên tập xã"],
            now=NOW - 2 * DAY,
        )
        for kind, hours in (("changed", 5), ("corrected", 3), ("changed", 1)):
            SourceChange.objects.create(
                adaptation=made, kind=kind, happened_at=NOW - hours * HOUR, note=f"Lần {hours}."
            )

    def _recalls_asked_for(self) -> None:
        asked = {
            "portal": self.portals["xã"],
            "asked_from": self.portals["xã"],
            "asked_by": self.people["biên tập xã"],
            "reason": "Sai số.",
            "asked_at": NOW - DAY,
        }
        RecallRequest.objects.create(story=self.story("xã", "Tin đề nghị gỡ", public=True), **asked)
        RecallRequest.objects.create(
            story=self.story("xã", "Tin được giữ", public=True),
            answer="Số đã đúng.",
            settled_by=self.people["trưởng ban xã"],
            settled_at=NOW - HOUR,
            **asked,
        )

    def _recalled(self) -> None:
        story = self.story("tỉnh", "Tin thu hồi", public=True)
        made = Recall.objects.create(
            story=story, portal=self.portals["tỉnh"], kind="in_error", reason="Sai",
            recalled_by=self.people["trưởng ban tỉnh"], recalled_at=NOW - HOUR, placements_ended=0,
        )  # fmt: skip
        proof, _made = RecallProof.objects.get_or_create(recall=made, defaults={"stories": []})
        for number in range(3):
            ProvenAddress.objects.create(
                proof=proof, portal=self.portals["xã"], story_id=story.pk, what="story",
                hostname="xa.vidu.localhost", path=f"/{self.made}-{number}/", found="tin",
                next_try_at=NOW,
            )  # fmt: skip

    def _found(self) -> None:
        """What machines found: strange words, refused files, links that lead nowhere, a front that is down."""
        xa, writer = self.portals["xã"], self.people["biên tập xã"]
        for portal, count in (("xã", 4), ("xã bên", 1), ("tỉnh", 1)):
            for number in range(count):
                Suspicion.objects.create(
                    portal=self.portals[portal], kind="hidden", words=f"Chữ lạ {number}",
                    address=f"/{self.made}/{number}/", found_at=NOW - (number + 1) * HOUR, seen_at=NOW,
                )  # fmt: skip
        FoundAlteration.objects.create(
            portal=self.portals["xã"], kind="text", place=f"/{self.made}/", expected="như sổ cái",
            found="Câu lạ", found_at=NOW - 3 * HOUR, seen_at=NOW,
        )  # fmt: skip
        account = SocialAccount.objects.create(
            portal=self.portals["xã"], service="zalo", address=f"https://zalo.me/{self.made}",
            name="Xã", state="alarm", state_at=NOW - 2 * HOUR,
        )  # fmt: skip
        story = ArticlePage.objects.get(title=f"Tin đăng ngay xã {self.made}")
        post = SocialPost.objects.create(
            account=account, subject=subject_key(story.pk, self.portals["xã"].pk), text="Lời bài.",
            link="https://xa.example.vn/1/", proposed_by=writer, proposed_at=NOW - HOUR, state_at=NOW,
        )  # fmt: skip
        StoryPost.objects.create(post=post, story=story, mark="0" * 64)
        account = SocialAccount.objects.create(
            portal=self.portals["xã"], service="facebook", name="Xã",
            address=f"https://www.facebook.com/{self.made}",
        )  # fmt: skip
        SocialToken.objects.create(
            account=account, access="EAAG-cua-xa-0123456789", given_by=writer, given_at=NOW - DAY,
            fault="token", fault_words="Facebook không nhận mã.", fault_at=NOW - HOUR,
        )  # fmt: skip
        for number, state in enumerate(("failed", "withdrawing")):
            SocialPost.objects.create(
                account=account, subject=f"thu:{number}", text="Bão.", link="https://example.vn/",
                proposed_by=writer, proposed_at=NOW - DAY, approved_by=self.people["trưởng ban xã"],
                approved_at=NOW - DAY, state=state,
                state_at=NOW - (number + 1) * HOUR, fault="token", fault_words="Facebook không nhận mã.",
            )  # fmt: skip
        for model, thing in (
            (PortalImage, make_image(xa, title=f"Ảnh hỏng {self.made}")),
            (PortalDocument, make_document(xa, name=f"hong-{self.made}.txt")),
        ):
            model.objects.filter(pk=thing.pk).update(
                examination=Examination.REFUSED, refusal="Có mã độc.", uploaded_by_user=writer
            )
        mute = BroadcastPage(
            title=f"Bản tin thiếu chữ {self.made}", lead="Phát sáng nay.", aired_at=NOW - 9 * DAY, live=True,
            first_published_at=NOW - 9 * DAY, recording=make_document(xa, name=f"loa-{self.made}.mp3"),
        )  # fmt: skip
        section_of(xa).add_child(instance=mute)
        self._on_air(xa)
        NumberGap.objects.create(
            portal=xa, issuer="UBND xã", issuer_key="ubnd xa", series="qd-ubnd/2026", is_normative=True,
            serial=self.made, number=f"{self.made}/2026/QĐ-UBND", known_on=NOW - 9 * DAY,
            noticed_at=NOW - DAY, due_at=NOW + DAY, public_from=NOW + 9 * DAY,
        )  # fmt: skip
        leave_remark(
            placement=Placement.objects.standing().on(xa).earliest("pk"), text="Thiếu lệ phí.",
            doubtful=False, now=NOW - DAY,
        )  # fmt: skip
        duty = Duty.objects.create(
            code=f"nop-{self.made}", tier=xa.tier, title=f"Báo cáo {self.made}", section="ngan-sach",
            fulfilled_by="nowhere:x", frequency="month", due_from="end", due_days=9, minutes=9,
            period=DateRange(date(2026, 9, 1), None),
        )  # fmt: skip
        Obligation.objects.create(
            portal=xa, duty=duty, starts_on=date(2026, 9, 1), ends_on=date(2026, 10, 1),
            due_at=NOW - 2 * DAY, told_at=NOW - DAY,
        )  # fmt: skip
        key = LedgerKey.objects.create(text=f"khóa {self.made}", added_at=NOW - 9 * DAY)
        Witness.objects.create(
            office=f"Hội đồng {self.made}", key=key, key_name=f"hd{self.made}.example.vn",
            address=f"hd{self.made}@example.vn", known_since=NOW - 9 * DAY, waiting_since=NOW - 8 * DAY,
        )  # fmt: skip
        AuditDecision.objects.create(
            office=f"Thanh tra {self.made}", number="12/QĐ", decided_on=NOW, file="x.pdf",
            first_month=date(2020, 1, 1), entered_by=self.people["trưởng ban tỉnh"], entered_at=NOW - DAY,
            period=DateRange(date(2020, 1, 1), (NOW + 9 * DAY).date()),
        )  # fmt: skip
        reform = Reform.objects.create(
            title=f"Sắp xếp {self.made}", mandate=f"{self.made}/NQ", takes_effect_on=date(2027, 1, 1),
            entered_at=NOW - 2 * DAY,
        )  # fmt: skip
        reform.acts.create(
            direction="forward", wanted_by=self.people["trưởng ban tỉnh"], wanted_at=NOW - DAY
        )
        soon = Reform.objects.create(
            title=f"Nhập xã {self.made}", mandate=f"{self.made}/NQ-HĐND", takes_effect_on=date(2026, 12, 1),
            entered_at=NOW - 2 * DAY,
        )  # fmt: skip
        ends = self.portals["xã bên"]
        soon.rows.create(position=1, original=ends, original_code=ends.code, kind="dissolve")
        hands = {
            "wanted_by": self.people["trưởng ban tỉnh"],
            "confirmed_by": self.people["phó ban tỉnh"],
        }
        soon.acts.create(
            direction="forward", wanted_at=NOW - 2 * DAY, confirmed_at=NOW - 2 * DAY, **hands
        )
        page = self.story("xã", "Tin có liên kết", public=True)
        for state, days in (("proposed", 20), ("open", -1)):
            day = (NOW + days * DAY).date()
            AgencyPromise.objects.create(
                portal=xa, story=page, words=f"Hứa {state} {self.made}", state=state,
                first_due_on=day, due_on=day, told_at=NOW + (days + 5) * DAY, found_at=NOW - DAY,
            )  # fmt: skip
        Initiative.objects.create(
            portal=xa, author=self.people["biên tập xã"], title=f"Sáng kiến {self.made}", about="x",
            gain="x", state="open", begun_at=NOW - DAY, submitted_at=NOW - DAY, due_at=NOW + 30 * DAY,
        )  # fmt: skip
        RoyaltyFund.objects.get_or_create(
            portal=self.portals["tỉnh"], year=NOW.year, defaults={"ceiling": 1, "decision": "QĐ 1"}
        )
        RoyaltySheet.objects.create(
            portal=xa, month=date(NOW.year, NOW.month - 1 - self.made, 1), state="proposed",
            terms=RoyaltyTerms.objects.get(), total=468_000, net=468_000, drawn_at=NOW - DAY,
            proposed_at=NOW - DAY, proposed_by=self.people["phó ban xã"],
        )  # fmt: skip
        moved = TrainingSession.objects.create(
            portal=self.portals["tỉnh"], visit_for="week", day=(NOW + 9 * DAY).date(), begins=time(8),
            place=f"Phòng {self.made}", planned_by=self.people["trưởng ban tỉnh"],
            planned_at=NOW - 2 * DAY, changed_at=NOW - DAY,
        )  # fmt: skip
        SessionBoard.objects.create(session=moved, portal=xa)
        for what, front in (("lien-ket", None), ("cong", make_portal(name=f"Xã sập {self.made}"))):
            target = Target.objects.create(
                digest=f"{what}{self.made}", url=f"https://{what}{self.made}.example/",
                host=f"{what}{self.made}.example", front_of=front, next_check_at=NOW,
            )  # fmt: skip
            Outage.objects.create(target=target, fault="gone", since=NOW - DAY)
            if front is None:
                Link.objects.create(
                    portal=xa, page=page, target=target, words="Xem", found_at=NOW - 2 * DAY
                )

    def _on_air(self, xa: Portal) -> None:
        """A bulletin that was aired and not posted, one to be aired, and one to be corrected on air."""
        station = Station.objects.filter(portal=xa).first()
        if station is None:
            station = open_station(
                portal=xa,
                name="Đài xã",
                since=local_date(NOW - 9 * DAY),
                actor=None,
                now=NOW - 9 * DAY,
            )
            slots = [WantedSlot(1, time(17), 15)]
            since = local_date(NOW - 5 * DAY)
            keep_week(station=station, slots=slots, since=since, actor=None, now=NOW - 9 * DAY)
        for title, ended in (
            (f"Bản tin mới {self.made}", False),
            (f"Bản tin sai {self.made}", True),
        ):
            story = bulletin(
                self.portals["tỉnh"],
                aired=NOW - 3 * HOUR,
                when=NOW - 2 * HOUR,
                section="tin-tuc",
                title=title,
            )
            there = republished(story, xa)
            Placement.objects.filter(pk=there.pk).update(
                placed_at=NOW - 2 * HOUR,
                **{"removed_at": NOW - HOUR, "removal_kind": "withdrawn", "removal_title": title}
                if ended
                else {},
            )
            if ended:
                Airing.objects.create(
                    station=station, story=story, aired_at=NOW - 2 * HOUR, entered_at=NOW - 2 * HOUR,
                    by_person=self.people["biên tập xã"],
                )  # fmt: skip

    def _scored(self) -> None:
        """Four months of a commune at its district, each at another step; with the third the district is late."""
        xa, huyen, head = self.portals["xã"], self.portals["huyện"], self.people["trưởng ban xã"]
        judge, above = self.people["trưởng ban huyện"], self.people["trưởng ban tỉnh"]
        rubric, _made = Rubric.objects.get_or_create(
            tier=xa.tier, version=1,
            defaults={
                "title": "Bộ tiêu chí", "starts_on": date(2020, 1, 1), "bonus_limit": 5,
                "penalty_limit": 20, "drawn_up_by": head,
            },
        )  # fmt: skip
        AdjustmentRule.objects.get_or_create(
            rubric=rubric, code="TRU4",
            defaults={
                "name": "Trang bị chèn nội dung lạ", "kind": "penalty", "points": 10,
                "most_points": 20, "measure": "adjustment.hacked", "position": 1,
            },
        )  # fmt: skip
        at, due = NOW - DAY, NOW + DAY
        PublicDraw.objects.create(
            month=date(2020 + self.made, 1, 1), name="Xổ số miền Bắc", drawn_on=NOW.date(),
            named_by=above, named_at=at, result="04217", entered_by=above, entered_at=at,
        )  # fmt: skip
        hours = {
            "frozen": {},
            "assessed": {"self_assessed_at": at},
            "appealable": {"self_assessed_at": at, "verified_at": at, "appeal_due_at": NOW - HOUR},
            "shown": {"self_assessed_at": at, "verified_at": at, "appeal_due_at": due},
            "decided": {
                "self_assessed_at": at, "verified_at": at, "appeal_due_at": at, "decided_at": at,
            },
        }  # fmt: skip
        for number, (state, fields) in enumerate(hours.items(), start=1):
            month = Round.objects.create(month=date(2020 + self.made, number, 1), scored_at=at)
            proceeding = Proceeding.objects.create(
                round=month, scorer=huyen, opened_at=at, self_assessment_due_at=due,
                state="appealable" if state == "shown" else state,
                verification_due_at=due,
                publication_due_at=NOW - HOUR if state == "appealable" else due, **fields,
            )  # fmt: skip
            card = Scorecard.objects.create(
                round=month, portal=xa, rubric=rubric, tier=xa.tier, scorer=huyen,
                proceeding=proceeding, earned=0, applicable=0, bonus=0, penalty=0, total=0,
                lines={"criteria": [], "adjustments": [], "working_days_open": 22},
            )  # fmt: skip
            if state == "assessed":
                SelfAssessment.objects.create(
                    card=card, signed_by=head, signed_at=at, basis="post", working_day=1,
                    confirmed={},
                )  # fmt: skip
            if state == "appealable":
                Appeal.objects.create(
                    card=card, criterion_code="F1", text="Vì", made_by=head, made_at=at
                )
            if state == "shown":
                Appeal.objects.create(
                    card=card, criterion_code="F1", text="Vì", made_by=head, made_at=at,
                    ruling="rejected", answer="Đúng như đã chấm", ruled_by=judge, ruled_at=at,
                )  # fmt: skip
            if state in {"assessed", "decided"}:
                entry = FactEntry.objects.create(
                    portal=xa, month=month.month, measure="adjustment.hacked", value=1, cases=1,
                    source="Biên bản kiểm tra", entered_by=above, entered_at=at,
                )  # fmt: skip
            if state == "decided":
                PenaltyConfirmation.objects.create(
                    entry=entry, value=1, source=entry.source, entered_by=above, entered_at=at,
                    confirmed_by=judge, confirmed_at=at, file=make_document(huyen),
                )  # fmt: skip


def make_scene() -> Scene:
    with time_machine.travel(NOW - 3 * DAY, tick=False):
        province, district, (commune, other) = make_province_tree(2)
        scene = Scene(
            {
                "tỉnh": province,
                "huyện": district,
                "xã": commune,
                "xã bên": other,
                "nơi khác": make_portal(),
            }
        )
        # Of a commune the install asks for a head alone; here it must have a secretary too.
        RequiredPost.objects.create(
            tier=commune.tier,
            position=Position.SECRETARY,
            period=DateRange(date(2020, 1, 1), None),
        )
        for name, (portal, position) in POSTS.items():
            scene.people[name] = make_member(scene.portals[portal], position, user=named(name))
        two = named(ON_TWO_BOARDS)
        make_member(commune, Position.SECRETARY, user=two)
        make_member(other, Position.EDITOR, user=two)
        scene.people[ON_TWO_BOARDS] = two
        for name, portal in scene.portals.items():
            Portal.objects.filter(pk=portal.pk).update(name=name)
            portal.name = name
        place_at_once(other)
    return scene


def named(name: str) -> User:
    user = make_user()
    user.last_name, user.first_name = "", name
    user.save(update_fields=["last_name", "first_name"])
    return user
