"""The engine espeak-ng: plain, small, and there wherever captions are made."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from editorial.recordings.bounded import ProgramBounds, run_bounded
from editorial.recordings.tools import VOICES, speech

from .faults import EngineFailed

logger = logging.getLogger(__name__)

PROGRAM = Path(__file__).with_name("espeak_program.py")
# Half an hour of speech takes it seconds.
BOUNDS = ProgramBounds(seconds=120, cpu_seconds=60)


def languages() -> frozenset[str]:
    return frozenset(VOICES) if speech() else frozenset()


def speak(sentences: Sequence[str], *, language: str, folder: str, name: str) -> None:
    tools = speech()
    if tools is None:
        raise EngineFailed
    task = {
        "library": tools[0], "data": tools[1], "voice": VOICES[language],
        "sentences": list(sentences), "name": name,
    }  # fmt: skip
    (Path(folder) / "task.json").write_text(json.dumps(task, ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, "-I", "-X", "utf8", str(PROGRAM)]
    end = run_bounded(command, folder=folder, bounds=BOUNDS)
    if end.code != 0:
        logger.error(
            "The voice of a text could not be made.",
            extra={"event": "editorial.recordings.no_voice", "told": end.complained[-2000:]},
        )
        raise EngineFailed
