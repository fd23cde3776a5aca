from models.feature import Domain
from models.schedule.calendar.reminders import CALENDAR_REMINDERS
from models.schedule.tables import CalendarReminder, Workday

SCHEDULE = Domain("schedule", tables=(Workday, CalendarReminder), due=(CALENDAR_REMINDERS,))
