"""`palier parse`, `when` and `match`: what the bot understands, shown to a person or as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.acts import Act, ActKind, Interval
from bot.books import Books
from bot.domain.match import Match
from bot.intent.context import Context
from bot.intent.jsonl import parse_line, when_json
from bot.intent.parser import Parser
from bot.intent.text import tokenise
from bot.intent.when import TimeReader
from bot.lang import LANGUAGES
from bot.matching import fit, match_line
from bot.texts.times import say_when

MINUTES = "%Y-%m-%dT%H:%M"


class Shower:
    """Shows what the engine makes of a text."""

    def __init__(self, parser: Parser, console: Console) -> None:
        self._parser = parser
        self._console = console
        self._times: dict[str, TimeReader] = {}

    @classmethod
    def load(cls) -> Shower:
        """Load the engine, and show on the terminal."""
        return cls(Parser.load(LANGUAGES), Console(highlight=False))

    # --- for people ---

    def parse(self, text: str, language: str, now: datetime, *, private: bool) -> None:
        """Show the acts of a message, and how each step judged."""
        context = Context(language, now, private=private)
        reading = self._parser.parse(text, context)
        if not reading.acts:
            self._console.print("[bold]Nothing for the bot.[/bold] It keeps quiet, and keeps nothing.")
        for act in reading.acts:
            self._console.print(self._table(act, text, now, language))
        for line in self._parser.explain(text, context):
            self._console.print(f"[dim]{escape(line)}[/dim]")

    def explain(self, text: str, language: str, now: datetime, *, private: bool) -> None:
        """Show in a line or two what a message means; for the demo."""
        reading = self._parser.parse(text, Context(language, now, private=private))
        for act in reading.acts:
            items = ", ".join(item.name for item in act.items) or "-"
            rules = ", ".join(dict.fromkeys(evidence.rule for evidence in act.evidence)) or "-"
            self._console.print(
                f"[dim]      ↳ {act.kind} ({act.confidence:.2f}): {escape(items)} · {escape(rules)}[/dim]"
            )
        if not reading.acts and not private:
            self._console.print("[dim]      ↳ nothing for the bot[/dim]")

    def why(self, matches: Iterable[Match], books: Books) -> None:
        """Show what new matches are made of; for the demo."""
        for found in matches:
            wanted, had = books.listings[found.wanted].act, books.listings[found.had].act
            reasons = ", ".join(str(reason) for reason in fit(wanted, had, self._parser.catalogue).reasons)
            line = f"#{found.wanted} and #{found.had} fit ({found.score:.2f}): {reasons}"
            self._console.print(f"[dim]      ↳ {escape(line)}[/dim]")

    def when(self, text: str, language: str, now: datetime) -> None:
        """Show the time that a text means, and how it would be said back."""
        found = self._reader(language).when(tokenise(text), now)
        if found is None or found.interval is None:
            self._console.print("[bold]No time said.[/bold]")
            return
        self._console.print(f"[bold]{_span(found.interval)}[/bold]  ({found.shape})")
        self._console.print(say_when(found.interval, now, language))

    def match(self, request: str, offer: str, language: str, now: datetime) -> None:
        """Show whether two messages fit, and why."""
        context = Context(language, now)
        wanted = self._parser.read_as(ActKind.REQUEST, request, context)
        had = self._parser.read_as(ActKind.OFFER, offer, context)
        found = fit(wanted, had, self._parser.catalogue)
        verdict = "[green]They fit[/green]" if found.is_enough else "[red]They don't fit[/red]"
        self._console.print(f"[bold]{verdict}[/bold] ({found.score:.2f})")
        for reason in found.reasons:
            self._console.print(f"  {escape(str(reason))}  [dim]× {reason.degree:g}[/dim]")

    def _table(self, act: Act, text: str, now: datetime, language: str) -> Table:
        table = Table(title=act.kind, title_justify="left", show_header=False, box=None, padding=(0, 2))
        for item in act.items:
            amount = " ".join(
                filter(None, (f"{item.quantity:g}" if item.quantity is not None else "", item.unit))
            )
            table.add_row(
                "item",
                f"{escape(item.name)}  {escape(amount)}  [dim]{item.concept or 'not in the catalogue'}[/dim]",
            )
        if act.category:
            table.add_row("category", act.category)
        if act.mode:
            table.add_row("mode", act.mode)
        if act.when:
            table.add_row("when", f"{_span(act.when)}  [dim]{say_when(act.when, now, language)}[/dim]")
        if act.urgent:
            table.add_row("urgent", "yes")
        if act.for_other:
            table.add_row("for somebody else", "yes")
        table.add_row("confidence", f"{act.confidence:.2f}")
        for evidence in act.evidence:
            table.add_row(
                f"[dim]{escape(evidence.rule)}[/dim]",
                f"[dim]{escape(text[evidence.start : evidence.end])}[/dim]",
            )
        return table

    # --- for programs ---

    def parse_line(self, line: Mapping[str, object]) -> dict[str, object]:
        """Answer one line of `palier parse --jsonl`."""
        return parse_line(self._parser, line)

    def when_line(self, line: Mapping[str, object]) -> dict[str, object]:
        """Answer one line of `palier when --jsonl`."""
        text, language = str(line["text"]), str(line.get("lang") or LANGUAGES[0])
        now = datetime.fromisoformat(str(line["now"]))
        found = self._reader(language).when(tokenise(text), now)
        return {"id": line.get("id"), "when": when_json(found.interval if found else None)}

    def match_line(self, line: Mapping[str, object]) -> dict[str, object]:
        """Answer one line of `palier match --jsonl`."""
        return match_line(line, self._parser, self._parser.catalogue)

    def _reader(self, language: str) -> TimeReader:
        known = language if language in LANGUAGES else LANGUAGES[0]
        if known not in self._times:
            self._times[known] = TimeReader.load(known)
        return self._times[known]


def _span(interval: Interval) -> str:
    if interval.start == interval.end:
        return interval.start.strftime(MINUTES)
    return f"{interval.start.strftime(MINUTES)} – {interval.end.strftime(MINUTES)}"
