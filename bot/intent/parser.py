"""The engine put together: a text and its circumstances in, acts and their explanation out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.acts import Act, ActKind, Evidence
from bot.intent.answers import Answers
from bot.intent.catalogue import Catalogue
from bot.intent.context import Context, Reading
from bot.intent.decision import ActModel, Decision, Verdict
from bot.intent.message import Message, Reader
from bot.intent.slots import SlotFiller
from bot.intent.when import FoundTime, TimeReader
from bot.lang import LANGUAGES

TIMED = frozenset({ActKind.REQUEST, ActKind.OFFER, ActKind.EVENT})
"""The acts whose time means something."""
FILLED = frozenset(
    {ActKind.REQUEST, ActKind.OFFER, ActKind.LOST, ActKind.FOUND, ActKind.CLOSE, ActKind.EVENT, ActKind.ALERT}
)
"""The acts that are about something."""
_ASKED = frozenset({ActKind.REQUEST, ActKind.OFFER, ActKind.LOST, ActKind.FOUND})
"""The acts worth a question to their author where they are doubtful."""
_LIKELY = 0.5
"""The chance from which on an act is worth that question, or what follows an answer is a request."""
_WHENEVER = datetime(2000, 1, 1)
"""Stands in for the time of an answer, whose times are not read."""
_TOLD = 4
"""So many features are told of those that weighed most."""


class Parser:
    """Reads messages in the languages whose packs it has. The same text always reads the same."""

    def __init__(
        self,
        catalogue: Catalogue,
        reader: Reader,
        model: ActModel,
        slots: SlotFiller,
        times: dict[str, TimeReader],
        answers: dict[str, Answers],
    ) -> None:
        self.catalogue = catalogue
        self._reader = reader
        self._model = model
        self._slots = slots
        self._times = times
        self._answers = answers

    @classmethod
    def load(cls, languages: Sequence[str] = LANGUAGES) -> Parser:
        """Load packs, catalogue and weights. The first language stands in for those that have no pack."""
        catalogue = Catalogue.load(languages)
        return cls(
            catalogue,
            Reader.load(languages, catalogue),
            ActModel.load(),
            SlotFiller.load(languages, catalogue),
            {language: TimeReader.load(language) for language in languages},
            {language: Answers.load(language) for language in languages},
        )

    def parse(self, text: str, context: Context) -> Reading:
        """Read the acts in a message; none means that it is not for the bot."""
        message = self._reader.read(text, context)
        verdict = self._model.decide(message, message.features())
        acts = tuple(self._act(decision, message, len(verdict.decisions)) for decision in verdict.decisions)
        doubtful = None if acts else self._doubtful(verdict, message)
        return Reading(acts, doubtful, message.analysis.language)

    def explain(self, text: str, context: Context) -> Iterator[str]:
        """Tell line by line how each step judged a message."""
        message = self._reader.read(text, context)
        features = message.features()
        return self._trace(message, features, self._model.decide(message, features))

    def read_as(self, kind: ActKind, text: str, context: Context) -> Act:
        """Read what a text is about, where its kind of act is known from elsewhere."""
        message = self._reader.read(text, context)
        return self._act(Decision(kind, 1.0, 0, len(message.sentences)), message, 1)

    def read_answer(self, text: str, language: str, options: Sequence[str]) -> str | None:
        """Give the option that a text chooses; None where it is no answer.

        Nor is it one where a new request follows ("oui mais il me faut aussi une échelle"),
        which would be lost.
        """
        answers = self._answers.get(language) or next(iter(self._answers.values()))
        option = answers.read(text, options)
        return None if option is None or self._asks_besides(text, language) else option

    def _asks_besides(self, text: str, language: str) -> bool:
        """Tell whether a text asks for a thing after a "but" or another sentence."""
        message = self._reader.read(text, Context(language, _WHENEVER, private=True))
        rest = message.rest()
        if rest is None or all(hit.weak for hit in rest.analysis.hits):
            return False
        verdict = self._model.decide(rest, rest.features())
        return verdict.likeliest is ActKind.REQUEST and verdict.chance >= _LIKELY

    def _act(self, decision: Decision, message: Message, acts: int) -> Act:
        part = message.part(decision.first, decision.after) if acts > 1 else message
        fired = {
            cue.rule.id: cue
            for cue in reversed(part.cues)
            if cue.rule.act is decision.kind and not cue.blocked
        }
        cues = tuple(
            Evidence(name, part.analysis.tokens[cue.start].start, part.analysis.tokens[cue.end - 1].end)
            for name, cue in sorted(fired.items(), key=lambda each: (each[1].start, each[0]))
        )
        act = Act(decision.kind)
        if decision.kind in FILLED:
            act = self._slots.fill(decision.kind, part.analysis, message.analysis)
        found = self._when(part) if decision.kind in TIMED else None
        timed: tuple[Evidence, ...] = ()
        if found is not None:
            tokens = part.analysis.tokens
            timed = (Evidence(f"when.{found.shape}", tokens[found.start].start, tokens[found.end - 1].end),)
        return replace(
            act,
            when=found.interval if found else None,
            confidence=decision.confidence,
            evidence=cues + act.evidence + timed,
        )

    def _doubtful(self, verdict: Verdict, message: Message) -> Act | None:
        """Give the act that a message left alone may well be, if it names something that the bot knows."""
        if verdict.likeliest not in _ASKED or verdict.chance < _LIKELY:
            return None
        act = self._act(Decision(verdict.likeliest, verdict.chance, 0, len(message.sentences)), message, 1)
        return act if any(item.concept for item in act.items) else None

    def _when(self, part: Message) -> FoundTime | None:
        found = self._times[part.analysis.language].when(part.analysis.tokens, part.analysis.context.now)
        return found if found is not None and found.interval is not None else None

    def _trace(self, message: Message, features: list[str], verdict: Verdict) -> Iterator[str]:
        yield f"language: {message.analysis.language}"
        hits = [hit.concept.id + ("" if hit.exact else " (typo forgiven)") for hit in message.analysis.hits]
        yield f"catalogue: {', '.join(hits) or 'nothing'}"
        for cue in message.cues:
            said = message.analysis.text[
                message.analysis.tokens[cue.start].start : message.analysis.tokens[cue.end - 1].end
            ]
            act = cue.rule.act or "blocker"
            held = f", held back by {cue.blocked}" if cue.blocked else ""
            yield f"rule {cue.rule.id} ({act}) by {cue.pattern.written}: “{said}”{held}"
        yield f"chance that it is for the bot: {verdict.chance:.2f}, likeliest {verdict.likeliest}"
        for kind in (verdict.likeliest, None):
            told = self._model.reasons(features, kind)[:_TOLD]
            names = ", ".join(f"{feature} {weight:+.2f}" for feature, weight in told)
            yield f"for {kind or 'silence'}: {names}"
