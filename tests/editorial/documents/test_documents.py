"""An official document: its title, its keys, its one identity over all portals."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from editorial.bulk_import.actions import StoryImport, UnableToImport, import_stories
from editorial.models import OfficialDocumentPage
from editorial.models.document import AlreadyPublished
from portals.models import Portal
from tests.factories import NOON, make_official, make_portal, published_story, section_of

pytestmark = pytest.mark.django_db
ISSUED = date(2021, 3, 18)


@pytest.fixture
def portal() -> Portal:
    return make_portal()


class TestADocument:
    def test_is_called_as_others_cite_it(self, portal: Portal) -> None:
        document = make_official(portal, number="Số: 96 /QĐ–UBND", issued_on=ISSUED)
        assert document.title == "Quyết định 96/QĐ-UBND ngày 18/03/2021"
        assert (document.number, document.number_key) == ("96/QĐ-UBND", "96/qd-ubnd")
        assert (document.serial, document.series) == (96, "qd-ubnd/2021")
        assert document.public_path().startswith("/van-ban/quyet-dinh-96-qd-ubnd-ngay-18-03-2021-")

    @pytest.mark.parametrize(
        ("number", "kind", "is_normative"),
        [("80/2025/QĐ-UBND", "quyet-dinh", True), ("80/2025/KH-UBND", "ke-hoach", False)],
    )
    def test_is_normative_by_number_and_kind(
        self, portal: Portal, number: str, kind: str, is_normative: bool
    ) -> None:
        document = make_official(portal, number=number, document_kind=kind)
        assert document.is_normative is is_normative

    def test_keeps_its_address_when_its_day_is_corrected(self, portal: Portal) -> None:
        document = make_official(portal, number="7/QĐ-UBND", issued_on=ISSUED)
        slug = document.slug
        document.issued_on = document.effective_on = date(2021, 3, 19)
        document.save_revision().publish(skip_permission_checks=True)
        document.refresh_from_db()
        assert document.title.endswith("19/03/2021")
        assert document.slug == slug


class TestIdentity:
    def test_is_held_once_over_all_portals(self, portal: Portal) -> None:
        make_official(portal, number="96/QĐ-UBND", issued_on=ISSUED, issuer="UBND tỉnh Thử")
        again = {"number": "096/QĐ–UBND", "issued_on": ISSUED, "issuer": "UBND Tỉnh thử"}
        draft = make_official(make_portal(), is_public=False, issuer="UBND xã")
        for name, value in again.items():
            setattr(draft, name, value)
        with pytest.raises(ValidationError) as told:
            draft.full_clean()
        assert portal.name in str(told.value)
        draft.live = True
        with pytest.raises(AlreadyPublished, match=portal.name):
            draft.save(clean=False)

    @pytest.mark.parametrize(
        "other",
        [
            {"issued_on": date(2022, 3, 18)},
            {"issuer": "UBND xã khác"},
            {"number": "96/2021/QĐ-UBND"},
            {"number": "96a/QĐ-UBND"},
        ],
        ids=["another day", "another issuer", "normative", "with a letter"],
    )
    def test_differs_by_each_of_its_parts(self, portal: Portal, other: dict[str, Any]) -> None:
        first: dict[str, Any] = {
            "number": "96/QĐ-UBND",
            "issued_on": ISSUED,
            "issuer": "UBND tỉnh Thử",
        }
        one = make_official(portal, **first)
        two = make_official(portal, **{**first, **other})
        assert one.identity != two.identity

    def test_is_free_while_it_is_a_draft(self, portal: Portal) -> None:
        same: dict[str, Any] = {"number": "5/QĐ-UBND", "issuer": "UBND tỉnh Thử"}
        drafts = [make_official(portal, is_public=False, **same) for _ in range(2)]
        assert [one.identity for one in drafts] == ["", ""]

    def test_is_given_back_by_what_ends_the_page(self, portal: Portal) -> None:
        same: dict[str, Any] = {"number": "5/QĐ-UBND", "issuer": "UBND tỉnh Thử"}
        first = make_official(portal, **same)
        first.unpublish()
        assert OfficialDocumentPage.objects.get(pk=first.pk).identity == ""
        assert make_official(portal, **same).identity

    def test_is_not_held_by_an_own_version(self, portal: Portal) -> None:
        first = make_official(portal, number="5/QĐ-UBND", issuer="UBND tỉnh Thử")
        version = make_official(make_portal(), is_public=False)
        version.adapted_from = first
        version.number, version.issuer, version.issued_on = (
            first.number,
            first.issuer,
            first.issued_on,
        )
        version.full_clean()
        version.live = True
        version.save()
        assert version.identity == ""

    def test_is_kept_by_the_database(self, portal: Portal) -> None:
        one, two = make_official(portal), make_official(portal)
        with pytest.raises(IntegrityError), transaction.atomic():
            OfficialDocumentPage.objects.filter(pk=two.pk).update(identity=one.identity)


class TestDays:
    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({"effective_on": date(2024, 3, 17)}, "effective_on"),
            ({"signed_on": date(2024, 3, 19)}, "signed_on"),
            ({"is_retroactive": True}, "is_retroactive"),
            ({"is_retroactive": True, "effective_on": None}, "is_retroactive"),
            ({"in_force_through": date(2024, 3, 17)}, "in_force_through"),
        ],
    )
    def test_that_cannot_be_are_refused(
        self, portal: Portal, fields: dict[str, Any], told: str
    ) -> None:
        document = make_official(portal, is_public=False, issued_on=date(2024, 3, 18))
        for name, value in fields.items():
            setattr(document, name, value)
        with pytest.raises(ValidationError) as caught:
            document.full_clean()
        assert list(caught.value.message_dict) == [told]

    @pytest.mark.parametrize(
        "fields",
        [
            {"effective_on": date(2024, 3, 18), "in_force_through": date(2024, 3, 18)},
            {"effective_on": date(2024, 3, 17), "is_retroactive": True},
            {"signed_on": date(2024, 3, 18)},
            {"effective_on": None},
        ],
    )
    def test_at_the_edge_are_taken(self, portal: Portal, fields: dict[str, Any]) -> None:
        document = make_official(portal, is_public=False, issued_on=date(2024, 3, 18))
        for name, value in fields.items():
            setattr(document, name, value)
        document.full_clean()

    def test_number_is_told_of_beside_the_field(self, portal: Portal) -> None:
        document = make_official(portal, is_public=False)
        document.number = "18/03/2021"
        with pytest.raises(ValidationError) as caught:
            document.full_clean()
        assert list(caught.value.message_dict) == ["number"]


def test_another_kind_is_no_document(portal: Portal) -> None:
    published_story(portal)
    assert not OfficialDocumentPage.objects.exists()


class TestImported:
    def row(self, portal: Portal, **own: Any) -> StoryImport:
        given = {
            "number": "Số: 96 /QĐ–UBND",
            "document_kind": "quyet-dinh",
            "issuer": "UBND tỉnh Thử",
            "issued_on": ISSUED,
            "effective_on": ISSUED,
        }
        return StoryImport(
            section=section_of(portal, "van-ban"),
            kind="document",
            title="",
            lead="Về việc thử",
            published_at=NOON,
            own=given | own,
        )

    def test_has_all_that_one_written_by_hand_has(self, portal: Portal) -> None:
        (page,) = import_stories(stories=[self.row(portal)], actor=None, now=timezone.now())
        document = OfficialDocumentPage.objects.get(pk=page.pk)
        assert document.title == document.draft_title == "Quyết định 96/QĐ-UBND ngày 18/03/2021"
        assert document.slug == "quyet-dinh-96-qd-ubnd-ngay-18-03-2021"
        assert document.identity == document.own_identity == "ubnd tinh thu|96/qd-ubnd|2021-03-18"

    @pytest.mark.parametrize(
        ("own", "field"),
        [
            ({"number": "chín mươi sáu"}, "number"),
            ({"effective_on": date(2021, 3, 17)}, "effective_on"),
            ({"document_kind": "tho"}, "document_kind"),
        ],
    )
    def test_is_refused_for_what_no_board_could_enter(
        self, portal: Portal, own: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(UnableToImport) as told:
            import_stories(stories=[self.row(portal, **own)], actor=None, now=timezone.now())
        assert [problem.field for problem in told.value.problems] == [field]
