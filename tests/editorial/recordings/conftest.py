"""A text that is read out by another voice than the aligner's, and the sounds of that."""

from __future__ import annotations

import wave
from io import BytesIO

import espeakng_loader
import numpy as np
import pytest

from editorial.recordings.alignment.speech import Voice

SENTENCES = (
    "Hôm nay xã tiêm phòng cho đàn gia súc.",
    "Bà con đưa vật nuôi đến nhà văn hóa từ bảy giờ sáng.",
    "Trạm bơm mở nước vào chiều mai.",
    "Mỗi hộ cử một người khơi thông kênh mương.",
)
OTHERS = (
    "Công an nhắc mọi người cảnh giác với điện thoại lừa đảo.",
    "Tuyệt đối không đọc mã số cho bất kỳ ai.",
    "Đêm nay có mưa rào và dông, gió đông bắc cấp ba.",
    "Hội phụ nữ trồng hoa hai bên đường vào trạm y tế.",
)


@pytest.fixture(scope="session")
def voice() -> Voice:
    """The library is there once in a process; `named` gives it another voice."""
    return Voice(espeakng_loader.get_library_path(), espeakng_loader.get_data_path(), "vi")


@pytest.fixture(scope="session")
def read_out(voice: Voice) -> tuple[np.ndarray, int, list[float]]:
    """The sentences by a woman of the south, with pauses and noise; the rate, and when each begins, in seconds."""
    voice.named("vi-vn-x-south+f2", words_a_minute=180, pitch=60)
    random = np.random.default_rng(20241105)
    parts, starts, at = [np.zeros(voice.samples_a_second, np.int16)], [], voice.samples_a_second
    for sentence in SENTENCES:
        said = voice.say(sentence)
        starts.append((at + int(np.flatnonzero(np.abs(said) > 300)[0])) / voice.samples_a_second)
        pause = np.zeros(int(voice.samples_a_second * random.uniform(0.1, 1.2)), np.int16)
        parts += [said, pause]
        at += len(said) + len(pause)
    voice.named("vi")
    whole = np.concatenate(parts)
    noisy = np.clip(whole + random.normal(0, 150, len(whole)), -32768, 32767).astype(np.int16)
    return noisy, voice.samples_a_second, starts


@pytest.fixture(scope="session")
def read_out_wav(read_out: tuple[np.ndarray, int, list[float]]) -> bytes:
    samples, rate, _starts = read_out
    written = BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return written.getvalue()
