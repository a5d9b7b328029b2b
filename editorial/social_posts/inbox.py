"""Posts that wait for a second person, told to whoever may approve a text of the portal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.permissions import decides
from portals.boards.enums import ALL_POSITIONS
from portals.boards.models import StandingWaiver
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource
from portals.models import SocialService
from portals.social.enums import SocialPostState
from portals.social.models import SocialPost

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portals.inbox.reader import InboxReader
    from portals.models import Portal


class PostsToApprove(InboxSource):
    """Asked for all posts at once; whoever may not approve one is not told, nor is who proposed it without a waiver."""

    kind = "social-post"
    label = gettext_lazy("Posts on social accounts to approve")
    positions = ALL_POSITIONS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        waivers = StandingWaiver.objects.in_force(reader.now)
        waiting = SocialPost.objects.filter(state=SocialPostState.PROPOSED)
        yield Rows(
            waiting.filter(of_story__isnull=False),
            portal="account__portal",
            since="proposed_at",
            words={
                "service": F("account__service"),
                "story": F("of_story__story"),
                "title": F("of_story__story__title"),
                "subject": F("of_story__story__sensitive_subject"),
                "by": F("proposed_by"),
                "waived": Exists(waivers.filter(board__portal=OuterRef("account__portal"))),
            },
        )

    def items(self, reader: InboxReader, rows: list[InboxRow]) -> Iterable[InboxItem]:
        return [self.item(reader, row) for row in rows if self._is_told(reader, row)]

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("story_posts", args=[row.portal.pk, row.words["story"]])
        at = f"{url}#bai-{row.pk}"
        return row.item(
            title=_("Post on %(service)s: %(title)s")
            % {
                "service": SocialService(row.words["service"]).label,
                "title": row.words["title"],
            },
            url=at,
            acts=(InboxAct(label=_("Read and decide"), url=at),),
            urgency=InboxUrgency.ORDINARY,
        )

    def _is_told(self, reader: InboxReader, row: InboxRow) -> bool:
        powers = reader.powers.get(row.portal.pk)
        is_own = row.words["by"] == reader.user.pk
        if powers is None or (is_own and not row.words["waived"]):
            return False
        if not row.words["subject"]:
            return decides(powers)
        since = row.since or reader.now
        return powers.basis(sensitive=True, waiting_since=since) is not None
