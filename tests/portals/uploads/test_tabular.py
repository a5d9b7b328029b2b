"""Tables that come with a request are read apart: the same rows, or a fault, in time."""

from __future__ import annotations

import io
import time

import pytest

from portals.admin_kit.exports import UnreadableTable, read_table
from portals.uploads.apart import UploadDeadline
from portals.uploads.tabular import read_table_at_once
from scoring.rubrics.yaml_format import LONGEST, UnreadableRubric, read_rubrics
from tests.support.files import xlsx

SOON = 5


class TestATable:
    @pytest.mark.parametrize(
        ("name", "content"),
        [("a.csv", "họ tên;chức danh\nA;B\n;\nC;D".encode()), ("a.xlsx", xlsx())],
    )
    def test_has_the_rows_that_it_has_elsewhere(self, name, content):
        found = list(read_table_at_once(io.BytesIO(content), name, until=UploadDeadline()))
        assert found == list(read_table(io.BytesIO(content), name))

    def test_that_lacks_a_column_says_so(self):
        with pytest.raises(UnreadableTable, match="cấp"):
            list(read_table_at_once(io.BytesIO(b"a;b"), "a.csv", ["cấp"], until=UploadDeadline()))

    def test_of_endless_rows_is_a_fault_soon(self, settings):
        settings.PORTALS_UPLOAD_SECONDS = 0.3
        content = b"a;b\n" + b"x;y\n" * 1_200_000
        began = time.monotonic()
        with pytest.raises(UnreadableTable):
            list(read_table_at_once(io.BytesIO(content), "a.csv", until=UploadDeadline()))
        assert time.monotonic() - began < SOON


def test_a_rubric_without_end_is_refused_soon():
    # Of this process alone: others may be at work on the machine.
    began = time.process_time()
    with pytest.raises(UnreadableRubric):
        read_rubrics("a: [" + "x, " * (LONGEST // 3 - 2) + "]")
    # A megabyte and a half, which is read for a quarter of a minute.
    with pytest.raises(UnreadableRubric):
        read_rubrics("a: [" + "x, " * (6 * LONGEST) + "]")
    assert time.process_time() - began < SOON
