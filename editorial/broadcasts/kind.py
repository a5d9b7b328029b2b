"""What the kind "broadcast" is, for everything that asks kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.kinds.registry import CarriedField, ContentKind, Fact

from .models import BroadcastPage
from .playing import page_of_bulletin
from .schema_org import describe_bulletin

if TYPE_CHECKING:
    from editorial.models import StoryPage

SECTION_TYPE = "loa"


def facts_of_bulletin(story: StoryPage) -> list[Fact]:
    page = cast("BroadcastPage", story)
    told = (
        (_("Aired at"), f"{localtime(page.aired_at):%H:%M %d/%m/%Y}" if page.aired_at else ""),
        (_("Station"), page.station_name),
        (_("Class of bulletin"), str(page.get_bulletin_class_display())),
        (_("Language"), str(page.get_language_display())),
    )
    return [Fact(label, value) for label, value in told if value]


BROADCASTS = ContentKind(
    model=BroadcastPage,
    label=gettext_lazy("Loudspeaker bulletin"),
    plural=gettext_lazy("Loudspeaker bulletins"),
    write_label=gettext_lazy("Post a loudspeaker bulletin"),
    search_value="ban-tin-loa",
    carried=(
        CarriedField("aired_at", gettext_lazy("Aired at")),
        CarriedField("bulletin_class", gettext_lazy("Class of bulletin")),
        CarriedField("language", gettext_lazy("Language")),
        CarriedField("station_name", gettext_lazy("Station"), as_text=True),
    ),
    left_behind={
        "recording": "is the voice of whoever aired it: an own version is another text",
        "lacks_text": "is made from recording and text",
    },
    files=("recording",),
    facts=facts_of_bulletin,
    describe=describe_bulletin,
    page_context=page_of_bulletin,
    facts_template="editorial/broadcasts/facts.html",
    page_template="editorial/broadcasts/page.html",
)
