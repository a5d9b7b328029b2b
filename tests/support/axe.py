"""Accessibility as axe finds it, with a report that names the rule and the place."""

from collections.abc import Mapping

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
# What depends on the colours, for a page of which all else was asked in other ones.
OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


def assert_accessible(
    page: Page, *, within: str | None = None, rules: Mapping[str, object] = RULES
) -> None:
    """Fail with every violation axe finds on the page, or in the part that `within` selects."""
    # A message that is still fading in has no contrast yet.
    page.evaluate(
        """() => Promise.allSettled(
            document.getAnimations()
                .filter((animation) => Number.isFinite(animation.effect.getComputedTiming().endTime))
                .map((animation) => animation.finished)
        )"""
    )
    context = {"include": [within]} if within else None
    found = Axe().run(page, context=context, options=dict(rules))
    faults = [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]
    assert not faults, f"{page.url}\n" + "\n".join(faults)
