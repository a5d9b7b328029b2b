"""What a practice install cannot do, whatever its environment says."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from editorial.royalties.models.sheets import PAPER_FOLDER
from portals.auditors.models import AuditDecision, unguessable_decision
from portals.fetching import ForbiddenTarget, fetch
from portals.jobs import schedules
from portals.ledger.notes import Signer
from portals.settings import backends, environment, practice
from portals.social.models import SocialEvidence, unguessable_evidence
from portals.uploads.behind import PRIVATE, FolderBeforeAnother

REAL = {
    "SECRET_KEY": "n" * 50,
    "PORTALS_BASE_DOMAIN": "tap.bacninh.gov.vn",
    "PRACTICE_OF": "https://quantri.bacninh.gov.vn",
    "MEDIA_ROOT": "/srv/tap/media",
    "PRACTICE_MEDIA": "/srv/media",
    "EMAIL_URL": "smtp://mail.internal",
    "OPERATOR_MAIL": "truc@example.vn",
    "SIGN_ON_URL": "https://khach:bi-mat@dang-nhap.example.vn/oidc",  # pragma: allowlist secret
    "SOURCE_SYSTEM_URL": "https://nguon.example.vn",
    "SOURCE_SYSTEM_KEY": "k" * 20,
    "SEALING_KEYS": ",".join(base64.b64encode(one * 32).decode() for one in (b"m", b"h")),
    "CERTIFICATE_KEY": base64.b64encode(b"c" * 32).decode(),
}

BUCKET = "s3://khoa:bi-mat@kho.internal:9000/uploads"  # pragma: allowlist secret


def read(**more: str) -> environment.Environment:
    return practice.without_ways_out(environment.read(REAL | more))


class TestTheEnvironment:
    def test_leads_nowhere(self) -> None:
        found = read()
        assert backends.mailers(found.email_url)["default"]["BACKEND"].endswith(
            "dummy.EmailBackend"
        )
        assert not any(
            (
                found.operator_mail,
                found.sign_on_url,
                found.source_system_url,
                found.source_system_key,
            )
        )

    def test_has_keys_that_sign_nothing_real(self) -> None:
        real = environment.read(
            {
                **{
                    name: value
                    for name, value in REAL.items()
                    if name not in {"PRACTICE_OF", "PRACTICE_MEDIA"}
                },
                "PORTALS_BASE_DOMAIN": "bacninh.gov.vn",
            }
        )
        found = read()
        assert practice.without_ways_out(real) is real
        assert found.secret_key != real.secret_key
        assert found.certificate_key is None
        assert len(found.sealing_keys) == len(real.sealing_keys) == 2
        assert not set(found.sealing_keys) & set(real.sealing_keys)
        assert all(len(key) == 32 for key in found.sealing_keys)
        assert Signer.parse(found.ledger_key).key.name == "so-cai.tap.bacninh.gov.vn"
        assert read(LEDGER_KEY=found.ledger_key).ledger_key == found.ledger_key

    @pytest.mark.parametrize(
        ("more", "fault"),
        [
            ({"PORTALS_BASE_DOMAIN": "bacninh.gov.vn"}, "expected tap."),
            ({"PORTALS_BASE_DOMAIN": "tap.bacgiang.gov.vn"}, "PRACTICE_OF is not the desk"),
            ({"PRACTICE_URL": "https://quantri.tap.bacninh.gov.vn"}, "exclude each other"),
            ({"PRACTICE_OF": "https://quantri.bacninh.gov.vn/desk"}, "holds more than scheme"),
            ({"PRACTICE_OF": ""}, "PRACTICE_MEDIA is for"),
            ({"PRACTICE_OF": "", "PRACTICE_MEDIA": ""}, "begins with tap."),
            ({"MEDIA_ROOT": ""}, "MEDIA_ROOT of a practice install is not set"),
            ({"MEDIA_ROOT": "", "PRACTICE_MEDIA": ""}, "MEDIA_ROOT of a practice install"),
            ({"MEDIA_ROOT": "/srv/media"}, "lie in one another"),
            ({"MEDIA_ROOT": "/srv/media/tap"}, "lie in one another"),
            ({"MEDIA_ROOT": "/srv/tap/../media/"}, "lie in one another"),
            ({"PRACTICE_MEDIA": "/srv/tap/media/that"}, "lie in one another"),
        ],
    )
    def test_is_refused_where_it_contradicts_itself(
        self, more: dict[str, str], fault: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit):
            environment.read(REAL | more)
        assert fault in capsys.readouterr().err

    def test_has_no_bucket(self) -> None:
        # Without a reader of variables, which wants the library of buckets to be there.
        found = replace(environment.read(REAL), storage_url=BUCKET)
        (told,) = practice.contradictions(found)
        assert told.startswith("STORAGE_URL is not for a practice install")
        assert not practice.contradictions(
            replace(found, practice_of="", practice_media="", base_domain="bacninh.gov.vn")
        )

    def test_sees_through_links_to_folders(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "real").mkdir()
        (tmp_path / "tap").symlink_to(tmp_path / "real")
        folders = {"MEDIA_ROOT": str(tmp_path / "tap"), "PRACTICE_MEDIA": str(tmp_path / "real")}
        with pytest.raises(SystemExit):
            environment.read(REAL | folders)
        assert "lie in one another" in capsys.readouterr().err
        assert environment.read(REAL | folders | {"MEDIA_ROOT": str(tmp_path / "own")})


class TestOnPractice:
    @pytest.fixture(autouse=True)
    def on_practice(self, settings: Any) -> None:
        settings.PORTALS_PRACTICE_OF = "https://quantri.bacninh.gov.vn"

    def test_nothing_outside_is_asked(self) -> None:
        with pytest.raises(ForbiddenTarget, match="practice"):
            fetch("https://192.0.2.1/")

    def test_the_clock_leaves_out_what_asks_others(self) -> None:
        names = {one.job.__name__ for one in schedules.schedules()}
        others = {
            "watch_what_is_public", "check_services", "hand_over_bulletins", "check_what_is_due",
            "send_witnesses_the_newest",
        }  # fmt: skip
        assert not names & others
        assert {"score_the_month", "publish_what_is_due", "carry_out_times"} <= names

    def test_the_clock_of_a_real_install_does_all(self, settings: Any) -> None:
        settings.PORTALS_PRACTICE_OF = ""
        assert "watch_what_is_public" in {one.job.__name__ for one in schedules.schedules()}


class TestUploads:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> FolderBeforeAnother:
        (tmp_path / "real").mkdir()
        (tmp_path / "real" / "anh.webp").write_bytes(b"that")
        return FolderBeforeAnother(
            behind=str(tmp_path / "real"), location=str(tmp_path / "practice")
        )

    def test_of_the_real_install_are_read_and_stay(
        self, folder: FolderBeforeAnother, tmp_path: Path
    ) -> None:
        assert folder.open("anh.webp").read() == b"that"
        with pytest.raises(PermissionError):
            folder.open("anh.webp", "wb")
        folder.delete("anh.webp")
        kept = folder.save("anh.webp", ContentFile(b"tap"))
        again = folder.save_again("anh-2.webp", of="anh.webp")
        assert kept != "anh.webp"
        assert folder.open(kept).read() == b"tap"
        assert (tmp_path / "real" / "anh.webp").read_bytes() == b"that"
        assert (tmp_path / "real" / "anh.webp").stat().st_nlink == 1
        assert (tmp_path / "practice" / again).read_bytes() == b"that"

    @pytest.mark.parametrize("name", PRIVATE)
    def test_of_what_is_not_cloned_are_not_read(
        self, name: str, folder: FolderBeforeAnother, tmp_path: Path
    ) -> None:
        (tmp_path / "real" / name).mkdir(exist_ok=True)
        (tmp_path / "real" / name / "don.pdf").write_bytes(b"cua dan")
        assert not folder.exists(f"{name}don.pdf")

    def test_folders_that_are_not_read_are_those_of_the_tables(self) -> None:
        folders = {
            "cases",
            unguessable_decision(AuditDecision(), "").split("/")[0],
            PAPER_FOLDER,
            unguessable_evidence(SocialEvidence(), "").split("/")[0],
        }
        assert {name.rstrip("/") for name in PRIVATE} == folders
