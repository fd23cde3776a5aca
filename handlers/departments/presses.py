from dataclasses import dataclass

from handlers.callbacks import Id, Press


@dataclass(frozen=True)
class UnbindDepartment(Press, form="undept:{department}", about="department"):
    department: Id
