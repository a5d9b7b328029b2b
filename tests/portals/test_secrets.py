"""The look for secrets: what detect-secrets finds line by line is found in its quicker way, too."""

import importlib.util
import sys
from pathlib import Path

import pytest
from detect_secrets.core import scan
from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.settings import default_settings

PATH = Path(__file__).resolve().parents[2] / ".ci/look_for_secrets.py"
# By the detector that knows it, as it may stand in a line.
PLANTED = {
    "ArtifactoryDetector": "AKCxxxxxxxxxx9",
    "AWSKeyDetector": "at = 'AKIAZXCVBNMASDFGHJKL'",
    "AzureStorageKeyDetector": f"AccountKey={'lJzRc1YdHaAA2KCNJJ1tkYwF/+mKK6Ygw0NGe170X' * 2}qnlc==",
    "Base64HighEntropyString": "x = 'c3VwZXIgbG9uZyBzdHJpbmcgc2hvdWxkIGNhdXNlIGVub3VnaCBlbnRyb3B5'",
    "BasicAuthDetector": "https://ai:matkhau1@kho.vn/",
    "CloudantDetector": f"cloudant_password='{'1234567890abcdef' * 4}'",
    "DiscordBotTokenDetector": "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs",
    "GitHubTokenDetector": "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",
    "GitLabTokenDetector": "glpat-hellOworld380_testin",
    "HexHighEntropyString": "x = '2b00042f7481c7b056c4b410d28f33cf'",
    "IbmCloudIamDetector": "ibm_cloud_api_key = 'abcd1234abcd1234abcd1234ABCD1234ABCD1234--__'",
    "IbmCosHmacDetector": f"cos_hmac_secret_access_key = {'1234567890abcdef' * 3}",
    "IPPublicDetector": "to 133.133.133.133 only",
    "JwtTokenDetector": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
    "KeywordDetector": 'db_password = "sieu-mat-khau"',
    "MailchimpDetector": f"{'343ea45721923ed956e2b38c31db76aa'}-us30",
    "NpmDetector": f"//registry.npmjs.org/:_authToken={'743b294a-cd03-11ec-9d64-0242ac120002'}",
    "OpenAIDetector": f"sk-{'A' * 20}T3BlbkFJ{'B' * 20}",
    "PrivateKeyDetector": "-----BEGIN RSA PRIVATE KEY-----",
    "PypiTokenDetector": f"pypi-AgEIcHlwaS5vcmc{'CJDU0MTc4NzMxLTA1ZDgtNDQ2Yy1hYTQ0'}{'a1B2' * 14}",
    "SendGridDetector": f"SG.ngeVfQFYQlKU0ufo8x5d1A.{'TwL2iGABf9DHoTf-09kqeF8tAmbihYzrnopKc-1s5cr'}",
    "SlackDetector": "xoxb-34532454-e039d02840a0b9379c",
    "SoftlayerDetector": f"softlayer_api_key = '{'1234567890abcdef' * 4}'",
    "SquareOAuthDetector": f"sq0csp-{'ABCDEFGHIJK_LMNOPQRSTUVWXYZ-0123456789abcde'[:43]}",
    "StripeDetector": "rk_live_TESTtestTESTtestTESTtest",
    "TelegramBotTokenDetector": f"{'110201543'}:{'AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawI'}",
    "TwilioKeyDetector": f"SK{'1234567890abcdef' * 2}",
}
# A detector looks at a line's beginning and end, and at some kinds of files in another way.
PLACES = ("{}", "before\n{}  \nafter\n", "say {} now\n")
NAMES = ("a.py", "a.yaml", "a.ini", "a.html")


@pytest.fixture(scope="module")
def quick():
    spec = importlib.util.spec_from_file_location("look_for_secrets", PATH)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True, scope="module")
def all_detectors():
    with default_settings() as settings:
        settings.disable_filters(*[name for name in settings.filters if "heuristic" in name])
        yield


def found_in(path: Path) -> set[tuple[str, int]]:
    return {(secret.type, secret.line_number) for secret in scan.scan_file(str(path))}


def test_one_is_planted_for_every_detector() -> None:
    known = {each.__name__ for each in get_mapping_from_secret_type_to_class().values()}
    assert set(PLANTED) == known


@pytest.mark.parametrize("detector", list(PLANTED))
def test_all_that_is_found_line_by_line_is_found(quick, detector, tmp_path, monkeypatch) -> None:
    paths = []
    for name in NAMES:
        for number, place in enumerate(PLACES):
            paths.append(tmp_path / f"{number}{name}")
            paths[-1].write_text(place.format(PLANTED[detector]))
    line_by_line = [found_in(path) for path in paths]

    monkeypatch.setattr(scan, "_process_line_based_plugins", quick._where_something_is)

    assert [found_in(path) for path in paths] == line_by_line
    kinds = get_mapping_from_secret_type_to_class()
    assert any(kinds[kind].__name__ == detector for found in line_by_line for kind, _ in found)


def test_a_file_in_which_nothing_stands_is_not_asked(quick, tmp_path, monkeypatch) -> None:
    (tmp_path / "a.py").write_text('"""Hello."""\n\npassword = asked()\n')
    monkeypatch.setattr(quick, "_line_by_line", lambda **_: pytest.fail("was asked"))
    monkeypatch.setattr(scan, "_process_line_based_plugins", quick._where_something_is)
    assert found_in(tmp_path / "a.py") == set()


def test_a_detector_of_a_kind_that_is_not_known_is_always_asked(quick) -> None:
    assert quick.may_find(object(), "", "a.py")
