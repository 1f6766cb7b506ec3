from __future__ import annotations

import os
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.tool import LifeKind, Tool, ToolLife
from hmi.sources.mtconnect.assets import AssetTool, read_tools
from hmi.sources.mtconnect.document import open_document
from tests.sources.mtconnect.making import STAMP, document

_CORPUS = os.environ.get("HMI_CORPUS", "")

WHOLE = f"""
<CuttingTool assetId="M8010.1" serialNumber="77" toolId="CNMG" deviceUuid="L-1" timestamp="{STAMP}">
  <Description manufacturer="KMT">CNMG 120408
    rough</Description>
  <CuttingToolLifeCycle>
    <CutterStatus><Status>USED</Status><Status>MEASURED</Status></CutterStatus>
    <ToolLife type="PART_COUNT" countDirection="UP" initial="0" limit="200" warning="180">196</ToolLife>
    <ToolLife type="MINUTES" countDirection="DOWN" initial="60" limit="0" warning="6">12.5</ToolLife>
    <Location type="POT" positiveOverlap="0" negativeOverlap="0">12</Location>
    <ProgramToolGroup>A</ProgramToolGroup>
    <ProgramToolNumber>1</ProgramToolNumber>
    <Measurements><FunctionalLength code="LF" nominal="120">120.2</FunctionalLength></Measurements>
  </CuttingToolLifeCycle>
</CuttingTool>"""


def read(inside: str, version: str | None = "1.7") -> tuple[AssetTool, ...]:
    return read_tools(open_document(document("MTConnectAssets", f"<Assets>{inside}</Assets>", version=version)))


def one(cycle: str = "", *, more: str = "", attributes: str = "") -> Tool:
    """The tool of a document with one asset."""
    inside = f"{more}<CuttingToolLifeCycle>{cycle}</CuttingToolLifeCycle>"
    (found,) = read(f"<CuttingTool assetId='a' {attributes}>{inside}</CuttingTool>")
    return found.tool


def life(value: object, *, name: str = "ToolLife", **attributes: object) -> str:
    said = {"type": "PART_COUNT", "countDirection": "UP"} | attributes
    words = " ".join(f"{key}={quoteattr(str(text))}" for key, text in said.items())
    return f"<{name} {words}>{value}</{name}>"


@pytest.mark.parametrize("version", ["1.2", "1.7", "2.0", "2.7", None])
def test_a_tool_is_read_with_everything_that_the_agent_says_in_any_version(version: str | None) -> None:
    lives = (
        ToolLife(LifeKind.PARTS, 196, initial=0, limit=200, warning=180),
        ToolLife(LifeKind.MINUTES, 12.5, counts_down=True, initial=60, limit=0, warning=6),
    )
    tool = Tool("M8010.1", "1", "CNMG 120408 rough", "77", "POT 12", ("USED", "MEASURED"), lives)
    assert read(WHOLE, version) == (AssetTool("L-1", False, tool),)


def test_elements_of_any_name_space_are_known_by_their_local_names() -> None:
    body = (
        b'<m:MTConnectAssets xmlns:m="urn:x" xmlns:o="urn:okuma"><m:Assets><m:CuttingTool assetId="a">'
        b"<o:CuttingToolLifeCycle><m:ProgramToolNumber>4</m:ProgramToolNumber></o:CuttingToolLifeCycle>"
        b"</m:CuttingTool></m:Assets></m:MTConnectAssets>"
    )
    assert [found.tool.number for found in read_tools(open_document(body))] == ["4"]


def test_what_is_no_tool_of_a_machine_is_passed_over() -> None:
    others = "<CuttingToolArchetype assetId='x'/><File assetId='f'/><RawMaterial assetId='r'/>"
    assert [found.tool.asset_id for found in read(others + "<CuttingTool assetId='a'/>" + others)] == ["a"]
    assert read("") == ()
    assert read_tools(open_document(document("MTConnectAssets", ""))) == ()


def test_a_tool_that_says_nothing_is_a_tool_with_nothing_said() -> None:
    assert read("<CuttingTool assetId='a'/>") == (AssetTool("", False, Tool("a")),)


def test_one_bad_asset_does_not_lose_its_neighbours() -> None:
    bad = (
        "<CuttingTool/><CuttingTool assetId=' '/>"
        "<CuttingTool assetId='odd' timestamp='yesterday' removed='perhaps'><CuttingToolLifeCycle>"
        "<ToolLife/><CuttingItems/><CutterStatus/><Location/></CuttingToolLifeCycle></CuttingTool>"
    )
    found = read(WHOLE + bad + "<CuttingTool assetId='last'/>")
    assert [asset.tool.asset_id for asset in found] == ["M8010.1", "odd", "last"]
    assert found[1] == AssetTool("", False, Tool("odd"))


@pytest.mark.parametrize(
    ("word", "removed"),
    [("true", True), ("True", True), ("1", True), ("false", False), ("False", False), ("", False), ("0", False)],
)
def test_a_removed_tool_is_marked_however_the_agent_writes_it(word: str, removed: bool) -> None:
    assert read(f"<CuttingTool assetId='a' removed='{word}'/>")[0].removed is removed


def test_a_tool_without_description_is_called_by_its_type() -> None:
    assert one(attributes="toolId='SDET43'", more="<Description/>").name == "SDET43"
    assert one(attributes="toolId='SDET43'", more="<Description>UNAVAILABLE</Description>").name == "SDET43"


@pytest.mark.parametrize("code", ["0", "000", "", "UNAVAILABLE"])
def test_a_zero_in_place_of_a_code_is_no_code(code: str) -> None:
    tool = one(attributes=f"toolId='{code}' serialNumber='{code}'")
    assert (tool.name, tool.serial) == ("", "")


def test_unavailable_is_nothing() -> None:
    places = "<Location type='POT'>UNAVAILABLE</Location><ProgramToolNumber>UNAVAILABLE</ProgramToolNumber>"
    tool = one(places + life("UNAVAILABLE", limit="UNAVAILABLE"))
    assert tool == Tool("a")


def test_a_place_needs_its_number_but_not_its_type() -> None:
    assert one("<Location type='POT'/>").location == ""
    assert one("<Location>7</Location>").location == "7"
    assert one("<Location type='STATION'> 3 </Location>").location == "STATION 3"


def test_unavailable_as_the_state_of_a_cutter_is_a_state() -> None:
    cycle = "<CutterStatus><Status>Unavailable</Status><Status/><Status>BROKEN</Status></CutterStatus>"
    assert one(cycle).status == ("UNAVAILABLE", "BROKEN")


# -- lives -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cycle",
    [
        life(""),
        life("many"),
        life("nan"),
        life("inf"),
        life("1e400"),
        life("1_000"),
        life("٣"),
        life(5, type="STROKES"),
        life(5, type=""),
        life(5, countDirection="SIDEWAYS"),
        "<ToolLife>5</ToolLife>",
    ],
)
def test_a_life_that_cannot_be_read_is_left_out_and_is_not_zero(cycle: str) -> None:
    assert one(cycle).lives == ()
    assert one(cycle + life(7, limit=9)).lives == (ToolLife(LifeKind.PARTS, 7, limit=9),)


@pytest.mark.parametrize("odd", ["", "none", "NaN", "-INF", "1e999", "0x10", "UNAVAILABLE"])
def test_an_end_that_is_no_number_is_no_end(odd: str) -> None:
    (found,) = one(life(7, initial=odd, limit=odd, warning=odd)).lives
    assert found == ToolLife(LifeKind.PARTS, 7)


def test_a_decimal_comma_is_one() -> None:
    (found,) = one(life("0,012", type="WEAR", limit="0,05")).lives
    assert (found.kind, found.value, found.limit) == (LifeKind.WEAR, 0.012, 0.05)


def test_zeros_in_place_of_a_life_that_nobody_set_put_no_tool_at_its_end() -> None:
    up, down = one(life(5, initial=0, limit=0, warning=0) + life(5, countDirection="DOWN", initial=0, limit=0)).lives
    assert (up.used, up.left, up.warned, up.spent) == (None, None, False, False)
    assert (down.used, down.left, down.warned, down.spent) == (None, 5, False, False)


def test_an_end_against_the_direction_is_not_believed() -> None:
    (down,) = one(life(40, countDirection="DOWN", initial=0, limit=100)).lives
    (up,) = one(life(40, initial=100, limit=0)).lives
    assert (down.left, down.used) == (40, None)
    assert (up.left, up.used) == (None, None)


def test_a_warning_at_the_beginning_is_none() -> None:
    (up,) = one(life(5, limit=50, warning=0)).lives
    (down,) = one(life(45, countDirection="DOWN", initial=50, warning=50)).lives
    assert (up.warning, down.warning) == (None, None)
    assert (up.used, down.used) == (0.1, 0.1)


def test_a_tool_without_a_life_of_its_own_lives_as_long_as_the_first_of_its_items() -> None:
    def item(parts: int, minutes: int) -> str:
        lives = life(parts, name="ItemLife", limit=100) + life(minutes, name="ItemLife", type="MINUTES", limit=100)
        return f"<CuttingItem>{lives}</CuttingItem>"

    items = f"<CuttingItems count='3'>{item(10, 20)}{item(90, 30)}{item(40, 80)}</CuttingItems>"
    assert one(items).lives == (
        ToolLife(LifeKind.MINUTES, 80, limit=100),
        ToolLife(LifeKind.PARTS, 90, limit=100),
    )
    assert one(items + life(3, limit=100)).lives == (ToolLife(LifeKind.PARTS, 3, limit=100),)


def test_a_tool_without_a_state_of_its_own_has_those_of_its_items() -> None:
    items = (
        "<CuttingItems><CuttingItem><CutterStatus><Status>USED</Status></CutterStatus></CuttingItem><CuttingItem>"
        "<x:ItemCutterStatus xmlns:x='urn:okuma'><Status>BROKEN</Status><Status>USED</Status></x:ItemCutterStatus>"
        "</CuttingItem></CuttingItems>"
    )
    assert one(items).status == ("USED", "BROKEN")
    assert one(items + "<CutterStatus><Status>NEW</Status></CutterStatus>").status == ("NEW",)


# -- whatever comes --------------------------------------------------------------------------------------------------

_odd = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=12)
_figure = st.one_of(st.floats(-1e6, 1e6).map(repr), st.integers(-9, 9).map(str), st.floats().map(repr), _odd)


@given(_figure, _figure, _figure, _figure, st.sampled_from(["UP", "DOWN"]), st.sampled_from(list(LifeKind)))
def test_whatever_numbers_a_life_has_it_can_be_drawn(
    value: str, initial: str, limit: str, warning: str, direction: str, kind: LifeKind
) -> None:
    word = {"parts": "PART_COUNT"}.get(kind.value, kind.value.upper())
    said = life(
        value.replace("&", "").replace("<", ""),
        type=word, countDirection=direction, initial=initial, limit=limit, warning=warning,
    )  # fmt: skip
    for found in one(said).lives:
        assert found.kind is kind
        assert found.used is None or 0 <= found.used <= 1
        assert found.warned_at is None or 0 < found.warned_at <= 1
        assert found.left is None or found.left >= 0
        assert not (found.used == 0 and (found.spent or found.warned))


@given(st.floats(0, 1e9), st.floats(0.001, 1e9))
def test_a_life_keeps_its_numbers(value: float, limit: float) -> None:
    assert one(life(value, limit=limit)).lives == (ToolLife(LifeKind.PARTS, value, limit=limit),)


@given(st.dictionaries(st.sampled_from(["removed", "timestamp", "toolId", "serialNumber", "deviceUuid"]), _odd), _odd)
def test_whatever_attributes_an_asset_has_its_neighbour_is_read(attributes: dict[str, str], name: str) -> None:
    words = " ".join(f"{key}={quoteattr(text)}" for key, text in attributes.items())
    odd = f"<CuttingTool assetId={quoteattr(name)} {words}/>"
    found = read(odd + WHOLE + odd)
    assert [asset for asset in found if asset.tool.asset_id == "M8010.1"] == list(read(WHOLE))
    assert len(found) == (3 if name.strip() else 1)


# -- documents of real agents ----------------------------------------------------------------------------------------


@pytest.mark.corpus
@pytest.mark.skipif(not _CORPUS, reason="HMI_CORPUS names no folder with documents of real agents")
def test_the_extended_asset_of_the_reference_agent_is_read() -> None:
    (found,) = read_tools(open_document((Path(_CORPUS) / "mtconnect__ext_asset.xml").read_bytes()))
    tool = found.tool
    assert (tool.asset_id, tool.serial, tool.status, tool.lives) == ("B732A08500HP.1", "1", ("NEW",), ())
    assert tool.name == "Step Drill KMT, B732A08500HP Grade KC7315 Adapter KMT CV50BHPVTT12M375"
