"""Words that a bench sends: the same each time, and no two texts alike enough to count as one."""

from __future__ import annotations

from random import Random

SYLLABLES = (
    *(
        "đường",
        "đèn",
        "nước",
        "trường",
        "chợ",
        "cầu",
        "rác",
        "thuế",
        "đất",
        "nhà",
        "thôn",
        "xóm",
        "điện",
        "mương",
    ),
    *(
        "hỏng",
        "thiếu",
        "chậm",
        "ngập",
        "mở",
        "đóng",
        "sửa",
        "làm",
        "trả",
        "nộp",
        "xin",
        "hỏi",
        "đề",
        "nghị",
        "bao",
    ),
    *(
        "giờ",
        "khi",
        "nào",
        "ai",
        "sao",
        "được",
        "chưa",
        "đã",
        "tháng",
        "tuần",
        "ngày",
        "năm",
        "sáng",
        "chiều",
        "tối",
    ),
)


def made_words_of(seed: int, count: int) -> str:
    return " ".join(Random(seed).choices(SYLLABLES, k=count))  # noqa: S311  (a bench: the same words each time)
