"""Halves and years beside the year before, in the report and in the picture."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.digests.page import page
from handlers.digests.report import summary_of
from locales.translator import translator
from models.digests.figures import PeriodFigures, Spans, UnitFigures, packed
from models.digests.reading import Digest, read_digest
from models.digests.tables import FrozenPeriod
from models.figures.checks import Checks
from models.figures.hazards import Progress, Reported
from models.hazards.kinds import built_in
from models.schedule.report_periods.words import read_period
from reports.charts.page import Trend
from reports.summary.text import Table
from tests.models.conftest import SHANGHAI
from tests.street import Street

NOW = datetime(2026, 11, 16, 1, tzinfo=UTC)
THIS = UnitFigures(
    reported=Reported(hazards=24),
    progress=Progress(closed=20, overdue=1),
    checks=Checks(due=40, missed=2),
    spans=Spans(24, 5400.0, 20, 86_400.0),
)
THEN = UnitFigures(
    reported=Reported(hazards=30),
    progress=Progress(closed=22, overdue=4),
    checks=Checks(due=40, missed=10),
    spans=Spans(30, 10_800.0, 22, None),
)
ROWS = ("上报隐患", "办结隐患", "期末超期", "已检查", "漏查", "受理用时（中位数）", "办结用时（中位数）")


async def digest_of(session: AsyncSession, street: Street, name: str, kept: dict[str, UnitFigures]) -> Digest:
    """Of a period, once these have been frozen."""
    for told, figures in kept.items():
        period = read_period(told, date(2026, 11, 16))
        assert period is not None
        end = period.bounds(SHANGHAI)[1]
        row = {"grid_id": street.street.id, "kind": period.kind, "first": period.first, "as_of": end, "frozen_at": end}
        session.add(FrozenPeriod.model_validate({**row, "figures": packed(PeriodFigures(figures))}))
    await session.flush()
    period = read_period(name, date(2026, 11, 16))
    assert period is not None
    return await read_digest(session, street.street, period, NOW, SHANGHAI)


async def beside(session: AsyncSession, digest: Digest) -> Table | None:
    parts = (await summary_of(session, built_in(), digest, SHANGHAI)).parts
    return next((part for part in parts if isinstance(part, Table) and part.header[0] == "指标"), None)


@pytest.mark.parametrize(
    ("name", "before", "header"),
    [
        ("2026-H1", "2025-H1", ["指标", "2026年上半年", "2025年上半年"]),
        ("2025", "2024", ["指标", "2025年", "2024年"]),
    ],
)
async def test_halves_and_years_stand_beside_the_year_before_figure_by_figure(
    session: AsyncSession, street: Street, name: str, before: str, header: Sequence[str]
) -> None:
    table = await beside(session, await digest_of(session, street, name, {name: THIS, before: THEN}))
    assert table is not None
    assert list(table.header) == header
    assert {row[0]: row[1:] for row in table.rows} == dict(
        zip(
            ROWS,
            [
                ["24", "30"],
                ["20", "22"],
                ["1", "4"],
                ["38", "30"],
                ["2", "10"],
                ["1.5小时", "3小时"],
                ["24小时", "无数据"],
            ],
            strict=True,
        )
    )


async def test_of_a_year_before_that_nobody_has_kept_no_data_is_said(session: AsyncSession, street: Street) -> None:
    table = await beside(session, await digest_of(session, street, "2026-H1", {"2026-H1": THIS}))
    assert table is not None
    assert [row[2] for row in table.rows] == ["无数据"] * len(ROWS)


async def test_a_month_s_report_has_no_such_table(session: AsyncSession, street: Street) -> None:
    digest = await digest_of(session, street, "2026-10", {"2026-10": THIS, "2025-10": THEN})
    assert await beside(session, digest) is None


@pytest.mark.parametrize(
    ("name", "before", "locale", "last"),
    [
        ("2026-H1", "2025-H2", "zh_CN", ["2025下半年", "2026上半年"]),
        ("2026-H1", "2025-H2", "en", ["H2 2025", "H1 2026"]),
        ("2026-Q3", "2026-Q2", "zh_CN", ["2026年2季度", "2026年3季度"]),
        ("2026-W46", "2026-W45", "zh_CN", ["45周", "46周"]),
    ],
)
async def test_a_trend_of_halves_and_quarters_says_of_which_year(
    session: AsyncSession, street: Street, name: str, before: str, locale: str, last: Sequence[str]
) -> None:
    digest = await digest_of(session, street, name, {name: THIS, before: THEN})
    [trend] = [
        panel for panel in page(translator(locale), built_in(), digest, [], SHANGHAI).panels if isinstance(panel, Trend)
    ]
    assert list(trend.labels[-2:]) == last
