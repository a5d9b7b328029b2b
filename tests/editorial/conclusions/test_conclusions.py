"""Conclusions of inspections: published in full, kept for fifteen days, followed up."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.conclusions.fulfilment import Inspections
from editorial.conclusions.keeping import KEPT, FullTextMissing, KeptStill
from editorial.conclusions.models import ConclusionPage, Recommendation, RewardedParty, RewardPage
from editorial.documents.secrecy import BearsASecrecyMark, public_secrets
from editorial.enums import RemovalKind
from editorial.models import FileText, Placement, StoryPage
from editorial.placements.actions import withdraw_story
from editorial.placements.publishing import publish_due
from portals.boards.enums import Position
from portals.clock import local_date
from portals.models import Portal
from portals.queries import overseers_of
from syndication.recalls.recalling import recall_story
from tests.editorial.documents.test_secrecy import SECRET, file_that_says
from tests.factories import make_document, make_member, make_portal, section_of, store_story
from tests.support.kept import once_a_file
from tests.support.visiting import visit

built, portal = once_a_file(lambda: make_portal("department", overseer=make_portal("province")))


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def conclusion(
    portal: Portal,
    *,
    with_file: bool = True,
    is_public: bool = True,
    asked: Any = (),
    **fields: Any,
) -> ConclusionPage:
    body = []
    if with_file:
        document = make_document(portal, name="ket-luan.pdf")
        body = [{"type": "file", "value": {"document": document.pk, "title": "Toàn văn"}}]
    page = ConclusionPage(
        live=False,
        **{
            "title": "Kết luận thanh tra việc quản lý đất đai tại xã Thử",
            "lead": "Có ba sai sót phải khắc phục.", "inspected_body": "Ủy ban nhân dân xã Thử",
            "number": "12/KL-TTr", "concluded_on": date(2026, 9, 10),
            "inspected_by_decision": "96/QĐ-TTr", "body": body, **fields,
        },
    )  # fmt: skip
    for what, told in asked:
        page.recommendations.add(Recommendation(addressee="UBND xã Thử", what=what, **told))
    store_story(page, section=section_of(portal, "thanh-tra"), author=None, is_public=is_public)
    return ConclusionPage.objects.get(pk=page.pk)


class TestPublishing:
    def test_takes_the_full_text_as_a_file(self, portal: Portal) -> None:
        with pytest.raises(FullTextMissing):
            conclusion(portal, with_file=False)
        assert visit(portal, conclusion(portal).public_path()).status_code == 200

    def test_refuses_what_contradicts_itself(self) -> None:
        fine: dict[str, Any] = {
            "number": "12/KL-TTr", "inspected_by_decision": "", "concluded_on": date(2026, 9, 10),
            "covers_from": date(2026, 1, 1), "covers_to": date(2026, 6, 30),
        }  # fmt: skip
        ConclusionPage(**fine).check_own()
        for wrong, field in (
            ({"number": "mười hai"}, "number"),
            ({"inspected_by_decision": "số 9"}, "inspected_by_decision"),
            ({"covers_to": date(2025, 12, 31)}, "covers_to"),
            ({"concluded_on": date(2026, 6, 29)}, "concluded_on"),
        ):
            with pytest.raises(ValidationError) as refused:
                ConclusionPage(**fine | wrong).check_own()
            assert list(refused.value.message_dict) == [field]

    def test_asks_for_the_day_on_which_a_recommendation_was_done(self) -> None:
        for told in ({"state": "done"}, {"state": "open", "done_on": date(2026, 9, 9)}):
            with pytest.raises(ValidationError):
                Recommendation(addressee="x", what="y", **told).clean()
        Recommendation(addressee="x", what="y", state="done", done_on=date(2026, 9, 9)).clean()


class TestPage:
    def test_shows_facts_recommendations_and_the_register(self, portal: Portal) -> None:
        page = conclusion(
            portal,
            asked=[
                ("Thu hồi 20.000.000 đồng", {"state": "done", "done_on": date(2026, 10, 1)}),
                ("Kiểm điểm trách nhiệm", {"due_on": date(2026, 9, 30)}),
                ("Rà soát hồ sơ", {"due_on": date(2099, 9, 30)}),
            ],
        )
        html = visit(portal, page.public_path()).content.decode()
        for words in ("Ủy ban nhân dân xã Thử", "12/KL-TTr", "10/09/2026", "Kiểm điểm trách nhiệm"):
            assert words in html
        assert "/van-ban/so/96-qd-ttr/" in html
        section = visit(portal, f"/{section_of(portal, 'thanh-tra').slug}/")
        (one,) = section.context["conclusions"]
        assert (one.path, one.asked, one.done, one.overdue) == (page.public_path(), 3, 1, 1)

    def test_leaves_the_section_alone_where_there_is_none(self, portal: Portal) -> None:
        conclusion(portal, is_public=False)
        # Nor is somebody else's text the portal's conclusion, in whatever version.
        conclusion(portal, adapted_from=conclusion(make_portal("department")))
        section = visit(portal, f"/{section_of(portal, 'thanh-tra').slug}/")
        assert "conclusions" not in section.context

    def test_is_found_by_year_and_by_words_of_body_subject_or_number(self, portal: Portal) -> None:
        conclusion(
            portal, title="Việc thu phí chợ", concluded_on=date(2025, 12, 31), number="3/KL-TTr"
        )
        conclusion(
            portal,
            title="Kết luận về đất đai",
            inspected_body="Trường Mẫu",
            concluded_on=date(2026, 1, 1),
        )
        conclusion(
            make_portal("department"), title="Việc thu phí chợ", concluded_on=date(2025, 5, 5)
        )
        path = f"/{section_of(portal, 'thanh-tra').slug}/"
        old, new = "Việc thu phí chợ", "Kết luận về đất đai"
        for query, found in {
            "": [new, old], "nam=2025": [old], "nam=2026": [new], "nam=2024": [new, old], "nam=x": [new, old],
            "q=phi+cho": [old], "q=phí+chợ": [old], "q=phỉ": [], "q=truong": [new], "q=3": [old],
            "q=dat&nam=2025": [], "q=dat&nam=2026": [new], "q=ruong": [],
        }.items():  # fmt: skip
            answer = visit(portal, f"{path}?{query}")
            assert [one.title for one in answer.context["conclusions"]] == found, query
            html = answer.content.decode()
            is_narrowed = "q=" in query or query in ("nam=2025", "nam=2026")
            assert ("noindex" in html) == is_narrowed, query
            assert ("Không có kết luận nào khớp" in html) == (not found), query

    def test_costs_the_section_as_many_queries_for_any_number(self, portal: Portal) -> None:
        path = f"/{section_of(portal, 'thanh-tra').slug}/"

        def queries() -> int:
            with CaptureQueriesContext(connection) as caught:
                assert visit(portal, path).status_code == 200
            return len(caught)

        conclusion(portal, asked=[("Một", {})])
        queries()
        few = queries()
        conclusion(portal, asked=[("Hai", {}), ("Ba", {})])
        conclusion(portal)
        queries()
        assert queries() == few


class TestKeeping:
    def withdraw(
        self, page: ConclusionPage, position: Position, at: datetime, **options: Any
    ) -> None:
        actor = make_member(options.get("of") or page.portal_of_page(), position)
        with transaction.atomic():
            withdraw_story(story=page, kind=RemovalKind.IN_ERROR, reason="Sai", actor=actor, now=at)

    def test_holds_a_deputy_until_fifteen_days_are_over(self, portal: Portal) -> None:
        page = conclusion(portal)
        placed = Placement.objects.get(story=page).placed_at
        for days in (timedelta(days=14), KEPT - timedelta(minutes=1)):
            with pytest.raises(KeptStill):
                self.withdraw(page, Position.DEPUTY, placed + days)
        assert ConclusionPage.objects.get(pk=page.pk).live
        self.withdraw(page, Position.DEPUTY, placed + KEPT)
        assert not ConclusionPage.objects.get(pk=page.pk).live

    def test_lets_go_the_day_after_as_well(self, portal: Portal) -> None:
        page = conclusion(portal)
        placed = Placement.objects.get(story=page).placed_at
        self.withdraw(page, Position.DEPUTY, placed + timedelta(days=16))
        assert not ConclusionPage.objects.get(pk=page.pk).live

    def test_lets_the_head_end_it_early_with_a_reason(self, portal: Portal) -> None:
        page = conclusion(portal)
        self.withdraw(page, Position.HEAD, timezone.now())
        assert not ConclusionPage.objects.get(pk=page.pk).live
        # It meets nothing any more: the duty, kept as many days, is owed again.
        assert not list(Inspections().deliveries(["conclusion"], date(2026, 1, 1)))

    def test_counts_anew_from_a_second_publication(self, portal: Portal) -> None:
        page = conclusion(portal)
        Placement.objects.filter(story=page).update(placed_at=timezone.now() - timedelta(days=40))
        self.withdraw(page, Position.DEPUTY, timezone.now() - timedelta(days=1))
        page = ConclusionPage.objects.get(pk=page.pk)
        page.get_latest_revision().publish(skip_permission_checks=True)
        with pytest.raises(KeptStill):
            self.withdraw(page, Position.DEPUTY, timezone.now() + timedelta(days=2))

    def test_holds_whoever_ends_it(self, portal: Portal) -> None:
        (above,) = overseers_of(portal, local_date(timezone.now()))
        for kind, ended in (("recalled", True), ("expired", False)):
            page = conclusion(portal)
            reason: dict[str, Any] = {"kind": RemovalKind.IN_ERROR, "reason": "Sai"}
            if kind == "recalled":
                deputy, head = (make_member(above, one) for one in (Position.DEPUTY, Position.HEAD))
                with pytest.raises(KeptStill):
                    recall_story(story=page, actor=deputy, now=timezone.now(), **reason)
                assert ConclusionPage.objects.get(pk=page.pk).live
                recall_story(story=page, actor=head, now=timezone.now(), **reason)
            else:
                other = reward(portal)
                StoryPage.objects.update(expire_at=timezone.now() - timedelta(minutes=1))
                with pytest.raises(ExceptionGroup) as refused:
                    publish_due(now=timezone.now())
                assert [type(one) for one in refused.value.exceptions] == [KeptStill]
                # Which holds back no other page.
                assert not RewardPage.objects.get(pk=other.pk).live
            assert ConclusionPage.objects.get(pk=page.pk).live is not ended

    def test_holds_no_other_kind(self, portal: Portal) -> None:
        page = reward(portal)
        self.withdraw(page, Position.DEPUTY, timezone.now())
        assert not RewardPage.objects.get(pk=page.pk).live


def test_meet_the_duty_of_their_own_year(portal: Portal) -> None:
    page = conclusion(portal)
    conclusion(portal, is_public=False)
    conclusion(portal, concluded_on=date(2025, 12, 31))
    (found,) = Inspections().deliveries(["conclusion"], date(2026, 1, 1))
    assert (found.portal_id, found.on, found.address) == (
        portal.pk,
        date(2026, 9, 10),
        page.public_path(),
    )
    assert not list(Inspections().deliveries(["reward"], date(2026, 1, 1)))
    assert [one for one in ("conclusion", "reward", "other") if Inspections().knows(one)] == [
        "conclusion",
        "reward",
    ]


def reward(
    portal: Portal, *parties: tuple[str, str], is_public: bool = True, **fields: Any
) -> RewardPage:
    page = RewardPage(
        live=False,
        **{
            "title": "Xử phạt vi phạm hành chính về đất đai", "lead": "Hai trường hợp bị xử phạt.",
            "matter": "sanction", "decision_number": "15/QĐ-XPHC", "decided_on": date(2026, 9, 1),
            "decided_by": "Sở Thử", **fields,
        },
    )  # fmt: skip
    for party, name in parties:
        page.parties.add(RewardedParty(party=party, name=name, what="Phạt tiền 5.000.000 đồng"))
    store_story(page, section=section_of(portal, "thanh-tra"), author=None, is_public=is_public)
    return RewardPage.objects.get(pk=page.pk)


WHO = (("person", "Ông Nguyễn Văn Mẫu"), ("organisation", "Công ty TNHH Thử Nghiệm"))


class TestNames:
    def test_of_sanctioned_persons_are_shortened_everywhere(self, portal: Portal) -> None:
        page = reward(
            portal, *WHO, title="Xử phạt Nguyễn Văn Mẫu", lead="Ông Nguyễn Văn Mẫu bị phạt."
        )
        names = [one.name for one in page.parties.all()]
        assert names == ["Ông N. V. M.", "Công ty TNHH Thử Nghiệm"]
        html = visit(portal, page.public_path()).content.decode()
        assert "Nguyễn Văn Mẫu" not in html
        assert "Công ty TNHH Thử Nghiệm" in html
        for revision in page.revisions.all():
            assert "Văn Mẫu" not in str(revision.content)

    def test_are_shortened_behind_whatever_title(self, portal: Portal) -> None:
        page = reward(
            portal, ("person", "Anh  Lê Thử"), ("person", "Trần Thị Mẫu"), title="Phạt Lê Thử"
        )
        assert [one.name for one in page.parties.all()] == ["Anh L. T.", "T. T. M."]
        assert page.title == "Phạt L. T."
        # Shortened once they stay as they are.
        page.full_clean()
        assert [one.name for one in page.parties.all()] == ["Anh L. T.", "T. T. M."]

    def test_stand_in_full_where_somebody_is_rewarded_or_a_law_asks(self, portal: Portal) -> None:
        for options in ({"matter": "reward"}, {"names_by_law": "Luật Thử, Điều 3"}):
            page = reward(portal, *WHO, **options)
            assert next(one.name for one in page.parties.all()) == "Ông Nguyễn Văn Mẫu"

    def test_in_the_text_are_shortened_too(self, portal: Portal) -> None:
        text = "<p>Nguyễn Văn Mẫu lấn chiếm; “Công ty” không.</p>"
        page = reward(portal, *WHO, body=[{"type": "text", "value": text}])
        html = visit(portal, page.public_path()).content.decode()
        assert "N. V. M. lấn chiếm; “Công ty” không." in html

    def test_are_asked_of_the_decision(self) -> None:
        with pytest.raises(ValidationError):
            RewardPage(decision_number="mười lăm").check_own()


def test_that_bear_a_mark_of_secrecy_are_refused(portal: Portal) -> None:
    file = file_that_says(portal, SECRET)
    body = [{"type": "file", "value": {"document": file.pk, "title": ""}}]
    for publish in (conclusion, reward):
        with pytest.raises(BearsASecrecyMark), transaction.atomic():
            publish(portal, body=body)
    assert not StoryPage.objects.filter(live=True).exists()
    # One that was read after it was published is told of.
    FileText.objects.update(text="KẾT LUẬN")
    conclusion(portal, body=body)
    FileText.objects.update(text=SECRET)
    assert public_secrets(now=timezone.now()) == 1
