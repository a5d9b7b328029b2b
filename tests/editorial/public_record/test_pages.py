"""Pages as readers keep them are told from altered ones by both verifiers; by the hundred in `pages.py`."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.portals.ledger.writing import SIGNER

from .pages import ALTERED, GENUINE, SEED, asked
from .trying_pages import tried

pytestmark = pytest.mark.django_db


def test_both_verifiers_tell_genuine_pages_from_altered_ones(
    chromium: Browser, settings: object, tmp_path: Path
) -> None:
    settings.LEDGER_KEY = SIGNER.secret_text
    settings.MEDIA_ROOT = tmp_path
    found = tried(
        chromium, genuine=asked(GENUINE, 12), altered_ones=asked(ALTERED, 25), seed=asked(SEED, 1)
    )
    print(found.table())
    assert found.wrong == []
