"""A page of charts as a picture, in the pool: what draws is imported where it is drawn."""

from reports.charts.page import Page


def png(page: Page) -> bytes:
    """1280 pixels wide, within what Telegram takes; NotDrawn, where it would not show what the page says."""
    from reports.charts.picture import as_png

    return as_png(page)


def svg(page: Page) -> bytes:
    """The same, its letters as outlines."""
    from reports.charts.picture import as_svg

    return as_svg(page)
