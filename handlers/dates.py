"""Dates and spans of time as every message says them.

A moment is `11-28 14:05`, a day `11-28`; the year is said where it is not this one. What lasts for hours at most, such
as a call for help, is told by the clock alone while the day lasts. How many days something waits, or is overdue, is
counted by the calendar: days_since() in models/schedule/deadlines.py; what is younger than a day is told in hours.
"""

from datetime import date, datetime, timedelta

from handlers.messages import RenderContext
from models.schedule.deadlines import days_since

DAY = timedelta(days=1)
NEW = timedelta(hours=1)  # how long what is younger waits need not be said


def local(context: RenderContext, at: datetime) -> str:
    here = at.astimezone(context.zone)
    return f"{day(context, here.date())} {here:%H:%M}"


def local_day(context: RenderContext, at: datetime) -> str:
    return day(context, at.astimezone(context.zone).date())


def day(context: RenderContext, on: date) -> str:
    return f"{on:%m-%d}" if on.year == today(context).year else f"{on:%Y-%m-%d}"


def clock(context: RenderContext, at: datetime) -> str:
    here = at.astimezone(context.zone)
    return f"{here:%H:%M}" if here.date() == today(context) else local(context, at)


def today(context: RenderContext) -> date:
    return context.now.astimezone(context.zone).date()


def waited(context: RenderContext, since: datetime) -> str:
    t, past = context.t, context.now - since
    if past >= DAY:
        return days(context, days_since(since, context.now, context.zone))
    minutes = max(1, int(past.total_seconds() // 60))
    if minutes < 60:
        return t.plain("{minutes} min", minutes=minutes)
    return t.plain("{hours} h", hours=minutes // 60)


def days(context: RenderContext, n: int) -> str:
    return context.t.plain("{days} days", days=n)
