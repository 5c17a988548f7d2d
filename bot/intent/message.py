"""A message taken apart by everything that knows words: pack, catalogue, sentences, cues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.intent.analysis import Analysis
from bot.intent.catalogue import Catalogue
from bot.intent.clauses import Sentence, sentences
from bot.intent.context import Context
from bot.intent.cues import Cue, CueBook
from bot.intent.features import features
from bot.intent.packs import Pack, choose

LONGEST = 4_000
"""Characters that are read of a message; what comes after is not looked at."""
MOST_TOKENS = 400


@dataclass(frozen=True, slots=True)
class Message:
    """What the decision about acts looks at."""

    analysis: Analysis
    pack: Pack
    sentences: tuple[Sentence, ...]
    cues: tuple[Cue, ...]

    def features(self) -> list[str]:
        """Name what may tell what the message does."""
        return features(self.analysis, self.pack, self.sentences, self.cues)

    def part(self, first: int, after: int) -> Message:
        """Give the message's sentences from number `first` to before number `after`, as a message."""
        return self._between(self.sentences[first].start, self._until(after))

    def _between(self, start: int, end: int) -> Message:
        return Message(
            self.analysis.part(start, end),
            self.pack,
            tuple(
                Sentence(max(each.start, start) - start, min(each.end, end) - start, each.mark)
                for each in self.sentences
                if each.start < end and each.end > start
            ),
            tuple(
                replace(cue, start=cue.start - start, end=cue.end - start)
                for cue in self.cues
                if start <= cue.start < end
            ),
        )

    def rest(self) -> Message | None:
        """Give what comes after the first sentence, or after a word like "but"; None where nothing does."""
        tokens = self.analysis.tokens
        for place, token in enumerate(tokens[:-1]):
            breaks = token.folded in self.pack.breaks
            if breaks or any(each.start == place > 0 for each in self.sentences):
                return self._between(place + 1 if breaks else place, len(tokens))
        return None

    def _until(self, sentence: int) -> int:
        return self.sentences[sentence].start if sentence < len(self.sentences) else len(self.analysis.tokens)


class Reader:
    """Takes messages apart, in the languages whose packs it has."""

    def __init__(self, packs: Sequence[Pack], books: Sequence[CueBook], catalogue: Catalogue) -> None:
        self._packs = {pack.language: pack for pack in packs}
        self._books = {pack.language: book for pack, book in zip(packs, books, strict=True)}
        self._catalogue = catalogue

    @classmethod
    def load(cls, languages: Sequence[str], catalogue: Catalogue) -> Reader:
        """Read the packs of some languages ("fr", "en"); the first stands in for one that is missing."""
        packs = [Pack.read(language) for language in languages]
        return cls(packs, [CueBook.read(pack) for pack in packs], catalogue)

    def read(self, text: str, context: Context) -> Message:
        """Take a message apart."""
        text = text[:LONGEST]
        pack = choose(self._packs, text, context.language)
        tokens = pack.tokens(text)[:MOST_TOKENS]
        hits = self._catalogue.find(tokens, pack.language)
        analysis = Analysis(text, pack.language, tokens, hits, context)
        cut = sentences(text, tokens)
        return Message(analysis, pack, cut, self._books[pack.language].find(analysis, cut))
