"""What operators ask of a process, and what it tells of its requests."""

import json
import logging
import subprocess
import sys
import threading
import time

import django_rq
import pytest
from django.db import OperationalError
from django.test import RequestFactory
from django.urls import reverse

from portals.operations import layer as operations_layer
from portals.operations import metrics
from portals.operations.health import FULL, Readiness
from portals.operations.layer import Operations, is_operator
from portals.operations.mending import KEY, note_mended
from portals.operations.questions import AskDatabase, Full
from portals.pagecache.hosts import KnownHosts
from portals.settings.logs import logging_settings
from tests.portals.pagecache.visiting import Origin, served, visit
from tests.support import processes


def fail() -> None:
    raise ConnectionRefusedError


def ok() -> None:
    pass


@pytest.fixture
def origin():
    return Origin()


@pytest.fixture
def layer(origin):
    return Operations(served(origin))


@pytest.mark.usefixtures("django_db_setup")
class TestHealth:
    def test_is_live_on_any_host(self, layer, origin):
        answer = visit(layer, "10.0.0.7:8000", "/-/live")
        assert (answer.status, answer.text) == (200, '{"live": true}')
        assert not origin.asked

    def test_is_ready_with_its_servers(self, layer):
        answer = visit(layer, "10.0.0.7", "/-/ready")
        assert answer.status == 200
        assert json.loads(answer.text)["down"] == []

    def test_is_not_ready_without_the_database(self, origin):
        readiness = Readiness({"database": fail, "cache": ok, "queue": ok})
        answer = visit(Operations(served(origin), readiness=readiness), "x", "/-/ready")
        assert answer.status == 503
        assert json.loads(answer.text)["servers"] == {
            "database": "down", "cache": "up", "queue": "up",
        }  # fmt: skip

    @pytest.mark.asvs("16.5.2")
    def test_serves_on_without_the_valkeys_and_says_so(self, origin):
        readiness = Readiness({"database": ok, "cache": fail, "queue": fail})
        answer = visit(Operations(served(origin), readiness=readiness), "x", "/-/ready")
        assert answer.status == 200
        assert json.loads(answer.text)["down"] == ["cache", "queue"]

    def test_says_that_a_queue_is_full(self, origin):
        def full() -> None:
            raise Full

        readiness = Readiness({"database": ok, "cache": ok, "queue": full})
        answer = visit(Operations(origin, readiness=readiness), "x", "/-/ready")
        assert answer.status == 200
        assert json.loads(answer.text)["servers"]["queue"] == FULL

    @pytest.mark.parametrize(("ahead", "said"), [(0.0, "right"), (-0.29, "right"), (0.31, "off")])
    def test_says_whether_the_clock_is_right(self, origin, ahead, said):
        readiness = Readiness({"database": lambda: ahead})
        told = json.loads(visit(Operations(origin, readiness=readiness), "x", "/-/ready").text)
        assert (told["clock"], told["clock_ahead_seconds"]) == (said, round(ahead, 3))

    def test_compares_the_clock_with_the_databases(self, monkeypatch):
        ask = AskDatabase()
        try:
            assert ask() == pytest.approx(0, abs=0.2)
            right = time.time
            monkeypatch.setattr("portals.operations.questions.time.time", lambda: right() + 5)
            assert ask() == pytest.approx(5, abs=1)
        finally:
            ask.close()


class TestTheWatch:
    def test_goes_on_where_a_question_cannot_be_asked(self):
        """Its thread would end, and nobody open the gate to the database again."""

        def cannot() -> None:
            raise ValueError("filedescriptor out of range in select()")

        ready, told = Readiness({"database": cannot}).report()
        assert (ready, told["down"]) == (False, ["database"])


@pytest.mark.django_db
class TestMetrics:
    def test_count_requests_pages_jobs_and_rows(self, layer, origin):
        origin.headers = [("X-Page-Cache", "hit")]
        visit(layer, "a.bacninh.localhost"), visit(layer, "a.bacninh.localhost", "/tep/1/a.pdf")
        text = visit(layer, "127.0.0.1:8000", "/metrics").text
        assert 'kind="public",status="2xx"} 1' in text
        assert 'kind="file",status="2xx"} 1' in text
        assert 'origin="hit"} 2' in text
        assert 'portals_jobs{queue="wagtail",state="waiting"} 0' in text
        assert "portals_outbox_rows 0" in text
        assert "portals_deliveries_waiting 0" in text

    def test_tell_of_the_servers_the_disk_and_the_release(self, layer):
        text = visit(layer, "127.0.0.1", "/metrics").text
        for line in (
            'portals_build_info{release="',
            'portals_breaker_open{server="database"} 0',
            'portals_unread{part="queue"} 0',
            'portals_workers{queue="bulk"} 0',
            "portals_mail_waiting 0",
            "portals_disk_free_bytes ",
        ):
            assert line in text

    def test_come_in_time_whatever_hangs(self, layer, monkeypatch):
        released = threading.Event()
        monkeypatch.setitem(metrics._parts, "database", metrics._Aside(released.wait))
        began = time.monotonic()
        text = visit(layer, "127.0.0.1", "/metrics").text
        assert time.monotonic() - began < 10 * metrics.LONGEST_SECONDS
        released.set()
        assert 'portals_unread{part="database"} 1' in text
        assert 'portals_unread{part="queue"} 0' in text

    def test_add_up_what_the_processes_of_a_node_counted(self, own_databases, tmp_path):
        script = (
            "import os, django; django.setup()\n"
            "from portals.operations.metrics import RequestCounts\n"
            "counts = RequestCounts()\n"
            "def count(): counts.add(kind='public', status='200', seconds=0.3, page='hit')\n"
            "count()\n"
            "child = os.fork()\n"
            "if not child: count(); count(); os._exit(0)\n"
            "os.waitpid(child, 0)\n"
            "print(counts.text())\n"
        )
        env = processes.environment(
            own_databases,
            METRICS_FOLDER=str(tmp_path),
            DJANGO_SETTINGS_MODULE="portals.settings.test",
        )
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=env,
            cwd=processes.ROOT,
            capture_output=True,
            text=True,
        )
        assert 'portals_pages_total{origin="hit"} 3.0' in done.stdout, done.stderr
        assert 'portals_request_seconds_bucket{kind="public",le="0.2"} 0.0' in done.stdout
        assert 'portals_request_seconds_bucket{kind="public",le="0.5"} 3.0' in done.stdout

    def test_cost_no_answer_where_their_folder_is_gone(self, own_databases, tmp_path):
        script = (
            "import django, os, shutil; django.setup()\n"
            "from portals.operations.layer import Operations\n"
            "from tests.portals.pagecache.visiting import Origin, served, visit\n"
            "layer = Operations(served(Origin()))\n"
            "shutil.rmtree(os.environ['METRICS_FOLDER'])\n"
            "print([visit(layer, 'a.bacninh.localhost', '/').status for _ in range(3)])\n"
        )
        folder = tmp_path / "counts"
        folder.mkdir()
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=processes.environment(
                own_databases,
                METRICS_FOLDER=str(folder),
                DJANGO_SETTINGS_MODULE="portals.settings.test",
            ),
            cwd=processes.ROOT,
            capture_output=True,
            text=True,
        )
        assert "[200, 200, 200]" in done.stdout, done.stderr
        assert (done.stdout + done.stderr).count("operations.uncounted") == 1

    def test_count_what_sweepers_mended(self, layer):
        django_rq.get_connection().delete(KEY)
        for count in (2, 0, 3):
            assert note_mended("stories", count) == count
        text = visit(layer, "127.0.0.1", "/metrics").text
        assert 'portals_mended_total{what="stories"} 5' in text

    @pytest.mark.asvs("13.4.5")
    @pytest.mark.parametrize(
        ("host", "headers"),
        [
            ("a.bacninh.localhost", {}),
            ("127.0.0.1", {"X_FORWARDED_FOR": "203.0.113.9"}),
            ("127.0.0.1", {"X_FORWARDED_PROTO": "https"}),
            ("a.bacninh.localhost", {"AUTHORIZATION": "Bearer wrong"}),
        ],
    )
    def test_are_not_for_visitors(self, layer, origin, host, headers):
        assert visit(layer, host, "/metrics", **headers).text == "trang"

    def test_are_not_for_another_machine_that_names_this_one(self):
        asked = {"HTTP_HOST": "127.0.0.1:8000", "REMOTE_ADDR": "127.0.0.1"}
        assert is_operator(asked)
        for address in ("203.0.113.9", "10.0.0.7", "", "khong-phai"):
            assert not is_operator(asked | {"REMOTE_ADDR": address})

    def test_are_for_whoever_has_the_token(self, layer, settings):
        settings.PORTALS_METRICS_TOKEN = "t" * 24
        answer = visit(layer, "a.bacninh.localhost", "/metrics", AUTHORIZATION="Bearer " + "t" * 24)
        assert "portals_requests_total" in answer.text


class TestAskingForCertificates:
    """Strangers choose the names and how many: they cost the database nothing."""

    def asking(self, origin, load):
        layer = Operations(served(origin), hosts=KnownHosts(load))
        return lambda host: visit(layer, "127.0.0.1", f"/-/ask?domain={host}").status

    def test_reads_the_hosts_once_for_all(self, origin):
        read = []
        ask = self.asking(origin, lambda day: read.append(day) or {"a.bacninh.localhost": 1})
        assert [ask(f"x{number}.bacninh.localhost") for number in range(50)] == [404] * 50
        assert ask("A.bacninh.localhost") == 200
        assert len(read) == 1

    def test_ends_in_time_while_the_database_hangs(self, origin, settings, monkeypatch):
        released, begun = threading.Event(), []

        def hangs(day):
            begun.append(day)
            released.wait(30)
            return {}

        monkeypatch.setattr(operations_layer, "ASK_SECONDS", 0.3)
        ask = self.asking(origin, hangs)
        began = time.monotonic()
        statuses = []
        asking = [threading.Thread(target=lambda: statuses.append(ask("x"))) for _ in range(20)]
        for one in asking:
            one.start()
        for one in asking:
            one.join()
        assert time.monotonic() - began < 10
        assert ask(settings.PORTALS_ADMIN_HOST) == 200
        released.set()
        assert (statuses, len(begun)) == ([503] * 20, 1)

    def test_decides_nothing_while_the_database_is_away(self, origin):
        def away(day):
            raise OperationalError("away")

        assert self.asking(origin, away)("a.bacninh.localhost") == 503


class TestRequestId:
    def test_of_the_proxy_is_kept_and_told(self, layer, origin):
        answer = visit(layer, "x", X_REQUEST_ID="abc-1234-def")
        assert answer.headers["X-Request-ID"] == "abc-1234-def"
        assert origin.asked[0]["HTTP_X_REQUEST_ID"] == "abc-1234-def"

    @pytest.mark.asvs("16.4.1")
    @pytest.mark.parametrize("given", ["short", "x" * 65, "a b c d e f g", "mười-hai-số"])
    def test_that_is_none_is_replaced(self, layer, given):
        assert len(visit(layer, "x", X_REQUEST_ID=given).headers["X-Request-ID"]) == 16

    @pytest.mark.asvs("16.2.4")
    def test_stands_in_the_lines_of_the_log(self, settings):
        structured = settings.LOGGING["formatters"]["structured"]
        arguments = {name: value for name, value in structured.items() if name != "()"}
        lines = []

        def page(_environ):
            record = logging.LogRecord("a", logging.INFO, "", 1, "said", None, None)
            lines.append(structured["()"](**arguments).format(record))
            return "trang"

        visit(Operations(served(Origin(page))), "x", X_REQUEST_ID="abc-1234-def")
        assert "abc-1234-def" in lines[0]


class TestAccessLog:
    def lines(self, caplog, layer, settings, *arguments, **headers):
        settings.PORTALS_ACCESS_LOG = True
        log = logging.getLogger("portals.access")
        log.addHandler(caplog.handler)
        try:
            visit(layer, *arguments, **headers)
        finally:
            log.removeHandler(caplog.handler)
        return [json.loads(record.message) for record in caplog.records]

    @pytest.mark.asvs("14.2.4")
    def test_says_what_was_answered_and_nothing_of_who_asked(self, caplog, layer, settings):
        line, = self.lines(
            caplog, layer, settings, "x", "/tim-kiem/?q=benh", X_REQUEST_ID="abc-1234-def"
        )  # fmt: skip
        assert line["path"] == "/tim-kiem/"
        assert (line["status"], line["request_id"]) == (200, "abc-1234-def")
        assert "benh" not in str(line)
        assert "127.0.0.1" not in str(line)

    @pytest.mark.asvs("14.2.1")
    @pytest.mark.parametrize(
        ("name", "secret"),
        [
            ("wagtailadmin_password_reset_confirm", ["MQ", "abc-123"]),
            ("invitation_link", [7, "abc-123"]),
        ],
    )
    def test_keeps_the_secret_of_an_address(self, caplog, layer, settings, name, secret):
        path = reverse(name, args=secret)
        (line,) = self.lines(caplog, layer, settings, "x", path)
        assert line["path"] == f"/{path.split('/')[1]}/"

    @pytest.mark.asvs("16.3.4", "16.5.1")
    def test_tells_of_a_failure(self, caplog, settings):
        def page(_environ):
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            self.lines(caplog, Operations(served(Origin(page))), settings, "x")
        assert json.loads(caplog.records[0].message)["status"] == 500


class TestWhatDjangoLogs:
    """Its own lines of refused and failed requests go through the same formatter as ours."""

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/tim-kiem/?q=benh-la", 404),
            ("/loi-moi/7/bi-mat-123/", 404),
            ("/password_reset/confirm/MQ/bi-mat-123/", 500),
        ],
    )
    def test_says_neither_secrets_nor_what_was_looked_for(self, path, status):
        request = RequestFactory().get(path)
        record = logging.LogRecord("django.request", 40, "", 0, "%s: %s", ("Not Found", path), None)
        record.request, record.status_code = request, status
        said = formatter(as_json=True).format(record)

        assert json.loads(said)["status_code"] == status
        assert path.split("/")[1] in said
        assert "bi-mat" not in said
        assert "benh-la" not in said

    def test_keeps_the_lines_of_others_whole(self):
        record = logging.LogRecord("portals.x", 40, "", 0, "Tệp a?b=c", (), None)
        assert json.loads(formatter(as_json=True).format(record))["event"] == "Tệp a?b=c"


def formatter(*, as_json: bool) -> logging.Formatter:
    given = logging_settings(level="INFO", as_json=as_json)["formatters"]["structured"]
    made = dict(given)
    return made.pop("()")(**made)
