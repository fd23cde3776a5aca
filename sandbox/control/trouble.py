"""What happens to the bot, through the control API: limits, failures, the clock moved on, everything begun anew."""

import asyncio
from datetime import timedelta
from typing import Any

from sandbox.control.asked import Asked
from sandbox.control.failures import Failure, Failures
from sandbox.errors import ControlError
from sandbox.state.polls import close_due
from sandbox.state.world import OnReset, World

Json = dict[str, Any]

LIMITS = ("enabled", "per_second", "per_chat_second", "per_group_minute")


class Trouble:
    def __init__(self, world: World, failures: Failures) -> None:
        self.world = world
        self.failures = failures
        self._resetting: asyncio.Future[None] | None = None

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
        close_due(self.world)
        return {"now": self.world.now().isoformat()}

    async def reset(self, _asked: Asked) -> Json:
        """Done to its end even if whoever asked has gone meanwhile: half a world would be none."""
        if self.world.on_reset is None:
            raise ControlError("nobody here can begin anew")
        self._resetting = asyncio.ensure_future(self._begin_anew(self.world.on_reset))
        await asyncio.shield(self._resetting)
        return {}

    async def _begin_anew(self, reset: OnReset) -> None:
        self.world.events.add(kind="reset", chat=None, over=False)
        try:
            await reset()
        finally:
            self.world.events.add(kind="reset", chat=None, over=True)
