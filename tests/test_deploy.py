"""The samples of `docs/deploy` that no server of the tests runs, read as the programs read them that take them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from portals.operations.metrics import RequestCounts, text
from portals.operations.readings import READINGS
from portals.operations.ticking import SILENT_AFTER, SILENT_AFTER_LONG_WORK

ROOT = Path(settings.ROOT)
DEPLOY = ROOT / "docs/deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.*"))
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
WALLS = ("NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes")
MORE_WALLS = (
    "CapabilityBoundingSet=\n",
    "SystemCallFilter=@system-service",
    "RestrictNamespaces=yes",
)
# Metrics of others: Prometheus' own functions and labels are told apart by the prefix.
METRIC = re.compile(r"\bportals_[a-z_]+")


def alerts() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text())["groups"]
    return group["rules"]


class TestUnits:
    @pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
    def test_are_walled_in(self, unit: Path) -> None:
        text_of_unit = unit.read_text()
        assert [wall for wall in WALLS if wall not in text_of_unit] == []
        if unit.name != "lien-cong-backup.service":
            assert [wall for wall in MORE_WALLS if wall not in text_of_unit] == []

    @pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
    def test_are_found_well_walled_in_by_systemd(self, unit: Path) -> None:
        """In tenths of its own ten points of exposure; the backup reads what belongs to others."""
        if shutil.which("systemd-analyze") is None:
            pytest.skip("NO SYSTEMD: its units were not weighed.")
        most = 50 if unit.name == "lien-cong-backup.service" else 20
        how = ["security", "--offline=yes", "--no-pager", f"--threshold={most}", str(unit)]
        weighed = subprocess.run(["systemd-analyze", *how], capture_output=True, text=True)
        assert weighed.returncode == 0, weighed.stdout.splitlines()[-1:] or weighed.stderr

    def test_of_the_desk_is_that_of_the_portals_a_step_behind(self) -> None:
        web, desk = (
            [
                line
                for line in (DEPLOY / f"systemd/lien-cong-{name}.service").read_text().splitlines()
                if "=" in line or "--" in line
            ]
            for name in ("web", "desk")
        )
        assert [line.strip() for line in desk if line not in web] == [
            "Description=Liên Cổng: the desk",
            "--interface asgi --loop uvloop --http 1 --no-ws --host 127.0.0.1 --port 8001 --workers 2 \\",
            "Nice=5",
        ]

    @pytest.mark.parametrize(
        "timer", [unit for unit in UNITS if unit.suffix == ".timer"], ids=lambda unit: unit.name
    )
    def test_of_time_start_a_unit_that_is_there(self, timer: Path) -> None:
        assert timer.with_suffix(".service") in SERVICES

    def test_are_what_systemd_reads(self, tmp_path: Path) -> None:
        """As they stand but for programs that are not on this machine, of which systemd would tell first."""
        if shutil.which("systemd-analyze") is None:
            pytest.skip("NO SYSTEMD: its units were not verified.")
        for unit in UNITS:
            if unit.is_file():
                written = re.sub(
                    r"^ExecStart=.*?(?<!\\)$",
                    "ExecStart=/bin/true",
                    unit.read_text(),
                    flags=re.M | re.S,
                )
                (tmp_path / unit.name).write_text(written)
        (tmp_path / "lien-cong-migrate@1.service").symlink_to(
            tmp_path / "lien-cong-migrate@.service"
        )
        files = sorted(str(file) for file in tmp_path.iterdir() if "@." not in file.name)
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True
        )
        ours = [
            line
            for line in done.stderr.splitlines()
            if "lien-cong" in line and "not found" not in line
        ]
        assert ours == []


class TestAlerts:
    @pytest.mark.django_db
    def test_ask_for_numbers_that_are_told(self) -> None:
        told = text(RequestCounts(), [])
        families = set(re.findall(r"^# TYPE (\w+)", told, re.MULTILINE))
        # Asked straight: on a slow machine a part may miss the moment that /metrics waits for it.
        families |= {family.name for reading in READINGS.values() for family in reading() or ()}
        # Where nothing watches, as in tests, these are not told; docs/operations.md has them.
        families |= {"portals_server_up", "portals_clock_ahead_seconds"}
        asked = {name for rule in alerts() for name in METRIC.findall(rule["expr"])}
        assert len(asked) > 12
        assert (
            sorted(
                name
                for name in asked
                if name not in families and name.removesuffix("_total") not in families
            )
            == []
        )

    def test_say_what_to_do_by_names_of_their_own(self) -> None:
        names = [rule["alert"] for rule in alerts()]
        assert len(set(names)) == len(names)
        for rule in alerts():
            assert rule["labels"]["severity"] in {"page", "warn", "info"}
            assert set(rule["annotations"]) == {"summary", "do"}
            for page in re.findall(r"docs/[\w-]+\.md", rule["annotations"]["do"]):
                assert (ROOT / page).is_file(), page
            for query in (rule["expr"],):
                assert query.count("(") == query.count(")")

    def test_hear_of_each_queue_when_the_desk_does(self) -> None:
        heard = {}
        for rule in alerts():
            found = re.fullmatch(
                r'portals_tick_age_seconds\{queue=~?"([\w|]+)"\} > (\d+)', rule["expr"]
            )
            if found:
                heard |= dict.fromkeys(found[1].split("|"), int(found[2]))
        assert heard == {
            name: int(SILENT_AFTER_LONG_WORK.get(name, SILENT_AFTER).total_seconds())
            for name in settings.RQ_QUEUES
        }

    def test_are_what_prometheus_reads(self) -> None:
        if shutil.which("promtool") is None:
            pytest.skip(
                "NO PROMTOOL: the rules were read as YAML, and their names against /metrics."
            )
        rules = DEPLOY / "prometheus/alerts.yml"
        done = subprocess.run(
            ["promtool", "check", "rules", str(rules)], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr


class TestContainers:
    def test_run_without_rights_on_a_root_that_is_read_only(self) -> None:
        services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
        ours = {name: one for name, one in services.items() if one["image"] == "lien-cong"}
        for name, one in ours.items():
            assert one["read_only"] is True, name
            assert one["user"] == "10001", name
            assert one["cap_drop"] == ["ALL"], name
            assert "no-new-privileges:true" in one["security_opt"], name
        worked_on = {
            queue
            for name, one in ours.items()
            if name.startswith("worker-")
            for queue in one["command"][
                one["command"].index("rqworker") + 1 : one["command"].index("--worker-class")
            ]
        }
        assert worked_on == set(settings.RQ_QUEUES)
        assert "owner.env" not in {
            file for name, one in ours.items() if name != "migrate" for file in one["env_file"]
        }
        for one in ours.values():
            assert all(port.startswith("127.0.0.1:") for port in one.get("ports", []))

    def test_are_built_for_a_user_and_started_as_the_units_start(self) -> None:
        written = (DEPLOY / "Containerfile").read_text().replace("\\\n", "")
        steps = re.findall(r"^([A-Z]+) (.*)$", written, re.MULTILINE)
        kinds = [kind for kind, _what in steps]
        last = len(kinds) - 1 - kinds[::-1].index("FROM")
        assert ("USER", "10001") in steps[last:]
        assert not any(kind == "ADD" for kind in kinds)
        assert not any(":latest" in what for kind, what in steps if kind in {"FROM", "COPY"})
        (command,) = [what for kind, what in steps if kind == "CMD"]
        started = yaml.safe_load(command)
        unit = (DEPLOY / "systemd/lien-cong-web.service").read_text().replace("\\\n", "")
        (told,) = re.findall(r"lien-cong +(--interface.*)$", unit, re.MULTILINE)
        assert started[1:] == told.replace("--host 127.0.0.1", "--host 0.0.0.0").split()


class TestPgBouncer:
    def test_gives_each_transaction_a_connection_and_keeps_nothing_on_it(self) -> None:
        sample = (DEPLOY / "pgbouncer.ini").read_text()
        told = dict(re.findall(r"^(\w+) = (.*)$", sample, re.MULTILINE))
        assert told["pool_mode"] == "transaction"
        assert told["max_prepared_statements"] == "0"
        assert told["listen_addr"] == "127.0.0.1"


class TestInstalling:
    def test_every_block_is_run_by_a_script_unless_systemd_is_needed(self) -> None:
        text = (ROOT / "docs/install.md").read_text()
        blocks = re.findall(r"(<!-- (?:run|system): \w+ -->\n)?```sh\n(.*?)```", text, re.DOTALL)
        assert len(blocks) > 5
        assert not [block for marked, block in blocks if not marked and "systemctl" not in block]
        assert not [block for marked, block in blocks if marked and "systemctl" in block]
