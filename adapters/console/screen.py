"""What is seen in the terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_datetime
from rich.console import Console
from rich.markup import escape

from bot.effects import Message


@dataclass(frozen=True, slots=True)
class Shown:
    """One message on the screen."""

    label: int
    place: str | None
    """The neighbour whose private chat it is in; None for the group."""
    author: str | None
    """None: the bot."""
    text: str
    buttons: tuple[str, ...] = ()


class Screen:
    """Prints messages; keeps what was said for `/histoire`. Muted, it only keeps."""

    def __init__(self, console: Console, t: Callable[..., str], language: str, *, echo: bool) -> None:
        self._console = console
        self._t = t
        self._language = language
        self._echo = echo
        self._history: list[Shown] = []
        self._hour: datetime | None = None
        self.muted = False

    def said(self, shown: Shown, *, edited: bool = False) -> None:
        """A neighbour wrote: seen only where it was not typed on this very screen."""
        self._keep(shown)
        if self._echo or edited:
            self._print(shown, edited=edited)

    def bot_said(self, shown: Shown, *, edited: bool = False) -> None:
        """The bot wrote, or changed what it had written."""
        self._keep(shown)
        self._print(shown, edited=edited)

    def reacted(self, who: str | None, emoji: str, label: int | str) -> None:
        """Somebody put an emoji on a message."""
        if not self.muted:
            self._console.print(f"  [dim]{escape(who or 'Palier')} {emoji} \\[{label}][/dim]")

    def note(self, text: str) -> None:
        """Say something about the practice building itself."""
        if not self.muted:
            self._console.print(f"[dim italic]{escape(text)}[/dim italic]", highlight=False)

    def clock(self, local: datetime) -> None:
        """Show the time that it is now, unless it was shown within the hour."""
        hour = local.replace(minute=0, second=0, microsecond=0)
        if self.muted or hour == self._hour:
            return
        self._hour = hour
        self.note(f"── {self.time(local)} ──")

    def time(self, local: datetime) -> str:
        """Say a time: `mercredi 25 novembre, 18:00`."""
        day = format_datetime(local, "EEEE d MMMM", locale=self._language)
        return f"{day}, {local:%H:%M}"

    def history(self) -> None:
        """Print all that was said, as it stands now."""
        for shown in self._history:
            self._print(shown)

    def neighbours_history(self) -> None:
        """Print what the neighbours wrote to the group."""
        for shown in self._history:
            if shown.author is not None and shown.place is None:
                self._print(shown)

    def _keep(self, shown: Shown) -> None:
        for place, earlier in enumerate(self._history):
            if earlier.label == shown.label:
                self._history[place] = shown
                return
        self._history.append(shown)

    def _print(self, shown: Shown, *, edited: bool = False) -> None:
        if self.muted:
            return
        label = f"[dim]\\[{shown.label}]{' ✎' if edited else ''}[/dim]"
        if shown.author is not None:
            mark = ">" if shown.place else ":"
            self._console.print(
                f"{label} [bold]{escape(shown.author)}[/bold]{mark} {escape(shown.text)}", highlight=False
            )
            return
        t = self._t
        private = t("in private")
        where = f" → {escape(shown.place)} [dim]({private})[/dim]" if shown.place else ""
        colour = "magenta" if shown.place else "green"
        first, *rest = shown.text.split("\n")
        self._console.print(
            f"{label} [bold {colour}]Palier[/bold {colour}]{where}  {escape(first)}", highlight=False
        )
        for line in rest:
            self._console.print(f"      {escape(line)}", highlight=False)
        if shown.buttons:
            buttons = "   ".join(f"({n}) {escape(label)}" for n, label in enumerate(shown.buttons, 1))
            self._console.print(f"      [cyan]{buttons}[/cyan]", highlight=False)


def shown_message(label: int, place: str | None, message: Message) -> Shown:
    """Give what the screen shows of a message of the bot's."""
    return Shown(label, place, None, message.text, tuple(button.label for button in message.buttons))
