from models.departments.tables import Department
from models.feature import Domain

DEPARTMENTS = Domain("departments", tables=(Department,))
