"""What is wrong with a sheet, in words: each says what to do about it."""

from collections.abc import Mapping
from typing import Any

from locales.translator import N_, Translator
from models.roster.records import SheetProblem

PROBLEMS = {
    "file_missing": N_("There is no such file."),
    "file_is_folder": N_("This is a folder. Name the file in it."),
    "file_closed": N_("The file cannot be opened. Close it in other programs and check that you may read it."),
    "file_empty": N_("The file is empty."),
    "file_too_large": N_("The file is larger than {limit} MB. A roster has no pictures."),
    "file_too_many_cells": N_(
        "The file has more than {limit} cells. Delete what is not needed, or split it by street."
    ),
    "file_web_page": N_("The file is a web page or XML under another name. Open it and save it as .xlsx."),
    "file_too_many_rows": N_("The file has more than {limit} rows. Split it by street."),
    "file_old_excel": N_("The file is an old or locked Excel file. Save it as .xlsx or .csv without a password."),
    "file_no_sheet": N_("The file is not a sheet. Save it as .xlsx or .csv."),
    "file_quotes": N_(
        "The quotation marks do not match near row {at}. Save the file from a spreadsheet program again."
    ),
    "sheets_hidden": N_("Every sheet that holds anything is hidden. Show the one that is to be read."),
    "sheet_hidden": N_("The sheet “{value}” is hidden and was not read."),
    "sheet_without_header": N_("The sheet “{value}” was not read: it has no row with the titles that are needed."),
    "rows_hidden": N_(
        "From here to row {last}, {rows} rows with text are hidden. Show them (clear the filter), or delete them."
    ),
    "column_hidden": N_("Column {letter} is hidden. Show it, or delete it."),
    "cell_error": N_("The cell shows “{value}” in place of a value. Correct its formula or type the value."),
    "cell_date": N_("The spreadsheet has made a date of the cell ({value}). Format it as text, then retype it."),
    "cell_formula": N_(
        "The formula “{value}” has no value. Open the file in a spreadsheet program and save it, or type the value."
    ),
    "name_has_phone": N_("There is a phone in the name “{value}”. Write name:phone, with ; between people."),
    "file_no_grids": N_("There are no rows under the header."),
    "column_missing": N_("This column is missing. Put its title in the header row."),
    "column_twice": N_("The title “{value}” names a column that is there already. Delete one of the two."),
    "column_unknown": N_("Column {letter} “{value}” is not part of a roster and is ignored."),
    "column_absent": N_("There is no column for leaders; leaders stay as they are."),
    "cells_beyond": N_("There is text beyond the last title and it is ignored. Check that no cell has slipped."),
    "cell_empty": N_("The cell is empty. Fill it in."),
    "text_long": N_("“{value}” is too long. Use at most {limit} characters."),
    "code_spaced": N_("The code “{value}” has a space in it. Write it without."),
    "code_twice": N_("The code “{value}” is already in {first}. Give each grid its own."),
    "level_unknown": N_("“{value}” is not a level. Use one of: {levels}."),
    "published_unknown": N_("“{value}” is not one whose numbers are published. Use of these, with ; between: {roles}."),
    "parent_unknown": N_("No row has the code “{value}”. Correct it, or add a row for it."),
    "parent_too_low": N_("“{value}” is of level {above} and cannot stand above level {level}."),
    "cycle": N_("These stand above each other in a circle: {value}. Correct one of their parents."),
    "too_deep": N_("Under “{value}” this would be more than {limit} levels deep. Put it higher up."),
    "root_low": N_("“{value}” has no parent and becomes a tree of its own. Is that meant?"),
    "leader_none": N_("This grid has no leader. Every grid needs somebody responsible."),
    "leaders_uneven": N_("There are {names} names and {phones} phones. Give each leader one phone, with ; between."),
    "liaisons_uneven": N_("There are {names} names and {phones} phones. Give each liaison one phone, with ; between."),
    "liaison_none": N_("This department has no liaison: it hears of nothing unless it binds a chat of its own."),
    "days_unreadable": N_("“{value}” is not a number of days. Write a number from 1 to {limit}."),
    "department_twice": N_("“{value}” is already in {first}. Name each department of a grid once."),
    "grid_unknown": N_("No grid in the roster has the code “{value}”. Correct it, or import the roster first."),
    "holder_unreadable": N_("“{value}” has no phone. Write name:phone, with ; between people."),
    "holder_twice": N_("The phone {value} is here twice. Name each person once."),
    "name_missing": N_("“{value}” has no name. Add it."),
    "phone_missing": N_("“{value}” has no phone. Add it."),
    "phone_unreadable": N_("“{value}” is not a phone number. Write a mobile number, or a landline with its area code."),
    "phone_rounded": N_(
        "The spreadsheet has shortened the phone to “{value}”. Format the column as text, then retype it."
    ),
    "phone_two_names": N_("“{value}” has the same phone as “{other}” in {first}. Is that meant?"),
    "responsible_has_phone": N_("There is a phone in the name “{value}”. Write it in the column for phones."),
    "place_code_unreadable": N_(
        "“{value}” cannot be a code. Use up to 24 letters, digits and hyphens, without spaces."
    ),
    "place_code_twice": N_("The code “{value}” is already in {first}. Give each place its own, or leave it empty."),
    "place_twice": N_("“{value}” is already in {first}. Name each place of a grid and kind once, or give both a code."),
    "place_ambiguous": N_("“{value}” may be one of several places: {codes}. Write its code."),
    "kind_unknown": N_("“{value}” is not a kind of place. Use one of: {kinds}."),
    "household_kind_unknown": N_("“{value}” is not a kind of household. Use one of: {kinds}."),
    "household_twice": N_("“{value}” at this address is already in {first}. Name each household of a grid once."),
    "certificate_unreadable": N_(
        "“{value}” is not a certificate. Write name:kind:number:last day, with ; between certificates."
    ),
    "certificate_who": N_("“{value}” holds no post in this row, or more than one person of that name does."),
    "text_name": N_("“{value}” is not a name of a text. Leave it empty for a new one, or write as it was written out."),
    "said_unknown": N_("“{value}” does not say whether the text is in use. Write yes or no."),
    "occasion_unreadable": N_(
        "“{value}” is not a time of the year. Write it such as: all year, 11-15..03-15, spring festival -10..+15."
    ),
    "publicity_text_twice": N_("“{value}” is already in {first}. Name each text of a grid once."),
    "publicity_text_unknown": N_("There is no text “{value}”. Write its title and lines, or correct the name."),
    "day_unreadable": N_("“{value}” is not a day. Write it as 2026-12-01."),
    "clock_unreadable": N_("“{value}” is not a time of day. Write it as 08:00; an end may be 24:00."),
    "shift_twice": N_("“{value}” is already in {first} at the same time. Delete one of the two."),
    "shift_gap": N_("Nobody is on duty for {value} from {since} to {until}. Is that meant?"),
    "leader_unreadable": N_("“{value}” does not say whether it is the leader. Write yes or no."),
    "member_twice": N_("The phone of “{value}” is already in {first}. Name each member of a brigade once."),
    "two_stations": N_("“{value}” is another place than in {first}. A brigade has one."),
    "station_unknown": N_("No open place has the code “{value}”. Correct it, or enter the place first."),
    "key_unknown": N_("“{value}” does not say whether the household is key. Write yes or no."),
    "risk_unknown": N_("“{value}” is not a risk class. Use one of: {risks}."),
    "cycle_unknown": N_("“{value}” is not a check cycle. Use one of: {cycles}."),
    "degrees_uneven": N_("Write both latitude and longitude, or neither."),
    "degrees_unreadable": N_(
        "“{value}” is not a number of degrees. Write one from -{limit} to {limit}, such as 29.3417."
    ),
    "item_unreadable": N_("“{value}” cannot be read. Write item:count or item:count:2027-05-31, with ; between items."),
    "item_twice": N_("“{value}” is here twice. Name each item once."),
    "slot_unreadable": N_("“{value}” cannot be read. Write 07:30-08:30 name:phone, with ; between slots."),
    "slot_backwards": N_("The slot {value} ends before it begins. Write one past midnight as two slots."),
    "slot_twice": N_("The slot {value} is here twice. Give each slot one person."),
    "grid_missing": N_("The grid is missing and there are several streets. Write the code of the street at least."),
    "boundary_no_json": N_("The boundary is not GeoJSON: “{value}”. Correct it or leave it empty."),
    "boundary_no_polygon": N_("The boundary must be a Polygon or a MultiPolygon."),
    "datum_unknown": N_(
        "“{value}” is no datum. Write wgs84, gcj02 (AMap, Tencent), bd09 (Baidu), or unknown where nobody knows it."
    ),
    "datum_absent": N_(
        "Boundaries that do not say on which map they were drawn: {count}. Please add the column boundary_datum with "
        "wgs84, gcj02 (AMap, Tencent) or bd09 (Baidu). Until then nobody is said to be outside of a new one."
    ),
    "boundary_points": N_("The boundary has a point that is not [longitude, latitude] in degrees."),
    "boundary_open": N_("The boundary must come back to its first point and have three corners or more."),
}

REFUSALS = {
    "roster.faulty": N_("Nothing was changed. Correct the rows named above, then import again."),
    "roster.elsewhere": N_(
        "Row {row}: {grid} belongs to {root} ({root_code}), which is not in this file. Give it another code, "
        "or import with --take-over to move it here."
    ),
    "roster.ends_many": N_(
        "Nothing was changed. This would retire {grids} grids, end {posts} posts and leave {leaders} grids without "
        "a leader. If that is meant, import with --retire."
    ),
    "departments.ends_many": N_(
        "Nothing was changed. This would retire {departments} departments and end {liaisons} liaisons. "
        "If that is meant, import with --retire."
    ),
    "roster.above": N_("Row {row}: {grid} stands below {parent} already and cannot have that level."),
    "roster.too_deep": N_("{grid} would be more than {limit} levels deep. Nothing was changed."),
    "roster.format": N_("The name of the file must end in one of: {formats}"),
    "roster.cell_long": N_("The boundary of {grid} is too long for an Excel file. Export to .csv instead."),
}


def worded(problem: SheetProblem, t: Translator, titles: Mapping[str, str]) -> str:
    """One line: where it is, what is wrong, what to do; `titles` of the sheet's columns."""
    from models.places.exchange.sheet import CYCLE_TITLES, RISK_TITLES
    from models.roster.columns import LEVEL_TITLES, PUBLISHED_TITLES

    levels = {name: LEVEL_TITLES[str(problem.data[name])] for name in ("level", "above") if name in problem.data}
    data: dict[str, Any] = {**problem.data, **levels, "levels": " ".join(LEVEL_TITLES.values())}
    data |= {"roles": ";".join(PUBLISHED_TITLES.values()), "risks": " ".join(RISK_TITLES.values())}
    data["cycles"] = " ".join(CYCLE_TITLES.values())
    if "first" in data:
        sheet = str(data.get("first_sheet", ""))
        data["first"] = t.plain("row {row}", row=data["first"])
        if sheet != problem.sheet:
            data["first"] = t.plain("sheet “{sheet}”, {what}", sheet=sheet, what=data["first"])
    what = t.plain(PROBLEMS[problem.code], **data)
    column = titles.get(problem.column, "")
    if problem.row and column:
        what = t.plain("Row {row}, {column}: {what}", row=problem.row, column=column, what=what)
    elif problem.row:
        what = t.plain("Row {row}: {what}", row=problem.row, what=what)
    if problem.sheet:
        what = t.plain("Sheet “{sheet}”: {what}", sheet=problem.sheet, what=what)
    return t.plain("Note: {what}", what=what) if problem.note else what
