"""`palier doctor`: everything that is set up, looked at."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from bot.config import Settings, load
from bot.diagnosis import Finding
from bot.errors import ConfigError


async def diagnose(config: Path) -> None:
    """Print how everything is.

    Raises
    ------
    ConfigError
        The settings themselves are wrong.
    SystemExit
        With status 1: something else is.

    """
    settings = load(config)
    console = Console(highlight=False, soft_wrap=True)
    groups = ", ".join(group.id for group in settings.groups)
    findings = [Finding("settings", f"{config} is valid; groups: {groups}"), _data(settings.data)]
    for network in settings.networks.named:
        look = _EXAMINERS.get(network)
        if look is not None:
            findings += await look(settings)
    for finding in findings:
        console.print(f"{_mark(finding)} {escape(finding.about)}: {escape(finding.state)}")
        if not finding.is_well:
            console.print(f"    → {escape(finding.remedy)}")
    wrong = sum(not finding.is_well for finding in findings)
    if wrong:
        console.print(f"\n{wrong} thing{'s' if wrong > 1 else ''} to mend.")
        raise SystemExit(1)
    console.print("\nAll is well.")


def _mark(finding: Finding) -> str:
    return "[green]✓[/green]" if finding.is_well else "[red]✗[/red]"


def _data(folder: Path) -> Finding:
    if not folder.exists():
        return Finding("data", f"{folder} will be made at the first start")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return Finding(
            "data", f"{folder} cannot be written to", "give the bot's user the right to, or set data"
        )
    return Finding("data", f"{folder} can be written to")


async def _matrix(settings: Settings) -> list[Finding]:
    from adapters.matrix import examine
    from bot.cli.matrix import account_of, folder_of, options_of

    try:
        account = account_of(settings)
    except ConfigError as error:
        return [Finding("login", str(error), "then run `palier doctor` again")]
    return await examine(account, folder_of(settings.data), options_of(settings))


async def _telegram(settings: Settings) -> list[Finding]:
    from bot.cli.telegram import telegram_adapter

    try:
        adapter = telegram_adapter(settings)
    except ConfigError as error:
        return [Finding("token", str(error), "then run `palier doctor` again")]
    try:
        return list(await adapter.diagnose())
    finally:
        await adapter.close()


_EXAMINERS: Mapping[str, Callable[[Settings], Awaitable[list[Finding]]]] = {
    "matrix": _matrix,
    "telegram": _telegram,
}
