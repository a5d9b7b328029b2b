"""The environment: what an install may say, and how a wrong word ends the start."""

import base64
import os
import secrets
import subprocess
import sys

import pytest

from portals.settings import backends, environment
from tests.support.processes import ROOT

COMPLETE = {
    "SECRET_KEY": "n" * 50,
    "DATABASE_URL": "postgresql://portals:s%40crt@db.internal:5433/portals?sslmode=require",
    "QUEUE_URL": "redis://queue.internal:6379/1",
    "CACHE_URL": "rediss://cache.internal/0",
    "PORTALS_BASE_DOMAIN": "bacninh.gov.vn",
    "PORTALS_FRONT_ADDRESS": "10.0.0.5:8000",
    "EMAIL_URL": "smtp+tls://mailer:p%3Aw@mail.internal",
    "MAIL_FROM": "khongtraloi@bacninh.gov.vn",
    "SEALING_KEYS": base64.b64encode(b"n" * 32).decode(),
}


def production(**variables: str) -> subprocess.CompletedProcess[str]:
    """Print what production settings say in a process that knows these variables only."""
    code = "from django.conf import settings as s; print([getattr(s, n) for n in {names!r}])"
    names = [
        "ALLOWED_HOSTS", "PORTALS_ADMIN_HOST", "PORTALS_SCHEME", "PORTALS_PORT",
        "SESSION_COOKIE_NAME",
        "SESSION_COOKIE_SECURE", "CSRF_COOKIE_NAME", "SECURE_HSTS_SECONDS", "DEBUG",
        "WAGTAILADMIN_BASE_URL", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD",
    ]  # fmt: skip
    env = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portals.settings.production"}
    command = [sys.executable, "-c", code.format(names=names)]
    return subprocess.run(command, cwd=ROOT, env=env | variables, capture_output=True, text=True)


class TestProduction:
    def test_starts_with_everything_said(self):
        done = production(**COMPLETE, PORTALS_EXTRA_HOSTS="bacgiang.gov.vn, sokhcn.vn")
        assert done.stdout.strip() == str([
            [".bacninh.gov.vn", "bacgiang.gov.vn", "sokhcn.vn"], "quantri.bacninh.gov.vn",
            "https", None,
            "__Host-session", True, "__Host-csrf", 86_400, False,
            "https://quantri.bacninh.gov.vn", False, False,
        ])  # fmt: skip
        assert done.stderr == ""

    def test_binds_by_hsts_what_is_asked_for_and_nothing_else(self):
        done = production(**COMPLETE, HSTS_SECONDS="31536000", HSTS_SUBDOMAINS="yes")
        assert "31536000, False, 'https://quantri.bacninh.gov.vn', True, False]" in done.stdout

    @pytest.mark.parametrize(
        "lesser", [{}, {"HSTS_SECONDS": "31536000"}, {"HSTS_SUBDOMAINS": "yes"}]
    )
    def test_asks_for_no_preload_that_browsers_would_refuse(self, lesser):
        done = production(**COMPLETE, HSTS_PRELOAD="yes", **lesser)
        assert done.returncode == 1
        assert done.stderr.startswith("HSTS_PRELOAD is yes; expected HSTS_SECONDS")

    def test_mails_links_by_tls_to_the_port_that_is_said(self):
        done = production(**COMPLETE, PORTALS_PORT="8443")
        assert "'https://quantri.bacninh.gov.vn:8443'" in done.stdout

    @pytest.mark.asvs("3.4.1", "12.2.1", "13.4.2")
    @pytest.mark.parametrize(
        "hsts",
        [
            {},
            {"HSTS_SECONDS": "0"},
            {"HSTS_SECONDS": "31536000", "HSTS_SUBDOMAINS": "yes"},
            {"HSTS_SECONDS": "31536000", "HSTS_SUBDOMAINS": "yes", "HSTS_PRELOAD": "yes"},
        ],
        ids=["at first", "none", "a year", "preloaded"],
    )
    def test_leaves_nothing_for_the_check_of_a_deployment(self, hsts):
        env = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portals.settings.production"}
        env |= COMPLETE | {"SECRET_KEY": secrets.token_urlsafe(50)} | hsts
        command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert "no issues" in done.stdout

    @pytest.mark.parametrize("name", sorted(COMPLETE))
    def test_names_the_one_that_is_missing_in_one_line(self, name):
        done = production(**{other: value for other, value in COMPLETE.items() if other != name})
        assert done.returncode == 1
        assert done.stderr.startswith(f"{name} is not set; expected ")
        assert done.stderr.count("\n") == 1

    def test_names_every_problem_in_a_line_each(self):
        wrong = COMPLETE | {
            "DATABASE_URL": "mysql://h/d",
            "PORTALS_PORT": "https",
            "SECRET_KEY": "short",
        }
        done = production(**wrong)
        assert done.returncode == 1
        assert [line.split(" ")[0] for line in done.stderr.splitlines()] == [
            "SECRET_KEY", "DATABASE_URL", "PORTALS_PORT",
        ]  # fmt: skip

    def test_manage_py_ends_the_same_way_and_starts_no_server(self):
        env = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portals.settings.production"}
        command = [sys.executable, "manage.py", "check"]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "DATABASE_URL is not set" in done.stderr

    @pytest.mark.asvs("13.2.3")
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("SECRET_KEY", environment.DEVELOPMENT_KEY),
            ("PORTALS_SCHEME", "http"),
            ("SEALING_KEYS", environment.DEVELOPMENT_SEALING_KEY),
            ("SEALING_KEYS", f"{COMPLETE['SEALING_KEYS']},{environment.DEVELOPMENT_SEALING_KEY}"),
        ],
    )
    def test_refuses_what_is_good_for_development_only(self, name, value):
        done = production(**COMPLETE | {name: value})
        assert done.returncode == 1
        assert done.stderr.startswith((f"{name} is ", f"{name} holds "))
        assert done.stderr.count("\n") == 1


class TestEnvironment:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("DATABASE_URL", "postgresql://host:port/name"),
            ("DATABASE_URL", "postgresql://host/"),
            ("DATABASE_URL", "postgresql://us%zzer@host/name"),
            ("DATABASE_POOL_SIZE", "0"),
            ("QUEUE_URL", "redis://"),
            ("QUEUE_URL", "redis://host/first"),
            ("CACHE_URL", "memcached://host"),
            ("KEY_PREFIX", "a:b"),
            ("PORTALS_BASE_DOMAIN", ".bacninh.gov.vn"),
            ("PORTALS_BASE_DOMAIN", "BacNinh.gov.vn"),
            ("PORTALS_FRONT_ADDRESS", "127.0.0.1"),
            ("PORTALS_FRONT_ADDRESS", "http://127.0.0.1:8000"),
            ("PORTALS_SCHEME", "ftp"),
            ("PORTALS_PORT", "65536"),
            ("PORTALS_EXTRA_HOSTS", "https://bacgiang.gov.vn"),
            ("SOURCE_SYSTEM_URL", "http://nguon.example.vn"),
            ("SOURCE_SYSTEM_URL", "https://khoa@nguon.example.vn"),
            ("SOURCE_SYSTEM_URL", "https://nguon.example.vn/?khoa=1"),
            ("SOURCE_SYSTEM_URL", "https://nguon.example.vn:9443"),
            ("SOURCE_SYSTEM_KEY", "ngan"),
            ("SOURCE_SYSTEM_KEY", "khoá của hệ thống nguồn"),
            ("MEDIA_ROOT", "media"),
            ("STATIC_ROOT", "static"),
            ("WORDS_FOLDER", "words"),
            ("SIGNATURE_ROOTS", "chung-thu"),
            ("NEIGHBOURS", "lien-tinh.toml"),
            ("WORDS_FOLDER", "/no/such/folder"),
            ("STORAGE_URL", "s3://key:secret@storage.internal"),
            ("EMAIL_URL", "mail.internal"),
            ("MAIL_FROM", "bacninh.gov.vn"),
            ("LOG_LEVEL", "loud"),
            ("HSTS_PRELOAD", "true"),
            ("HSTS_SUBDOMAINS", "true"),
            ("HSTS_SECONDS", "-1"),
            ("OUTGOING_PROXY", "https://proxy.internal:3128"),
            ("OUTGOING_PROXY", "http://proxy.internal"),
            ("OUTGOING_PROXY", "http://proxy.internal:3128/path"),
            ("SECRET_KEY_FILE", "/no/such/file"),
            ("SEALING_KEYS", ","),
            ("SEALING_KEYS", base64.b64encode(b"n" * 31).decode()),
            ("SEALING_KEYS", ",".join([COMPLETE["SEALING_KEYS"]] * 2)),
        ],
    )
    def test_a_malformed_value_ends_the_start_and_is_not_repeated(self, name, value, capsys):
        with pytest.raises(SystemExit) as end:
            environment.read({name: value})
        said = capsys.readouterr().err
        assert end.value.code == 1
        assert said.count("\n") == 1
        assert said.startswith(f"{name} ")
        assert "; expected " in said

    @pytest.mark.asvs("13.3.1")
    def test_a_secret_may_stand_in_a_file(self, tmp_path):
        (tmp_path / "key").write_text("k" * 60 + "\n")
        found = environment.read({"SECRET_KEY_FILE": str(tmp_path / "key")})
        assert found.secret_key == "k" * 60

    def test_sealing_keys_stay_in_their_order(self, tmp_path):
        keys = [base64.b64encode(letter * 32).decode() for letter in (b"b", b"a")]
        (tmp_path / "keys").write_text(",\n".join(keys))
        found = environment.read({"SEALING_KEYS_FILE": str(tmp_path / "keys")})
        assert found.sealing_keys == (b"b" * 32, b"a" * 32)
        assert "bbb" not in repr(found)

    def test_a_source_system_has_an_address_and_a_key(self, capsys):
        both = {
            "SOURCE_SYSTEM_URL": "https://nguon.example.vn:8443/api/",
            "SOURCE_SYSTEM_KEY": "k" * 20,
        }
        found = environment.read(both)
        assert found.source_system_url == "https://nguon.example.vn:8443/api"
        assert "kkk" not in repr(found)
        for name, value in both.items():
            with pytest.raises(SystemExit):
                environment.read({name: value})
            assert "belong together" in capsys.readouterr().err

    def test_nothing_said_means_development(self):
        found = environment.read({})
        assert (found.database_url, found.queue_url, found.cache_url) == ("", "", "")
        assert (found.base_domain, found.scheme, found.port) == ("bacninh.localhost", "http", 8000)


class TestBackends:
    def test_a_database_url_keeps_what_only_the_driver_knows(self):
        found = backends.databases(COMPLETE["DATABASE_URL"], pool_size=4)["default"]
        assert found["PASSWORD"] == "s@crt"
        assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.internal", "5433", "portals")
        assert found["OPTIONS"]["sslmode"] == "require"
        assert found["OPTIONS"]["pool"]["max_size"] == 4
        assert found["CONN_MAX_AGE"] == 0

    @pytest.mark.parametrize(
        ("url", "host", "port", "ssl", "tls"),
        [
            ("smtp://mail", "mail", 25, False, False),
            ("smtps://mail", "mail", 465, True, False),
            ("smtp+tls://mail:2587", "mail", 2587, False, True),
        ],
    )
    def test_mail_goes_the_way_its_url_says(self, url, host, port, ssl, tls):
        options = backends.mailers(url)["default"]["OPTIONS"]
        assert (options["host"], options["port"]) == (host, port)
        assert (options["use_ssl"], options["use_tls"]) == (ssl, tls)

    def test_uploads_go_to_the_bucket_privately(self):
        found = backends.media_storage(
            "s3://key:s%2Fecret@storage.internal:9000/media?region=vn&tls=off"
        )
        assert found["OPTIONS"]["endpoint_url"] == "http://storage.internal:9000"
        assert found["OPTIONS"]["secret_key"] == "s/ecret"
        assert found["OPTIONS"]["default_acl"] == "private"


class TestTestSettings:
    def test_tests_keep_off_the_database_that_the_environment_names(self):
        env = os.environ | {
            "DATABASE_URL": "postgresql://h/precious",
            "DJANGO_SETTINGS_MODULE": "portals.settings.test",
        }
        env.pop("PORTALS_UNDER_TEST", None)
        code = "from django.conf import settings as s; print(s.DATABASES['default']['NAME'])"
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
        assert done.stdout.startswith("test_")
