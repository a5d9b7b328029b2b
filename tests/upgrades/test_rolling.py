"""A release takes the place of the one before, node by node, while visitors read: the steps of docs/operations.md."""

import base64
import os
import re
import secrets
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from portals.operations.bench.proxies import behind_nginx, nginx
from portals.serving.command import granian
from tests.support.http import HostClient
from tests.support.processes import ROOT, free_port
from tests.upgrades.old_database import as_it_was, carry_out_what_fell_due
from tests.upgrades.rolling import SETTINGS, Readers, Release, hosts_of, is_known, unpack
from tests.upgrades.snapshot import COMMIT

# How that release was started.
OF_BEFORE = [
    "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", "{port}",
    "--workers", "1", "--blocking-threads", "2", "--backpressure", "64",
    "portals.wsgi:application",
]  # fmt: skip
# A style sheet that differs between the two releases, and what readers must have met beside it.
CHANGED = re.compile(r"/static/portals/css/dark\.\w+\.css")
READ = {"/rss.xml", "/feed.json", "/tin-tuc/", "/tim-kiem/", "/login/"}
# Pages of every portal that the release before does not have. Its nodes say so to whoever was led there by a new one.
NEW = {
    *("/en/", "/du-lieu-mo/", "/kha-nang-tiep-can/", "/quyen-rieng-tu/", "/dieu-khoan-su-dung/"),
    *("/bao-mat-thong-tin/", "/danh-muc-cong-khai/", "/tiep-cong-dan/", "/bao-chi/", "/cam-ket/"),
    *("/lich-lam-viec/", "/dat-dai/gia-dat/", "/hoi-dap/", "/gui-cau-hoi/", "/kien-nghi-cu-tri/"),
    *("/so-cai/", "/tim-kiem/opensearch.xml", "/theo-doi/"),
}
# The picture by which a page is counted without script.
NEW_PICTURE = re.compile(r"/-/visits/(\d+|view-\w+)\.gif")


def is_new(path: str) -> bool:
    return path in NEW or NEW_PICTURE.fullmatch(path) is not None


@pytest.fixture
def variables(tmp_path: Path, settings) -> dict[str, str]:
    """What an operator says of the install, the databases aside."""
    (tmp_path / "rolling_settings.py").write_text(SETTINGS)
    settings.STATIC_ROOT = str(tmp_path / "static")
    (tmp_path / "static").mkdir()
    return {
        "PATH": os.environ["PATH"],
        "SETTINGS_FOLDER": str(tmp_path),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SEALING_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
        "PORTALS_BASE_DOMAIN": settings.PORTALS_BASE_DOMAIN,
        "PORTALS_FRONT_ADDRESS": "127.0.0.1:1",
        "PORTALS_TRUSTED_PROXIES": "127.0.0.1",
        "EMAIL_URL": "console://",
        "MAIL_FROM": "khongtraloi@bacninh.localhost",
        "STATIC_ROOT": settings.STATIC_ROOT,
        "MEDIA_ROOT": str(tmp_path / "media"),
    }


def test_visitors_read_while_a_release_is_rolled(
    django_db_setup: None, variables: dict[str, str], tmp_path: Path
) -> None:
    program = nginx()
    if program is None or not is_known(COMMIT):
        assert program or os.environ.get("REQUIRE_NGINX") != "1"
        pytest.skip("NO NGINX, OR A SHALLOW CHECKOUT: no release was rolled.")
    unpack(COMMIT, tmp_path / "before")
    # That release knew no STATIC_ROOT.
    (tmp_path / "before" / "staticfiles").symlink_to(variables["STATIC_ROOT"])
    ports = free_port(), free_port()

    def both(sample: str) -> str:
        # Each is tried anew at once: a node that was away a second ago is not left out for ten.
        servers = " ".join(f"server 127.0.0.1:{port} max_fails=0;" for port in ports)
        sample = sample.replace(f"server 127.0.0.1:{ports[0]};", servers)
        return sample.replace("X-Forwarded-Proto $scheme", "X-Forwarded-Proto https")

    with (
        as_it_was(django_settings.TEST_SHARE.another()) as share,
        behind_nginx(program, ports[0], both) as port,
    ):
        variables |= share.variables()
        # One role did everything then; its tables are the owner's now.
        of_one_role = variables | {"DATABASE_URL": share.owner_url}
        before = Release(tmp_path / "before", of_one_role, OF_BEFORE)
        now = Release(ROOT, variables, granian(ports[1], workers=1))
        owner = Release(ROOT, variables | share.owner_variables(), [])
        before.manage("collectstatic", "--no-input")
        starts = dict.fromkeys(hosts_of(before), "/")
        readers = Readers(port, starts | {django_settings.PORTALS_ADMIN_HOST: "/login/"})

        with ExitStack() as of_before, ExitStack() as of_now:
            of_before.enter_context(before.serving(ports[0], tmp_path / "before.log"))
            with readers.reading():
                readers.read_a_round()
                now.manage("collectstatic", "--no-input")
                owner.manage("migrate")
                owner.manage("forget_past_keeping")
                now.manage("fill_search")
                readers.read_a_round()
                of_now.enter_context(now.serving(ports[1], tmp_path / "now.log"))
                readers.read_a_round()
                of_before.close()
                readers.read_a_round()
            new_node = HostClient(f"127.0.0.1:{ports[1]}")
            files = {
                (host, path) for host, path, _ in readers.answers if path.startswith("/static/")
            }
            assert {
                path: answer.status
                for host, path in files
                if (answer := new_node.get(host, path)).status != 200
            } == {}
            new = {(host, path) for host, path, _ in readers.bad() if is_new(path)}
            assert {
                (host, path): answer.status
                for host, path in new
                if (answer := new_node.get(host, path)).status != 200
            } == {}
        assert {
            key: count
            for key, count in readers.bad().items()
            if not (is_new(key[1]) and key[2] == 404)
        } == {}
        paths = {path for _, path, _ in readers.answers}
        assert len({path for path in paths if CHANGED.fullmatch(path)}) == 2
        assert {path for path in READ if path not in paths} == set()
        carry_out_what_fell_due(now.manage)
        now.manage("doctor")
