"""``hmi check`` on site files with TLS."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmi.cli import main
from tests.peers.certificates import Authority

PASSWORD = "k3y-s3cret"  # noqa: S105 - it opens what this test has locked
VARIABLE = "HMI_TEST_KEY_PASSWORD"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site whose agent is verified by the shop's CA and asks for a certificate with an encrypted key."""
    Authority(tmp_path).issue("hmi", password=PASSWORD)
    path = tmp_path / "site.yaml"
    path.write_text(
        "site: Teste\n"
        "time_zone: America/Sao_Paulo\n"
        "machines:\n"
        "  - name: Torno 01\n"
        "    source:\n"
        "      type: mtconnect\n"
        "      url: https://torno01.shop.example\n"
        "      tls:\n"
        "        ca: shop-ca.pem\n"
        "        certificate: shop-hmi.pem\n"
        "        key: shop-hmi.key\n"
        f"        key_password: {{env: {VARIABLE}}}\n",
        encoding="utf-8",
    )
    return path


def test_a_site_whose_key_opens_is_right(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, PASSWORD)
    assert main(["check", "--config", str(site)]) == 0
    assert "1 machine behind 1 endpoint" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("password", "said"),
    [
        (None, f"Torno 01: the environment variable {VARIABLE} is not set; set it and start the program again."),
        ("wrong-s3cret", f"does not open with its password; correct the one in the environment variable {VARIABLE}."),
    ],
)
def test_a_key_that_does_not_open_is_told(
    site: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    password: str | None,
    said: str,
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    if password is not None:
        monkeypatch.setenv(VARIABLE, password)
    assert main(["check", "--config", str(site)]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "s3cret" not in told


def test_every_file_that_cannot_be_used_is_told_with_its_line(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ca, key = site.with_name("shop-ca.pem"), site.with_name("shop-hmi.key")
    ca.unlink()
    key.write_text("no key", encoding="utf-8")
    assert main(["check", "--config", str(site)]) == 2
    told = capsys.readouterr().err
    assert f"{site}:9:13: machines[0].source.tls.ca: the file {ca} does not exist; put it there or correct" in told
    assert f"{site}:11:14: machines[0].source.tls.key: the file {key} holds no private key in PEM form;" in told
