"""The virus scanner, asked over its own protocol."""

import io
import tempfile
from pathlib import Path

import pytest

from portals.uploads.scanner import (
    PIECE,
    ScannerUnavailable,
    ScanState,
    may_be_public,
    state_of_new,
    virus_in,
)
from tests.support.clamd import EICAR, clamd


@pytest.fixture
def daemon(settings):
    with clamd() as running:
        settings.CLAMAV_ADDRESS = running.address
        yield running


class TestTheScanner:
    def test_gets_the_whole_file_and_finds_nothing(self, daemon):
        content = bytes(range(256)) * 1000

        assert virus_in(io.BytesIO(content)) == ""
        assert daemon.scanned == [content]
        assert len(content) > 3 * PIECE

    def test_names_what_it_finds(self, daemon):
        assert virus_in(io.BytesIO(b"x" * PIECE + EICAR)) == "Win.Test.EICAR_HDB-1"

    def test_is_asked_over_a_socket_of_this_machine_too(self, settings):
        # A socket's path has at most 104 bytes, more than which pytest's own folders take.
        with tempfile.TemporaryDirectory() as folder, clamd(Path(folder) / "c") as running:
            settings.CLAMAV_ADDRESS = running.address

            assert virus_in(io.BytesIO(EICAR)) != ""

    @pytest.mark.asvs("16.5.3")
    def test_that_is_down_gives_no_verdict(self, settings):
        settings.CLAMAV_ADDRESS = "127.0.0.1:1"

        with pytest.raises(ScannerUnavailable):
            virus_in(io.BytesIO(b"x"))

    def test_that_takes_no_such_size_gives_none(self, daemon):
        daemon.limit = 10

        with pytest.raises(ScannerUnavailable):
            virus_in(io.BytesIO(b"x" * 100))

    def test_that_hangs_up_gives_none(self, daemon):
        daemon.hangs_up = True

        with pytest.raises(ScannerUnavailable):
            virus_in(io.BytesIO(b"x"))


class TestWhatMayBePublic:
    def test_without_a_scanner_what_is_not_known_to_be_infected(self):
        assert state_of_new() == ScanState.NOT_SCANNED
        assert {state for state in ScanState if may_be_public(state)} == {
            ScanState.NOT_SCANNED, ScanState.WAITING, ScanState.CLEAN,
        }  # fmt: skip

    @pytest.mark.asvs("5.4.3")
    def test_with_one_only_what_it_found_clean(self, settings):
        settings.CLAMAV_ADDRESS = "127.0.0.1:3310"

        assert state_of_new() == ScanState.WAITING
        assert [state for state in ScanState if may_be_public(state)] == [ScanState.CLEAN]
