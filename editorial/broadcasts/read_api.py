"""Bulletins of the loudspeakers in the public read API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from editorial.models import Placement
from editorial.read_api.items import ApiFile, ApiStory
from editorial.read_api.stories import StoryQuery, StoryResource
from editorial.read_api.story_parts import digests_of, told_file
from portals.addresses import main_origin

from .models import BroadcastPage


class ApiBulletin(ApiStory):
    """A bulletin."""

    aired_at: datetime = Field(description="Lúc phát, đã phát hoặc sắp phát.")
    bulletin_class: str = Field(description="Loại bản tin: ordinary, priority, urgent.")
    language: str = Field(description="Ngôn ngữ được đọc (BCP 47).")
    station: str = Field(description="Đài phát.")
    recording: ApiFile | None = Field(description="Bản ghi âm gốc, nếu đã qua kiểm tra.")


class BulletinResource(StoryResource[StoryQuery]):
    name = "bulletins"
    rank = 50
    title = _("Bulletins of the loudspeakers")
    description = _("What stations aired or are about to air, as text, as sound, or both.")
    item = ApiBulletin
    query = StoryQuery
    kind = BroadcastPage.story_kind

    def further(
        self, story_ids: Sequence[int], placements: Sequence[Placement]
    ) -> Mapping[int, dict[str, Any]]:
        """Two queries."""
        hosts = {one.story_id: main_origin(one.portal) for one in placements}
        found = list(BroadcastPage.objects.filter(pk__in=story_ids).select_related("recording"))
        digests = digests_of([one.recording_id for one in found if one.recording_id])
        return {one.pk: _own_fields(one, hosts[one.pk], digests) for one in found}


def _own_fields(one: BroadcastPage, origin: str, digests: Mapping[int, str]) -> dict[str, Any]:
    recording = one.recording
    is_public = recording is not None and recording.may_be_public
    return {
        "aired_at": one.aired_at,
        "bulletin_class": one.bulletin_class,
        "language": one.language,
        "station": one.station_name,
        "recording": told_file(recording, origin, digests.get(recording.pk, ""))
        if recording and is_public
        else None,
    }


BULLETINS = BulletinResource()
