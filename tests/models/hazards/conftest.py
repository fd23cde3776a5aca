from tests.models.emergencies.conftest import call, quarter

__all__ = ["call", "quarter"]
