from models.roster.records import Roster, RosterEntry, RosterHolder, SheetProblem


def test_notes_are_no_errors() -> None:
    found = Roster(problems=(SheetProblem(2, "leader", "leader_none"), SheetProblem(3, "parent", "cycle")))
    assert [problem.code for problem in found.errors] == ["cycle"]


def test_posts_are_counted_over_all_grids() -> None:
    held = (RosterHolder("leader", "曹林文", "+8619900000001"), RosterHolder("member", "钟杰海", "+8619900000002"))
    grids = (
        RosterEntry(2, "S", "南大街", "street", "", held),
        RosterEntry(3, "C", "望城路", "community", "S", held[:1]),
    )
    assert Roster(grids).posts == 3
