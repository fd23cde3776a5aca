"""find_postgres.py PORT: prints the address of the database `test` on 127.0.0.1; exit 1 without a server."""

import asyncio
import sys

import asyncpg

USERS = ("root", "postgres")
NO_SERVER = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)


async def prepare(user: str, port: str) -> None:
    server = await asyncpg.connect(f"postgresql://{user}@127.0.0.1:{port}/template1", timeout=5)
    try:
        if not await server.fetchval("select true from pg_database where datname = 'test'"):
            await server.execute("create database test")
    finally:
        await server.close()


def find(port: str) -> str | None:
    for user in USERS:
        try:
            asyncio.run(prepare(user, port))
        except NO_SERVER as refusal:
            print(f"PostgreSQL as {user} on port {port}: {refusal or type(refusal).__name__}", file=sys.stderr)
        else:
            return f"postgresql+asyncpg://{user}@127.0.0.1:{port}/test"
    return None


if __name__ == "__main__":
    url = find(sys.argv[1])
    if url is None:
        sys.exit(1)
    print(url)
