"""Speech by espeak-ng: the samples of one sentence after another, in this process. For a process apart."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Of speak_lib.h: samples are handed over as they are made, and the call returns when all were.
AUDIO_OUTPUT_SYNCHRONOUS = 2
DO_NOT_EXIT = 0x8000
CHARS_UTF8 = 1
RATE, PITCH = 1, 3
MILLISECONDS_A_CALL = 200
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)

type Samples = NDArray[np.int16]


class NoVoice(Exception):
    """The library does not start, or has no such voice."""


class Voice:
    """One voice of the library, which a process has once."""

    def __init__(
        self, library: str, data: str, name: str, *, words_a_minute: int = 160, pitch: int = 50
    ) -> None:
        self._speech = ctypes.CDLL(library)
        self._parts: list[Samples] = []
        # Kept, since the library calls it for as long as it lives.
        self._callback = _CALLBACK(self._take)
        folder = os.fsencode(Path(data).parent)
        self.samples_a_second = self._speech.espeak_Initialize(
            AUDIO_OUTPUT_SYNCHRONOUS, MILLISECONDS_A_CALL, folder, DO_NOT_EXIT
        )
        if self.samples_a_second <= 0:
            raise NoVoice(library)
        self._speech.espeak_SetSynthCallback(self._callback)
        self.named(name, words_a_minute=words_a_minute, pitch=pitch)

    def named(self, name: str, *, words_a_minute: int = 160, pitch: int = 50) -> None:
        """Speak by another voice from now on."""
        if self._speech.espeak_SetVoiceByName(name.encode()) != 0:
            raise NoVoice(name)
        self._speech.espeak_SetParameter(RATE, words_a_minute, 0)
        self._speech.espeak_SetParameter(PITCH, pitch, 0)

    def _take(self, samples: Any, count: int, _events: int) -> int:
        if samples and count > 0:
            self._parts.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0

    def say(self, text: str) -> Samples:
        """Return the samples of `text`; none where nothing of it is spoken."""
        self._parts.clear()
        said = text.encode()
        self._speech.espeak_Synth(
            said, ctypes.c_size_t(len(said) + 1), 0, 0, 0, CHARS_UTF8, None, None
        )
        self._speech.espeak_Synchronize()
        return np.concatenate(self._parts) if self._parts else np.zeros(0, np.int16)
