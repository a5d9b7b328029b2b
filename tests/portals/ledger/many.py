"""Try both stand-alone verifiers on many dossiers drawn by lot, and print what they found.

    uv run python -m tests.portals.ledger.many --mutations 1000 --forks 200 --genuine 500

Ends with 1 where one of them missed something, or refused what is genuine.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.support.browser import ARGUMENTS, path_of_chromium
from tests.support.processes import ROOT

from .altering import Dossier, altered, forked, genuine, genuine_folder, genuine_proof
from .verifying_page import VerifyingPage

Verifier = Callable[[Dossier], int]


def by_python(one: Dossier) -> int:
    """The exit code of verify.py."""
    with tempfile.TemporaryDirectory() as named, contextlib.redirect_stdout(io.StringIO()):
        folder = Path(named)
        files = {f"ledger/{name}": data for name, data in one.files.items()} | one.handed
        for name, data in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        if one.is_proof:
            proof = (folder / "ledger/proof").rename(folder / "it.tlog-proof")
            keys = folder / "ledger/keys"
            return verify_py().main([str(proof), "--keys", str(keys), "--json"])
        handed = [part for name in one.handed for part in ("--checkpoint", str(folder / name))]
        return verify_py().main([str(folder / "ledger"), "--key", one.key, *handed, "--json"])


def verify_py():
    name = "verify_of_ledger"
    if name not in sys.modules:
        file = ROOT / "portals/ledger/verifier/verify.py"
        spec = importlib.util.spec_from_file_location(name, file)
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@contextlib.contextmanager
def by_page() -> Iterator[Verifier]:
    """The code of verify.html, in the system's Chromium."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=path_of_chromium(), headless=True, args=ARGUMENTS
        )
        page = VerifyingPage.opened(launched.new_context())
        yield lambda one: page.dossier(one)["code"]
        launched.close()


def mutations(lot: random.Random, many: int) -> Iterator[Dossier]:
    """Each of one of some ledgers and proofs, since making them is what takes time."""
    folders = [genuine_folder(lot) for _ in range(8)]
    proofs = [genuine_proof(lot) for _ in range(8)]
    for _ in range(many):
        one, other = lot.sample(proofs if lot.random() < 0.3 else folders, 2)
        yield altered(lot, one, other)


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    for sort in ("mutations", "forks", "genuine"):
        parser.add_argument(f"--{sort}", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> int:
    given = asked()
    lot = random.Random(given.seed)
    sorts = {
        "mutations": (mutations(lot, given.mutations), True),
        "forks": ((forked(lot) for _ in range(given.forks)), True),
        "genuine": ((genuine(lot) for _ in range(given.genuine)), False),
    }
    wrong = 0
    with by_page() as page:
        print(f"{'':12}{'verifier':14}{'given':>7}{'found':>7}{'missed':>7}{'refused':>9}")
        for sort, (dossiers, are_bad) in sorts.items():
            codes: dict[str, list[int]] = {"verify.py": [], "verify.html": []}
            started = time.monotonic()
            for one in dossiers:
                for name, verifier in (("verify.py", by_python), ("verify.html", page)):
                    code = verifier(one)
                    codes[name].append(code)
                    if (code != 0) != are_bad:
                        wrong += 1
                        print(f"  {name} said {code} of {sort}: {one.what}", file=sys.stderr)
            for name, told in codes.items():
                found = sum(code != 0 for code in told)
                row = (found, len(told) - found, "") if are_bad else ("", "", found)
                print(f"{sort:12}{name:14}{len(told):7}{row[0]:>7}{row[1]:>7}{row[2]:>9}")
            print(f"{sort}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
