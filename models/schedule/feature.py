from models.feature import Domain
from models.schedule.calendar_reminders import CALENDAR_REMINDERS
from models.schedule.tables import CalendarReminder, Workday

SCHEDULE = Domain("schedule", tables=(Workday, CalendarReminder), due=(CALENDAR_REMINDERS,))
