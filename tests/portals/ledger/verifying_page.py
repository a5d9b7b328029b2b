"""The verifier that is a page, opened from disk as a citizen opens it, and asked by its functions."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Page

from tests.support.processes import ROOT

from .altering import Dossier

FILE = ROOT / "portals/ledger/verifier/verify.html"
VERIFY = """async ({ folder, proof, options }) => {
    const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
    const all = (files) => Object.fromEntries(Object.entries(files).map(([name, text]) => [name, bytes(text)]));
    if (folder) options.checkpoints = all(options.checkpoints);
    const { later, ...one } = proof ?? {};
    const report = folder ? await verifyFolder(all(folder), options)
        : verifyProof({ ...all(one), later: all(later), ...options });
    return {
        code: report.code, text: report.text ?? null, later: (report.later ?? []).map(({ index }) => index),
        notices: report.notices.map(({ says }) => says),
        faults: report.faults.map((fault) => ({ ...fault, words: faultInWords(fault) })),
    };
}"""


SCORES = """async ({ files, key }) => {
    const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
    const all = Object.entries(files).map(([name, text]) => [name, bytes(text)]);
    const ending = (end) => Object.fromEntries(all.filter(([name]) => name.endsWith(end)));
    const [[name, scores]] = all.filter(([name]) => name.endsWith(".json"));
    const given = { keys: ending("keys").keys, proofs: ending(".tlog-proof"), notices: ending(".pdf") };
    const report = verifyScores({ name, scores, key, ...given });
    return { code: report.code, faults: report.faults.map((fault) => ({ ...fault, words: faultInWords(fault) })) };
}"""


def encoded(files: dict[str, bytes]) -> dict[str, str]:
    return {name: base64.b64encode(data).decode() for name, data in files.items()}


@dataclass
class VerifyingPage:
    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @classmethod
    def opened(cls, browser: BrowserContext) -> VerifyingPage:
        one = cls(browser.new_page())
        one.page.on("console", lambda message: one.complaints.append(message.text))
        one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
        one.page.on("request", lambda request: one.requests.append(request.url))
        one.page.goto(FILE.as_uri())
        return one

    def folder(
        self, files: dict[str, bytes], key: str = "", handed: dict[str, bytes] | None = None
    ) -> dict:
        options = {"key": key, "checkpoints": encoded(handed or {})}
        return self.page.evaluate(VERIFY, {"folder": encoded(files), "options": options})

    def proof(self, later: dict[str, bytes] | None = None, key: str = "", **given: bytes) -> dict:
        """`given` are `proof`, `keys`, `page` and `paper`."""
        told = encoded(given) | {"later": encoded(later or {})}
        return self.page.evaluate(VERIFY, {"proof": told, "options": {"key": key}})

    def scores(self, files: dict[str, bytes], key: str = "") -> dict:
        """The files of a dossier, by name."""
        return self.page.evaluate(SCORES, {"files": encoded(files), "key": key})

    def dossier(self, one: Dossier) -> dict:
        if one.is_proof:
            return self.proof(key=one.key, **one.files)
        return self.folder(one.files, one.key, one.handed)
