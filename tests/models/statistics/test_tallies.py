from models.statistics.tallies import Line, SeriesKey, Stratum, Tally, all_series, counts_of, together

WEEKS = (
    {(1, "gas"): Tally(2, 1, frozenset({7, 8}), frozenset({3})), (2, "gas"): Tally(1, 0, frozenset({7}))},
    {(1, "electricity"): Tally(4, 4, frozenset({9}))},
)


def test_a_street_of_13_by_13_has_195_series() -> None:
    series = all_series(range(13), [str(kind) for kind in range(13)])
    assert len(set(series)) == 195
    strata = [each.stratum for each in series]
    assert [strata.count(each) for each in Stratum] == [169, 13, 13]


def test_a_report_counts_for_its_cell_its_kind_and_its_community() -> None:
    assert counts_of(WEEKS[0]) == {
        SeriesKey(1, "gas"): 2,
        SeriesKey(2, "gas"): 1,
        SeriesKey(None, "gas"): 3,
        SeriesKey(1, None): 2,
        SeriesKey(2, None): 1,
    }


def test_people_who_report_twice_are_one_source() -> None:
    found = together(SeriesKey(None, "gas"), WEEKS)
    assert (found.count, found.on_patrol, found.people, found.sources) == (3, 1, frozenset({7, 8}), 2)
    assert together(SeriesKey(1, None), WEEKS).sources == 3
    assert together(SeriesKey(3, "gas"), WEEKS) == Tally()


def test_blocks_are_whole_and_end_with_the_span() -> None:
    line = Line()
    for count in (1, 2, 3, 4, 5, 6, 7):
        line.add(count)
    assert (line.of_last(2), line.between(1, 4)) == (13, 9)
    assert sorted(line.blocks(0, 7, 1)) == [1, 2, 3, 4, 5, 6, 7]
    assert sorted(line.blocks(0, 7, 3)) == [9, 18]
    assert sorted(line.blocks(1, 7, 3)) == [9, 18]
    assert sorted(line.blocks(2, 7, 3)) == [18]
