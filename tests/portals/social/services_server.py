"""Facebook's Graph API and Zalo's interface for official accounts, in their public shapes, with faults to order."""

from __future__ import annotations

import json
import re
import time
from collections import UserDict
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

GRAPH, ZALO, SIGN_IN = "graph.example.vn", "openapi.example.vn", "oauth.example.vn"
PAGE, OA = "104729", "579745"
PICTURE = "https://cdn.example.vn/anh.jpg"

# What is ordered: of each the name, and what the service does then.
FAULTS = (
    "expired token", "revoked token", "token of another page", "no permission", "content refused",
    "duplicate refused", "rate limited", "server error", "timeout", "garbled answer",
    "error inside 200", "never appears", "another text", "link stripped", "picture missing",
    "deleted later", "edit refused", "delete does nothing", "refresh token used up",
)  # fmt: skip

type Answer = tuple[int, object]


class SocialServices(UserDict[str, Callable[[BaseHTTPRequestHandler], None]]):
    """Stands for all paths of `Internet.paths`."""

    def __init__(self, access: str, refresh: str) -> None:
        super().__init__()
        self.access, self.refresh = access, refresh
        self.fault = ""
        self.slow = 0.0
        self.posts: dict[str, dict[str, Any]] = {}
        self.made = 0
        # When articles are made, as the service tells it.
        self.makes_at = 1794279600000
        self.said_of_life: str | int | None = 5184000
        # What the service for signing in says instead of a token.
        self.refuses: dict[str, object] = {}
        self.days_told = 40
        self.renewals = 0
        self.asked: list[str] = []
        self.bodies: list[bytes] = []

    def __missing__(self, path: str) -> Callable[[BaseHTTPRequestHandler], None]:
        return self.answer

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        sent = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        self.bodies.append(sent)
        host = handler.headers["Host"]
        self.asked.append(f"{handler.command} {host}{handler.path}")
        status, said = self._of(host, handler, sent)
        if self.fault == "timeout" and handler.command == "POST":
            # It did what it was asked, and says so too late.
            time.sleep(self.slow)
        body = json.dumps(said).encode()
        if self.fault == "garbled answer" and handler.command != "GET":
            body = body[: len(body) // 2]
        handler.send_response(status)
        if status == 429:
            handler.send_header("Retry-After", "7200")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def _of(self, host: str, handler: BaseHTTPRequestHandler, sent: bytes) -> Answer:
        parts = urlsplit(handler.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if self.fault == "server error" and handler.command == "POST":
            return 500, {"error": {"code": 2, "message": "down"}}
        if self.fault == "rate limited" and handler.command == "POST":
            return 429, {}
        if host == SIGN_IN:
            return self._renew(parse_qs(sent.decode()))
        if host == GRAPH:
            if handler.headers["Authorization"] != f"Bearer {self.access}":
                return _graph(190, f"Malformed access token {handler.headers['Authorization']}")
            return self._graph(handler, parts.path.removeprefix("/v23.0"), query, sent)
        if handler.headers["access_token"] != self.access:
            return _zalo(-216, "Access token is invalid")
        return self._zalo(parts.path, query, json.loads(sent or b"{}"))

    # What both services have.

    def _stored(self, text: str, *, picture: bool) -> str:
        self.made += 1
        number = f"{PAGE}_{self.made}"
        if self.fault == "another text":
            text = text.replace("Bão", "Nắng")
        if self.fault == "link stripped":
            text = re.sub(r"https?://\S+", "", text)
        if self.fault != "never appears":
            self.posts[number] = {
                "text": text, "picture": picture and self.fault != "picture missing",
                "made": self.makes_at,
            }  # fmt: skip
        return number

    def _renew(self, form: dict[str, list[str]]) -> Answer:
        self.renewals += 1
        if self.refuses:
            return 200, self.refuses
        if self.fault == "refresh token used up" or form["refresh_token"] != [self.refresh]:
            return 200, {"error": -14014, "error_name": "Invalid refresh token."}
        self.access, self.refresh = f"{self.access}-{self.renewals}", f"{self.refresh}-x"
        return 200, {
            "access_token": self.access, "refresh_token": self.refresh, "expires_in": "90000",
        }  # fmt: skip

    # Facebook.

    def _graph(
        self, handler: BaseHTTPRequestHandler, path: str, query: dict[str, str], sent: bytes
    ) -> Answer:
        if self.fault in {"expired token", "revoked token"}:
            return _graph(190, f"{self.fault}: {self.access}")
        if path in {"/me", "/oauth/access_token"}:
            return self._graph_token(path)
        if handler.command == "POST" and self.fault in GRAPH_FAULTS:
            return _graph(*GRAPH_FAULTS[self.fault])
        if handler.command == "POST" and self.fault == "error inside 200":
            return 200, _graph(1, "An unknown error occurred")[1]
        if path.startswith(f"/{PAGE}/") or path == f"/{PAGE}":
            return self._graph_page(path.removeprefix(f"/{PAGE}"), query, sent)
        return self._graph_of_post(handler.command, path.removeprefix("/"), sent)

    def _graph_token(self, path: str) -> Answer:
        if path == "/me":
            name = "khac" if self.fault == "token of another page" else "xa.mau"
            return 200, {"id": PAGE, "name": name, "link": f"https://www.facebook.com/{name}"}
        self.renewals += 1
        if self.refuses:
            return 400, self.refuses
        self.access += "-dai"
        lives = {} if self.said_of_life is None else {"expires_in": self.said_of_life}
        return 200, {"access_token": self.access, **lives}

    def _graph_page(self, path: str, query: dict[str, str], sent: bytes) -> Answer:
        if path == "/insights":
            if query["metric"] != "page_total_media_view_unique":
                return _graph(100, "The value must be a valid insights metric")
            return 200, {"data": [{"values": self._days(int(query["since"]), int(query["until"]))}]}
        if path == "/posts":
            return 200, self._slice_of_feed(int(query["since"]), int(query.get("after", "0")))
        if path == "/feed":
            return 200, {"id": self._stored(_field(sent, "message"), picture=False)}
        if path == "/photos":
            caption = re.search(rb'name="caption"\r\n\r\n(.*?)\r\n--', sent, re.DOTALL)
            assert caption is not None
            assert b'name="source"; filename=' in sent
            number = self._stored(caption[1].decode(), picture=True)
            return 200, {"id": "9", "post_id": number}
        return 200, {"followers_count": 1234}

    def _graph_of_post(self, method: str, number: str, sent: bytes) -> Answer:
        if number not in self.posts:
            return _graph(100, "Unsupported get request.", 33)
        if method == "POST" and self.fault == "edit refused":
            return _graph(100, "The post could not be edited")
        if method == "POST":
            self.posts[number]["text"] = _field(sent, "message")
            return 200, {"success": True}
        if method == "DELETE":
            if self.fault != "delete does nothing":
                del self.posts[number]
            return 200, {"success": True}
        return 200, self._graph_post(number)

    def _slice_of_feed(self, since: int, after: int) -> dict[str, Any]:
        young = [name for name, post in self.posts.items() if post["made"] / 1000 >= since]
        told = list(reversed(young))[after : after + 25]
        more = len(young) > after + 25
        return {
            "data": [self._graph_post(name) for name in told],
            "paging": {"cursors": {"after": str(after + 25)}} | ({"next": "x"} if more else {}),
        }

    def _days(self, since: int, until: int) -> list[dict[str, Any]]:
        """A day ends at 07:00 here; the last ones are told late."""
        day = 86400
        ends = range(since - since % day + 7 * 3600, until, day)
        told = [
            {
                "value": 10,
                "end_time": f"{datetime.fromtimestamp(end, tz=UTC):%Y-%m-%dT%H:%M:%S+0000}",
            }
            for end in ends
        ]
        return told[: self.days_told]

    def _graph_post(self, number: str) -> dict[str, Any]:
        post = self.posts[number]
        told = {
            "id": number, "message": post["text"],
            "permalink_url": f"https://www.facebook.com/{number}",
        }  # fmt: skip
        return told | ({"full_picture": PICTURE} if post["picture"] else {})

    # Zalo.

    def _zalo(self, path: str, query: dict[str, str], sent: dict[str, Any]) -> Answer:
        if self.fault in {"expired token", "revoked token"}:
            return _zalo(-216, f"{self.fault}: {self.access}")
        if path == "/v2.0/oa/getoa":
            other = self.fault == "token of another page"
            return _zalo(
                0, oa_id=OA, name="Xã", oa_alias="khac" if other else "xa-mau", num_follower=77
            )
        if path in WRITTEN and self.fault in ZALO_FAULTS:
            return _zalo(*ZALO_FAULTS[self.fault])
        if path in WRITTEN and not 0 < len(sent["author"]) <= 50:
            return _zalo(-203, "author is invalid")
        if path in {"/v2.0/article/create", "/v2.0/article/verify", "/v2.0/article/getslice"}:
            return self._zalo_articles(path, query, sent)
        return self._zalo_article(path, sent.get("id") or query["id"], sent)

    def _zalo_articles(self, path: str, query: dict[str, str], sent: dict[str, Any]) -> Answer:
        if path == "/v2.0/article/create":
            text = "\n".join(one["content"] for one in sent["body"])
            return _zalo(0, token=self._stored(text, picture=True))
        if path == "/v2.0/article/verify":
            found = sent["token"] in self.posts
            return _zalo(0, **({"id": sent["token"]} if found else {}))
        if int(query["limit"]) > 10:
            return _zalo(-1, "limit is at most 10")
        newest = list(reversed(self.posts))[int(query["offset"]) :][:10]
        medias = [
            {"id": name, "total_view": 5, "create_date": self.posts[name]["made"]}
            for name in newest
        ]
        return _zalo(0, medias=medias)

    def _zalo_article(self, path: str, number: str, sent: dict[str, Any]) -> Answer:
        if number not in self.posts:
            return _zalo(-230, "Article is not found")
        if path == "/v2.0/article/update":
            if self.fault == "edit refused":
                return _zalo(-203, "Article cannot be edited")
            self.posts[number]["text"] = "\n".join(one["content"] for one in sent["body"])
            return _zalo(0, token="x")
        if path == "/v2.0/article/remove":
            if self.fault != "delete does nothing":
                del self.posts[number]
            return _zalo(0)
        post = self.posts[number]
        lines = post["text"].split("\n")
        return _zalo(
            0, id=number, title=lines[0], status="show", link_view=f"https://zalo.me/d/{number}",
            cover={"photo_url": PICTURE} if post["picture"] else {},
            body=[{"type": "text", "content": line} for line in lines],
        )  # fmt: skip


WRITTEN = {"/v2.0/article/create", "/v2.0/article/update"}
GRAPH_FAULTS = {
    "no permission": (200, "Requires pages_manage_posts permission"),
    "content refused": (368, "The action attempted has been deemed abusive"),
    "duplicate refused": (506, "Duplicate status message"),
}
ZALO_FAULTS = {
    "no permission": (-202, "Permission denied"),
    "content refused": (-203, "Article content is invalid"),
    "duplicate refused": (-203, "Article is duplicated"),
    "error inside 200": (-1, "Unknown error"),
}


def _graph(code: int, message: str, subcode: int | None = None) -> Answer:
    error = {"message": message, "type": "OAuthException", "code": code}
    return 400, {"error": error | ({"error_subcode": subcode} if subcode else {})}


def _zalo(error: int, message: str = "Success", **data: object) -> Answer:
    return 200, {"error": error, "message": message} | ({"data": data} if data else {})


def _field(sent: bytes, name: str) -> str:
    return parse_qs(sent.decode())[name][0]
