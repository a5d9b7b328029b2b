"""The read API does what its description says, whatever it is asked: searched for by schemathesis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS

from portals.addresses import main_origin
from portals.read_api.description import openapi_document
from portals.read_api.registry import resources
from tests.editorial.answers.cast import stands
from tests.editorial.procedures.exports import ALL, bring_in
from tests.factories import make_official, make_province_tree, published_story
from tests.scoring.published.cast import make_published
from tests.scoring.published.test_pages import shown
from tests.support.sheets import make_disclosure

pytestmark = pytest.mark.django_db
EXAMPLES = 15
CHECKED = [
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_headers_conformance", "response_schema_conformance", "negative_data_rejection",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Requests run within the test's transaction, as those of Django's client do."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def filled() -> Any:
    province = shown(make_published(2)).province
    _province, district, (commune, other) = province, *make_province_tree(communes=2)[1:]
    bring_in(*ALL)
    stands(commune, topic="y-te")
    published_story(other)
    make_official(district)
    make_disclosure(commune)
    return province


@pytest.mark.parametrize("name", resources())
def test_no_answer_is_an_error_or_another_than_described(filled: Any, name: str) -> None:
    document = openapi_document(main_origin(filled))
    schema = schemathesis.openapi.from_dict(document)
    schema.app = get_wsgi_application()
    checks = CHECKS.get_by_names(CHECKED)
    answers: set[int] = set()
    for path in (f"/api/v1/{name}", f"/api/v1/{name}/{{id}}"):
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):

            @settings(
                max_examples=EXAMPLES,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=schema[path]["GET"].as_strategy(generation_mode=mode))
            def asks(case: Any) -> None:
                response = case.call(headers={"Host": filled.site.hostname})
                answers.add(response.status_code)
                case.validate_response(response, checks=checks)

            asks()
    # Both questions that can be answered and such that cannot were among them.
    assert {200, 400} <= answers
