"""What the bot says, in words: short, warm, plain."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from babel.support import NullTranslations

from bot import speech as s
from bot.acts import Act, ActKind, Category, Mode
from bot.domain.listing import Listing, ListingState
from bot.domain.question import Choice, QuestionKind
from bot.effects import Button, Message
from bot.meaning import Verb
from bot.texts import introducing, labels, linking
from bot.texts.tongue import Tongue, load_translations


class Wording:
    """Words every speech in every language that has a catalogue; English in any other."""

    def __init__(self) -> None:
        self._translations = lru_cache(load_translations)

    def say(self, speech: s.Speech, language: str, now: datetime) -> Message:
        """Word it; `now` is naive local time, which dates are told relative to."""
        return _say(speech, Tongue(language, self._load(language), now))

    def _load(self, language: str) -> NullTranslations:
        return self._translations(language)


def _say(speech: s.Speech, t: Tongue) -> Message:  # noqa: C901, PLR0911, PLR0912 - one line for each speech
    match speech:
        case s.Card():
            return Message(text=_card(speech, t), buttons=_claim(speech.listing, t))
        case s.Asking():
            return Message(text=_question(speech, t), buttons=_choices(speech, t))
        case s.Answered(asking, choice):
            answer = t("No need to answer any more.") if choice is None else _choice(asking, choice, t)
            return Message(text=f"{_question(asking, t)}\n→ {answer}")
        case s.Introduced():
            return Message(text=_introduced(speech, t), people=introducing.named(speech.other))
        case s.PassedOn(listing, name, said):
            heading = t("{name} writes ({what}):", name=name, what=_numbered(listing, t))
            return Message(text=f"{heading}\n{said}")
        case s.CodeGiven() | s.CodeUnknown() | s.RoomsTied() | s.RoomUntied() | s.AccountsLinked():
            return Message(text=linking.say(speech, t))
        case s.ForModerators():
            return Message(text=t("Only moderators can do this."))
        case s.Dropped(listing, helper):
            text = t("{name} can't after all: {what}. I'm looking for somebody else.")
            return Message(text=text.format(name=helper, what=_numbered(listing, t)))
        case s.NoLongerNeeded(listing, author):
            told = t("{name} says it's settled: {what}. Thank you!")
            text = t("It's settled already: {what}. Thank you!") if author is None else told
            return Message(text=text.format(name=author, what=_numbered(listing, t)))
        case s.Thanked(by, listing):
            return Message(text=t("{name} thanks you: {what}.", name=by, what=_numbered(listing, t)))
        case s.Nudge(listing, author):
            text = t("{name} is still looking: {what}. Who can help?")
            return Message(text=text.format(name=_name(author, t), what=_numbered(listing, t)))
        case s.Noted():
            return Message(text=_noted(speech, t))
        case s.Revised(listing):
            return Message(text=f"{_numbered(listing, t)}\n{_state(listing, t)}")
        case s.OnTheBooks(entries):
            return Message(text=_on_the_books(entries, t))
        case s.Help():
            return Message(text=_help(t))
        case s.NotUnderstood():
            return Message(text=_not_understood(t))
        case s.WhyYou():
            return Message(text=_why(speech, t))
        case s.Introducing():
            return Message(text=introducing.say(speech, t))
        case s.Calling():
            return introducing.call(speech, t)
        case s.NothingToExplain():
            return Message(text=t("I haven't told you anything so far that needs a reason."))


# --- cards ---


def _card(card: s.Card, t: Tongue) -> str:
    title = f"#{card.listing.id} · {_headline(card.listing, _name(card.author, t), t)}"
    if card.listing.act.urgent and not card.listing.is_over:
        title = t("URGENT {title}", title=title)
    status = _status(card, t)
    return f"{title}\n{status}" if status else title


def _headline(listing: Listing, name: str, t: Tongue) -> str:
    """Say who does what: `Léa is looking for: drill, Saturday morning`."""
    texts: dict[tuple[ActKind, Mode | None], str] = {
        (ActKind.REQUEST, None): t("{name} is looking for: {what}"),
        (ActKind.REQUEST, Mode.LEND): t("{name} would like to borrow: {what}"),
        (ActKind.REQUEST, Mode.SELL): t("{name} would like to buy: {what}"),
        (ActKind.REQUEST, Mode.ADVICE): t("{name} asks for advice: {what}"),
        (ActKind.OFFER, None): t("{name} offers: {what}"),
        (ActKind.OFFER, Mode.LEND): t("{name} lends: {what}"),
        (ActKind.OFFER, Mode.GIVE): t("{name} gives away: {what}"),
        (ActKind.OFFER, Mode.SELL): t("{name} sells: {what}"),
        (ActKind.OFFER, Mode.SWAP): t("{name} swaps: {what}"),
        (ActKind.LOST, None): t("{name} has lost: {what}"),
        (ActKind.FOUND, None): t("{name} has found: {what}"),
    }
    text = texts.get((listing.kind, listing.act.mode)) or texts[listing.kind, None]
    return text.format(name=name, what=_what(listing.act, t))


def _status(card: s.Card, t: Tongue) -> str:
    listing = card.listing
    if listing.state is ListingState.PROMISED:
        if card.helper:
            return t("{name} is on it.", name=card.helper)
        return t("A neighbour is on it.") if listing.wants else t("Promised to a neighbour.")
    if not listing.is_open:
        return _state(listing, t)
    parts = []
    if card.asked and listing.wants:
        parts.append(t.count("{n} neighbour asked in private", "{n} neighbours asked in private", card.asked))
    elif listing.kind is ActKind.REQUEST:
        parts.append(t("Who can help?"))
    if card.nudge_at is not None:
        parts.append(t("reminder {moment}", moment=t.moment(card.nudge_at)))
    return " · ".join(parts)


def _state(listing: Listing, t: Tongue) -> str:
    return {
        ListingState.OPEN: t("Open."),
        ListingState.PROMISED: t("A neighbour is on it."),
        ListingState.LENT: t("Lent."),
        ListingState.RETURNED: t("Returned."),
        ListingState.DONE: t("Settled ✓"),
        ListingState.WITHDRAWN: t("Withdrawn."),
        ListingState.EXPIRED: t("No longer current."),
    }[listing.state]


def _claim(listing: Listing, t: Tongue) -> tuple[Button, ...]:
    if not listing.is_open:
        return ()
    label = {
        ActKind.REQUEST: t("I can help"),
        ActKind.OFFER: t("I'm interested"),
        ActKind.LOST: t("I have found it"),
        ActKind.FOUND: t("It's mine"),
    }[listing.kind]
    return (Button(label=label, action=f"{Verb.CLAIM}:{listing.id}"),)


# --- questions ---


def _question(asking: s.Asking, t: Tongue) -> str:  # noqa: PLR0911 - one for each kind of question
    listing, other = asking.listing, asking.other
    match asking.question.kind:
        case QuestionKind.CAN_YOU_HELP if listing and other:
            wish = _headline(other, _name(asking.other_name, t), t)
            yours = _things(listing.act, t)
            if other.kind is ActKind.LOST:
                text = t("Hello {name}! {wish}. You have found: {yours} (#{id}). Shall I put you in touch?")
            else:
                text = t("Hello {name}! {wish}. You offered: {yours} (#{id}). Shall I put you in touch?")
            return text.format(name=asking.name, wish=wish, yours=yours, id=listing.id)
        case QuestionKind.MAY_I_NAME_YOU if listing:
            text = t("{name} can help you: {what}. May I tell them who you are?")
            return text.format(name=asking.other_name, what=_numbered(listing, t))
        case QuestionKind.DID_YOU_MEAN if asking.question.act:
            act = asking.question.act
            texts = {
                ActKind.REQUEST: t("I'm not sure I understood. Are you looking for this: {what}?"),
                ActKind.OFFER: t("I'm not sure I understood. Are you offering this: {what}?"),
                ActKind.LOST: t("I'm not sure I understood. Have you lost this: {what}?"),
                ActKind.FOUND: t("I'm not sure I understood. Have you found this: {what}?"),
            }
            return texts[act.kind].format(what=_what(act, t))
        case QuestionKind.IS_IT_YOU:
            text = t("{name} on {network} gave your code. Is that you, too?")
            return text.format(name=asking.other_name, network=labels.network(asking.network))
        case QuestionKind.STILL_NEEDED if listing:
            return t("Nobody has answered yet: {what}. Do you still need it?", what=_numbered(listing, t))
        case QuestionKind.IS_IT_DONE if listing:
            text = t("{name} was to help you: {what}. Did it take place?")
            return text.format(name=asking.other_name, what=_numbered(listing, t))
        case QuestionKind.IS_IT_BACK if listing:
            lent = t("A word about what you lent to {name}: {what}. Do you have it back?")
            borrowed = t("A word about what {name} lent you: {what}. Have you given it back?")
            text = lent if asking.lender else borrowed
            return text.format(name=asking.other_name, what=_numbered(listing, t))
        case _:
            raise ValueError(f"a question of kind {asking.question.kind} without what it is about")


def _choices(asking: s.Asking, t: Tongue) -> tuple[Button, ...]:
    question = asking.question
    return tuple(
        Button(label=_choice(asking, choice, t), action=f"answer:{question.id}:{choice}")
        for choice in question.choices
    )


def _choice(asking: s.Asking, choice: Choice, t: Tongue) -> str:
    match choice, asking.question.kind:
        case Choice.YES, _:
            return t("Yes")
        case Choice.NO, QuestionKind.CAN_YOU_HELP:
            return t("Not this time")
        case Choice.NO, QuestionKind.IS_IT_DONE:
            return t("No, it won't happen")
        case Choice.NO, _:
            return t("No")
        case Choice.NOT_YET, _:
            return t("Not yet")
        case _:
            return t("I no longer have it")


# --- the rest ---


def _name(name: str | None, t: Tongue) -> str:
    return t("A neighbour") if name is None else name


def _things(act: Act, t: Tongue) -> str:
    """Say what an act is about; the kind of thing if nothing was named."""
    if act.items:
        return t.things(act.items)
    return labels.category(act.category or Category.OTHER, t)


def _what(act: Act, t: Tongue) -> str:
    """Say what an act is about, and when."""
    things = _things(act, t)
    return f"{things}, {t.when(act.when)}" if act.when else things


def _numbered(listing: Listing, t: Tongue) -> str:
    return f"{_what(listing.act, t)} (#{listing.id})"


def _introduced(told: s.Introduced, t: Tongue) -> str:
    if told.helping:
        text = t("Thank you! {name} knows that you can help: {what}.")
    else:
        text = t("Good news: {name} can help you: {what}.")
    if told.through_me:
        how = t("Answer me here to arrange it: I pass it on.")
    else:
        how = t("Write to each other to arrange it.")
    return f"{text.format(name=told.other.name, what=_numbered(told.listing, t))} {how}"


def _noted(noted: s.Noted, t: Tongue) -> str:
    lines = [t("Noted: {what}. I don't give your name.", what=_numbered(noted.listing, t))]
    if noted.asked and noted.listing.wants:
        lines.append(
            t.count("{n} neighbour asked in private", "{n} neighbours asked in private", noted.asked) + "."
        )
    if noted.nudge_at is not None:
        lines.append(t("If nobody answers, I ask again {moment}.", moment=t.moment(noted.nudge_at)))
    return "\n".join(lines)


def _on_the_books(entries: tuple[tuple[Listing, str | None], ...], t: Tongue) -> str:
    if not entries:
        return t("Nothing at the moment. Write what you need or what you can lend, in your own words.")
    lines = [t("At the moment:")]
    lines += [f"#{listing.id} · {_headline(listing, _name(name, t), t)}" for listing, name in entries]
    return "\n".join(lines)


def _help(t: Tongue) -> str:
    return "\n".join(
        (
            t("I'm Palier. Write as you would to a neighbour, here or to me in private:"),
            t("- “I need a drill on Saturday”, “I can lend my ladder”, “I have lost my keys”"),
            t("- “I can do it” or a button takes something up; “it's settled, thanks” ends it"),
            t("- /list shows what is asked and offered, /why tells why I wrote to you"),
            t("I keep quiet about everything else, and keep none of it."),
        )
    )


def _not_understood(t: Tongue) -> str:
    return t("I didn't quite understand. You can write for example: “I need a ladder tomorrow”, or /help.")


def _why(why: s.WhyYou, t: Tongue) -> str:
    text = t("I wrote because “{wanted}” and “{had}” seem to fit: {reasons}.")
    reasons = t.all_of(labels.reason(reason, t) for reason in why.reasons)
    return text.format(wanted=_things(why.wanted, t), had=_things(why.had, t), reasons=reasons)
