"""The tls group of a source: what it becomes, and what is told of its files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hmi.settings.loader import load_site
from hmi.settings.secrets import SecretReference
from hmi.settings.site import TlsSettings
from tests.peers.certificates import Authority, Identity
from tests.settings.conftest import Problems, Write

TLS = "5:61: machines[0].source.tls"


def site(tls: str, scheme: str = "https") -> str:
    return (
        "site: A\ntime_zone: UTC\nmachines:\n  - name: A\n"
        f"    source: {{type: mtconnect, url: {scheme}://agent:5000, tls: {{{tls}}}}}\n"
    )


@pytest.fixture
def shop(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def ours(shop: Authority) -> Identity:
    """The files shop-hmi.pem and shop-hmi.key."""
    return shop.issue("hmi")


def test_paths_are_relative_to_the_site_files_folder(site_file: Write, tmp_path: Path, ours: Identity) -> None:
    text = site("ca: shop-ca.pem, certificate: shop-hmi.pem, key: shop-hmi.key, key_password: {file: pass.txt}")
    assert load_site(site_file(text)).machines[0].source.tls == TlsSettings(
        tmp_path / "shop-ca.pem", ours.certificate, ours.key, SecretReference(file=tmp_path / "pass.txt")
    )


def test_paths_in_machines_d_are_relative_to_the_site_files_folder_too(
    site_file: Write, tmp_path: Path, shop: Authority
) -> None:
    (tmp_path / "machines.d").mkdir()
    entry = "name: B\nsource: {type: mtconnect, url: https://b, tls: {ca: shop-ca.pem}}\n"
    (tmp_path / "machines.d" / "b.yaml").write_text(entry, encoding="utf-8")
    (machine,) = load_site(site_file("site: A\ntime_zone: UTC\n")).machines
    assert machine.source.tls == TlsSettings(ca=shop.ca)


def test_a_certificate_may_have_its_key_in_its_own_file(site_file: Write, ours: Identity) -> None:
    ours.certificate.write_bytes(ours.certificate.read_bytes() + ours.key.read_bytes())
    tls = load_site(site_file(site("certificate: shop-hmi.pem"))).machines[0].source.tls
    assert tls == TlsSettings(certificate=ours.certificate)


def test_a_bundle_with_words_in_any_language_is_a_ca(site_file: Write, shop: Authority) -> None:
    shop.ca.write_bytes("# Autoridade de certificação\n".encode() + shop.ca.read_bytes() * 2)
    assert load_site(site_file(site("ca: shop-ca.pem"))).machines[0].source.tls == TlsSettings(ca=shop.ca)


def test_a_key_whose_password_is_named_is_left_closed(site_file: Write, shop: Authority) -> None:
    ours = shop.issue("hmi", password="x")  # noqa: S106
    text = site("certificate: shop-hmi.pem, key: shop-hmi.key, key_password: {env: HMI_TEST_UNSET}")
    tls = load_site(site_file(text)).machines[0].source.tls
    assert tls == TlsSettings(None, ours.certificate, ours.key, SecretReference(env="HMI_TEST_UNSET"))


@pytest.mark.parametrize(
    ("tls", "said"),
    [
        ("", f"{TLS}: is empty; name a ca or a certificate in it, or delete it"),
        ("key: shop-hmi.key", f"{TLS}: has a key without a certificate; add the certificate that belongs to the key"),
        ("key_password: {env: A}", f"{TLS}: has a key_password without a certificate; add the certificate whose key"),
        (
            "ca: 7",
            '5:66: machines[0].source.tls.ca: must be text, but YAML reads it as a number; put it in quotes: "7"',
        ),
        ('ca: ""', "5:66: machines[0].source.tls.ca: is empty; write a text between the quotes"),
        ('ca: "a\\0b"', "5:66: machines[0].source.tls.ca: must be the path of a file in one line of 1000"),
        ("cert: a.pem", "5:62: machines[0].source.tls.cert: is not a setting here; delete it, or use one of ca,"),
        (
            "certificate: shop-hmi.pem, key: shop-hmi.key, key_password: hunter2",
            "5:122: machines[0].source.tls.key_password: must not stand in this file; write a reference such as",
        ),
    ],
)
def test_a_group_that_is_wrong_is_told(problems: Problems, ours: Identity, tls: str, said: str) -> None:
    (line,) = problems(site(tls))
    assert line.startswith(f"site.yaml:{said}")
    assert "hunter2" not in line


def test_tls_needs_https(problems: Problems, shop: Authority) -> None:
    (line,) = problems(site("ca: shop-ca.pem", "http"))
    assert line.startswith(
        "site.yaml:5:13: machines[0].source: has tls, but a url that begins with http://; write https:// there or"
    )


def test_a_user_name_has_no_colon(problems: Problems, shop: Authority) -> None:
    text = site("ca: shop-ca.pem").replace(", tls", ", username: 'a:b', password: {env: A}, tls")
    (line,) = problems(text)
    assert "machines[0].source.username: must not contain a colon" in line


@pytest.mark.parametrize(
    ("tls", "content", "said"),
    [
        ("ca: x.pem", None, "ca: the file {x} does not exist; put it there or correct the path"),
        ("ca: x.pem", b"", "ca: the file {x} holds no certificate in PEM form; export it as Base-64 text (PEM), which"),
        ("ca: x.pem", b"\x30\x82\x05\x00", "ca: the file {x} holds no certificate in PEM form; export it as Base-64"),
        (
            "ca: x.pem",
            b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
            "ca: the file {x} holds a certificate that cannot be read; export it anew",
        ),
        ("ca: x.pem", b"#" * 4_000_001, "ca: the file {x} is larger than 4,000,000 bytes; check that it is a PEM file"),
        ("ca: .", None, "ca: the file {folder} is not a regular file; name a PEM file"),
        ("certificate: x.pem, key: shop-hmi.key", None, "certificate: the file {x} does not exist; put it there or"),
        ("certificate: shop-hmi.pem, key: x.pem", None, "key: the file {x} does not exist; put it there or correct"),
        (
            "certificate: shop-hmi.pem, key: x.pem",
            b"no key",
            "key: the file {x} holds no private key in PEM form; give the file that holds one as 'key'",
        ),
        (
            "certificate: shop-hmi.pem",
            None,
            "certificate: the file {ours} holds no private key in PEM form; give the file that holds one as 'key'",
        ),
        (
            "certificate: shop-hmi.pem, key: x.pem",
            b"-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n",
            "key: the file {x} holds a private key that cannot be read; export it anew",
        ),
        (
            "certificate: shop-hmi.pem, key: shop-other.key",
            None,
            "key: the file {other} holds a key that is not that of {ours}; name the two of one pair",
        ),
        (
            "certificate: shop-hmi.pem, key: shop-locked.key",
            None,
            "key: the file {locked} holds an encrypted key; add key_password, a reference to its password",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_what_to_do(
    problems: Problems, tmp_path: Path, shop: Authority, ours: Identity, tls: str, content: bytes | None, said: str
) -> None:
    other, locked = shop.issue("other"), shop.issue("locked", password="x")  # noqa: S106
    file = tmp_path / "x.pem"
    if content is not None:
        file.write_bytes(content)
    (line,) = problems(site(tls))
    assert line.startswith("site.yaml:5:")
    names = {"x": file, "folder": tmp_path, "ours": ours.certificate, "other": other.key, "locked": locked.key}
    assert line.partition("machines[0].source.tls.")[2].startswith(said.format_map(names))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_is_not_waited_for(problems: Problems, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.pem")
    assert "is not a regular file" in problems(site("ca: x.pem"))[0]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a file that may not be read")
def test_a_file_that_may_not_be_read_is_told(problems: Problems, shop: Authority) -> None:
    shop.ca.chmod(0)
    assert (
        "cannot be read (Permission denied); check its path and its permissions" in problems(site("ca: shop-ca.pem"))[0]
    )


def test_all_files_are_told_at_once_beside_other_mistakes(problems: Problems) -> None:
    text = site("ca: a.pem, certificate: b.pem, key: c.pem").replace("time_zone: UTC", "time_zone: Nowhere/Land")
    assert [line.split(": ")[1] for line in problems(text)] == [
        "time_zone",
        "machines[0].source.tls.ca",
        "machines[0].source.tls.certificate",
        "machines[0].source.tls.key",
    ]


@pytest.mark.parametrize(
    "written",
    [
        "key: |\n          -----BEGIN PRIVATE KEY-----\n          hunter2\n",
        'certificate: "-----BEGIN CERTIFICATE-----hunter2-----END CERTIFICATE-----"',
        f"key: '-----BEGIN PRIVATE KEY-----{'hunter2' * 400}'",
        "key_password: hunter2",
        "key_password: {hunter2: x}",
        "key_password: {env: hunter2!}",
        "key_password: [hunter2]",
    ],
)
def test_a_key_or_password_that_stands_in_the_file_is_not_repeated(problems: Problems, written: str) -> None:
    source = f"    source:\n      type: mtconnect\n      url: https://a\n      tls:\n        {written}\n"
    said = "\n".join(problems(f"site: A\ntime_zone: UTC\nmachines:\n  - name: A\n{source}"))
    assert "source.tls" in said
    assert "hunter2" not in said


def test_a_certificate_that_stands_in_the_file_is_told_where_it_belongs(problems: Problems) -> None:
    (line,) = problems(site('ca: "-----BEGIN CERTIFICATE-----"'))
    assert line.endswith(
        "tls.ca: must be the path of a file; move this text into a file of its own, and write the file's path here"
    )


def test_machines_of_one_url_must_agree_in_tls(problems: Problems, site_file: Write, shop: Authority) -> None:
    machine = "  - name: {}\n    source: {{type: mtconnect, url: https://a, device: {}{}}}\n"
    text = "site: A\ntime_zone: UTC\nmachines:\n" + machine.format("A", "a", ", tls: {ca: shop-ca.pem}")
    (line,) = problems(text + machine.format("B", "b", ""))
    assert "machines[1].source.tls: differs from line 5, though machines of one url share a connection" in line
    agreeing = load_site(site_file(text + machine.format("B", "b", ", tls: {ca: shop-ca.pem}"))).machines
    assert [machine.source.tls for machine in agreeing] == 2 * [TlsSettings(ca=shop.ca)]
