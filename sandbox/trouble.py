"""What happens to the bot, through the control API: limits, failures, and the clock moved on."""

from datetime import timedelta
from typing import Any

from sandbox.asked import Asked
from sandbox.failures import Failure, Failures
from sandbox.world import World

Json = dict[str, Any]

LIMITS = ("enabled", "per_second", "per_chat_second", "per_group_minute")


class Trouble:
    def __init__(self, world: World, failures: Failures) -> None:
        self.world = world
        self.failures = failures

    def limits(self, asked: Asked) -> Json:
        for name in LIMITS[1:]:
            value = asked.integer(name)
            if value is not None:
                setattr(self.world.limits, name, value)
        if asked.get("enabled") is not None:
            self.world.limits.enabled = asked.flag("enabled")
        return self.limits_view()

    def limits_view(self) -> Json:
        return {name: getattr(self.world.limits, name) for name in LIMITS}

    def fail(self, asked: Asked) -> Json:
        numbers = {name: asked.integer(name) for name in ("chat", "times", "retry_after")}
        known = {name: value for name, value in numbers.items() if value is not None}
        kind = str(asked.needed("kind"))
        self.failures.add(Failure(kind, asked.get("method"), description=asked.get("description"), **known))
        return {}

    def clock(self, _asked: Asked) -> Json:
        return {"now": self.world.now().isoformat()}

    async def advance(self, asked: Asked) -> Json:
        asked.needed("advance")
        await self.world.advance(timedelta(seconds=asked.number("advance")))
        return {"now": self.world.now().isoformat()}
