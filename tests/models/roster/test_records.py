from models.roster.records import Entry, Holder, Problem, Roster


def test_notes_are_no_errors() -> None:
    found = Roster(problems=(Problem(2, "leader", "leader_none"), Problem(3, "parent", "cycle")))
    assert [problem.code for problem in found.errors] == ["cycle"]


def test_posts_are_counted_over_all_grids() -> None:
    held = (Holder("leader", "曹林文", "+8619900000001"), Holder("member", "钟杰海", "+8619900000002"))
    grids = (Entry(2, "S", "南大街", "street", "", held), Entry(3, "C", "望城路", "community", "S", held[:1]))
    assert Roster(grids).posts == 3
