"""What readers and boards see of a document's force: state, day asked for, both directions, walls."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from editorial.documents.relations.actions import RelationSaid, note_in_text, relate
from editorial.documents.relations.listing import list_provisions
from editorial.documents.relations.naming import Named
from editorial.documents.relations.telling import force_told
from editorial.models import DocumentProvision, DocumentRelation
from portals.boards.enums import Position
from tests.factories import make_member, make_official, make_portal
from tests.support.visiting import visit
from tests.walls import desk_client

pytestmark = pytest.mark.django_db
NOW = timezone.now()
OLD, NEW = date(2024, 3, 18), date(2025, 6, 2)
QUOTE = "Bãi bỏ Quyết định số 5/QĐ-UBND."


@pytest.fixture
def portal():
    return make_portal()


@pytest.fixture
def editor(portal):
    return make_member(portal, Position.EDITOR)


@pytest.fixture
def old(portal):
    return make_official(portal, number="5/QĐ-UBND", issued_on=OLD)


@pytest.fixture
def new(portal):
    return make_official(portal, number="9/QĐ-UBND", issued_on=NEW)


def says(page, kind="repeal", **more) -> RelationSaid:
    other = Named(page.number, page.issuer, page.issued_on)
    return RelationSaid(kind=kind, other=other, **{"quote": QUOTE, **more})


def read(portal, page, query="") -> str:
    response = visit(portal, page.public_path() + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def posted(page, **more):
    return {
        "relation": "said:repeal",
        "number": page.number,
        "issuer": page.issuer,
        "issued_on": page.issued_on.isoformat(),
        "quote": QUOTE,
        **more,
    }


class TestReaders:
    def test_see_the_state_of_today_why_and_both_directions_with_the_proof(
        self, portal, old, new, editor
    ):
        relate(at=new, said=says(old, clause="d2"), actor=editor, now=NOW)

        ended, ending = read(portal, old), read(portal, new)

        assert '<strong class="force-badge force-expired">Hết hiệu lực</strong>' in ended
        assert "Hết hiệu lực theo Quyết định 9/QĐ-UBND ngày 02/06/2025." in ended
        assert "<h3>Bị bãi bỏ bởi</h3>" in ended
        assert f'<a href="{new.public_path()}">' in ended
        assert "theo Điều 2" in ended
        assert "từ ngày 02/06/2025" in ended
        assert QUOTE in ended
        assert 'force-in_force">Còn hiệu lực</strong>' in ending
        assert "<h3>Bãi bỏ</h3>" in ending
        assert f'<a href="{old.public_path()}">' in ending

    @pytest.mark.parametrize(
        ("kind", "days", "words"),
        [
            ("repeal", None, "Hết hiệu lực một phần"),
            ("suspend", None, "Ngưng hiệu lực một phần"),
            ("guide", date(2099, 1, 1), "Có hiệu lực một phần"),
        ],
    )
    def test_see_what_of_a_document_is_not_in_force(
        self, portal, old, new, editor, kind, days, words
    ):
        list_provisions(
            page=old, provisions=[("d1", days), ("d2", None), ("d3", None)], actor=editor, now=NOW
        )
        relate(at=new, said=says(old, kind, provisions=("d1",)), actor=editor, now=NOW)

        shown = read(portal, old)

        assert f'force-partly">{words}</strong>' in shown
        assert "<li>Điều 1: " in shown
        assert "<li>Phần còn lại: Có hiệu lực từ ngày 18/03/2024.</li>" in shown

    def test_ask_for_a_day(self, portal, old, new, editor):
        relate(at=new, said=says(old), actor=editor, now=NOW)

        before, on_it = read(portal, old, "?ngay=2025-06-01"), read(portal, old, "?ngay=02/06/2025")

        assert 'force-in_force">Còn hiệu lực</strong> vào ngày 01/06/2025' in before
        assert 'force-expired">Hết hiệu lực</strong> vào ngày 02/06/2025' in on_it
        assert 'value="2025-06-01"' in before

    def test_are_told_where_what_they_typed_is_no_day(self, portal, old):
        shown = read(portal, old, "?ngay=31/02/2025")

        assert 'id="ngay-sai"' in shown
        assert "hôm nay" in shown

    def test_see_both_words_of_an_amended_document_until_its_text_is_brought_up(
        self, portal, old, new, editor
    ):
        relation = relate(
            at=new, said=says(old, "amend", provisions=("d3",)), actor=editor, now=NOW
        )
        shown = read(portal, old)
        assert "Còn hiệu lực, đã sửa đổi, bổ sung</strong>" in shown
        assert "gọi trường hợp này là: Hết hiệu lực một phần." in shown
        assert "chưa cập nhật trong toàn văn" in shown
        assert "chưa cập nhật trong toàn văn" not in read(portal, old, "?ngay=2025-06-01")

        note_in_text(relation=relation, actor=editor, now=NOW)

        assert "chưa cập nhật trong toàn văn" not in read(portal, old)

    @pytest.mark.parametrize(
        ("kind", "provisions", "waits"),
        [("repeal", None, False), ("repeal", ("d3",), True), ("suspend", ("d3",), False)],
    )
    def test_are_told_of_changes_of_the_wording_only(
        self, portal, old, new, editor, kind, provisions, waits
    ):
        relate(at=new, said=says(old, kind, provisions=provisions), actor=editor, now=NOW)

        assert ("chưa cập nhật trong toàn văn" in read(portal, old)) is waits

    def test_are_led_to_central_law_by_number(self, portal, new, editor):
        relate(at=new, said=RelationSaid("based_on", Named("78/2025/NĐ-CP")), actor=editor, now=NOW)

        shown = read(portal, new)

        assert "Nghị định 78/2025/NĐ-CP (Chính phủ)" in shown
        assert "78%2F2025%2FN%C4%90-CP" in shown

    def test_do_not_see_what_a_draft_says(self, portal, old, editor):
        draft = make_official(portal, number="9/QĐ-UBND", issued_on=NEW, is_public=False)
        relate(at=draft, said=says(old), actor=editor, now=NOW)

        shown = read(portal, old)

        assert "9/QĐ-UBND" not in shown
        assert 'force-in_force">' in shown

    def test_do_not_see_which_draft_a_document_names(self, portal, new, editor):
        draft = make_official(portal, number="7/QĐ-UBND", issued_on=OLD, is_public=False)
        relate(at=new, said=says(draft), actor=editor, now=NOW)

        assert "7/QĐ-UBND" not in read(portal, new)

    def test_see_of_what_acts_on_the_act_nothing_but_its_effect(self, portal, old, new, editor):
        third = make_official(portal, number="20/QĐ-UBND", issued_on=date(2025, 7, 1))
        relate(at=new, said=says(old), actor=editor, now=NOW)
        relate(at=third, said=says(new), actor=editor, now=NOW)

        told = force_told(old, date(2025, 8, 1), portal=portal)

        assert [one.other.page_id for group in told.groups for one in group.told] == [new.pk]

    def test_page_asks_as_much_with_many_relations(
        self, portal, old, new, editor, django_assert_max_num_queries
    ):
        for number in range(4):
            named = Named(f"{number + 1}/2025/NĐ-CP")
            relate(at=new, said=RelationSaid("based_on", named), actor=editor, now=NOW)
        read(portal, new)

        with django_assert_max_num_queries(15):
            read(portal, new)


class TestTheDesk:
    def test_enters_changes_and_removes_a_relation(self, old, new, editor):
        desk = desk_client(editor)

        response = desk.post(reverse("document_relation_add", args=[new.pk]), posted(old))
        assert response.status_code == 302, response.context["form"].errors
        relation = DocumentRelation.objects.get()
        shown = desk.get(response["location"]).content.decode()
        assert "Bãi bỏ" in shown
        assert QUOTE in shown

        at = [new.pk, relation.pk]
        assert (
            "5/QĐ-UBND" in desk.get(reverse("document_relation_change", args=at)).content.decode()
        )
        changed = posted(
            old, relation="said:suspend", suspended_through="2025-12-31", reason="Đọc nhầm."
        )
        assert desk.post(reverse("document_relation_change", args=at), changed).status_code == 302
        relation.refresh_from_db()
        assert (relation.kind, relation.suspended_through) == ("suspend", date(2025, 12, 31))

        removed = desk.post(reverse("document_relation_remove", args=at), {"reason": "Nhập nhầm."})
        assert removed.status_code == 302
        assert DocumentRelation.objects.get().removal_reason == "Nhập nhầm."

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"provisions": "chương ba"}, "không phải là tên điều, khoản, điểm"),
            ({"quote": ""}, "Hãy trích nguyên văn"),
            ({"issued_on": ""}, "Hãy ghi ngày ban hành"),
            ({"relation": ""}, "errorlist"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, old, new, editor, changes, words):
        typed = posted(old, clause="khoản 2 Điều 7", **changes)

        response = desk_client(editor).post(reverse("document_relation_add", args=[new.pk]), typed)

        shown = response.content.decode()
        assert response.status_code == 422
        assert words in shown
        assert "khoản 2 Điều 7" in shown
        assert "5/QĐ-UBND" in shown

    def test_lists_provisions_with_their_days(self, old, editor):
        address = reverse("document_provisions", args=[old.pk])
        desk = desk_client(editor)
        wrong = desk.post(address, {"provisions": "Điều 1 đến Điều 2\nĐiều 3: mai"})
        assert (wrong.status_code, "chưa được ghi đúng dạng" in wrong.content.decode()) == (
            422,
            True,
        )

        assert (
            desk.post(address, {"provisions": "Điều 1 đến Điều 2\nĐiều 3: 01/07/2026"}).status_code
            == 302
        )

        listed = DocumentProvision.objects.order_by("position").values_list("path", "commences_on")
        assert list(listed) == [("d1", None), ("d2", None), ("d3", date(2026, 7, 1))]
        assert "Điều 3: 01/07/2026" in desk.get(address).content.decode()

    def test_offers_the_suspensions_once_the_document_is_named(self, portal, old, new, editor):
        third = make_official(portal, number="11/QĐ-UBND", issued_on=NEW)
        first = relate(at=new, said=says(old, "suspend"), actor=editor, now=NOW)
        relate(at=third, said=says(old, "suspend"), actor=editor, now=NOW)
        desk, typed = desk_client(editor), posted(old, relation="said:lift")

        asked = desk.post(reverse("document_relation_add", args=[third.pk]), typed)
        assert (asked.status_code, f'value="{first.pk}"' in asked.content.decode()) == (422, True)

        typed["lifts"] = str(first.pk)
        desk.post(reverse("document_relation_add", args=[third.pk]), typed)
        assert DocumentRelation.objects.get(kind="lift").lifts == first

    def test_notes_that_the_text_shows_a_change(self, old, new, editor):
        relation = relate(at=new, said=says(old, "amend"), actor=editor, now=NOW)

        desk_client(editor).post(reverse("document_relation_in_text", args=[old.pk, relation.pk]))

        relation.refresh_from_db()
        assert relation.in_text_at is not None

    def test_is_closed_to_other_boards_and_for_other_texts(self, old, new, editor):
        relation = relate(at=new, said=says(old), actor=editor, now=NOW)
        stranger = desk_client(make_member(make_portal(), Position.HEAD))
        own = desk_client(editor)

        for name in ("document_relations", "document_relation_add", "document_provisions"):
            assert stranger.get(reverse(name, args=[new.pk])).status_code == 404
        # Kept at the other document.
        for name in ("document_relation_change", "document_relation_remove"):
            assert stranger.get(reverse(name, args=[new.pk, relation.pk])).status_code == 404
            assert own.get(reverse(name, args=[old.pk, relation.pk])).status_code == 404

    def test_shows_no_draft_of_another_board_that_names_a_document(self, old, editor):
        theirs = make_official(make_portal(), number="77/QĐ-UBND", issued_on=NEW, is_public=False)
        author = make_member(theirs.portal_of_page(), Position.EDITOR)
        relate(at=theirs, said=says(old, "guide"), actor=author, now=NOW)

        shown = (
            desk_client(editor).get(reverse("document_relations", args=[old.pk])).content.decode()
        )

        assert "77/QĐ-UBND" not in shown

    def test_shows_a_draft_as_it_will_be(self, portal, old, editor):
        draft = make_official(portal, number="9/QĐ-UBND", issued_on=NEW, is_public=False)
        list_provisions(page=draft, provisions=[("d1", None)], actor=editor, now=NOW)

        shown = (
            desk_client(editor).get(reverse("document_relations", args=[draft.pk])).content.decode()
        )

        assert "sau khi văn bản được đăng" in shown
        assert "Còn hiệu lực" in shown
