"""What the models of items are told about a candidate. Features are strings; training sees the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.acts import ActKind
from bot.intent.slots.candidates import Candidate
from bot.intent.slots.sheet import Sheet

_CUES = frozenset(
    (
        *("need", "seek", "have", "had", "want", "lend", "borrow", "give", "sell", "buy", "swap", "share"),
        *("advise", "help", "fetch", "keep", "do", "propose", "lose", "find", "break", "with", "without"),
        *("for", "against", "place", "no", "if", "my", "your", "their", "who"),
    )
)
_FURTHEST_CUE = 8
_ENDING = 3


def candidate_features(
    sheet: Sheet,
    candidates: Sequence[Candidate],
    place: int,
    kind: ActKind,
    doing: frozenset[str],
    topics: Mapping[str, float],
) -> list[str]:
    """Describe one candidate among all: what it is, what stands around it, where it comes in the message.

    `doing` are the classes of cues in the whole part, `topics` the probability of each category
    by its words alone.
    """
    own = candidates[place]
    source = _source(own)
    features = [f"{kind}|{source}", f"first|{kind}|{source}" if place == 0 else f"later|{kind}|{source}"]
    _tell_what(features, sheet, own, kind)
    _tell_around(features, sheet, own, kind)
    _tell_cues(features, sheet, own, kind)
    _tell_place(features, sheet, candidates, place, kind)
    if own.hit is not None:
        features += [f"doing|{name}|{own.hit.concept.service}" for name in doing]
        chance = topics[own.hit.concept.category]
        better = sum(other > chance for other in topics.values())
        most = max(topics[c.hit.concept.category] for c in candidates if c.hit is not None)
        features += [
            f"topic={round(chance * 10)}",
            f"topic rank={min(better, 4)}|{_source(own)}",
            f"topic best={chance >= most}",
            f"topic near={round(10 * (most - chance))}",
        ]
    else:
        top = max(topics, key=topics.__getitem__)
        features.append(f"open {top}")
    return features


def cues_of(sheet: Sheet) -> frozenset[str]:
    """Give the classes of cues that a part holds."""
    return frozenset([name for own in sheet.classes for name in own if name in _CUES])


def _source(candidate: Candidate) -> str:
    hit = candidate.hit
    if hit is None:
        return "open"
    if hit.described:
        return "part" if candidate.part_of else "described"
    return ("weak" if hit.weak else "hit") + ("" if hit.exact else "~")


def _tell_what(features: list[str], sheet: Sheet, own: Candidate, kind: ActKind) -> None:
    head = sheet.folded[own.end - 1 if sheet.pack.head_last else own.start]
    features += [f"head={head}", f"size={own.end - own.start}"]
    if head in sheet.pack.units:
        features.append("holds")
    if own.hit is None:
        features += [f"ending={head[-_ENDING:]}", f"ending2={head[-2:]}"]
        token = sheet.tokens[own.start]
        if token.text[0].isupper():
            features.append("capital" if own.start and not sheet.opens(own.start) else "opening capital")
        return
    concept = own.hit.concept
    features += [
        f"concept={concept.id}",
        f"{kind}|concept={concept.id}",
        f"category={concept.category}",
        f"{kind}|category={concept.category}",
        f"{kind}|service={concept.service}",
        f"mode={concept.mode}",
    ]


def _tell_around(features: list[str], sheet: Sheet, own: Candidate, kind: ActKind) -> None:
    before, beyond = sheet.word(own.start - 1), sheet.word(own.opening - 1)
    after = sheet.word(own.end)
    determiner = next(iter(sheet.classes[own.opening]), "none") if own.opening < own.start else "bare"
    features += [
        f"b1={before}",
        f"b2={sheet.word(own.start - 2)} {before}",
        f"o1={beyond}",
        f"o2={sheet.word(own.opening - 2)} {beyond}",
        f"a1={after}",
        f"a2={after} {sheet.word(own.end + 1)}",
        f"det={determiner}",
        f"{kind}|det={determiner}",
        f"{_source(own)}|det={determiner}",
    ]
    for index, side in ((own.opening - 1, "o"), (own.opening - 2, "oo"), (own.end, "a"), (own.end + 1, "aa")):
        if 0 <= index < len(sheet.classes):
            features += [f"{side}c={name}" for name in sheet.classes[index]]
            if side == "o":
                features += [f"{side}c={name}|{kind}|{determiner}" for name in sheet.classes[index]]
    if sheet.opens(own.opening):
        features += ["opens", f"opens|{determiner}"]
    if own.before is not None:
        features.append(f"before={own.before.article}|{own.before.unit is not None}")
    if own.after is not None:
        features.append(f"after={own.after.unit is not None}")


def _tell_cues(features: list[str], sheet: Sheet, own: Candidate, kind: ActKind) -> None:
    """Tell the nearest cues to the left and to the right, in the same clause."""
    clause = sheet.clauses[own.start]
    seen: set[str] = set()
    for index in range(own.opening - 1, max(-1, own.opening - 1 - _FURTHEST_CUE), -1):
        if sheet.clauses[index] != clause:
            break
        for name in sheet.classes[index]:
            if name in _CUES and name not in seen:
                if not seen:
                    features += [f"nearest={name}", f"nearest={name}|{kind}"]
                seen.add(name)
                features.append(f"left={name}|{kind}")
    for index in range(own.end, min(len(sheet.tokens), own.end + _FURTHEST_CUE)):
        if sheet.clauses[index] != clause:
            break
        features += [f"right={name}|{kind}" for name in sheet.classes[index] if name in _CUES]
    asked = sheet.asks(clause)
    features.append(
        f"asked={asked}|{kind}" if asked or not sheet.asks_anywhere else f"asked elsewhere|{kind}"
    )


def _tell_place(
    features: list[str], sheet: Sheet, candidates: Sequence[Candidate], place: int, kind: ActKind
) -> None:
    own = candidates[place]
    clause = sheet.clauses[own.start]
    last = sheet.clauses[-1]
    features += [
        f"clause={min(clause, 3)}",
        f"clause-={min(last - clause, 3)}",
        f"many={min(len(candidates), 8)}",
        f"place={min(place, 4)}|{kind}",
        f"place-={min(len(candidates) - 1 - place, 4)}",
    ]
    if own.hit is None:
        known = sum(other.hit is not None for other in candidates)
        features.append(f"open among {min(known, 4)}")
        return
    same = [
        i
        for i, other in enumerate(candidates)
        if other.hit is not None and other.hit.concept is own.hit.concept
    ]
    alike = [
        i
        for i, other in enumerate(candidates)
        if other.hit is not None and other.hit.concept.category is own.hit.concept.category
    ]
    hits = [i for i, other in enumerate(candidates) if other.hit is not None]
    features += [
        f"same={min(len(same), 3)}|{same[0] == place}",
        f"alike={min(len(alike), 4)}",
        f"hits={min(len(hits), 4)}|{min(3, hits.index(place))}",
    ]
