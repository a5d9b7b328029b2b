"""A person who does not exist, and words that stand nowhere else: wherever one of them turns up, it leaked."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

CONSONANTS, VOWELS = "bdghklmnrstv", "aeiou"
NEIGHBOURS = 12


@dataclass(frozen=True, slots=True)
class Asker:
    """What is asked, and by whom. `markers` are the words of it that are made up."""

    name: str
    phone: str
    email: str
    subject: str
    text: str
    markers: tuple[str, ...]

    def typed(self) -> dict[str, str]:
        """The fields of the public form."""
        return {
            "subject": self.subject,
            "text": self.text,
            "person_name": self.name,
            "phone": self.phone,
            "email": self.email,
            "wants_public": "on",
        }


def fresh_asker() -> Asker:
    """Return another person each time, who writes something else: the guard of forms holds what is sent again."""
    own, lane = _word(), _word()
    neighbours = [_word() for _one in range(NEIGHBOURS)]
    digits = "".join(secrets.choice("0123456789") for _place in range(7))
    phone, email = f"090{digits}", f"{_word()}@example.vn"
    # More of it is new than stays, so that no two are nearly the same.
    text = (
        f"Đèn ở ngõ {lane} tắt nhiều đêm. Các nhà cạnh đó là {', '.join(neighbours)}. "
        f"Xin gọi cho tôi số {phone} khi sửa xong."
    )
    return Asker(
        name=f"Nguyễn Thị {own}",
        phone=phone,
        email=email,
        subject=f"Đèn ngõ {lane} tắt",
        text=text,
        markers=(own, lane, *neighbours, phone, email),
    )


def _word() -> str:
    """Eight letters that are no word of any language here; without accents, so that no way of writing hides it."""
    made = "".join(secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _place in range(4))
    return made.capitalize()
