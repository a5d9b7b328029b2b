"""Which sentences are dated promises: a written set with the traps of real texts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from editorial.plans.promises.reading import (
    LONGEST_SENTENCE,
    promised_day,
    promises_in,
    sentences_in_text,
)

SENTENCES = Path(__file__).with_name("promise_sentences.txt")
WRITTEN = date(2026, 3, 10)


def written() -> Iterator[tuple[str, date | None]]:
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        if line.startswith(("+", "-")):
            mark, _bar, sentence = line.partition(" | ")
            yield sentence, date.fromisoformat(mark[2:]) if mark.startswith("+") else None


def test_all_are_told_apart() -> None:
    asked = list(written())
    assert len(asked) >= 120
    wrong = [(sentence, day) for sentence, day in asked if promised_day(sentence, WRITTEN) != day]
    assert wrong == []


def test_the_day_must_be_to_come() -> None:
    sentence = "UBND xã sẽ hoàn thành việc sửa đường trước ngày 30/6/2026."
    assert promised_day(sentence, date(2026, 6, 29)) == date(2026, 6, 30)
    assert promised_day(sentence, date(2026, 6, 30)) is None
    assert promised_day(sentence.replace("2026", "2062"), WRITTEN) is None
    assert promised_day(sentence.replace("30/6", "31/6"), WRITTEN) is None


def test_two_days_are_not_guessed_between() -> None:
    sentence = "Xã sẽ hoàn thành đợt một trước ngày 30/6/2026 và đợt hai trước ngày 30/9/2026."
    assert promised_day(sentence, WRITTEN) is None


def test_a_text_is_read_sentence_by_sentence() -> None:
    promise = "UBND xã sẽ hoàn thành việc sửa đường trước ngày 30/6/2026."
    text = f"Chiều nay, xã họp dân.\n{promise} Nhân dân nộp hồ sơ trước ngày 20/6/2026. {promise}"
    found = list(promises_in(text, WRITTEN))
    assert [(one.words, one.due_on) for one in found] == [(promise, date(2026, 6, 30))]
    assert list(sentences_in_text("Ở TP. Bắc Ninh, 3.5 km đường. Xong.")) == [
        "Ở TP. Bắc Ninh, 3.5 km đường.",
        "Xong.",
    ]
    assert list(promises_in(promise[:-1] + " và" + " nữa" * LONGEST_SENTENCE + ".", WRITTEN)) == []
