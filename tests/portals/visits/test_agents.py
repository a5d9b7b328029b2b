"""What a browser says of itself: machines are told from readers by the kept list, whose instances are all met."""

from __future__ import annotations

import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from portals.visits.agents import LONGEST_AGENT, Device, device_class, is_machine

ANDROID = "Mozilla/5.0 (Linux; Android 13; SM-A536E) AppleWebKit/537.36 (KHTML, like Gecko)"
PHONE = f"{ANDROID} Chrome/119.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15"
IPAD = "Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/118 Safari/537.36"


class TestAMachine:
    def test_is_whatever_the_list_knows(self) -> None:
        named = [agent for one in CRAWLER_USER_AGENTS_DATA for agent in one["instances"]]
        assert len(named) > 1_000
        assert [agent for agent in named if not is_machine(agent)] == []

    @pytest.mark.parametrize("agent", ["", "x" * (LONGEST_AGENT + 1), "NewBot/1", "LienCong-own/1"])
    def test_is_who_says_so_or_nothing_or_too_much(self, agent) -> None:
        assert is_machine(agent)

    @pytest.mark.parametrize(
        "agent",
        [
            *(PHONE, IPHONE, IPAD, WINDOWS, "x" * LONGEST_AGENT),
            f"{PHONE} Zalo android/12110 ZaloTheme/light ZaloLanguage/vi",
            f"{IPHONE} Mobile/21A329 [FBAN/FBIOS;FBAV/440.0.0.40.109;FBLC/vi_VN]",
            f"{PHONE} trill_320 BytedanceWebview/d8a21c6",
            f"{WINDOWS} coc_coc_browser/120.0.0",
            PHONE.replace("SM-A536E", "CUBOT_NOTE_7"),
        ],
    )
    def test_is_no_browser_that_people_here_read_with(self, agent) -> None:
        assert not is_machine(agent)


class TestADevice:
    @pytest.mark.parametrize(
        ("agent", "device"),
        [
            *((PHONE, Device.PHONE), (IPHONE, Device.PHONE), (WINDOWS, Device.COMPUTER)),
            ("Opera/9.80 (Android; Opera Mini/36.2/119.132; U; vi) Presto/2.12", Device.PHONE),
            # Both say “Mobile”, or neither: what it is called decides.
            *((IPAD, Device.TABLET), (f"{ANDROID} Chrome/119.0 Safari/537.36", Device.TABLET)),
            ("", Device.COMPUTER),
        ],
    )
    def test_is_of_the_class_that_it_names(self, agent, device) -> None:
        assert device_class(agent) is device
