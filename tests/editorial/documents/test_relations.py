"""Relations of documents: who enters them, what is refused, and what follows for the force of others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageLogEntry

from editorial.documents.relations.actions import (
    RelationSaid,
    UnableToRelate,
    change_relation,
    note_in_text,
    relate,
    remove_relation,
)
from editorial.documents.relations.checking import UnableToSay
from editorial.documents.relations.checks import CHECKS
from editorial.documents.relations.listing import list_provisions
from editorial.documents.relations.naming import Named, UnableToName
from editorial.documents.relations.renewing import renew_stale
from editorial.documents.relations.settling import settle_published
from editorial.documents.relations.states import renew_states, states_of, wrongly_stored
from editorial.enums import RemovalKind
from editorial.models import DocumentForce, DocumentRelation, DocumentStub
from editorial.placements.actions import withdraw_story
from portals.boards.enums import Position
from portals.clock import local_date
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_official, make_portal

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = local_date(NOW)
OLD = date(2024, 3, 18)
NEW = date(2025, 6, 2)
QUOTE = "Quyết định này thay thế Quyết định số 5/QĐ-UBND."


@pytest.fixture
def province():
    return make_portal("province")


@pytest.fixture
def portal(province):
    return make_portal(overseer=province)


@pytest.fixture
def editor(portal):
    return make_member(portal, Position.EDITOR)


@pytest.fixture
def old(portal):
    return make_official(portal, number="5/QĐ-UBND", issued_on=OLD)


@pytest.fixture
def new(portal):
    return make_official(portal, number="9/QĐ-UBND", issued_on=NEW)


def named(page) -> Named:
    return Named(page.number, page.issuer, page.issued_on)


def says(page, kind="repeal", **more) -> RelationSaid:
    return RelationSaid(kind=kind, other=named(page), **{"quote": QUOTE, **more})


def state(page, day=TODAY) -> str:
    return states_of([page.pk], day)[page.pk][0]


def stored(page) -> str | None:
    return DocumentForce.objects.filter(page=page).values_list("state", flat=True).first()


class TestEntering:
    def test_ends_the_other_from_the_day_of_the_act(self, old, new, editor):
        relation = relate(at=new, said=says(old), actor=editor, now=NOW)

        assert (state(old, NEW - timedelta(days=1)), state(old, NEW)) == ("in_force", "expired")
        assert (stored(old), stored(new)) == ("expired", "in_force")
        entry = PageLogEntry.objects.get(page=new.pk, action="editorial.relate_document")
        assert (entry.user, entry.data["relation"], entry.data["quote"]) == (
            editor,
            relation.pk,
            QUOTE,
        )

    def test_is_entered_at_the_document_it_is_said_of_too(self, old, new, editor):
        relation = relate(at=old, said=says(new, incoming=True), actor=editor, now=NOW)

        assert (relation.source_page, relation.target_page, relation.kept_at) == (new, old, old)
        assert state(old) == "expired"

    def test_is_over_with_the_post_whose_rights_are_still_there(self, portal, old, new):
        leaving = make_member(
            portal, Position.EDITOR, ends_on=local_date(timezone.now()) + timedelta(days=1)
        )
        later = timezone.now() + timedelta(days=3)
        assert new.permissions_for_user(leaving).can_edit()

        with pytest.raises(NotYourOffice):
            relate(at=new, said=says(old), actor=leaving, now=later)

    @pytest.mark.parametrize(
        ("post", "elsewhere"),
        [(None, False), (Position.EDITOR, True)],
        ids=["no post", "another board"],
    )
    def test_is_for_members_of_its_board(self, old, new, post, elsewhere):
        other = make_portal() if elsewhere else new.portal_of_page()
        stranger = make_member(other, post) if post else make_member(make_portal(), Position.HEAD)

        with pytest.raises(NotYourOffice):
            relate(at=new, said=says(old), actor=stranger, now=NOW)
        assert not DocumentRelation.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"quote": "  "}, "Hãy trích nguyên văn"),
            ({"quote": "x" * 1001}, "1.000 ký tự"),
            ({"kind": "ends"}, "Hãy chọn quan hệ"),
            ({"suspended_through": NEW}, "Chỉ việc ngưng"),
            ({"kind": "suspend", "happens_on": NEW, "suspended_through": OLD}, "trước"),
            ({"kind": "replace", "provisions": ("d1",)}, "thay toàn bộ"),
            ({"kind": "lift"}, "Chưa ghi việc ngưng"),
        ],
    )
    def test_refuses_what_does_not_hold_together(self, old, new, editor, changes, words):
        with pytest.raises(UnableToSay, match=words):
            relate(at=new, said=replace(says(old), **changes), actor=editor, now=NOW)

    def test_of_the_same_twice_is_refused(self, old, new, editor):
        relate(at=new, said=says(old), actor=editor, now=NOW)

        with pytest.raises(UnableToRelate, match="đã được ghi"):
            relate(at=old, said=says(new, incoming=True), actor=editor, now=NOW)

    def test_of_a_document_itself_is_refused(self, new, editor):
        with pytest.raises(UnableToSay, match="văn bản khác"):
            relate(at=new, said=says(new), actor=editor, now=NOW)

    def test_needs_no_quote_where_it_changes_nothing(self, old, new, editor):
        relate(at=new, said=says(old, "based_on", quote=""), actor=editor, now=NOW)

        assert state(old) == "in_force"

    def test_counts_statements_of_an_act(self, old, new, editor):
        first = relate(at=new, said=says(old, "amend"), actor=editor, now=NOW)
        second = relate(at=new, said=says(old), actor=editor, now=NOW)

        assert (first.legal_order, second.legal_order) == (1, 2)


class TestNaming:
    @pytest.mark.parametrize(
        ("other", "words"),
        [
            (Named("linh tinh", "UBND xã", OLD), "không phải số"),
            (Named("7/QĐ-UBND", "", OLD), "cơ quan ban hành"),
            (Named("7/QĐ-UBND", "UBND xã", None), "ngày ban hành"),
        ],
    )
    def test_says_what_is_missing(self, new, editor, other, words):
        with pytest.raises(UnableToName, match=words):
            relate(at=new, said=RelationSaid("repeal", other, quote=QUOTE), actor=editor, now=NOW)

    def test_of_central_law_needs_but_its_number(self, new, editor):
        relate(at=new, said=RelationSaid("based_on", Named("78/2025/NĐ-CP")), actor=editor, now=NOW)

        stub = DocumentStub.objects.get()
        assert (stub.issuer, stub.issued_on, stub.page) == ("Chính phủ", None, None)

    def test_takes_another_boards_public_document(self, province, new, editor):
        theirs = make_official(province, number="3/QĐ-UBND", issued_on=OLD)

        relation = relate(at=new, said=says(theirs, "based_on"), actor=editor, now=NOW)

        assert (relation.target_page, relation.target_stub) == (theirs, None)

    def test_knows_no_draft_of_another_board(self, province, new, editor):
        draft = make_official(province, number="3/QĐ-UBND", issued_on=OLD, is_public=False)

        relation = relate(at=new, said=says(draft), actor=editor, now=NOW)

        assert (relation.target_page, relation.target_stub.number) == (None, "3/QĐ-UBND")

    def test_knows_a_draft_of_its_own_board(self, portal, new, editor):
        draft = make_official(portal, number="3/QĐ-UBND", issued_on=OLD, is_public=False)

        assert relate(at=new, said=says(draft), actor=editor, now=NOW).target_page == draft


class TestReach:
    def test_of_an_overseer_reaches_its_portals(self, province, old):
        theirs = make_official(province, number="3/QĐ-UBND", issued_on=NEW)
        above = make_member(province, Position.EDITOR)

        relate(at=theirs, said=says(old), actor=above, now=NOW)

        assert state(old) == "expired"

    def test_does_not_reach_upwards_nor_beside(self, province, new, editor):
        for others in (province, make_portal(overseer=province)):
            theirs = make_official(others, issued_on=OLD)
            with pytest.raises(UnableToSay, match="không do đơn vị của bạn quản lý"):
                relate(at=new, said=says(theirs), actor=editor, now=NOW)
            assert state(theirs) == "in_force"

    def test_of_what_changes_no_force_is_free(self, province, new, editor):
        theirs = make_official(province, issued_on=OLD)

        relate(at=new, said=says(theirs, "guide", quote=""), actor=editor, now=NOW)

    def test_what_is_done_to_ones_own_may_be_said_by_anybodys_act(self, province, old, editor):
        theirs = make_official(province, number="3/QĐ-UBND", issued_on=NEW)

        relate(at=old, said=says(theirs, incoming=True), actor=editor, now=NOW)

        assert state(old) == "expired"


class TestDrafts:
    def test_say_nothing_until_they_are_published(self, portal, old, editor):
        draft = make_official(portal, number="9/QĐ-UBND", issued_on=NEW, is_public=False)
        relate(at=draft, said=says(old), actor=editor, now=NOW)
        assert state(old) == "in_force"

        draft.live, draft.first_published_at = True, NOW
        draft.save()
        settle_published(story=draft, now=NOW)

        assert (state(old), stored(old)) == ("expired", "expired")

    def test_as_the_act_say_nothing_at_a_published_document_either(self, portal, old, editor):
        draft = make_official(portal, number="9/QĐ-UBND", issued_on=NEW, is_public=False)

        relate(at=old, said=says(draft, incoming=True), actor=editor, now=NOW)

        assert state(old) == "in_force"

    def test_act_that_was_taken_down_still_counts(self, old, new, editor, portal):
        relate(at=new, said=says(old), actor=editor, now=NOW)
        withdraw_story(
            story=new,
            kind=RemovalKind.IN_ERROR,
            reason="Đăng nhầm tệp.",
            actor=make_member(portal, Position.HEAD),
            now=NOW,
        )

        assert state(old) == "expired"


class TestStubs:
    def test_are_not_filled_in_by_a_board_s_own_version(self, portal, new, editor):
        relate(at=new, said=says(make_official(portal, number="3/QĐ-UBND")), actor=editor, now=NOW)
        other = Named("77/QĐ-UBND", "UBND xã khác", OLD)
        relate(at=new, said=RelationSaid("repeal", other, quote=QUOTE), actor=editor, now=NOW)
        version = make_official(
            portal, number="77/QĐ-UBND", issuer="UBND xã khác", issued_on=OLD, is_public=False
        )
        version.adapted_from = new
        version.save_revision().publish(skip_permission_checks=True)

        assert DocumentStub.objects.get(number_key="77/qd-ubnd").page is None

    def test_are_filled_in_when_their_document_is_published(self, portal, new, editor):
        other = Named("5/QĐ-UBND", f"UỶ BAN NHÂN DÂN {portal.name}", OLD)
        relation = relate(
            at=new, said=RelationSaid("repeal", other, quote=QUOTE), actor=editor, now=NOW
        )
        assert relation.target_page is None

        old = make_official(portal, number="05/QĐ–UBND", issued_on=OLD)
        settle_published(story=old, now=NOW)

        relation.refresh_from_db()
        assert (relation.target_page, relation.target_stub.page) == (old, old)
        assert (state(old), stored(old)) == ("expired", "expired")

    @pytest.mark.parametrize(
        "other",
        [
            {"number": "6/QĐ-UBND"},
            {"issued_on": OLD + timedelta(days=1)},
            {"issuer": "Ủy ban khác"},
        ],
    )
    def test_stay_for_what_differs_in_number_day_or_issuer(self, portal, new, editor, other):
        meant = Named("5/QĐ-UBND", f"Ủy ban nhân dân {portal.name}", OLD)
        relation = relate(
            at=new, said=RelationSaid("repeal", meant, quote=QUOTE), actor=editor, now=NOW
        )

        settle_published(
            story=make_official(portal, **{"number": "5/QĐ-UBND", "issued_on": OLD, **other}),
            now=NOW,
        )

        relation.refresh_from_db()
        assert relation.target_page is None

    def test_let_go_of_a_document_whose_number_was_wrong(self, portal, new, editor):
        meant = Named("5/QĐ-UBND", f"Ủy ban nhân dân {portal.name}", OLD)
        relation = relate(
            at=new, said=RelationSaid("repeal", meant, quote=QUOTE), actor=editor, now=NOW
        )
        page = make_official(portal, number="5/QĐ-UBND", issued_on=OLD)
        settle_published(story=page, now=NOW)
        page.number = "15/QĐ-UBND"
        page.save()
        settle_published(story=page, now=NOW)

        relation.refresh_from_db()
        assert (relation.target_page, relation.target_stub.page) == (None, None)
        assert (state(page), stored(page)) == ("in_force", "in_force")

    def test_relations_of_a_document_go_on_when_it_is_entered_anew(self, portal, old, new, editor):
        relation = relate(at=new, said=says(old), actor=editor, now=NOW)
        old.live = False
        old.save()
        again = make_official(portal, number="5/QĐ-UBND", issued_on=OLD)
        settle_published(story=again, now=NOW)

        relation.refresh_from_db()
        assert relation.target_page == again
        assert (state(again), stored(again)) == ("expired", "expired")

    def test_of_an_act_ends_what_it_is_said_to_end(self, old, editor):
        central = Named("78/2025/NĐ-CP", "", date(2025, 4, 1))
        said = RelationSaid("repeal", central, incoming=True, happens_on=NEW, quote=QUOTE)

        relate(at=old, said=said, actor=editor, now=NOW)

        assert (state(old, NEW - timedelta(days=1)), state(old, NEW)) == ("in_force", "expired")

    def test_act_without_a_day_leaves_it_unknown(self, old, editor):
        central = Named("78/2025/NĐ-CP", "", date(2025, 4, 1))

        relate(
            at=old,
            said=RelationSaid("repeal", central, incoming=True, quote=QUOTE),
            actor=editor,
            now=NOW,
        )

        assert (state(old, date(2025, 3, 31)), state(old)) == ("in_force", "unknown")


class TestChanging:
    def test_needs_a_reason_and_keeps_what_was_before(self, old, new, editor):
        relation = relate(at=new, said=says(old), actor=editor, now=NOW)
        said = says(old, "suspend", suspended_through=NEW)
        with pytest.raises(UnableToSay, match="lý do"):
            change_relation(relation=relation, said=said, reason=" ", actor=editor, now=NOW)

        change_relation(relation=relation, said=said, reason="Đọc nhầm.", actor=editor, now=NOW)

        assert (state(old, NEW), state(old), stored(old)) == ("suspended", "in_force", "in_force")
        entry = PageLogEntry.objects.get(action="editorial.change_document_relation")
        assert (entry.data["before"]["kind"], entry.data["kind"]) == ("repeal", "suspend")
        assert entry.data["reason"] == "Đọc nhầm."

    def test_to_another_document_frees_the_first(self, portal, old, new, editor):
        third = make_official(portal, number="6/QĐ-UBND", issued_on=OLD)
        relation = relate(at=new, said=says(old), actor=editor, now=NOW)

        change_relation(
            relation=relation, said=says(third), reason="Nhầm số.", actor=editor, now=NOW
        )

        assert (stored(old), stored(third)) == ("in_force", "expired")

    def test_removed_counts_no_more_and_stays_with_its_reason(self, old, new, editor):
        relation = relate(at=new, said=says(old), actor=editor, now=NOW)

        remove_relation(relation=relation, reason="Nhập nhầm.", actor=editor, now=NOW)

        relation.refresh_from_db()
        assert (relation.removed_by, relation.removal_reason) == (editor, "Nhập nhầm.")
        assert (state(old), stored(old)) == ("in_force", "in_force")
        with pytest.raises(UnableToRelate, match="vừa được gỡ"):
            remove_relation(relation=relation, reason="Nữa.", actor=editor, now=NOW)
        assert relate(at=new, said=says(old), actor=editor, now=NOW).pk != relation.pk

    def test_is_for_the_board_that_keeps_it(self, province, old, new, editor):
        relation = relate(at=new, said=says(old), actor=editor, now=NOW)
        act = {
            "relation": relation,
            "reason": "x",
            "actor": make_member(province, Position.HEAD),
            "now": NOW,
        }

        with pytest.raises(NotYourOffice):
            change_relation(said=says(old), **act)
        with pytest.raises(NotYourOffice):
            remove_relation(**act)


class TestSuspensions:
    def test_may_last_one_day(self, old, new, editor):
        day = NEW + timedelta(days=5)
        said = says(old, "suspend", happens_on=day, suspended_through=day)
        relate(at=new, said=said, actor=editor, now=NOW)

        days = [state(old, day + timedelta(days=step)) for step in (-1, 0, 1)]
        assert days == ["in_force", "suspended", "in_force"]

    def test_lift_finds_the_only_suspension(self, portal, old, new, editor):
        third = make_official(portal, number="11/QĐ-UBND", issued_on=date(2025, 9, 1))
        suspension = relate(at=new, said=says(old, "suspend"), actor=editor, now=NOW)
        assert state(old) == "suspended"

        lift = relate(at=third, said=says(old, "lift"), actor=editor, now=NOW)

        assert lift.lifts == suspension
        assert (state(old, date(2025, 8, 31)), state(old)) == ("suspended", "in_force")
        with pytest.raises(UnableToRelate, match="chấm dứt việc ngưng"):
            remove_relation(relation=suspension, reason="x", actor=editor, now=NOW)

    def test_lift_asks_which_of_several(self, portal, old, new, editor):
        third = make_official(portal, number="11/QĐ-UBND", issued_on=date(2025, 9, 1))
        first = relate(at=new, said=says(old, "suspend"), actor=editor, now=NOW)
        relate(at=third, said=says(old, "suspend"), actor=editor, now=NOW)

        with pytest.raises(UnableToSay, match="lần ngưng"):
            relate(at=third, said=says(old, "lift"), actor=editor, now=NOW)
        lift = relate(at=third, said=says(old, "lift", lifts=first.pk), actor=editor, now=NOW)
        assert lift.lifts == first

    def test_lift_of_another_documents_suspension_is_refused(self, portal, old, new, editor):
        third = make_official(portal, number="6/QĐ-UBND", issued_on=OLD)
        other = relate(at=new, said=says(third, "suspend"), actor=editor, now=NOW)
        relate(at=new, said=says(old, "suspend"), actor=editor, now=NOW)

        with pytest.raises(UnableToSay, match="lần ngưng"):
            relate(at=new, said=says(old, "lift", lifts=other.pk), actor=editor, now=NOW)


class TestProvisions:
    def test_are_listed_with_what_encloses_them(self, old, editor):
        list_provisions(
            page=old, provisions=[("d1", None), ("d2.k1.a", NEW)], actor=editor, now=NOW
        )

        listed = list(old.provisions.order_by("position").values_list("path", "commences_on"))
        assert listed == [("d1", None), ("d2", None), ("d2.k1", None), ("d2.k1.a", NEW)]
        assert (state(old, NEW - timedelta(days=1)), state(old, NEW)) == ("partly", "in_force")

    def test_relation_names_only_what_is_listed(self, old, new, editor):
        list_provisions(page=old, provisions=[("d1", None), ("d2", None)], actor=editor, now=NOW)
        with pytest.raises(UnableToSay, match="chưa có Điều 3"):
            relate(at=new, said=says(old, provisions=("d1", "d3")), actor=editor, now=NOW)

        relate(at=new, said=says(old, provisions=("d1",)), actor=editor, now=NOW)

        assert (state(old), stored(old)) == ("partly", "partly")
        with pytest.raises(UnableToSay, match="Điều 1"):
            list_provisions(page=old, provisions=[("d2", None)], actor=editor, now=NOW)

    def test_clause_is_one_of_the_act(self, old, new, editor):
        list_provisions(
            page=new, provisions=[("d1", None), ("d2", date(2025, 9, 1))], actor=editor, now=NOW
        )
        with pytest.raises(UnableToSay, match="chưa có Điều 7"):
            relate(at=new, said=says(old, clause="d7"), actor=editor, now=NOW)

        relate(at=new, said=says(old, clause="d2"), actor=editor, now=NOW)

        assert (state(old, date(2025, 8, 31)), state(old)) == ("in_force", "expired")

    def test_do_not_begin_before_the_issue_unless_the_document_says_so(self, old, editor):
        with pytest.raises(UnableToSay, match="trước ngày ban hành"):
            list_provisions(
                page=old, provisions=[("d1", OLD - timedelta(days=1))], actor=editor, now=NOW
            )

    def test_are_for_members_of_the_board(self, province, old):
        with pytest.raises(NotYourOffice):
            list_provisions(
                page=old,
                provisions=[("d1", None)],
                actor=make_member(province, Position.HEAD),
                now=NOW,
            )

    def test_named_of_a_document_without_a_list_end_it_partly(self, old, new, editor):
        relate(at=new, said=says(old, provisions=("d3",)), actor=editor, now=NOW)

        assert state(old) == "partly"


class TestText:
    def test_is_noted_as_brought_up_by_the_board_whose_text_it_is(self, province, old):
        theirs = make_official(province, number="3/QĐ-UBND", issued_on=NEW)
        above, below = (
            make_member(one, Position.EDITOR) for one in (province, old.portal_of_page())
        )
        relation = relate(at=theirs, said=says(old, "amend"), actor=above, now=NOW)
        with pytest.raises(NotYourOffice):
            note_in_text(relation=relation, actor=above, now=NOW)

        note_in_text(relation=relation, actor=below, now=NOW)

        relation.refresh_from_db()
        assert relation.in_text_at == NOW
        with pytest.raises(UnableToRelate, match="Không có toàn văn"):
            note_in_text(relation=relation, actor=below, now=NOW)


class TestStoredStates:
    def test_say_whether_a_document_was_amended(self, old, new, editor):
        relate(at=new, said=says(old, "amend"), actor=editor, now=NOW)

        assert DocumentForce.objects.get(page=old).is_amended
        assert states_of([old.pk], NEW - timedelta(days=1))[old.pk] == ("in_force", False)
        assert states_of([old.pk], NEW)[old.pk] == ("in_force", True)

    def test_follow_through_a_chain_of_acts(self, portal, old, new, editor):
        """What ends the act before it takes effect saves what that act would have ended."""
        third = make_official(portal, number="11/QĐ-UBND", issued_on=NEW, effective_on=NEW)
        relate(at=new, said=says(old, happens_on=NEW + timedelta(days=9)), actor=editor, now=NOW)
        assert stored(old) == "expired"

        relate(at=third, said=says(new, happens_on=NEW + timedelta(days=1)), actor=editor, now=NOW)

        assert (stored(old), stored(new)) == ("in_force", "expired")

    def test_of_a_new_day_are_renewed_by_the_clock(self, portal, old):
        future = make_official(portal, issued_on=TODAY, effective_on=TODAY + timedelta(days=1))
        renew_states([old.pk, future.pk], now=NOW)
        assert stored(future) == "not_yet"
        assert renew_stale(now=NOW, limit=10) == 0

        assert renew_stale(now=NOW + timedelta(days=1), limit=1) == 1
        assert renew_stale(now=NOW + timedelta(days=1), limit=10) == 1

        assert (stored(old), stored(future)) == ("in_force", "in_force")

    def test_are_made_for_documents_that_came_in_by_themselves_and_never_for_drafts(
        self, portal, old
    ):
        draft = make_official(portal, is_public=False)
        DocumentForce.objects.all().delete()

        assert renew_stale(now=NOW, limit=10) == 1

        assert (stored(old), stored(draft)) == ("in_force", None)

    def test_differing_from_the_derivation_is_found(self, old):
        renew_states([old.pk], now=NOW)
        assert list(wrongly_stored()) == []

        DocumentForce.objects.update(state="expired")

        assert list(wrongly_stored()) == [f"document {old.pk}: stored expired, derived in_force"]
        assert CHECKS[0].faults is wrongly_stored

    @pytest.mark.parametrize("documents", [2, 6])
    def test_of_many_are_derived_by_as_many_queries(
        self, portal, new, editor, documents, django_assert_num_queries
    ):
        pages = [make_official(portal, issued_on=OLD) for _ in range(documents)]
        for page in pages:
            relate(at=new, said=says(page), actor=editor, now=NOW)

        with django_assert_num_queries(2):
            assert {
                found for found, _ in states_of([page.pk for page in pages], TODAY).values()
            } == {"expired"}
