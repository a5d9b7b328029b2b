"""The program that `captions.py` starts in a folder of its own: it reads `task.json` there, and writes `found.json`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

RATE = 16_000
ROOT = Path(__file__).resolve().parents[3]


def main() -> None:
    sys.path.insert(0, str(ROOT))
    import numpy as np

    from editorial.recordings.alignment.aligning import align
    from editorial.recordings.alignment.speech import Voice

    task = json.loads(Path("task.json").read_text(encoding="utf-8"))
    voice = Voice(task["library"], task["data"], task["voice"])
    said = [voice.say(sentence) for sentence in task["sentences"]]
    recorded = np.fromfile("heard.pcm", np.int16)
    # What is no word is not spoken; its place is told by its neighbours.
    least = voice.samples_a_second // 10
    sounding = [number for number, samples in enumerate(said) if len(samples) > least]
    found = None
    if sounding and len(recorded) > RATE // 2:
        sentences = [said[number] for number in sounding]
        found = asdict(align(recorded, RATE, sentences, voice.samples_a_second))
    answer = {"sounding": sounding, "alignment": found}
    Path("found.json").write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main()
