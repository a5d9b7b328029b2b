"""Both services on this machine, behind the guarded door."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from portals.fetching import Limits
from portals.social.channels import asking
from tests.portals.fetching.internet import PUBLIC, internet
from tests.portals.social.posted import ACCESS, REFRESH, hidden
from tests.portals.social.services_server import GRAPH, SIGN_IN, ZALO, SocialServices


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[SocialServices]:
    settings.PORTALS_SOCIAL_POSTING = True
    settings.PORTALS_FACEBOOK_URL = f"http://{GRAPH}/v23.0"
    settings.PORTALS_ZALO_URL = f"http://{ZALO}"
    settings.PORTALS_ZALO_SIGN_IN_URL = f"http://{SIGN_IN}/v4"
    hidden.clear()
    with internet(monkeypatch) as served:
        for name in (GRAPH, ZALO, SIGN_IN):
            served.name(name, [PUBLIC])
        speaking = SocialServices(ACCESS, REFRESH)
        monkeypatch.setattr(served, "paths", speaking)
        monkeypatch.setattr(asking, "A_QUESTION", Limits(seconds=3, redirects=0))
        yield speaking
