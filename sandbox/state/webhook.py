"""
Updates brought to the bot's own address: in order within each chat, chats beside each other. What is not answered
with 2xx is brought again after 1, 2, 4 … 60 seconds, and holds up its chat until then.
"""

import asyncio
from collections import deque

import aiohttp

from sandbox.state.updates import Update, Updates, expired

LONGEST_DELAY = 60
ANSWER_WITHIN = 60


class Webhook:
    def __init__(self, updates: Updates, url: str, secret: str, most_connections: int, first_delay: float) -> None:
        self.updates = updates
        self.url = url
        self.most_connections = most_connections
        self.first_delay = first_delay
        self.last_error: tuple[int, str] | None = None
        self._headers = {"Content-Type": "application/json"}
        if secret:
            self._headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        self._queues: dict[int, deque[Update]] = {}
        self._couriers: dict[int, asyncio.Task[None]] = {}
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN))
        self._connections = asyncio.Semaphore(most_connections)

    def offer(self, update: Update) -> None:
        self._queues.setdefault(update.queue, deque()).append(update)
        if update.queue not in self._couriers:
            self._couriers[update.queue] = asyncio.create_task(self._carry(update.queue))

    async def close(self) -> None:
        couriers = list(self._couriers.values())
        for courier in couriers:
            courier.cancel()
        await asyncio.gather(*couriers, return_exceptions=True)
        await self._session.close()

    async def _carry(self, queue: int) -> None:
        waiting = self._queues[queue]
        while waiting:
            await self._bring(waiting[0])
            waiting.popleft().done = True
            self.updates.forget()
        del self._queues[queue], self._couriers[queue]

    async def _bring(self, update: Update) -> None:
        delay = self.first_delay
        while not expired(update, self.updates.now()):
            error = await self._send(update)
            if error is None:
                return
            self.last_error = int(self.updates.now()), error
            await asyncio.sleep(delay)
            delay = min(delay * 2, LONGEST_DELAY)

    async def _send(self, update: Update) -> str | None:
        """What went wrong."""
        try:
            async with (
                self._connections,
                self._session.post(self.url, data=update.raw.encode(), headers=self._headers) as response,
            ):
                if response.ok:
                    return None
                return f"Wrong response from the webhook: {response.status} {response.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientError:
            return "Connection refused"
