"""What a user is told of a site file that is wrong."""

from __future__ import annotations

import pytest

from tests.settings.conftest import VALID, Problems

LANGUAGE = "language: pt_BR"
ZONE = "America/Sao_Paulo"
URL = "http://192.168.10.21:5000"
HEARTBEAT = "heartbeat: 5"
NAME = "name: VMC 01"
LIMIT = "limit: 100"
OTHER = "YAML reads"


def _changed(old: str, new: str) -> str:
    assert VALID.count(old) == 1
    return VALID.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (LANGUAGE, "langage: en", "2:1: langage: is not a setting here; correct it (did you mean 'language'?)"),
        (
            LANGUAGE,
            "colour: en",
            "2:1: colour: is not a setting here; delete it, or use one of site, language, time_zone, normal, store, "
            "machines",
        ),
        (LANGUAGE, "language: pt", "2:11: language: must be one of en, pt_BR, pt-BR"),
        (LANGUAGE, "language: pt_br", "2:11: language: must be one of en, pt_BR, pt-BR (did you mean 'pt_BR'?)"),
        (
            LANGUAGE,
            "language: no",
            "2:11: language: must be one of en, pt_BR, pt-BR; YAML reads this word as yes or no, put it in quotes",
        ),
        (LANGUAGE, "language:", "2:1: language: has no value; write one after the colon or delete the line"),
        (LANGUAGE, "language: !!str en\nlanguage: en", "3:1: language: is given twice; keep this line or line 2 and"),
        (LANGUAGE, "language: !lang en", "2:11: language: has a tag; delete the word that begins with !"),
        (ZONE, "America/Sao_Paolo", "3:12: time_zone: is not a known time zone; write an IANA name such as"),
        ("Aroeira Usinagem", "on", '1:7: site: must be text, but YAML reads it as yes or no; put it in quotes: "on"'),
        ("Aroeira Usinagem", "[a]", "1:7: site: must be text; write it on the line of its key"),
        ("Aroeira Usinagem", '" x"', "1:7: site: must be one line of text without spaces at its ends; correct it"),
        ("Aroeira Usinagem", '"x\\ny"', "1:7: site: must be one line of text without spaces at its ends; correct it"),
        ("Aroeira Usinagem", '""', "1:7: site: is empty; write a text between the quotes or delete the line"),
        ("Aroeira Usinagem", "x" * 81, "1:7: site: is longer than 80 characters; shorten it"),
        ("Aroeira Usinagem", '"\\ud800"', "1:7: site: holds a character that does not exist; write it without"),
        (
            NAME,
            "name: 101",
            '7:11: machines[0].name: must be text, but YAML reads it as a number; put it in quotes: "101"',
        ),
        (
            NAME,
            "name: 8:30",
            "7:11: machines[0].name: is read by YAML as a number in another notation; put text in quotes",
        ),
        (NAME, "name: 2026-01-02", "7:11: machines[0].name: is read by YAML as a date; put it in quotes"),
        (NAME, "nane: VMC", "7:5: machines[0].nane: is not a setting here; correct it (did you mean 'name'?)"),
        (
            NAME,
            "name: A\n    <<: [3]",
            '8:10: machines[0]["<<"]: merges something that is not a group of settings;',
        ),
        (NAME, "name: VMC 01\n    [a]: b", "8:5: machines[0]: has a key that is not a word; write 'key: value'"),
        ("type: mtconnect\n      url", "type: opcua\n      url", "12:13: machines[0].source.type: must be mtconnect"),
        (
            URL,
            "192.168.10.21:5000",
            "13:12: machines[0].source.url: must begin with http:// or https://; write it like",
        ),
        (
            HEARTBEAT,
            "heartbeat: 2,5",
            "15:18: machines[0].source.heartbeat: must be a number; write the decimals after",
        ),
        (HEARTBEAT, "heartbeat: '5'", "15:18: machines[0].source.heartbeat: must be a number; remove the quotes: 5"),
        (HEARTBEAT, "heartbeat: 5 s", "15:18: machines[0].source.heartbeat: must be a number such as 2.5; write it"),
        (HEARTBEAT, "heartbeat: yes", "15:18: machines[0].source.heartbeat: must be a number such as 2.5; write it"),
        (HEARTBEAT, "heartbeat: 0.01", "15:18: machines[0].source.heartbeat: must be at least 0.1; write a larger"),
        (
            HEARTBEAT,
            "heartbeat: 900",
            "15:18: machines[0].source.heartbeat: must be at most 60; write a smaller number",
        ),
        (HEARTBEAT, "heartbeat: 010", "15:18: machines[0].source.heartbeat: is read by YAML as a number in another"),
        (HEARTBEAT, f"heartbeat: {'9' * 5000}", "15:18: machines[0].source.heartbeat: is read by YAML as a number in"),
        (HEARTBEAT, "heartbeat: .inf", "15:18: machines[0].source.heartbeat: is read by YAML as a number in another"),
        (HEARTBEAT, "heartbeat: 0.2", "11:5: machines[0].source: has an interval longer than its heartbeat; shorten"),
        (HEARTBEAT, "username: hmi", "11:5: machines[0].source: has only one of username and password; add the other"),
        (HEARTBEAT, "password: {}", "15:17: machines[0].source.password: must be either {env: NAME} or {file: PATH};"),
        (
            HEARTBEAT,
            "password: {env: 1x}",
            "15:23: machines[0].source.password.env: must be the name of an environment variable: letters, digits",
        ),
        (
            HEARTBEAT,
            "username: a\n      password: {env: B}\n      token: {env: C}",
            "11:5: machines[0].source: has both a token and a password; keep the one that the agent asks for",
        ),
        ("band: [10, 80]", "band: [80, 10]", "5:24: normal.spindle_load.band: must rise; write the lower number first"),
        ("band: [10, 80]", "band: [80]", "5:24: normal.spindle_load.band: must be two numbers in brackets, the lower"),
        ("band: [10, 80]", "band: [1,5, 8]", "5:24: normal.spindle_load.band: must be two numbers in brackets, the"),
        (
            "band: [10, 80]",
            "band: 80",
            "5:24: normal.spindle_load.band: must be two numbers in brackets, the lower one",
        ),
        (
            "band: [10, 80]",
            "band: [10, x]",
            "5:29: normal.spindle_load.band[1]: must be a number such as 2.5; write it",
        ),
        ("band: [10, 80], ", "", "5:17: normal.spindle_load.band: is missing; add 'band: [10, 80]'"),
        (LIMIT, "limit: 1.0e+999", "5:41: normal.spindle_load.limit: is too large a number; write a smaller one"),
        (LIMIT, "limit: 50", "5:17: normal.spindle_load: has a limit inside its band; move the limit to an end of the"),
        ("scale: [0, 120]", "scale: [20, 120]", "5:17: normal.spindle_load: has a scale that does not hold its band;"),
        ("x.load: {band: [-20, 20]}", "x.load: 5", '21:15: machines[1].normal["x.load"]: must be a group of settings;'),
        ("x.load: {", '"x\\t": {', '21:7: machines[1].normal["x\\t"]: must be one line of text without spaces at its'),
        ("  - name: Torno 01", "  -\n  - name: Torno 01", "17:4: machines[1]: is an empty entry; fill it in or delete"),
        (
            "  - name: Torno 01",
            "  - Torno\n  - name: Torno 01",
            "17:5: machines[1]: must be a group of settings; write",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_do(problems: Problems, old: str, new: str, said: str) -> None:
    lines = problems(_changed(old, new))
    assert len(lines) == 1, lines
    assert lines[0].startswith(f"site.yaml:{said}")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("America/Sao Paulo", "America/Sao_Paulo"),
        ("São Paulo", "America/Sao_Paulo"),
        ("america/manaus", "America/Manaus"),
        ("Lisboa/Lisbon", "Europe/Lisbon"),
        ("UTC-3", ""),
        ("localtime", ""),
        ("America", ""),
        ("../../etc/passwd", ""),
    ],
)
def test_a_time_zone_is_suggested_where_one_is_near(problems: Problems, written: str, meant: str) -> None:
    (line,) = problems(_changed(ZONE, written))
    assert line.endswith(
        f"such as America/Sao_Paulo (did you mean '{meant}'?)" if meant else "such as America/Sao_Paulo"
    )


def test_all_problems_are_told_at_once_in_the_order_of_their_lines(problems: Problems) -> None:
    text = VALID.replace("pt_BR", "fr").replace("Sao_Paulo", "Atlantis").replace(HEARTBEAT, "hartbeat: 5")
    assert [line.split(": ")[0:2] for line in problems(text + "more: 1\n")] == [
        ["site.yaml:2:11", "language"],
        ["site.yaml:3:12", "time_zone"],
        ["site.yaml:15:7", "machines[0].source.hartbeat"],
        ["site.yaml:22:1", "more"],
    ]


def test_what_is_missing_is_told_at_its_parent(problems: Problems) -> None:
    assert problems("machines:\n  - name: A\n    source:\n      device: a\n  - plant: x\n") == [
        "site.yaml:1:1: site: is missing; add 'site: Aroeira Usinagem'",
        "site.yaml:1:1: time_zone: is missing; add 'time_zone: America/Sao_Paulo'",
        "site.yaml:3:5: machines[0].source.type: is missing; add 'type: mtconnect'",
        "site.yaml:3:5: machines[0].source.url: is missing; add 'url: http://192.168.10.21:5000'",
        "site.yaml:5:5: machines[1].name: is missing; add 'name: VMC 01'",
        "site.yaml:5:5: machines[1].source: is missing; add 'source: "
        '{"type": "mtconnect", "url": "http://192.168.10.21:5000"}\'',
    ]


@pytest.mark.parametrize(
    ("machines", "said"),
    [
        ("", "1:1: machines: is missing; list at least one machine"),
        ("machines: []", "3:11: machines: is empty; list at least one machine"),
        ("machines:", "3:1: machines: has no value; write one after the colon"),
        ("machines: {name: A}", "3:11: machines: must be a list; begin each entry with '- '"),
    ],
)
def test_a_site_needs_a_machine(problems: Problems, machines: str, said: str) -> None:
    (line,) = problems(f"site: A\ntime_zone: UTC\n{machines}\n")
    assert line.startswith(f"site.yaml:{said}")


@pytest.mark.parametrize("text", ["- site: A\n", "just words\n", "42\n"])
def test_a_file_that_is_no_mapping_is_told(problems: Problems, text: str) -> None:
    assert problems(text)[0].startswith("site.yaml:1:1: must be a group of settings")


@pytest.mark.parametrize("name", ["VMC 01", "vmc 01"])
def test_a_name_belongs_to_one_machine_whatever_its_case(problems: Problems, name: str) -> None:
    assert problems(_changed("Torno 01", name)) == [
        "site.yaml:17:11: machines[1].name: is the name of the machine at line 7 too; give each machine its own name"
    ]


def _sharing(first: str, second: str) -> str:
    entry = "  - name: {}\n    source: {{type: mtconnect, url: http://a:5000{}}}\n"
    return "site: A\ntime_zone: UTC\nmachines:\n" + entry.format("A", first) + entry.format("B", second)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (
            ", device: x",
            ", device: x",
            ["7:59: machines[1].source.device: is read at line 5 from the same url already; correct one device or url"],
        ),
        (
            ", device: x",
            "",
            [
                "7:13: machines[1].source.device: is missing, and the machine at line 5 has the same url; "
                "add a device to both"
            ],
        ),
        (
            "",
            "",
            [
                "5:13: machines[0].source.device: is missing, and the machine at line 7 has the same url; "
                "add a device to both",
                "7:13: machines[1].source.device: is missing, and the machine at line 5 has the same url; "
                "add a device to both",
            ],
        ),
        (
            ", device: x",
            ", device: y, heartbeat: 5",
            [
                "7:73: machines[1].source.heartbeat: differs from line 5, though machines of one url share a "
                "connection; make them equal"
            ],
        ),
        (
            ", device: x, token: {env: A}",
            ", device: y, token: {env: B}",
            [
                "7:69: machines[1].source.token: differs from line 5, though machines of one url share a "
                "connection; make them equal"
            ],
        ),
    ],
)
def test_machines_of_one_url_must_get_along(problems: Problems, first: str, second: str, said: list[str]) -> None:
    assert problems(_sharing(first, second)) == [f"site.yaml:{line}" for line in said]


def test_a_default_that_is_written_out_is_no_difference(problems: Problems) -> None:
    lines = problems(_sharing(", device: x, interval: 0.5", ", device: x"))
    assert [line.split(": ")[1] for line in lines] == ["machines[1].source.device"]


def test_equal_urls_are_found_by_their_meaning(problems: Problems) -> None:
    text = _sharing(", device: x", ", device: x").replace("http://a:5000", "HTTP://A:5000/", 1)
    assert len(problems(text)) == 1


def test_conflicts_are_told_beside_other_problems_of_the_same_machine(problems: Problems) -> None:
    text = _sharing(", device: x", ", device: x, heartbeat: soon").replace("name: B", "name: a")
    assert [line.split(": ")[1] for line in problems(text)] == [
        "machines[1].name",
        "machines[1].source.device",
        "machines[1].source.heartbeat",
    ]


def test_a_mistake_behind_an_anchor_is_told_once(problems: Problems) -> None:
    text = VALID.replace("{band: [10, 80]", "&load {band: [80, 10]").replace("{band: [5, 60]}", "*load")
    assert len(problems(text)) == 1


@pytest.mark.parametrize(
    "written",
    [
        "password: hunter2",
        "password: 0123456",
        "password: 123456",
        "password: 2026-12-24",
        "password: [hunter2]",
        "password: {hunter2: x}",
        "password: {hunter2}",
        "password: {env: hunter2!}",
        "password: {env: 123456}",
        "password: *hunter2",
        "password: &hunter2",
        "password: !hunter2",
        "password: !hunter2!x",
        "password: '@hunter2",
        "password: @hunter2",
        "password: %hunter2",
        "password: hunter2: x",
        "token: hunter2",
        "url: http://u:hunter2@h:5000",
        "url: http://u:hunter2/@h:x",
        "url: http://u:hunter2@h:99999?a#b",
        "url: 'http://u:hunter2 @h'",
    ],
)
def test_a_secret_that_stands_in_the_file_is_not_repeated(problems: Problems, written: str) -> None:
    said = "\n".join(problems(f"site: A\ntime_zone: UTC\nmachines:\n  - name: A\n    source:\n      {written}\n"))
    assert not any(secret in said for secret in ("hunter2", "0123456", "123456", "2026", "@h"))


def test_a_plain_password_is_refused_with_the_way_out(problems: Problems) -> None:
    text = VALID.replace(HEARTBEAT, "password: hunter2")
    assert problems(text) == [
        "site.yaml:15:17: machines[0].source.password: must not stand in this file; "
        "write a reference such as {env: NAME} and set that environment variable"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: b: c\n", "1:5: has a ':' where none may be; check the indentation, or put the text in quotes"),
        ("a: 1\n\tb: 2\n", "2:1: is indented by a tab; use spaces"),
        ("a: @x\n", "1:4: has text that begins with a sign of YAML; put the text in quotes"),
        ("a: 'x\nb: 1\n\n", "1:4: opens a quote that is never closed; add the closing quote"),
        ('a: "\\q"\n', "1:6: has a \\ that YAML does not know; use single quotes"),
        ("a: [1, 2\nb: 3\n", "2:2: needs a comma or the closing bracket here; check the brackets that are open"),
        ("a: [1, 2\n\n", "1:8: needs a comma or the closing bracket here; check the brackets that are open"),
        ("a: 1\nb\nc: 1\n", "2:1: has no ': ' after its key; write 'key: value'"),
        ("a: 1\n - b\n c: 1\n", "3:3: has a ':' where none may be; check the indentation, or put the text in quotes"),
        ("- a\nb: 1\n", "2:1: does not line up with the lines above; check the indentation"),
        (
            "a: *x\n",
            "1:4: uses an anchor that does not exist; if it is text that begins with *, put the text in quotes",
        ),
        ("a: * x\n", "1:5: has a nameless anchor; if it is text that begins with & or *, put the text in quotes"),
        ("a: &x 1\nb: &x 2\n", "2:4: defines an anchor (&) that exists already; give it another name"),
        ("a: 1\n---\nb: 1\n", "2:1: begins a second document; delete this line and keep one document in a file"),
        ("a: !<> 1\n", "1:6: has a tag that cannot be read; put text that begins with ! in quotes"),
        ("a: }\n", "1:4: has a sign of YAML where a value should be; put the text in quotes"),
        ("%YAML 2.0\n---\na: 1\n", "1:1: has a line that begins with %; delete the line"),
        ("x\n: 'a\n' b", "2:1: does not line up with the lines above; check the indentation"),
        (
            'a: "\\UFFFFFFFF"\n',
            "1:7: has a number in an escape (\\U...) or a directive (%) that is too large; correct it",
        ),
    ],
)
def test_what_is_not_yaml_is_told_in_plain_words(problems: Problems, text: str, said: str) -> None:
    (line,) = problems(text)
    assert line.startswith(f"site.yaml:{said}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
            + "".join(
                f"{new}: &{new} [{','.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcde", "bcdef", strict=True)
            ),
            "grows too large here",
        ),
        ("a: &a [*a]\n", "is nested too deeply here; check the indentation, and anchors"),
        ("a: &a {<<: *a}\n", "is nested too deeply here; check the indentation, and anchors"),
        ("a: " + "[" * 40 + "]" * 40, "is nested too deeply here; check the indentation, and anchors"),
        ("a: " + "[" * 1200, "is nested too deeply here; check the brackets"),
    ],
    ids=["billion laughs", "anchor in itself", "merge of itself", "deep", "very deep"],
)
def test_a_file_that_would_explode_is_refused(problems: Problems, text: str, said: str) -> None:
    (line,) = problems(text)
    assert said in line


def test_tags_are_never_obeyed(problems: Problems) -> None:
    lines = problems("site: !!python/object/apply:os.system [x]\ntime_zone: !!binary VVRD\nnormal: !!set {}\n")
    assert [line.split(": ", 1)[1] for line in lines] == [
        "machines: is missing; list at least one machine, config/site.example.yaml shows how",
        "site: has a tag; delete the word that begins with !",
        "time_zone: has a tag; delete the word that begins with !",
        "normal: has a tag; delete the word that begins with !",
    ]
