"""Bulletins as stories: what they need, what follows of their fields, whose files they publish."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from editorial.broadcasts.captions import follow_other_texts
from editorial.broadcasts.models import BroadcastPage, check_aired_at
from editorial.kinds.registry import called
from editorial.media.files_in_use import file_on, stands_in_a_page
from editorial.recordings.models import Captions
from tests.editorial.broadcasts.bulletins import TEXT, make_bulletin, make_recording
from tests.factories import NOON, make_portal


@pytest.mark.django_db
class TestABulletin:
    def test_needs_a_text_or_a_recording(self) -> None:
        with pytest.raises(ValidationError, match="cần có ít nhất một trong hai"):
            BroadcastPage(aired_at=NOON).check_own()
        BroadcastPage(aired_at=NOON, body=TEXT).check_own()
        BroadcastPage(aired_at=NOON, recording_id=1).check_own()

    def test_is_aired_within_sixty_days(self) -> None:
        check_aired_at(NOON + timedelta(days=60), NOON)
        with pytest.raises(ValidationError, match="quá 60 ngày"):
            check_aired_at(NOON + timedelta(days=60, minutes=1), NOON)
        with pytest.raises(ValidationError, match="quá 60 ngày"):
            BroadcastPage(aired_at=NOON.replace(year=2062), body=TEXT).check_own()

    def test_says_in_its_lead_when_it_was_aired_where_nobody_wrote_one(self) -> None:
        page = BroadcastPage(aired_at=NOON, station_name=" Đài  Hữu Cầu ")
        page.derive()
        assert page.lead == "Đài Hữu Cầu phát lúc 12:00 ngày 28/11/2024."
        page = BroadcastPage(aired_at=NOON, lead="Tiêm phòng.")
        page.derive()
        assert page.lead == "Tiêm phòng."

    def test_tells_its_facts(self) -> None:
        page = BroadcastPage(aired_at=NOON, station_name="Đài A", bulletin_class="urgent")
        assert [str(fact) for fact in called("broadcast").facts(page)] == [
            "Phát lúc: 12:00 28/11/2024",
            "Đài phát: Đài A",
            "Loại bản tin: Bản tin khẩn cấp",
            "Ngôn ngữ: Tiếng Việt",
        ]


@pytest.mark.django_db
def test_captions_are_of_a_text_that_is_public() -> None:
    portal = make_portal()
    sound = make_recording(portal)
    first, second = (make_bulletin(portal, recording=sound, body=TEXT) for _number in range(2))
    # As one that was moved here: nobody told of its publication.
    Captions.objects.all().delete()
    make_bulletin(portal, recording=make_recording(portal))
    assert follow_other_texts() == 1
    assert follow_other_texts() == 0
    holder = Captions.objects.get().story_id
    (other,) = {first.pk, second.pk} - {holder}
    BroadcastPage.objects.get(pk=holder).unpublish()
    assert follow_other_texts() == 1
    assert Captions.objects.get().story_id == other
    assert follow_other_texts() == 0


@pytest.mark.django_db
def test_a_recording_is_public_with_its_bulletin_on_its_portal_alone() -> None:
    portal, other = make_portal(), make_portal()
    sound = make_recording(portal)
    page = make_bulletin(portal, recording=sound, is_public=False)
    assert file_on(portal, sound.pk) is None
    page.get_latest_revision().publish()
    assert file_on(portal, sound.pk).is_public
    assert file_on(other, sound.pk) is None
    assert stands_in_a_page(sound)
    BroadcastPage.objects.get(pk=page.pk).unpublish()
    assert not file_on(portal, sound.pk).is_public
