"""Accessibility as axe finds it, with a report that names the rule and the place."""

import json
from collections.abc import Mapping
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
# What depends on the colours, for a page of which all else was asked in other ones.
OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# A name of its own: the admin brings an axe, too.
OWN_AXE = f"{AXE_SCRIPT}; window.axeOfTests = window.axe;"
# The whole of what axe found is some hundred kilobytes, of which all but the violations is thrown away: to carry it out
# of the browser takes longer than to find it.
RUN = """async ([within, rules]) => {
    // It is there before the page is: a button may have led on just now.
    if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done, {once: true}));
    if (!window.axeOfTests) return null;
    // A message that is still fading in has no contrast yet.
    await Promise.allSettled(
        document.getAnimations()
            .filter((animation) => Number.isFinite(animation.effect.getComputedTiming().endTime))
            .map((animation) => animation.finished)
    );
    const found = await axeOfTests.run(within ?? document, {...rules, resultTypes: ["violations"], selectors: false});
    return JSON.stringify(found.violations);
}"""


def violations(
    page: Page, *, within: str | None = None, rules: Mapping[str, object] | None = None
) -> list[dict[str, Any]]:
    """Return what axe finds on the page, or in the part that `within` selects, by its own choice of rules or these."""
    asked = [within, dict(rules or {})]
    told = page.evaluate(RUN, asked)
    if told is None:
        page.evaluate(OWN_AXE)
        # For all pages that this visitor opens from now on: a script that comes with the page costs it nothing, one
        # that is evaluated 0.4 s of a core.
        page.context.add_init_script(OWN_AXE)
        told = page.evaluate(RUN, asked)
    found: list[dict[str, Any]] = json.loads(told)
    return found


def assert_accessible(
    page: Page, *, within: str | None = None, rules: Mapping[str, object] = RULES
) -> None:
    """Fail with every violation axe finds on the page, or in the part that `within` selects."""
    faults = [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]}"
        for rule in violations(page, within=within, rules=rules)
        for node in rule["nodes"]
    ]
    assert not faults, f"{page.url}\n" + "\n".join(faults)
