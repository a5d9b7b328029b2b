from collections.abc import Iterator

import pytest

from tests.portals.ledger.writing import trial_kind


@pytest.fixture
def trial() -> Iterator[None]:
    """A kind of entries named `trial`."""
    with trial_kind():
        yield
