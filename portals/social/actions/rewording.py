"""What is wanted of many posts at once, where a text that stands on many portals changes or ends there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Case, F, TextField, Value, When

from portals.social.enums import SocialPostState
from portals.social.models import SocialPost

from .posting import settled_text


def reword_posts(*, texts: Mapping[int, str], now: datetime) -> int:
    """Have each of the posts say its text; return how many change. Three statements, however many there are.

    As `correct_posts_of`, for posts that are worded apart: called in the transaction of the correction, asks nobody.
    """
    said = {pk: settled_text(text) for pk, text in texts.items()}
    open_posts = SocialPost.objects.open().exclude(state=SocialPostState.WITHDRAWING)
    held = open_posts.filter(pk__in=said).select_for_update(of=("self",)).order_by("pk")
    wanted = {pk: said[pk] for pk, text in held.values_list("pk", "text") if text != said[pk]}
    if not wanted:
        return 0
    text = Case(
        *(When(pk=pk, then=Value(words)) for pk, words in wanted.items()), output_field=TextField()
    )
    posts = SocialPost.objects.filter(pk__in=wanted)
    # What nobody approved yet waits anew: another text is to be read.
    since = Case(When(state=SocialPostState.PROPOSED, then=Value(now)), default=F("state_at"))
    waiting = posts.filter(external_id="").update(text=text, state_at=since)
    return waiting + posts.exclude(external_id="").update(
        text=text, state=SocialPostState.CORRECTING, state_at=now, tries=0, next_try_at=now
    )
