from tests.models.notices.conftest import town

__all__ = ["town"]
