"""Official accounts with Zalo: articles, by the API as it is published. Its errors come with 200 and a number."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from html import escape, unescape
from typing import Any

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from portals.clock import LOCAL_ZONE, local_date
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

TOKENS = {"-124", "-201", "-216", "-220", *(SPENT := ("-14014", "-14020"))}
# All else under these numbers is said of the app: its number, its secret, what it may.
OF_THE_APP = "-14"
PERMISSIONS = {"-202", "-206", "-208", "-209", "-224"}
GONE, RATES, OUTAGES = {"-204", "-205"}, {"-32", "-211"}, {"-1", "-100", "-200"}
NO_ARTICLE = {"-230", "-404"}
# An article is made after it was taken; until then it is known by this and a token of its own.
UNMADE = "token:"
LONGEST_TITLE, LONGEST_DESCRIPTION, LONGEST_AUTHOR = 150, 300, 50
# The service lists no more at once; and so many lists are read.
SLICE, MOST_SLICES = 10, 20
# A refresh token lives three months, and is good for once.
REFRESH_LIVES = timedelta(days=90)


class ZaloArticles:
    def whose(self, access: str) -> OwnedPage:
        told = self._ask("GET", "/v2.0/oa/getoa", access)
        page_id = told_text(told, "data", "oa_id") or told_text(told, "data", "oaid")
        if not page_id:
            raise ChannelFault(SocialFault.OUTAGE, _("The service's answer is garbled."))
        names = (page_id, told_text(told, "data", "oa_alias"))
        own = tuple(f"https://zalo.me/{name}" for name in names if name)
        return OwnedPage(page_id, told_text(told, "data", "name"), own)

    def send(self, access: str, page_id: str, content: PostContent) -> str:
        told = self._ask("POST", "/v2.0/article/create", access, sent=_article(content))
        made = told_text(told, "data", "token")
        return f"{UNMADE}{made}" if made else ""

    def read(self, access: str, external_id: str) -> ReadPost | None:
        if external_id.startswith(UNMADE):
            made = {"token": external_id.removeprefix(UNMADE)}
            external_id = told_text(
                self._ask("POST", "/v2.0/article/verify", access, sent=made), "data", "id"
            )
            if not external_id:
                return None
        try:
            told = self._ask("GET", "/v2.0/article/getdetail", access, query={"id": external_id})
        except _NoSuchArticle:
            return None
        data = told.get("data")
        if not isinstance(data, dict):
            raise ChannelFault(SocialFault.OUTAGE, _("The service's answer is garbled."))
        return _read(data) if told_text(data, "id") and data.get("status") == "show" else None

    def newest(
        self, access: str, page_id: str, *, since: datetime, known: Collection[str]
    ) -> list[ReadPost]:
        # The list tells no texts.
        names = [told_text(one, "id") for one in self._listed(access, since)]
        found = (self.read(access, name) for name in names if name and name not in known)
        return [one for one in found if one is not None]

    def _listed(self, access: str, since: datetime) -> list[dict[str, Any]]:
        """What the service lists of articles made since then; the newest stand first."""
        found: list[dict[str, Any]] = []
        for place in range(0, SLICE * MOST_SLICES, SLICE):
            query = {"offset": str(place), "limit": str(SLICE), "type": "normal"}
            told = self._ask("GET", "/v2.0/article/getslice", access, query=query)
            listed = list_in(told, "data", "medias")
            young = [one for one in listed if (_made_at(one) or since) >= since]
            found += young
            if len(listed) < SLICE or not young:
                return found
        raise too_many_posts()

    def edit(self, access: str, external_id: str, content: PostContent) -> None:
        sent = {"id": external_id, **_article(content)}
        self._ask("POST", "/v2.0/article/update", access, sent=sent)

    def remove(self, access: str, external_id: str) -> None:
        try:
            self._ask("POST", "/v2.0/article/remove", access, sent={"id": external_id})
        except _NoSuchArticle:
            return

    def renewed(self, access: str, refresh: str, now: datetime) -> FreshToken | None:
        number, secret = settings.PORTALS_ZALO_APP
        if not number or not refresh:
            return None
        _status, told = ask_service(
            ServiceQuestion(
                "POST", f"{settings.PORTALS_ZALO_SIGN_IN_URL}/oa/access_token", {"secret_key": secret},
                form={
                    "refresh_token": refresh, "app_id": number, "grant_type": "refresh_token",
                },
            )
        )  # fmt: skip
        fresh, after = told_text(told, "access_token"), told_text(told, "refresh_token")
        if not fresh or not after:
            raise _renewal_fault(told, access, refresh)
        lives = told_life(told) or timedelta(hours=25)
        return FreshToken(fresh, after, now + lives, local_date(now + REFRESH_LIVES))

    def numbers(self, access: str, page_id: str, month: date) -> MonthNumbers:
        told = self._ask("GET", "/v2.0/oa/getoa", access)
        followers = told_text(told, "data", "num_follower")
        if not followers.isdecimal():
            raise ChannelFault(SocialFault.OUTAGE, _("The service names no numbers."))
        begins = datetime(month.year, month.month, 1, tzinfo=LOCAL_ZONE)
        # Articles made in the month: the interface tells of no other reach.
        views = [
            told_text(one, "total_view")
            for one in self._listed(access, begins)
            if (made_at := _made_at(one)) and local_date(made_at).replace(day=1) == month
        ]
        return MonthNumbers(int(followers), sum(int(one) for one in views if one.isdecimal()))

    def _ask(self, method: str, path: str, access: str, **more: Any) -> dict[str, Any]:
        url = f"{settings.PORTALS_ZALO_URL}{path}"
        _status, told = ask_service(ServiceQuestion(method, url, {"access_token": access}, **more))
        if told_text(told, "error") != "0":
            raise _fault(told, access)
        return told


class _NoSuchArticle(ChannelFault):
    """Nothing stands under this name."""


def _renewal_fault(told: dict[str, Any], *tokens: str) -> ChannelFault:
    code = told_text(told, "error")
    if code.startswith(OF_THE_APP) and len(code) == len(SPENT[0]) and code not in SPENT:
        said = told_text(told, "error_description") or told_text(told, "error_name")
        return AppFault(
            _("Zalo refuses the app of the province: %(said)s")
            % {"said": said_by_service(said, *tokens)}
        )
    return _fault(told, *tokens)


def _fault(told: dict[str, Any], *tokens: str) -> ChannelFault:
    code, message = told_text(told, "error"), told_text(told, "message")
    said = {"said": said_by_service(message or told_text(told, "error_name"), *tokens)}
    if code in NO_ARTICLE:
        return _NoSuchArticle(SocialFault.UNPROVEN, _("The post stands there no more."))
    if code in TOKENS:
        return ChannelFault(SocialFault.TOKEN, _("Zalo refuses the token: %(said)s") % said)
    if code in PERMISSIONS:
        return ChannelFault(SocialFault.PERMISSION, _("Zalo does not permit it: %(said)s") % said)
    if code in GONE:
        return ChannelFault(SocialFault.GONE, _("Zalo says the account is gone: %(said)s") % said)
    if code in RATES:
        return ChannelFault(SocialFault.RATE, _("The service wants fewer posts."))
    if code in OUTAGES or not code:
        return ChannelFault(SocialFault.OUTAGE, _("Zalo could not do it: %(said)s") % said)
    return ChannelFault(SocialFault.CONTENT, _("Zalo refuses the post: %(said)s") % said)


def _article(content: PostContent) -> dict[str, Any]:
    if not content.picture_address:
        raise ChannelFault(SocialFault.CONTENT, _("Zalo takes no article without a picture."))
    lines = [line for line in content.whole.split("\n") if line]
    return {
        "type": "normal",
        "title": lines[0][:LONGEST_TITLE],
        "author": content.author[:LONGEST_AUTHOR],
        "cover": {"cover_type": "photo", "photo_url": content.picture_address, "status": "show"},
        "description": " ".join(lines)[:LONGEST_DESCRIPTION],
        "body": [{"type": "text", "content": escape(line)} for line in lines],
        "status": "show",
        "comment": "hide",
    }


def _read(data: dict[str, Any]) -> ReadPost:
    title = told_text(data, "title")
    said = [unescape(strip_tags(told_text(one, "content"))) for one in list_in(data, "body")]
    body = "\n".join(said)
    return ReadPost(
        external_id=told_text(data, "id"),
        address=told_text(data, "link_view"),
        text=body if body.startswith(title) else f"{title}\n{body}",
        has_picture=bool(told_text(data, "cover", "photo_url")),
    )


def _made_at(listed: dict[str, Any]) -> datetime | None:
    """When an article was made; its hour is told in milliseconds."""
    stamp = told_text(listed, "create_date")
    if not stamp.isdecimal() or len(stamp) > 14:
        return None
    return datetime.fromtimestamp(int(stamp) / 1000, tz=LOCAL_ZONE)
