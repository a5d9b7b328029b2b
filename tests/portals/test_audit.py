"""The audit of dependencies: it fails for a known fault, and says so where it could not ask."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

PATH = Path(__file__).resolve().parents[2] / ".ci/audit_dependencies.py"
CLEAN = {"name": "django", "version": "6.1", "vulns": []}
FAULTY = {
    "name": "pillow",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["1.1"]}],
}
UNKNOWN = {"name": "typst", "skip_reason": "Dependency not found on PyPI"}


@pytest.fixture(scope="module")
def audit():
    spec = importlib.util.spec_from_file_location("audit_dependencies", PATH)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def answered(*packages: object) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


class TestTheAudit:
    def test_passes_what_nothing_is_known_of(self, audit):
        code, lines = audit.verdict({"pypi": audit.read(answered(CLEAN))})

        assert code == 0
        assert lines == ["audit: 1 packages asked of pypi."]

    def test_fails_for_a_known_fault(self, audit):
        code, lines = audit.verdict({"pypi": audit.read(answered(CLEAN, FAULTY))})

        assert code == 1
        assert "pillow 1.0: PYSEC-2026-1, mended in 1.1" in lines

    def test_names_what_the_source_does_not_know(self, audit):
        code, lines = audit.verdict({"pypi": audit.read(answered(CLEAN, UNKNOWN))})

        assert code == 0
        assert "NOT AUDITED: typst" in lines[1]

    @pytest.mark.parametrize("answer", ["", "no JSON", "{}", answered(UNKNOWN), answered()])
    def test_says_when_nobody_answered(self, audit, answer):
        code, lines = audit.verdict({"pypi": audit.read(answer), "osv": audit.read("")})

        assert code == 0
        assert "NOTHING WAS AUDITED" in lines[-1]
