"""The store group of a site file: what it becomes, and what is told of one that is wrong."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.retention import Retention
from hmi.settings.loader import load_site
from hmi.settings.redact import redact
from hmi.settings.secrets import SecretReference
from hmi.settings.site import BackupSettings, StoreSettings
from hmi.settings.store_url import normalise_store_url
from hmi.settings.url import UrlError
from tests.settings.conftest import Problems, Write

URL = "postgresql+psycopg://hmi@db.example:5432/history"


def site(store: str) -> str:
    return (
        "site: A\ntime_zone: UTC\n"
        f"store: {{{store}}}\n"
        "machines: [{name: A, source: {type: mtconnect, url: http://a:5000}}]\n"
    )


def test_without_a_store_group_the_history_is_a_file_with_the_usual_times(site_file: Write) -> None:
    text = site("").replace("store: {}\n", "")
    assert load_site(site_file(text)).store == StoreSettings(None, None, Retention(), BackupSettings())
    assert load_site(site_file(site(""))).store == StoreSettings()


def test_a_whole_store_group_becomes_settings(site_file: Write, tmp_path: Path) -> None:
    retention = "retention: {samples: 14, ten_minutes: 60, hours: 400, events: 100, signals: {spindle_load: 365, 7: 1}}"
    backup = 'backup: {folder: copies, daily: no, at: "22:05"}'
    store = load_site(site_file(site(f"url: '{URL}', password: {{file: pw.txt}}, {retention}, {backup}"))).store
    assert store == StoreSettings(
        URL,
        SecretReference(file=tmp_path / "pw.txt"),
        Retention(14, 60, 400, 100, {"spindle_load": 365, "7": 1}),
        BackupSettings(tmp_path / "copies", daily=False, at=time(22, 5)),
    )


def test_a_signal_that_is_kept_longer_keeps_its_coarser_tiers_as_long() -> None:
    retention = Retention(30, 90, 730, 730, {"spindle_load": 365, "x.load": 1000, "y.load": 5})
    assert [retention.samples_of(key) for key in ("z.load", "spindle_load", "x.load", "y.load")] == [30, 365, 1000, 5]
    assert [retention.ten_minutes_of(key) for key in ("z.load", "spindle_load", "y.load")] == [90, 365, 90]
    assert [retention.hours_of(key) for key in ("z.load", "spindle_load", "x.load")] == [730, 730, 1000]


@pytest.mark.parametrize(
    ("store", "said"),
    [
        ("retention: {samples: 0}", "3:30: store.retention.samples: must be at least 1; write a larger number"),
        ("retention: {events: 40000}", "3:29: store.retention.events: must be at most 36500; write a smaller number"),
        (
            "retention: {samples: 30.5}",
            "3:30: store.retention.samples: must be a whole number such as 30; write it without decimals",
        ),
        ('retention: {samples: "30"}', "3:30: store.retention.samples: must be a number; remove the quotes: 30"),
        ('retention: {samples: "30 days"}', "3:30: store.retention.samples: must be a whole number such as 30; write"),
        ("retention: {samples: yes}", "3:30: store.retention.samples: must be a whole number such as 30; write it"),
        (
            "retention: {samples: 100}",
            "3:20: store.retention: keeps ten_minutes for 90 days and samples for 100; a coarser tier is kept at least "
            "as long as a finer one, so write ten_minutes: 100 or more, or shorten samples",
        ),
        (
            "retention: {hours: 60}",
            "3:20: store.retention: keeps hours for 60 days and ten_minutes for 90; a coarser tier",
        ),
        (
            "retention: {signals: {spindle_load: 0}}",
            "3:45: store.retention.signals.spindle_load: must be at least 1; write a larger number",
        ),
        (
            "retention: {signals: {spindle_load: 1 day}}",
            "3:45: store.retention.signals.spindle_load: must be a whole number such as 30; write it without",
        ),
        (
            "retention: {sample: 3}",
            "3:21: store.retention.sample: is not a setting here; correct it (did you mean 'samples'?)",
        ),
        ("backup: {daily: sometimes}", "3:25: store.backup.daily: must be yes or no; write one of the two without"),
        ('backup: {at: "24:00"}', '3:22: store.backup.at: must be a time from "00:00" to "23:59"; write hours and'),
        ('backup: {at: "3:30"}', '3:22: store.backup.at: must be a time from "00:00" to "23:59"; write hours and'),
        ("backup: {at: 12:30}", "3:22: store.backup.at: is read by YAML as a number in another notation; put text in"),
        ('backup: {folder: ""}', "3:26: store.backup.folder: is empty; write a text between the quotes or delete"),
        ("backups: {}", "3:9: store.backups: is not a setting here; correct it (did you mean 'backup'?)"),
        (
            "password: {env: A}",
            "3:8: store: has a password without a url; add the url of the database that it opens, or delete it",
        ),
        (
            f"url: '{URL}', password: hunter2",
            "3:76: store.password: must not stand in this file; write a reference such as {env: NAME}",
        ),
        ("url: 5", '3:14: store.url: must be text, but YAML reads it as a number; put it in quotes: "5"'),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_what_to_write(problems: Problems, store: str, said: str) -> None:
    (line,) = problems(site(store))
    assert line.startswith(f"site.yaml:{said}")
    assert "hunter2" not in line


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql+psycopg://hmi:hunter2@db/history", "must not contain a password; write only the user before"),
        ("postgresql+psycopg://hmi:hunter2:x@db/history", "must not contain a password"),
        ("postgresql+psycopg://hmi:hun@ter2@db/history", "must not contain a password"),
        ("postgresql+psycopg://hmi:hun/ter2@db/history", "must not contain a password"),
        ("postgresql+psycopg://hmi:hun?ter2#@db/history", "must not contain a password"),
        ("postgresql://hmi:hunter2@db/history", "must not contain a password"),
        ("postgresql+psycopg://hmi@db/history?password=hunter2", "must not contain a password"),
        ("postgresql+psycopg://hmi@db/history?passfile=hunter2", "must not contain a password"),
        ("postgresql+psycopg://hmi@db/history?sslpassword=hunter2", "must not contain a password"),
        ("postgresql://hmi@db/history", "must begin with postgresql+psycopg://; write it like postgresql+psycopg://"),
        ("postgres://hmi@db/history", "must begin with postgresql+psycopg://; write it like postgresql+psycopg://"),
        ("postgresql+asyncpg://hmi@db/history", "must begin with postgresql+psycopg://; write it like"),
        (
            "mysql://hmi@db/history",
            "must begin with postgresql+psycopg://; the history lives in PostgreSQL or, without",
        ),
        ("sqlite:///history.db", "is not needed for a history in a file, which lies in the data folder; delete the"),
        ("db/history", "must begin with postgresql+psycopg://; write it like"),
        (f"{URL} ", "must not contain spaces, line breaks or backslashes"),
        ("postgresql+psycopg://hmi@db:0/history", "has a port that is not a whole number from 1 to 65535; PostgreSQL"),
        ("postgresql+psycopg://hmi@db:x/history", "has a port that is not a whole number from 1 to 65535; PostgreSQL"),
        ("postgresql+psycopg://hmi@db:5432", "must end in the name of one database"),
        ("postgresql+psycopg://hmi@db/a/b", "must end in the name of one database"),
        ("postgresql+psycopg://hmi@/history", "names no computer"),
        ("postgresql+psycopg:///history?host=", "names no computer"),
        ("postgresql+psycopg://hmi@-db/history", "has a computer name that cannot exist"),
        ("postgresql+psycopg://hmi@[::g]/history", "has an address that is not IPv6"),
        ("postgresql+psycopg://hmi@db/history#x", "must not contain #"),
        (f"{URL}?sslmode", "has options that cannot be read; write them like ?sslmode=verify-full"),
        (f"{URL}?sslmode=on", "has an sslmode that does not exist; use one of disable, allow, prefer, require"),
        (f"{URL}?ssl_mode=require", "has an option after the ? that is not known; use those of sslmode,"),
    ],
)
def test_a_url_that_cannot_be_used_is_told_and_never_repeated(problems: Problems, url: str, said: str) -> None:
    (line,) = problems(site(f"url: '{url}'"))
    assert line.startswith(f"site.yaml:3:14: store.url: {said}")
    for secret in ("hunter2", "ter2", "hun@", "hun/"):
        assert secret not in line


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        (URL, URL),
        ("PostgreSQL+Psycopg://hmi@db/history", "postgresql+psycopg://hmi@db/history"),
        (f"{URL}?sslmode=verify-full&sslrootcert=/etc/ca.pem", f"{URL}?sslmode=verify-full&sslrootcert=/etc/ca.pem"),
        ("postgresql+psycopg://hmi%40shop@[::1]:5433/my%20history", None),
        ("postgresql+psycopg://192.168.0.5/history", None),
        ("postgresql+psycopg:///history?host=/var/run/postgresql", None),
    ],
)
def test_a_url_that_can_be_used_stays_as_it_is(url: str, kept: str | None) -> None:
    assert normalise_store_url(url) == (kept or url)


@given(st.text(alphabet="ab:@/?#[]%=&.", max_size=25))
def test_no_url_that_is_taken_holds_a_password(rest: str) -> None:
    try:
        url = normalise_store_url(f"postgresql+psycopg://{rest}")
    except UrlError:
        return
    user, at, _ = url.partition("://")[2].rpartition("@")
    assert not at or ":" not in user


def test_the_password_of_the_store_is_masked_once_it_was_looked_up(
    site_file: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HMI_TEST_STORE", "hunter2-of-the-store")
    store = load_site(site_file(site(f"url: '{URL}', password: {{env: HMI_TEST_STORE}}"))).store
    assert store.password is not None
    secret = store.password.resolve()
    assert "hunter2" not in repr(store) + str(secret) + redact("FATAL: hunter2-of-the-store is not the password")
