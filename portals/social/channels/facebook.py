"""Pages with Facebook, by the Graph API as it is published. The token travels in a header, never in an address."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from portals.clock import local_date, months_before
from portals.social.enums import SocialFault

from .asking import ServiceQuestion, ask_service, list_in, said_by_service, told_life, told_text
from .interface import (
    AppFault,
    ChannelFault,
    FreshToken,
    MonthNumbers,
    OwnedPage,
    PostContent,
    ReadPost,
    too_many_posts,
)

# Codes of errors, as the Graph API documents them; 200 to 299 are of permissions too.
TOKENS, PERMISSIONS = {102, 190, 463, 467}, {3, 10, *range(200, 300)}
RATES, OUTAGES = {4, 17, 32, 341, 613, 80001}, {1, 2}
DUPLICATE, NO_SUCH_OBJECT, NO_OBJECT = 506, 100, 33
READ = "id,message,permalink_url,full_picture,attachments{unshimmed_url,url,media_type}"
# As many posts a question, and so many questions.
NEWEST, PAGES_OF_NEWEST = "25", 8
# "Error validating application", and what is said of a wrong secret under the code of any error.
NO_APP, WRONG_SECRET = 101, "client secret"


class FacebookPages:
    def whose(self, access: str) -> OwnedPage:
        told = self._ask("GET", "/me", access, query={"fields": "id,name,link,username"})
        page_id, username = told_text(told, "id"), told_text(told, "username")
        if not page_id:
            raise ChannelFault(SocialFault.OUTAGE, _("The service's answer is garbled."))
        own = [f"https://www.facebook.com/{name}" for name in (username, page_id) if name]
        own.append(f"https://www.facebook.com/profile.php?id={page_id}")
        return OwnedPage(page_id, told_text(told, "name"), (told_text(told, "link"), *own))

    def send(self, access: str, page_id: str, content: PostContent) -> str:
        if content.picture:
            told = self._ask(
                "POST", f"/{page_id}/photos", access,
                form={"caption": content.whole}, file=(content.picture_name, content.picture),
            )  # fmt: skip
        else:
            told = self._ask(
                "POST", f"/{page_id}/feed", access,
                form={"message": content.whole, "link": content.link},
            )  # fmt: skip
        return told_text(told, "post_id") or told_text(told, "id")

    def read(self, access: str, external_id: str) -> ReadPost | None:
        try:
            return _read(self._ask("GET", f"/{external_id}", access, query={"fields": READ}))
        except _NoSuchPost:
            return None

    def newest(
        self, access: str, page_id: str, *, since: datetime, known: Collection[str]
    ) -> list[ReadPost]:
        found: list[ReadPost] = []
        query = {"fields": READ, "limit": NEWEST, "since": str(int(since.timestamp()))}
        for _page in range(PAGES_OF_NEWEST):
            # Its own posts: a feed has also what visitors write there, who may share our link.
            told = self._ask("GET", f"/{page_id}/posts", access, query=query)
            if "data" not in told:
                raise ChannelFault(SocialFault.OUTAGE, _("The service's answer is garbled."))
            found += [_read(one) for one in list_in(told, "data")]
            after = told_text(told, "paging", "cursors", "after")
            if not after or not told_text(told, "paging", "next"):
                return [one for one in found if one.external_id not in known]
            query["after"] = after
        raise too_many_posts()

    def edit(self, access: str, external_id: str, content: PostContent) -> None:
        self._ask("POST", f"/{external_id}", access, form={"message": content.whole})

    def remove(self, access: str, external_id: str) -> None:
        try:
            self._ask("DELETE", f"/{external_id}", access)
        except _NoSuchPost:
            return

    def renewed(self, access: str, refresh: str, now: datetime) -> FreshToken | None:
        number, secret = settings.PORTALS_FACEBOOK_APP
        if not number:
            return None
        form = {
            "grant_type": "fb_exchange_token", "client_id": number, "client_secret": secret,
            "fb_exchange_token": access,
        }  # fmt: skip
        told = self._ask("POST", "/oauth/access_token", access, form=form)
        fresh = told_text(told, "access_token")
        if not fresh:
            raise ChannelFault(SocialFault.OUTAGE, _("The service's answer is garbled."))
        lives = told_life(told)
        if lives is None:
            # Some never die: what is not told is not made up.
            return FreshToken(fresh)
        return FreshToken(fresh, access_until=now + lives, dies_on=local_date(now + lives))

    def numbers(self, access: str, page_id: str, month: date) -> MonthNumbers:
        page = self._ask("GET", f"/{page_id}", access, query={"fields": "followers_count"})
        end = months_before(month, -1)
        told = self._ask(
            "GET", f"/{page_id}/insights", access,
            query={
                # Days of the service end in the morning of the next one here.
                "metric": "page_total_media_view_unique", "period": "day",
                "since": _stamp(month), "until": _stamp(end + timedelta(days=2)),
            },
        )  # fmt: skip
        reached = _by_day(told)
        days = [month + timedelta(days=number) for number in range((end - month).days)]
        followers = told_text(page, "followers_count")
        if not followers.isdecimal() or not all(day in reached for day in days):
            raise ChannelFault(SocialFault.OUTAGE, _("The service names no numbers."))
        return MonthNumbers(int(followers), sum(reached[day] for day in days))

    def _ask(self, method: str, path: str, access: str, **more: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {access}"}
        url = f"{settings.PORTALS_FACEBOOK_URL}{path}"
        status, told = ask_service(ServiceQuestion(method, url, headers, **more))
        # Also with 200.
        if "error" in told or status >= 400:
            raise _fault(told, access)
        return told


class _NoSuchPost(ChannelFault):
    """Nothing stands under this name."""


def _fault(told: dict[str, Any], access: str) -> ChannelFault:
    number, message = told_text(told, "error", "code"), told_text(told, "error", "message")
    code = int(number) if number.isdecimal() else 0
    said = {"said": said_by_service(message, access)}
    if code == NO_SUCH_OBJECT and told_text(told, "error", "error_subcode") == str(NO_OBJECT):
        return _NoSuchPost(SocialFault.UNPROVEN, _("The post stands there no more."))
    if code == NO_APP or WRONG_SECRET in message.lower():
        return AppFault(_("Facebook refuses the app of the province: %(said)s") % said)
    if code in TOKENS:
        return ChannelFault(SocialFault.TOKEN, _("Facebook refuses the token: %(said)s") % said)
    if code in PERMISSIONS:
        return ChannelFault(
            SocialFault.PERMISSION, _("Facebook does not permit it: %(said)s") % said
        )
    if code in RATES:
        return ChannelFault(SocialFault.RATE, _("The service wants fewer posts."))
    if code in OUTAGES or not code:
        return ChannelFault(SocialFault.OUTAGE, _("Facebook could not do it: %(said)s") % said)
    return ChannelFault(SocialFault.CONTENT, _("Facebook refuses the post: %(said)s") % said)


def _read(told: dict[str, Any]) -> ReadPost:
    attached = list_in(told, "attachments", "data")
    links = [told_text(one, name) for one in attached for name in ("unshimmed_url", "url")]
    return ReadPost(
        external_id=told_text(told, "id"),
        address=told_text(told, "permalink_url"),
        text=told_text(told, "message"),
        links=tuple(link for link in links if link),
        has_picture=bool(told_text(told, "full_picture")),
    )


def _by_day(told: dict[str, Any]) -> dict[date, int]:
    """People reached by the day that was counted; a value names the hour at which its day ended."""
    reached = {}
    for value in (value for one in list_in(told, "data") for value in list_in(one, "values")):
        number, ended = told_text(value, "value"), told_text(value, "end_time")[:10]
        with suppress(ValueError):
            reached[date.fromisoformat(ended) - timedelta(days=1)] = int(number)
    return reached


def _stamp(day: date) -> str:
    return str(int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()))
