"""Ask what is known to be wrong with the pinned dependencies, and fail when something is.

The advice comes over the network: from PyPI, else from OSV. Where neither answers, that is said in the last line and
nothing has been audited; a change is not kept back for it, and nobody is told that all is well.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("pypi", "osv")
SECONDS = 300


@dataclass
class Audit:
    """What a source answered. `asked` are the packages it knew, `unknown` those it did not."""

    asked: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        pinned = Path(folder) / "requirements.txt"
        subprocess.run(
            ["uv", "export", "--locked", "--quiet", "--format", "requirements-txt", "-o", str(pinned)],
            cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        audits = {}
        for source in SOURCES:
            audits[source] = read(answer_of(source, pinned))
            if audits[source].asked:
                break
    code, lines = verdict(audits)
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return code


def answer_of(source: str, pinned: Path) -> str:
    """Return what pip-audit prints as JSON, or "" where it could not ask."""
    command = ["-m", "pip_audit", "--requirement", str(pinned), "--disable-pip", "--require-hashes"]
    options = ["--vulnerability-service", source, "--format", "json", "--progress-spinner", "off"]
    try:
        done = subprocess.run(
            [sys.executable, *command, *options],
            capture_output=True, text=True, timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout


def read(answer: str) -> Audit:
    audit = Audit()
    try:
        packages = json.loads(answer)["dependencies"] if answer.strip() else []
    except (ValueError, KeyError, TypeError):
        return audit
    for package in packages:
        if "skip_reason" in package:
            audit.unknown.add(package["name"])
            continue
        audit.asked.add(package["name"])
        for fault in package["vulns"]:
            mended = ", ".join(fault.get("fix_versions") or []) or "no version yet"
            audit.faults.append(
                f"{package['name']} {package['version']}: {fault['id']}, mended in {mended}"
            )
    return audit


def verdict(audits: dict[str, Audit]) -> tuple[int, list[str]]:
    """Return the exit code and what to print."""
    for source, audit in audits.items():
        if not audit.asked:
            continue
        lines = [f"audit: {len(audit.asked)} packages asked of {source}."]
        if audit.unknown:
            lines.append(
                f"audit: not known there, so NOT AUDITED: {', '.join(sorted(audit.unknown))}."
            )
        return (1 if audit.faults else 0), lines + sorted(audit.faults)
    return 0, [
        f"audit: NOTHING WAS AUDITED: no source of advisories answered ({', '.join(audits)})."
    ]


if __name__ == "__main__":
    sys.exit(main())
