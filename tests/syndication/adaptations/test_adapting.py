"""An own version: made with its own files, reviewed by its own board, in the place of its source once public."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import (
    ArticlePage,
    NoticePage,
    Placement,
    PortalDocument,
    PortalImage,
    PublishedFile,
    StoryPage,
)
from editorial.placements.actions import withdraw_story
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.refusals import NotYourOffice
from portals.uploads.states import Examination
from syndication.adaptations.actions.following import SourceIsGone
from syndication.adaptations.actions.making import UnableToAdapt, adapt_story
from syndication.adaptations.actions.taking import answer_end
from syndication.adaptations.copying import UnableToCopyFile
from syndication.adaptations.jobs import sweep_adaptations
from syndication.adaptations.models import Adaptation, SourceChange
from syndication.adaptations.texts import text_of, write_to
from syndication.deliveries.actions import ignore_deliveries
from syndication.enums import DeliveryState, How
from syndication.jobs import place_dispatch
from syndication.models import Delivery
from tests.factories import make_member, make_province_tree, published_story, section_of
from tests.support.visiting import visit
from tests.syndication.casts import make_cast, place_at_once, send

from .casts import make_adapting_cast, rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_adapting_cast()


def standing(portal):
    return set(
        Placement.objects.standing().filter(portal=portal).values_list("story_id", flat=True)
    )


class TestMakingOne:
    @pytest.mark.parametrize("kind", [PortalImage, PortalDocument])
    def test_copies_nothing_that_is_not_examined(self, cast, kind):
        kind.objects.update(examination=Examination.EXAMINING)
        before = {model: model.objects.count() for model in (PortalImage, PortalDocument)}

        with pytest.raises(UnableToCopyFile, match="chưa kiểm tra xong"), transaction.atomic():
            cast.adapt()
        assert before == {model: model.objects.count() for model in before}

    def test_names_no_residential_group_of_the_source(self):
        """The commune may have one of the same name, whose people alone would be told."""
        province, _district, (commune, _other) = make_province_tree()
        source = published_story(province, notice=True, place="Sân", residential_group="Khu phố 1")
        place_at_once(commune)
        place_dispatch(dispatch_id=send(source, make_member(province, Position.HEAD)).pk)
        adaptation = adapt_story(
            source=source,
            section=section_of(commune),
            actor=make_member(commune, Position.EDITOR),
            now=timezone.now(),
        )
        copy = NoticePage.objects.get(pk=adaptation.copy_id)
        assert (copy.place, copy.residential_group) == ("Sân", "")
        copy.residential_group = "Khu phố 2"
        write_to(copy, text_of(NoticePage.objects.get(pk=source.pk)))
        assert copy.residential_group == "Khu phố 2"

    def test_gives_a_draft_with_copies_of_images_and_files_in_the_boards_collection(self, cast):
        PortalImage.objects.update(credit="Nguyễn Văn Mẫu")
        adaptation = cast.adapt()

        copy = ArticlePage.objects.get(pk=adaptation.copy_id)
        assert (copy.title, copy.lead, copy.live) == (
            "Chợ đêm mở cửa",
            "Từ thứ Bảy tuần này.",
            False,
        )
        assert copy.portal_of_page() == cast.commune
        assert copy.adapted_from_id == cast.source.pk
        figure, file = copy.body[2].value, copy.body[3].value
        own_image = PortalImage.objects.get(pk=copy.lead_image_id)
        assert figure["image"].pk == own_image.pk != cast.image.pk
        assert own_image.collection_id == cast.commune.collection_id
        assert own_image.credit == "Nguyễn Văn Mẫu"
        assert own_image.file.name != cast.image.file.name
        assert own_image.file.read() == cast.image.file.read()
        own_file = PortalDocument.objects.get(pk=file["document"].pk)
        assert own_file.collection_id == cast.commune.collection_id
        assert standing(cast.commune) == {cast.source.pk}

    def test_leaves_no_file_where_it_fails(self, cast):
        cast.adapt()
        before = PortalImage.objects.count(), PortalDocument.objects.count()

        with pytest.raises(UnableToAdapt):
            cast.adapt()

        assert (PortalImage.objects.count(), PortalDocument.objects.count()) == before
        assert Adaptation.objects.count() == 1

    def test_is_for_editors_of_that_portal(self, cast):
        stranger = make_member(cast.other, Position.HEAD)
        contributor = make_member(cast.commune, Position.CONTRIBUTOR)

        for actor in (stranger, contributor):
            with pytest.raises(NotYourOffice):
                adapt_story(
                    source=cast.source,
                    section=section_of(cast.commune),
                    actor=actor,
                    now=timezone.now(),
                )

    def test_is_refused_to_the_portal_that_wrote_it_and_to_those_it_goes_back_to(self, cast):
        adaptation = cast.adapt()
        copy = cast.publish(adaptation)
        editor = make_member(cast.province, Position.EDITOR)

        for story in (cast.source, copy):
            with pytest.raises(UnableToAdapt):
                adapt_story(
                    source=story,
                    section=section_of(cast.province),
                    actor=editor,
                    now=timezone.now(),
                )

    def test_is_refused_of_what_is_not_public(self, cast):
        withdraw_story(
            story=cast.source,
            kind=RemovalKind.IN_ERROR,
            reason="Sai",
            actor=cast.head,
            now=timezone.now(),
        )

        with pytest.raises(UnableToAdapt):
            cast.adapt()


class TestItsPublication:
    def test_takes_the_place_of_the_source_there_and_only_there(self, cast):
        adaptation = cast.adapt()

        copy = cast.publish(adaptation)

        assert standing(cast.commune) == {copy.pk}
        assert standing(cast.other) == {cast.source.pk}
        adaptation.refresh_from_db()
        assert adaptation.took_over_at is not None
        assert Delivery.objects.get(portal=cast.commune).state == DeliveryState.ADAPTED
        assert Delivery.objects.get(portal=cast.other).state == DeliveryState.PLACED
        assert PublishedFile.objects.filter(page=copy.pk).count() == 1

    def test_leads_the_sources_address_there_to_it(self, cast):
        placement = Placement.objects.get(portal=cast.commune, story=cast.source)
        copy = cast.publish(cast.adapt())

        answer = visit(cast.commune, placement.path)

        assert (answer.status_code, answer["Location"]) == (301, copy.public_path())

    def test_names_the_source_with_its_address(self, cast):
        copy = cast.publish(cast.adapt())

        shown = visit(cast.commune, copy.public_path()).content.decode()

        address = main_origin(cast.province) + cast.source.public_path()
        assert f'<a href="{address}">{cast.province.title}</a>' in shown

    def test_keeps_the_source_when_its_draft_is_edited(self, cast):
        copy = cast.publish(cast.adapt())

        rewrite(copy, title="Tên khác")

        assert ArticlePage.objects.get(pk=copy.pk).adapted_from_id == cast.source.pk

    def test_is_refused_once_the_source_was_withdrawn_until_its_board_decides(self, cast):
        adaptation = cast.adapt()
        withdraw_story(
            story=cast.source,
            kind=RemovalKind.IN_ERROR,
            reason="Sai ngày",
            actor=cast.head,
            now=timezone.now(),
        )

        with pytest.raises(SourceIsGone):
            cast.publish(adaptation)
        answer_end(
            adaptation=adaptation,
            keep=True,
            reason="Số liệu của xã đúng",
            actor=cast.chief,
            now=timezone.now(),
        )
        copy = ArticlePage.objects.get(pk=adaptation.copy_id)
        copy.get_latest_revision().publish(skip_permission_checks=True)

        assert standing(cast.commune) == {copy.pk}

    def test_is_made_up_for_by_the_sweeper(self, cast):
        adaptation = cast.adapt()
        copy = cast.publish(adaptation)
        Placement.objects.filter(portal=cast.commune, story=cast.source).update(
            removed_at=None, removal_kind=""
        )
        Adaptation.objects.update(took_over_at=None)

        sweep_adaptations(now=timezone.now())
        sweep_adaptations(now=timezone.now())

        assert standing(cast.commune) == {copy.pk}


class TestAChangeOfItsSource:
    def test_is_told_to_a_board_whose_draft_is_still_to_come(self, cast) -> None:
        cast.adapt()

        cast.rewrite(title="Tên mới")

        assert SourceChange.objects.count() == 1


class TestItsDeliveries:
    def test_that_lapsed_or_waited_are_adapted_by_who_made_it(self) -> None:
        cast = make_cast(at_once=False)
        first, second = cast.communes
        head = make_member(first, Position.HEAD)
        lapsed, waiting = send(cast.story, cast.head), send(cast.story, cast.head)
        ignore_deliveries(
            portal=first,
            delivery_ids=[lapsed.deliveries.get(portal=first).pk],
            actor=head,
            now=timezone.now(),
        )
        foreign = send(published_story(cast.portal), cast.head)
        editor = make_member(first, Position.EDITOR)
        made = adapt_story(
            source=cast.story, section=section_of(first), actor=editor, now=timezone.now()
        )
        StoryPage.objects.get(pk=made.copy_id).get_latest_revision().publish(
            skip_permission_checks=True
        )

        for dispatch in (lapsed, waiting):
            row = dispatch.deliveries.get(portal=first)
            assert (row.state, row.how, row.by) == (DeliveryState.ADAPTED, How.HAND, editor)
        for row in (waiting.deliveries.get(portal=second), foreign.deliveries.get(portal=first)):
            assert (row.state, row.how, row.by) == (DeliveryState.WAITING, How.OFFER, None)
        assert Adaptation.objects.get().took_over_at is not None
