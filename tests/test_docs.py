"""What the pages of `docs/` name is there: files, modules, commands, settings and addresses.

Decision records tell what was so on their day, and are left out.
"""

from __future__ import annotations

import re
import subprocess
from functools import cache
from importlib import import_module
from itertools import chain
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import Resolver404, resolve

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/*.md")])
NAMED = re.compile(r"`([^`\n]+)`")
LINKED = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
ENDINGS = "py|html|css|js|yml|yaml|toml|conf|csv|md|typ|txt|po|sh|service|timer"
FILE = re.compile(rf"[\w.{{}},-]+(?:/[\w.{{}},-]+)*\.(?:{ENDINGS})")
FOLDER = re.compile(
    r"(?:portals|editorial|syndication|scoring|docs|templates|static|tests|\.ci)/(?:[\w-]+/)*"
)
MODULE = re.compile(r"(?:portals|editorial|syndication|scoring)(?:\.\w+)+")
COMMAND = re.compile(r"manage\.py ([a-z_]+)")
SETTING = re.compile(r"[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+")
ADDRESS = re.compile(r"/(?:[\w<>-]+/)+(?:[\w<>.-]+)?")
# Addresses of the machine, of the framework's own pages and of proxies; and where words only look like a file.
ELSEWHERE = (
    "/srv/",
    "/var/",
    "/etc/",
    "/proc",
    "/root",
    "/media/",
    "/static/",
    "/news/",
    "/usr/",
    "/tmp/",
)
# In no one place of the tree: a first migration, the module of a server, the operator's own list of authorities, what a
# dossier holds.
NO_FILE = {"0001_initial.py", "asgi.py", "roots.toml", "DOC-TRUOC.txt"}
# `NAME` stands for any variable; a setting of a library that is left as it is.
NOT_OURS = {"NAME_FILE", "SOCIALACCOUNT_STORE_TOKENS"}
TAKES_ALL = {"<path:path>", "^.*/$"}
URLCONFS = ("portals.urls.admin", "portals.urls.public")


def named(page: Path, pattern: re.Pattern[str]) -> set[str]:
    found = NAMED.findall(page.read_text())
    return {text for text in found if pattern.fullmatch(text)}


@cache
def tree() -> frozenset[str]:
    listed = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True)
    return frozenset(listed.splitlines())


def spelled_out(text: str) -> list[str]:
    """`a/{b,c}.py` names two files."""
    match = re.search(r"\{([^}]*)\}", text)
    if match is None:
        return [text]
    return list(
        chain.from_iterable(
            spelled_out(text.replace(match.group(), part, 1)) for part in match.group(1).split(",")
        )
    )


def is_there(file: str, page: Path) -> bool:
    """A path from the project's root, or the bare name of a file that is somewhere."""
    if "/" in file:
        return file in tree()
    return file in NO_FILE or any(path == file or path.endswith(f"/{file}") for path in tree())


def exists_as_module(dotted: str) -> bool:
    """A module, or a name in one."""
    module, _, name = dotted.rpartition(".")
    # Not imported: settings end the process where the environment lacks something.
    if is_module(dotted):
        return True
    return is_module(module) and hasattr(import_module(module), name)


def is_module(dotted: str) -> bool:
    path = dotted.replace(".", "/")
    return f"{path}.py" in tree() or f"{path}/__init__.py" in tree()


@cache
def words_of_the_code() -> frozenset[str]:
    files = [
        path for path in tree() if path.endswith((".py", ".conf", ".toml", "Caddyfile", "run"))
    ]
    own = "\n".join((ROOT / path).read_text() for path in files if path != "tests/test_docs.py")
    return frozenset(SETTING.findall(own))


def leads_somewhere(address: str) -> bool:
    """An address of either host, or one that is answered in front of Django and stands in that code."""
    if address.startswith("/-/"):
        layers = [
            path for path in tree() if path.startswith(("portals/operations/", "portals/visits/"))
        ]
        return any(address.partition("<")[0] in (ROOT / path).read_text() for path in layers)
    for value in ("7", "a", "tin-tuc"):
        path = re.sub(r"<[^>]*>", value, address)
        for urlconf in URLCONFS:
            try:
                found = resolve(path, urlconf=urlconf)
            except Resolver404:
                continue
            # The last pattern of either host takes any address; only that of a section's page means it.
            if found.route not in TAKES_ALL or address.startswith("/<section>/"):
                return True
    return False


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
class TestAPage:
    def test_names_files_that_are_there(self, page: Path) -> None:
        files = chain.from_iterable(spelled_out(text) for text in named(page, FILE))
        assert [file for file in sorted(files) if not is_there(file, page)] == []

    def test_names_folders_that_are_there(self, page: Path) -> None:
        folders = named(page, FOLDER)
        missing = [one for one in folders if not any(path.startswith(one) for path in tree())]
        assert sorted(missing) == []

    def test_links_to_what_is_there(self, page: Path) -> None:
        links = LINKED.findall(page.read_text())
        assert [link for link in links if not (page.parent / link).exists()] == []

    def test_names_modules_that_are_there(self, page: Path) -> None:
        modules = named(page, MODULE)
        assert [one for one in sorted(modules) if not exists_as_module(one)] == []

    def test_names_commands_that_are_there(self, page: Path) -> None:
        commands = set(COMMAND.findall(page.read_text()))
        assert sorted(commands - set(get_commands()) - {"demo"}) == []

    def test_names_settings_that_the_code_knows(self, page: Path) -> None:
        assert sorted(named(page, SETTING) - words_of_the_code() - NOT_OURS) == []

    def test_names_addresses_that_lead_somewhere(self, page: Path) -> None:
        addresses = {one for one in named(page, ADDRESS) if not one.startswith(ELSEWHERE)}
        assert [one for one in sorted(addresses) if not leads_somewhere(one)] == []


class TestTheSearch:
    """That it finds what is wrong."""

    def test_of_a_file(self) -> None:
        assert spelled_out("a/{b,c}.py") == ["a/b.py", "a/c.py"]
        assert not is_there("portals/no_such.py", ROOT / "README.md")
        assert is_there("portals/clock.py", ROOT / "README.md")

    def test_of_a_module_a_setting_and_an_address(self) -> None:
        assert not exists_as_module("portals.no_such")
        assert exists_as_module("portals.clock.local_date")
        assert "NO_SUCH_VARIABLE_OF_OURS" not in words_of_the_code()
        assert not leads_somewhere("/khong-co-trang-nay/7/8/9/")
        assert leads_somewhere("/duyet/<id>/")
        assert not leads_somewhere("/-/no-such-question")


class TestTheHouse:
    """docs/house.md names every room, and everything that a floor may register."""

    HOUSE = ROOT / "docs/house.md"
    FLOORS = ("portals", "editorial", "syndication", "scoring")
    # Models are the ground on which rooms stand; the rest is Django's own way to lay out an app.
    NO_ROOMS = {"models", "blocks", "migrations", "management", "templatetags", "settings", "urls"}

    def test_names_every_room(self) -> None:
        named_there = named(self.HOUSE, FOLDER)
        rooms = {
            f"{path.parent.relative_to(ROOT)}/"
            for floor in self.FLOORS
            for path in (ROOT / floor).glob("*/__init__.py")
            if path.parent.name not in self.NO_ROOMS
        }
        assert len(rooms) > 50
        assert sorted(rooms - named_there) == []

    def test_names_every_registry(self) -> None:
        """A module with a function `register` of one thing at least, which a floor hands in."""
        named_there = named(self.HOUSE, MODULE)
        registries = {
            ".".join(path.relative_to(ROOT).with_suffix("").parts)
            for floor in self.FLOORS
            for path in (ROOT / floor).rglob("*.py")
            if re.search(r"^def register(_home_block)?\((?!\))", path.read_text(), re.MULTILINE)
        }
        assert len(registries) > 15
        assert sorted(registries - named_there) == []
