import pytest

from models.roster.columns import find_header
from models.roster.records import RosterEntry, RosterHolder
from models.roster.row import RosterRow, read_line
from tests.models.roster.rosters import HEADER, line

LONG = "长" * 10_000


def read(**cells: str) -> tuple[RosterEntry, list[tuple[str, str]]]:
    read_in = RosterRow(2, line("G1", **cells), find_header([HEADER]))
    return read_line(read_in), [(problem.column, problem.code) for problem in read_in.problems]


def fine(**cells: str) -> RosterEntry:
    entry, problems = read(**cells)
    assert problems == []
    return entry


def problems(**cells: str) -> list[tuple[str, str]]:
    return read(**cells)[1]


def test_a_row_becomes_a_grid_with_its_posts() -> None:
    entry = fine(
        members="钟杰海:19900000002；郝涵怡：+86 199-0000-0003\n宋斌:19900000004", backup="汪云明:02300001190;"
    )
    assert entry.holders == (
        RosterHolder("leader", "曹林文", "+8619900000001"),
        RosterHolder("member", "钟杰海", "+8619900000002"),
        RosterHolder("member", "郝涵怡", "+8619900000003"),
        RosterHolder("member", "宋斌", "+8619900000004"),
        RosterHolder("backup", "汪云明", "+862300001190"),
    )


def test_who_looks_after_a_grid_stands_in_columns_of_their_own() -> None:
    entry = fine(police="王警官:19900000021", adopting="应急局 王强：19900000022", team="甲:19900000023;乙:19900000024")
    assert [(each.role, each.name) for each in entry.holders[1:]] == [
        ("police", "王警官"),
        ("adopting", "应急局 王强"),
        ("team", "甲"),
        ("team", "乙"),
    ]
    assert problems(police="王警官", adopting="王强:1990") == [
        ("police", "holder_unreadable"),
        ("adopting", "phone_unreadable"),
    ]


def test_two_leaders_have_a_phone_each() -> None:
    entry = fine(leader="曹林文;谭远康", leader_phone="19900000001；19900000002")
    assert [(holder.name, holder.phone[-1]) for holder in entry.holders] == [("曹林文", "1"), ("谭远康", "2")]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("\u202e文林曹\u202c", "文林曹"),
        ("曹\u200b林\u200d文", "曹林文"),
        ("ليلى", "ليلى"),
        ("曹\x00林\x1f文", "曹林文"),
        ("<b>曹</b> & *林*", "<b>曹</b> & *林*"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("'=1+1", "=1+1"),
    ],
)
def test_a_name_is_kept_as_a_person_sees_it(name: str, kept: str) -> None:
    entry = fine(name=name, leader=name)
    assert (entry.name, entry.holders[0].name) == (kept, kept)


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"code": ""}, ("code", "cell_empty")),
        ({"code": "G 1"}, ("code", "code_spaced")),
        ({"code": LONG}, ("code", "text_long")),
        ({"name": "\u200b "}, ("name", "cell_empty")),
        ({"name": LONG}, ("name", "text_long")),
        ({"level": ""}, ("level", "cell_empty")),
        ({"level": "小组"}, ("level", "level_unknown")),
        ({"level": LONG}, ("level", "level_unknown")),
        ({"leader": "", "leader_phone": ""}, ("leader", "leader_none")),
        ({"leader": ""}, ("leader", "name_missing")),
        ({"leader": LONG}, ("leader", "text_long")),
        ({"leader_phone": ""}, ("leader_phone", "phone_missing")),
        ({"leader_phone": "1.99E+10"}, ("leader_phone", "phone_rounded")),
        ({"leader_phone": "1990000"}, ("leader_phone", "phone_unreadable")),
        ({"leader_phone": "9" * 10_000}, ("leader_phone", "phone_unreadable")),
        ({"leader": "曹林文;谭远康"}, ("leader_phone", "leaders_uneven")),
        ({"members": "钟杰海"}, ("members", "holder_unreadable")),
        ({"members": LONG}, ("members", "holder_unreadable")),
        ({"members": ":19900000002"}, ("members", "name_missing")),
        ({"members": "钟杰海:"}, ("members", "phone_missing")),
        ({"members": "钟杰海:一九九"}, ("members", "phone_unreadable")),
        ({"members": "钟:19900000002;海:199 0000 0002"}, ("members", "holder_twice")),
        ({"backup": "钟杰海/19900000002"}, ("backup", "holder_unreadable")),
        ({"members": "钟19900000002:19900000003"}, ("members", "name_has_phone")),
        ({"members": "钟杰海 023-5555 1234：19900000003"}, ("members", "name_has_phone")),
        ({"leader": "曹林文１９９００００００００１"}, ("leader", "name_has_phone")),
        ({"members": "钟杰海:无"}, ("members", "phone_missing")),
        ({"leader": "无"}, ("leader", "name_missing")),
        ({"supervision_phone": "街道办"}, ("supervision_phone", "phone_unreadable")),
        ({"supervision_phone": "1" * 41}, ("supervision_phone", "text_long")),
        ({"duty_phone": "值班室"}, ("duty_phone", "phone_unreadable")),
        ({"duty_phone": "1" * 41}, ("duty_phone", "text_long")),
        ({"published": "网格长;门卫"}, ("published", "published_unknown")),
        ({"published": "19900000001"}, ("published", "published_unknown")),
        ({"address": LONG}, ("address", "text_long")),
        ({"boundary": "{"}, ("boundary", "boundary_no_json")),
        ({"boundary": '{"type":"Point"}'}, ("boundary", "boundary_no_polygon")),
        ({"boundary_datum": "西安80"}, ("boundary_datum", "datum_unknown")),
    ],
)
def test_a_bad_cell_is_named_once_with_its_reason(cells: dict[str, str], problem: tuple[str, str]) -> None:
    code = cells.pop("code", "G1")
    read_in = RosterRow(2, line(code, **cells), find_header([HEADER]))
    read_line(read_in)
    assert [(found.column, found.code) for found in read_in.problems] == [problem]
    assert len(str(read_in.problems[0].data.get("value", ""))) <= 40


@pytest.mark.parametrize("mark", ["、", "，", ",", "；", ";", "\n", " 、 ", "、、"])
def test_people_stand_between_marks_of_every_kind(mark: str) -> None:
    entry = fine(
        leader=f"曹林文{mark}谭远康",
        leader_phone=f"19900000001{mark}19900000002",
        members=f"钟杰海:19900000003{mark}郝涵怡:19900000004{mark}",
    )
    assert [holder.name for holder in entry.holders] == ["曹林文", "谭远康", "钟杰海", "郝涵怡"]


@pytest.mark.parametrize("nobody", ["无", "/", " 无 ", "暂无", "／", "——", "-", "N/A", "空缺", "无、/", "无:/"])
def test_nobody_is_nobody(nobody: str) -> None:
    entry = fine(members=nobody, backup=nobody)
    assert [holder.role for holder in entry.holders] == ["leader"]


@pytest.mark.parametrize("nothing", ["无", "/"])
def test_nothing_is_nothing_but_in_a_name(nothing: str) -> None:
    entry = fine(name=nothing, parent=nothing, supervision_phone=nothing, address=nothing, boundary=nothing)
    assert (entry.name, entry.parent, entry.supervision_phone, entry.address) == (nothing, "", "", "")


def test_a_leader_s_place_that_is_vacant_is_noted() -> None:
    assert problems(leader="无", leader_phone="/") == [("leader", "leader_none")]


def test_one_row_can_have_many_faults_and_each_is_named() -> None:
    found = problems(name="", level="?", leader_phone="12", members="甲;乙:1", boundary="x")
    assert found == [
        ("name", "cell_empty"),
        ("level", "level_unknown"),
        ("leader_phone", "phone_unreadable"),
        ("members", "holder_unreadable"),
        ("members", "phone_unreadable"),
        ("boundary", "boundary_no_json"),
    ]


def test_a_person_may_be_leader_and_member_of_one_grid() -> None:
    assert problems(members="曹林文:19900000001") == []


def test_a_short_row_is_read_with_its_last_cells_empty() -> None:
    read_in = RosterRow(2, line("G1")[:6], find_header([HEADER]))
    assert read_line(read_in).address == ""
    assert read_in.problems == []


@pytest.mark.parametrize(
    ("cell", "roles"),
    [
        ("", ""),
        ("无", ""),
        ("网格长", "leader"),
        ("网格员、网格长", "leader member"),
        ("leader网格长;member网格员", "leader member"),
        ("B岗；网格长", "leader backup"),
        ("全部", "leader member backup"),
        ("不公示", "masked"),
        ("members", "member"),
    ],
)
def test_whose_numbers_are_published(cell: str, roles: str) -> None:
    assert fine(published=cell).published == roles
