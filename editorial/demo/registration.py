"""What this room registers."""

from __future__ import annotations

from portals.operations.bench import registry as bench
from portals.operations.demo import chapters, registry

from . import (
    alert_checks,
    checks,
    correction_checks,
    disclosure_checks,
    document_checks,
    judged_check,
    procedure_checks,
    reform_checks,
    request_checks,
    restoring_check,
    section_checks,
)


def install() -> None:
    chapters.register("editorial.demo.chapters")
    bench.register("editorial.demo.bench_questions")
    registry.register(checks.READING)
    registry.register(section_checks.SECTIONS_FILLED)
    registry.register(section_checks.GAPS_TOLD)
    registry.register(document_checks.DOCUMENTS)
    registry.register(procedure_checks.PROCEDURES)
    registry.register(disclosure_checks.DISCLOSURES_READ_BACK)
    registry.register(correction_checks.CORRECTIONS_STANDING)
    registry.register(request_checks.REQUEST_ANSWERED)
    registry.register(alert_checks.ALERT_MAILED)
    registry.register(judged_check.SEARCH_JUDGED)
    registry.register(reform_checks.REFORM_UNDONE)
    registry.register(restoring_check.PORTAL_RESTORED)
