"""Opening portals, one and many."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import gettext
from wagtail.models import Collection, Page, Site

from editorial.models import HomePage, SectionPage
from portals.boards.models import RightsGroup
from portals.models import Oversight, Portal, PortalAddress
from tests.factories import make_portal

pytestmark = pytest.mark.django_db
HEADING = "code,name,tier,overseer,host,cluster"
DATA = Path(__file__).parents[3] / "portals" / "data"
SHIPPED = DATA / "portals-2024.csv"


def run(tmp_path: Path, *rows: str, heading: str = HEADING, options: tuple[str, ...] = ()) -> str:
    path = tmp_path / "portals.csv"
    path.write_text("\n".join([heading, *rows]), encoding="utf-8")
    out, err = StringIO(), StringIO()
    try:
        call_command("open_portals", str(path), *options, stdout=out, stderr=err)
    except CommandError as error:
        return f"{err.getvalue()}{error}"
    return out.getvalue()


def everything() -> tuple[int, ...]:
    models = (Portal, PortalAddress, Oversight, Page, Site, Collection, RightsGroup)
    return tuple(model.objects.count() for model in models)


class TestOpeningOne:
    def test_brings_site_pages_board_rights_and_collection(self, settings) -> None:
        province = make_portal("province", name="Tỉnh Bắc Ninh", host="")
        assert province.site.hostname == settings.PORTALS_BASE_DOMAIN
        assert isinstance(province.root.specific, HomePage)
        codes = SectionPage.objects.filter(portal=province).values_list("section_type", flat=True)
        assert {"tin-tuc", "van-ban", "du-lieu-mo"} <= set(codes)
        assert "loa" not in codes
        assert province.board.pk
        assert province.rights_groups.count() == 2
        assert province.collection.get_parent().depth == 1
        assert not any(Page.find_problems())

    def test_opens_the_sections_of_the_tier(self) -> None:
        province = make_portal("province")
        commune = make_portal("commune", overseer=province)
        codes = set(
            SectionPage.objects.filter(portal=commune).values_list("section_type", flat=True)
        )
        assert "loa" in codes
        assert "thong-ke" not in codes

    def test_twice_is_once(self) -> None:
        make_portal("province", code="27", host="", name="Tỉnh Bắc Ninh")
        before = everything()
        make_portal("province", code="27", host="", name="Tỉnh Bắc Ninh")
        assert everything() == before


class TestOpeningMany:
    def test_opens_the_156_portals_of_2024(self) -> None:
        out = StringIO()
        call_command("open_portals", str(SHIPPED), "--opened-on", "2019-01-01", stdout=out)
        assert Portal.objects.count() == 156
        assert Portal.objects.filter(name="Phường Ninh Xá").count() == 2
        assert Oversight.objects.count() == 155
        for portal in Portal.objects.select_related("collection"):
            assert portal.collection.name == f"{portal.name} ({portal.code})"
        # Each its own, in the order of their names, and none that is nobody's.
        root = Collection.get_first_root_node()
        assert root.get_children().filter(portal=None).count() == 0
        assert root.get_children().count() == 156
        assert not any(Collection.find_problems())
        before = everything()
        again = StringIO()
        call_command("open_portals", str(SHIPPED), stdout=again)
        assert everything() == before
        assert "156" in again.getvalue()
        assert not any(Page.find_problems())

    def test_dry_run_changes_nothing(self, tmp_path: Path) -> None:
        before = everything()
        said = run(tmp_path, "27,Tỉnh Bắc Ninh,province,,,", options=("--dry-run",))
        assert everything() == before
        assert "1" in said

    def test_the_portals_of_2025_may_be_opened_once_there_are_no_districts(self) -> None:
        out, before = StringIO(), everything()
        options = ("--dry-run", "--opened-on", "2025-07-01")
        call_command("open_portals", str(DATA / "portals-2025.csv"), *options, stdout=out)
        assert "116" in out.getvalue()
        assert everything() == before

    def test_an_overseer_may_stand_below_in_the_file(self, tmp_path: Path) -> None:
        run(
            tmp_path,
            "256,Thành phố Bắc Ninh,district,27,tp,",
            "27,Tỉnh Bắc Ninh,province,,,",
            heading=HEADING,
            options=("--opened-on", "2024-01-01"),
        )
        assert Portal.objects.get(code="256").oversights.get().overseer.code == "27"


class TestBadRows:
    @pytest.mark.parametrize(
        ("row", "part"),
        [
            ("27,Tỉnh Khác,province,,khac,", "27"),
            ("X,Xã Ảo,commune,27,huyen,", "huyen"),
            ("X,Xã Ảo,hamlet,27,ao,", "hamlet"),
            ("X,Xã Ảo,commune,999,ao,", "999"),
            ("X,Xã Ảo,commune,,ao,", "The overseer is missing."),
            ("X,Huyện Ảo,district,256,ao,", "256"),
            ("X,xã ảo,commune,27,ao,", "xã ảo"),
            ("X,Xã  Ảo,commune,27,ao,", "Xã  Ảo"),
            ("X,Xã Ảo,commune,27,ảo_,", "ảo_"),
            (",Xã Ảo,commune,27,ao,", "The code is missing."),
            (f"{'X' * 21},Xã Ảo,commune,27,ao,", "20 "),
            (f"X,Xã {'Ả' * 118},commune,27,ao,", "120 "),
            (f"X,Xã Ảo,commune,27,ao,{'c' * 41}", "40 "),
            (f"X,Xã Ảo,commune,27,{'.'.join(['a' * 60] * 5)},", "253 "),
        ],
    )
    def test_each_is_reported_and_nothing_is_changed(
        self, tmp_path: Path, row: str, part: str
    ) -> None:
        before = everything()
        said = run(
            tmp_path,
            "27,Tỉnh Bắc Ninh,province,,,",
            "256,Huyện Một,district,27,huyen,",
            row,
            options=("--opened-on", "2024-01-01"),
        )
        assert " 4:" in said
        assert gettext(part) in said
        assert everything() == before

    @pytest.mark.parametrize("stands", [True, False])
    def test_an_overseer_that_opens_later_is_reported(self, tmp_path: Path, stands: bool) -> None:
        overseer = "27,Tỉnh Bắc Ninh,province,,,,2024-01-01"
        heading = f"{HEADING},opened_on"
        if stands:
            run(tmp_path, overseer, heading=heading)
        rows = [*([] if stands else [overseer]), "X,Xã Ảo,commune,27,ao,,2023-12-31"]

        said = run(tmp_path, *rows, heading=heading)

        assert f" {len(rows) + 1}:" in said
        assert "01/01/2024" in said
        assert not Portal.objects.filter(code="X").exists()

    @pytest.mark.parametrize(
        ("row", "stands"),
        [
            ("X,Xã Ảo,commune,27,ao,cum-1", "256"),
            ("X,Xã Ảo,commune,256,khac,cum-1", "ao."),
            ("X,Xã Ảo,commune,256,ao,cum-2", "cum-1"),
            ("X,Xã Ảo,commune,256,ao,", "cum-1"),
        ],
    )
    def test_a_portal_that_stands_otherwise_is_not_called_unchanged(
        self, tmp_path: Path, row: str, stands: str
    ) -> None:
        frame = ("27,Tỉnh Bắc Ninh,province,,,", "256,Huyện Một,district,27,huyen,")
        asked = ("--opened-on", "2024-01-01")
        opened = run(tmp_path, *frame, "X,Xã Ảo,commune,256,ao,cum-1", options=asked)
        before = everything()

        said = run(tmp_path, *frame, row)

        assert " 4:" not in opened
        assert " 4:" in said
        assert stands in said
        assert everything() == before

    def test_a_circle_is_reported_on_each_of_its_rows(self, tmp_path: Path) -> None:
        said = run(
            tmp_path,
            "A,Huyện A,district,B,a,",
            "B,Huyện B,district,A,b,",
            options=("--opened-on", "2024-01-01"),
        )
        assert " 2:" in said
        assert " 3:" in said
        assert not Portal.objects.exists()

    def test_a_missing_column_is_named(self, tmp_path: Path) -> None:
        assert "overseer" in run(tmp_path, "27,Tỉnh", heading="code,name")

    def test_a_bad_date_is_named(self, tmp_path: Path) -> None:
        said = run(
            tmp_path, "27,Tỉnh Bắc Ninh,province,,,,28/11/2024", heading=f"{HEADING},opened_on"
        )
        assert "opened_on" in said

    def test_a_host_of_another_portal_is_refused(self, tmp_path: Path) -> None:
        make_portal("province", host="chung")
        assert "chung" in run(tmp_path, "28,Tỉnh Hai,province,,chung,")


class TestTheListOf2024:
    """As somebody opens it who only read that it is shipped."""

    def test_says_what_it_lacks_where_no_day_is_given(self, clock) -> None:
        clock.move_to("2026-08-04 12:00")
        said = StringIO()
        before = everything()
        with pytest.raises(CommandError):
            call_command("open_portals", str(SHIPPED), stderr=said)
        assert everything() == before
        (first, *_others) = [line for line in said.getvalue().splitlines() if "district" in line]
        assert "--opened-on" in first
        assert "04/08/2026" in first
        assert "30/06/2025" in first

    def test_has_names_that_one_certificate_covers(self, settings) -> None:
        call_command("open_portals", str(SHIPPED), "--opened-on", "2019-01-01", stdout=StringIO())
        hosts = set(PortalAddress.objects.values_list("hostname", flat=True))
        assert f"vuninh-tpbacninh.{settings.PORTALS_BASE_DOMAIN}" in hosts
        levels = {host.removesuffix(settings.PORTALS_BASE_DOMAIN).count(".") for host in hosts}
        assert levels == {0, 1}

    def test_has_the_names_of_two_levels_for_who_asks_for_them(self, settings) -> None:
        asked = ("--opened-on", "2019-01-01", "--names", "two-level")
        call_command("open_portals", str(SHIPPED), *asked, stdout=StringIO())
        two = PortalAddress.objects.filter(
            hostname__contains=f".tpbacninh.{settings.PORTALS_BASE_DOMAIN}"
        )
        assert two.filter(hostname__startswith="vuninh.").exists()
