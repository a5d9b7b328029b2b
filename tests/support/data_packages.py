"""Data packages, judged by the standard's own tool."""

from __future__ import annotations

import csv

import frictionless


def judged(package: str) -> frictionless.Report:
    """What the tool says of the tables that a description names; it trusts no path from elsewhere."""
    # It lets fields of any length be read, by others in this process too.
    longest = csv.field_size_limit()
    try:
        return frictionless.validate(package)
    finally:
        csv.field_size_limit(longest)


def faults_of(package: str) -> list[str]:
    """The kinds of what is wrong."""
    return [kind for [kind] in judged(package).flatten(["type"])]
