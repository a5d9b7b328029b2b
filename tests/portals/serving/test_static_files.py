"""Files of two releases at once, as visitors meet them while nodes are replaced one by one."""

import json
import os

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.http import HttpResponse
from django.test import RequestFactory

from portals.operations.bench.proxies import behind_caddy, behind_nginx, caddy, nginx
from portals.serving import static_files
from portals.serving.static_files import RELEASES_KEPT, StaticFiles, forget_old_releases
from tests.support.http import HostClient
from tests.support.processes import free_port

FOREVER = "max-age=315360000, public, immutable"


@pytest.fixture
def root(tmp_path, settings):
    """The folder into which all releases collect, with production's way of naming."""
    folder = tmp_path / "static"
    folder.mkdir()
    settings.STATIC_ROOT = str(folder)
    settings.WHITENOISE_USE_FINDERS = False
    settings.WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.\w+$"
    return folder


def manifest(folder, number, *names):
    """Write what a release names; the higher the number, the later it was collected."""
    file = folder / f"staticfiles-{number}.json"
    file.write_text(json.dumps({"paths": {name: name for name in names}, "version": "1.1"}))
    os.utime(file, (number, number))
    for name in names:
        (folder / name).write_text(name)


class TestCollecting:
    @pytest.fixture
    def collect(self, root, tmp_path, settings, monkeypatch):
        source = tmp_path / "source"
        source.mkdir()
        settings.STATICFILES_DIRS = [source]
        settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
        own = {"staticfiles": {"BACKEND": "portals.serving.static_files.StaticFilesOfRelease"}}

        def of_release(name, text):
            monkeypatch.setattr(static_files, "release", lambda: name)
            # Django makes its storage anew, as a new process does.
            settings.STORAGES = settings.STORAGES | own
            (source / "site.css").write_text(text)
            call_command("collectstatic", interactive=False, verbosity=0)
            return storages.create_storage(settings.STORAGES["staticfiles"])

        return of_release

    def test_leaves_what_the_release_before_names(self, collect, root):
        before = collect("a", "p{margin:0}")
        now = collect("b", "p{margin:1px}")
        names = {before.url("site.css"), now.url("site.css")}
        assert len(names) == 2
        assert {name.removeprefix("/static/") for name in names} <= {
            file.name for file in root.iterdir()
        }

    def test_a_process_of_the_release_before_goes_on_naming_its_own(self, collect, monkeypatch):
        before = collect("a", "p{margin:0}").url("site.css")
        collect("b", "p{margin:1px}")
        monkeypatch.setattr(static_files, "release", lambda: "a")
        started_again = static_files.StaticFilesOfRelease()
        assert started_again.url("site.css") == before

    def test_touches_nothing_that_is_there_already(self, collect, root):
        before = collect("a", "p{margin:0}")
        name = before.url("site.css").removeprefix("/static/")
        kept = {
            path: path.stat().st_ino for path in (root / name, root / f"{name}.gz") if path.exists()
        }
        assert root / name in kept
        for path in kept:
            os.utime(path, (1, 1))
        collect("b", "p{margin:0}")
        assert {path: path.stat().st_ino for path in kept} == kept
        assert {path.stat().st_mtime for path in kept} == {1}

    def test_removes_what_is_too_old(self, collect, root):
        first = collect("0", "p{margin:0}").url("site.css").removeprefix("/static/")
        for number in range(1, RELEASES_KEPT):
            collect(str(number), f"p{{margin:{number}px}}")
        assert (root / first).exists()
        collect("last", "p{margin:9px}")
        assert not (root / first).exists()

    def test_a_step_back_is_the_newest_again(self, collect, root):
        for number in range(RELEASES_KEPT):
            collect(str(number), f"p{{margin:{number}px}}")
        first = collect("0", "p{margin:0px}").url("site.css").removeprefix("/static/")
        collect("next", "p{margin:9px}")
        assert (root / first).exists()


class TestForgetting:
    def test_takes_what_old_releases_alone_name(self, tmp_path):
        for number in range(RELEASES_KEPT):
            manifest(tmp_path, 10 + number, f"new{number}.css", "common.css")
        manifest(tmp_path, 1, "old.css", "common.css")
        (tmp_path / "old.css.gz").write_text("")
        (tmp_path / "foreign.css").write_text("")
        assert forget_old_releases(tmp_path) == 2
        left = {file.name for file in tmp_path.glob("*.css*")}
        assert left == {"new0.css", "new1.css", "new2.css", "common.css", "foreign.css"}
        assert not (tmp_path / "staticfiles-1.json").exists()

    def test_leaves_the_folder_alone_that_it_is_in(self, tmp_path):
        folder = tmp_path / "static"
        folder.mkdir()
        for number in range(RELEASES_KEPT):
            manifest(folder, 10 + number, "new.css")
        manifest(folder, 1, "../precious.css")
        assert forget_old_releases(folder) == 0
        assert (tmp_path / "precious.css").exists()


class TestServing:
    @pytest.fixture
    def served(self, root):
        (root / "site.0123456789ab.css").write_text("p{}")
        middleware = StaticFiles(lambda _request: HttpResponse("Django", status=404))
        return lambda path: middleware(RequestFactory().get(path))

    def test_finds_what_the_next_release_collected_since(self, served, root):
        (root / "site.ba9876543210.css").write_text("p{margin:0}")
        for _time in range(2):
            answer = served("/static/site.ba9876543210.css")
            assert (answer.status_code, answer["Cache-Control"]) == (200, FOREVER)
            assert b"".join(answer) == b"p{margin:0}"

    def test_still_finds_its_own(self, served):
        assert served("/static/site.0123456789ab.css").status_code == 200

    @pytest.mark.parametrize(
        "path",
        [
            "/static/plain.css",
            "/static/../precious.ba9876543210.css",
            "/static/none.ba9876543210.css",
            "/static/a%00b.ba9876543210.css",
            "/static/site.ba9876543210.css/",
        ],
    )
    def test_looks_for_nothing_else(self, served, root, path):
        (root / "plain.css").write_text("")
        (root.parent / "precious.ba9876543210.css").write_text("")
        assert served(path).status_code == 404


@pytest.mark.parametrize(
    ("program", "behind", "required"),
    [(nginx(), behind_nginx, "REQUIRE_NGINX"), (caddy(), behind_caddy, "REQUIRE_CADDY")],
    ids=["nginx", "caddy"],
)
def test_the_samples_answer_without_the_application(program, behind, required, root, settings):
    if program is None:
        assert os.environ.get(required) != "1", f"{required}: the program is not installed"
        pytest.skip(f"NO {required.removeprefix('REQUIRE_')}: its sample was not asked.")
    (root / "site.0123456789ab.css").write_text("p{}")
    with behind(program, free_port()) as port:
        client = HostClient(f"127.0.0.1:{port}", timeout=30)
        for host in (settings.PORTALS_ADMIN_HOST, f"so-y-te.{settings.PORTALS_BASE_DOMAIN}"):
            found = client.get(host, "/static/site.0123456789ab.css")
            assert (found.status, found.body) == (200, b"p{}")
            assert "immutable" in found.headers["Cache-Control"]
            assert found.headers["X-Content-Type-Options"] == "nosniff"
            # The application says it, by its settings: a proxy that also did would bind the domain against them.
            assert "Strict-Transport-Security" not in found.headers
            # What is not there the application is asked for, which is away: that is told in words of ours.
            away = client.get(host, "/static/site.ba9876543210.css")
            assert (away.status, away.headers["Retry-After"]) == (503, "30")
            assert away.headers["Cache-Control"] == "no-store"
            assert "tạm thời gián đoạn" in away.text
