"""The full name of the street office of this deployment, as its settings have it."""

from models.db.session_value import SessionValue

OFFICE_NAME: SessionValue[str] = SessionValue("office_name", str)
