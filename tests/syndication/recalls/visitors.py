"""Our own portals asked without a web server: what Django answers, as the fetching client gives it."""

from __future__ import annotations

from django.test import Client

from portals.fetching import Fetched, TransientFetchError


class Visitors:
    """Stands in for `fetch_own_all`. `broken` answers nothing; `wrong` answers 200 with the story's address."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.broken: set[str] = set()
        self.still_listed: dict[str, str] = {}

    def __call__(self, asked, **_):
        return [self._answer(hostname, path) for hostname, path in asked]

    def _answer(self, hostname: str, path: str):
        self.asked.append(f"{hostname}{path}")
        if hostname in self.broken:
            return TransientFetchError("ConnectTimeout")
        response = Client().get(path, headers={"host": hostname})
        body = response.content + self.still_listed.get(f"{hostname}{path}", "").encode()
        headers = {name.lower(): value for name, value in response.items()}
        return Fetched(f"http://{hostname}{path}", response.status_code, headers, body)
