from sandbox.state.journal import Journal


def test_numbers_go_on_when_old_entries_are_forgotten() -> None:
    journal = Journal(limit=3)
    for word in "一二三四五六七":
        journal.add(word=word)
    assert journal.last == 7
    assert [entry["word"] for entry in journal.since(5)] == ["六", "七"]
    assert [entry["n"] for entry in journal.since(0)] == [4, 5, 6, 7]


async def test_waiting_for_nothing_ends_empty() -> None:
    assert await Journal(limit=3).wait(0, 0.01) == []
