"""What a task costs a person, by a keystroke-level model: steps, characters, words read, and from them seconds.

The model is Card, Moran and Newell's ("The keystroke-level model for user performance time with interactive
systems", 1980): what the hands do, what the mind prepares, what the machine takes. Their time to point by a mouse is
kept for a thumb, though studies of touch screens measure less, and what they leave out is added: reading. A text that
comes into sight on the way to the next act is read whole, once; what was read before is recognised. Writing a text is
typed out here and not thought up: what to say is no matter of the desk.

Nothing here knows pytest or Django: `six_people.py` walks a demo with it, too.
"""

from __future__ import annotations

import re
import time
import unicodedata
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Locator, Page

# Seconds. M, H and P as the authors have them; a press of a button is two of their 0.1.
MENTAL: Final = 1.35
POINT: Final = 1.10
PRESS: Final = 0.20
# To the keyboard and back by hand, and no less where it slides up from the foot of a phone.
HOME: Final = 0.40
# A key of a phone: thirty words a minute, where people asked by Palin and others (2019) reach 36 by both thumbs.
KEY_OF_PHONE: Final = 0.40
# Their average typist, no secretary: forty words a minute.
KEY_OF_DESKTOP: Final = 0.28
# A flick of the thumb, or a turn of the wheel, and the eye that finds its place again.
SCROLL: Final = 0.50
# How much of the screen one moves by.
OF_A_SCREEN: Final = 0.8
# A page on a phone of the mobile network, as `docs/screenshots/measure.py` imitates one; what the machine here really
# took is told beside it and counts for nothing.
ANSWER: Final = 1.5
# Brysbaert (2019) has 238 words of English a minute. Here each syllable counts as a word, and Vietnamese has more.
SLOW_READER: Final = 200
READER: Final = 220
QUICK_READER: Final = 240
# To take a picture by the camera, or to find one in the phone: three taps and a look.
PICTURE: Final = 3 * (POINT + PRESS) + 2 * MENTAL

# Of the machine here, which is only told: when what a press sets off has begun (ms), and when no answer comes (s).
BEGINS: Final = 50
LONGEST_ANSWER: Final = 60

# What is to be read between two heights of the page, and what is fixed on the screen. A line is what a block says.
_SHOWN = """([from, to]) => {
    const seen = new Map();
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const put = (block, words) => seen.set(block, `${seen.get(block) ?? ""} ${words}`);
    const within = (box, fixed) => {
        if (box.width < 2 || box.height < 2) return false;
        const top = box.top + (fixed ? 0 : scrollY);
        return fixed ? box.bottom > 0 && box.top < innerHeight : top + box.height > from && top < to;
    };
    const stays = (element) => {
        for (let one = element; one; one = one.parentElement)
            if (["fixed", "sticky"].includes(getComputedStyle(one).position)) return true;
        return false;
    };
    while (walk.nextNode()) {
        const words = walk.currentNode.textContent.trim();
        const holder = walk.currentNode.parentElement;
        if (!words || holder.closest("script, style, noscript, template, option, textarea")) continue;
        if (!holder.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
        const range = document.createRange();
        range.selectNodeContents(walk.currentNode);
        const box = range.getBoundingClientRect();
        if (box.right <= 0 || box.left >= innerWidth || !within(box, stays(holder))) continue;
        let block = holder;
        while (getComputedStyle(block).display.startsWith("inline") && block.parentElement) block = block.parentElement;
        put(block, words);
    }
    return [...seen.values()];
}"""
_HEIGHT = "[scrollY, innerHeight]"


def keys_of(text: str) -> int:
    """How many keys the text takes by Telex: one for each letter, and one more for each mark on it."""
    apart = unicodedata.normalize("NFD", text)
    return len(apart) + sum(letter in "đĐ" for letter in apart)


def words_of(text: str) -> int:
    return len(re.findall(r"\w+", text))


@dataclass
class Effort:
    """What was done so far. `machine` alone is measured by a clock."""

    key: float = KEY_OF_PHONE
    taps: int = 0
    fields: int = 0
    characters: int = 0
    keys: int = 0
    scrolls: int = 0
    pictures: int = 0
    words: int = 0
    pages: int = 0
    machine: float = 0.0

    @property
    def steps(self) -> int:
        return self.taps + self.fields + self.pictures

    def seconds(self, words_a_minute: int = READER) -> float:
        """By the model alone, the machine's answer included as a constant for each page."""
        hands = (
            self.steps * MENTAL
            + self.taps * (POINT + PRESS)
            + self.fields * (POINT + PRESS + HOME)
            + self.keys * self.key
            + self.scrolls * SCROLL
            + self.pictures * PICTURE
        )
        return hands + self.words * 60 / words_a_minute + self.pages * ANSWER

    def plus(self, other: Effort) -> Effort:
        """What both are together."""
        of = {name: getattr(self, name) + getattr(other, name) for name in _COUNTED}
        return Effort(key=self.key, **of)

    def since(self, earlier: Effort) -> Effort:
        """What came between `earlier` and now."""
        of = {name: getattr(self, name) - getattr(earlier, name) for name in _COUNTED}
        return Effort(key=self.key, **of)

    def copied(self) -> Effort:
        return replace(self)


_COUNTED = [one.name for one in fields(Effort) if one.name != "key"]


@dataclass
class Person:
    """Somebody at a page: does as a hand does, reads what comes into sight on the way, and counts it."""

    page: Page
    effort: Effort = field(default_factory=Effort)
    # The labels that were pressed or filled in, in their order, and every line that was read.
    labels: list[str] = field(default_factory=list)
    lines: set[str] = field(default_factory=set)
    _asked: int = 0
    _loaded: int = 0

    def __post_init__(self) -> None:
        self.page.on("request", self._count)
        self.page.on("load", self._count_loaded)

    def opens(self, address: str) -> None:
        """Goes to an address that is known: kept on the phone's first screen, or in a mail."""
        began = time.monotonic()
        self.effort.taps += 1
        self.page.goto(address)
        self._settle(began)

    def taps(self, target: Locator) -> None:
        target = target.first
        self._comes_to(target)
        self.labels.append(_label(target))
        self.effort.taps += 1
        began = time.monotonic()
        target.click()
        self._settle(began)

    def types(self, target: Locator, text: str) -> None:
        target = target.first
        self._comes_to(target)
        self.effort.fields += 1
        self.effort.characters += len(text)
        self.effort.keys += keys_of(text)
        target.fill(text)

    def chooses(self, target: Locator, label: str) -> None:
        """From a list that is pulled down: its choices are read down to the one that is taken."""
        target = target.first
        self._comes_to(target)
        offered: Sequence[str] = target.locator("option").all_inner_texts()
        for one in offered:
            self._reads([one])
            if one.strip() == label:
                break
        self.effort.taps += 2
        target.select_option(label=label)

    def takes_a_picture(self, target: Locator, picture: Any) -> None:
        self.effort.pictures += 1
        target.set_input_files(picture)

    def reads_on(self, target: Locator | None = None) -> None:
        """Reads from where the screen stands down to `target`, or what the screen shows."""
        if target is not None:
            self._comes_to(target.first)
            return
        at, height = self.page.evaluate(_HEIGHT)
        self._reads(self.page.evaluate(_SHOWN, [at, at + height]))

    def _comes_to(self, target: Locator) -> None:
        target.wait_for(state="visible")
        at, height = self.page.evaluate(_HEIGHT)
        target.scroll_into_view_if_needed()
        # A button that hides under a bar at the foot is no nearer than one that stands in the middle.
        now = self.page.evaluate("scrollY")
        moved = abs(now - at)
        self.effort.scrolls += -(-int(moved) // max(1, int(height * OF_A_SCREEN)))
        box = target.bounding_box()
        end = now + height if box is None else min(now + height, now + box["y"] + box["height"])
        # Fixed parts of the page are read with it; of the last screen only what stands above the target.
        self._reads(self.page.evaluate(_SHOWN, [min(at, now), max(end, min(at, now) + 1)]))

    def _reads(self, lines: Sequence[str]) -> None:
        for line in lines:
            plain = " ".join(line.split())
            if plain and plain not in self.lines:
                self.lines.add(plain)
                self.effort.words += words_of(plain)

    def _count(self, request: Any) -> None:
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self._asked += request.redirected_from is None

    def _count_loaded(self, _page: Page) -> None:
        self._loaded += 1

    def _settle(self, began: float) -> None:
        # What a press sets off may begin a moment after it.
        self.page.wait_for_timeout(BEGINS)
        while self._loaded < self._asked and time.monotonic() - began < LONGEST_ANSWER:
            self.page.wait_for_timeout(BEGINS)
        self._loaded = 0
        self.effort.machine += time.monotonic() - began
        self.effort.pages, self._asked = self.effort.pages + self._asked, 0


def _label(target: Locator) -> str:
    said: str = target.evaluate(
        "one => one.getAttribute('aria-label') || one.innerText || one.value || one.title || ''"
    )
    return " ".join(said.split())


def table(rows: dict[str, Effort]) -> str:
    """The parts of a task and their sum, one a line, for whoever reads a test's output."""
    heads = ("part", "steps", "taps", "fields", "chars", "scrolls", "words", "pages")
    lines = [
        f"{heads[0]:44}" + "".join(f"{one:>8}" for one in heads[1:])
        + f"{SLOW_READER:>7}/m{QUICK_READER:>6}/m{'machine':>9}"
    ]  # fmt: skip
    for name, one in rows.items():
        counts = (
            one.steps,
            one.taps,
            one.fields,
            one.characters,
            one.scrolls,
            one.words,
            one.pages,
        )
        lines.append(
            f"{name:44}" + "".join(f"{count:8}" for count in counts)
            + f"{one.seconds(SLOW_READER):8.0f}s{one.seconds(QUICK_READER):7.0f}s{one.machine:8.1f}s"
        )  # fmt: skip
    return "\n".join(lines)
