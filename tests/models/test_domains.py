from collections import Counter
from typing import Any, cast

from sqlalchemy.orm import InstrumentedAttribute

from models.domains import DOMAINS
from models.schema import metadata


def test_every_table_is_declared_once_by_its_feature() -> None:
    declared = Counter(kind.__tablename__ for domain in DOMAINS for kind in domain.tables)
    assert declared == Counter(metadata().tables.keys())


def test_slugs_and_the_names_of_timed_rows_and_chores_are_given_once() -> None:
    names = [rows.name for domain in DOMAINS for rows in domain.timed]
    names += [chore.name for domain in DOMAINS for chore in domain.chores]
    slugs = [domain.slug for domain in DOMAINS]
    assert (sorted(set(names)), sorted(set(slugs))) == (sorted(names), sorted(slugs))


def test_every_column_with_a_due_time_is_declared() -> None:
    """What is due by name, in any table, must have somebody who handles it."""
    columns = [cast("InstrumentedAttribute[Any]", rows.due) for domain in DOMAINS for rows in domain.timed]
    declared = {(column.class_.__tablename__, column.key) for column in columns}
    named = {
        (table.name, column.name)
        for table in metadata().tables.values()
        for column in table.columns
        if column.name in ("due_at", "next_at", "remind_at")
    }
    deadlines = {("rectifications", "due_at"), ("transfers", "due_at"), ("listings", "due_at")}  # of people, not ours
    assert named - deadlines == {each for each in declared if each[1] != "paper_not_before"}
