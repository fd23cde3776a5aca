"""What stands in a cell, for whoever gets the file without personal data, and with it."""

from typing import Any

import pytest

from handlers.ledgers.cells import Wording
from locales.translator import translator
from models.hazards.kinds import built_in
from models.ledgers.columns import Column, Holds, LedgerName, Named, Of
from models.ledgers.kinds import KINDS
from models.places.kinds import built_in as place_kinds
from tests.models.conftest import SHANGHAI

TYPED, MASKED = "王老板 19912345678", "王老板 199****5678"
CODES = {"code", "number", "hazard", "call", "task"}
PUBLISHED = {(LedgerName.GRIDS, "supervision_phone"), (LedgerName.GRIDS, "duty_phone")}


def wording(*, personal: bool = False) -> Wording:
    return Wording(translator("zh_CN"), SHANGHAI, built_in(), place_kinds(), personal=personal)


@pytest.mark.parametrize("name", KINDS)
def test_whatever_people_have_typed_is_masked_but_codes_and_published_phones(name: LedgerName) -> None:
    for column in KINDS[name].columns:
        if column.holds in (Holds.TEXT, Holds.SAID):
            assert wording().cell(column, TYPED) == MASKED
        if column.holds is Holds.CODE:
            assert column.key in CODES or (name, column.key) in PUBLISHED


@pytest.mark.parametrize(
    ("holds", "value", "without", "whole"),
    [
        (Holds.TEXT, TYPED, MASKED, TYPED),
        (Holds.TEXT, [TYPED, "李四"], f"{MASKED}、李四", f"{TYPED}、李四"),
        (Holds.TEXT, [], None, None),
        (Holds.SAID, TYPED, MASKED, TYPED),
        (Holds.WORD, Named(Of.ITEM, TYPED), MASKED, TYPED),
        (Holds.CODE, "500107199001011234", "500107199001011234", "500107199001011234"),
        (Holds.PERSON, "李秀英", None, "李秀英"),
        (Holds.PHONE, "+8619912345678", "199****5678", "19912345678"),
    ],
)
def test_personal_data_is_in_the_cell_only_where_it_was_asked_for(
    holds: Holds, value: Any, without: str | None, whole: str | None
) -> None:
    column = Column("any", holds)
    assert wording().cell(column, value) == without
    assert wording(personal=True).cell(column, value) == whole
