"""The program that `espeak.py` starts in a folder of its own: it reads `task.json` there, and writes a WAV."""

from __future__ import annotations

import json
import sys
import wave
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# Slower than the aligner's: it is listened to.
WORDS_A_MINUTE = 140
SECONDS_BETWEEN = 0.35


def main() -> None:
    sys.path.insert(0, str(ROOT))
    from editorial.recordings.alignment.speech import Voice

    task = json.loads(Path("task.json").read_text(encoding="utf-8"))
    voice = Voice(task["library"], task["data"], task["voice"], words_a_minute=WORDS_A_MINUTE)
    pause = bytes(2 * int(SECONDS_BETWEEN * voice.samples_a_second))
    with wave.open(task["name"], "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(voice.samples_a_second)
        for sentence in task["sentences"]:
            file.writeframes(voice.say(sentence).tobytes())
            file.writeframes(pause)


if __name__ == "__main__":
    main()
