"""Which agency a text may be for."""

from __future__ import annotations

from editorial.asking.bodies import AskableBody, proposed_bodies

TAM_GIANG = AskableBody(1, "Xã Tam Giang", "commune")
TAM_DA = AskableBody(2, "Xã Tam Đa", "commune")
VE_AN = AskableBody(3, "Phường Vệ An", "commune")
HEALTH = AskableBody(4, "Sở Y tế", "department")
LAND = AskableBody(5, "Sở Tài nguyên và Môi trường", "department")
TOWN = AskableBody(6, "Thành phố Bắc Ninh", "district")
ROADS = AskableBody(7, "Sở Giao thông vận tải", "department")
ALL = (TAM_GIANG, TAM_DA, VE_AN, HEALTH, LAND, TOWN, ROADS)


def found(text: str) -> list[str]:
    return [body.name for body in proposed_bodies(text, ALL)]


def test_named_as_a_whole_comes_before_its_bare_name_and_that_before_a_matter() -> None:
    text = "Ở xã Tam Đa, gần Tam Giang, trạm y tế đóng cửa."
    assert found(text) == ["Xã Tam Đa", "Xã Tam Giang", "Sở Y tế"]


def test_departments_are_found_by_what_people_call_their_matters() -> None:
    assert found("Bao giờ tôi được cấp sổ đỏ?") == ["Sở Tài nguyên và Môi trường"]
    assert found("Tiêm chủng cho trẻ ở đâu?") == ["Sở Y tế"]
    assert found("Nhiều ổ gà trên đường tỉnh 295") == ["Sở Giao thông vận tải"]


def test_who_types_without_accents_is_understood() -> None:
    assert found("xa tam giang ngap nuoc") == ["Xã Tam Giang"]
    assert found("cap so do cham") == ["Sở Tài nguyên và Môi trường"]
    # With accents another word is another word.
    assert found("Tôi đã vẽ an toàn giao thông trên tường") == ["Sở Giao thông vận tải"]


def test_no_part_of_a_word_is_a_name() -> None:
    assert found("Giống lúa Tam Giangiang") == []
    # A district is not found by the name that the province has too.
    assert found("Tôi sống ở Bắc Ninh") == []
    assert found("Tôi sống ở thành phố Bắc Ninh") == ["Thành phố Bắc Ninh"]


def test_at_most_three_and_always_the_same() -> None:
    text = "xã Tam Giang, xã Tam Đa, phường Vệ An và Sở Y tế"
    assert len(found(text)) == 3
    assert found(text) == [body.name for body in proposed_bodies(text, reversed(ALL))]
    assert found("") == []
