"""Verbs run as the program runs them, on files of text."""

import argparse
import asyncio
import importlib
from pathlib import Path

from locales.translator import Translator, translator

EN = translator("en")


def wangge(verb: str, *words: str, t: Translator = EN) -> int:
    parser = argparse.ArgumentParser()
    importlib.import_module(f"bot.cli.exchange.{verb}").add_parser(parser.add_subparsers(required=True), t)
    args = parser.parse_args([verb, *words])
    status: int = args.run(args, t)
    return status


async def run(verb: str, *words: str, t: Translator = EN) -> int:
    """In a thread: the verbs bring an event loop of their own."""
    return await asyncio.to_thread(wangge, verb, *words, t=t)


def saved(folder: Path, text: str, name: str = "sheet.csv") -> str:
    (folder / name).write_text(text, "utf-8")
    return name
