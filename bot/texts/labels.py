"""Words for the values that the core computes with: categories, modes, reasons."""

from __future__ import annotations

from bot.acts import Category, Mode
from bot.domain.match import Why
from bot.matching.reasons import ReasonKind
from bot.texts.tongue import Tongue


def network(name: str) -> str:
    """Say a network's name as its people write it."""
    return name.title()


def category(value: Category, t: Tongue) -> str:
    """Say a kind of thing where nothing was named."""
    return {
        Category.TOOLS: t("a tool"),
        Category.KITCHEN: t("something for the kitchen"),
        Category.GARDEN: t("something for the garden"),
        Category.FURNITURE: t("a piece of furniture"),
        Category.ELECTRONICS: t("an appliance"),
        Category.CLOTHING: t("clothes"),
        Category.KIDS: t("something for children"),
        Category.BOOKS_GAMES: t("books or games"),
        Category.SPORT: t("something for sport"),
        Category.VEHICLE: t("a vehicle or a parking place"),
        Category.FOOD: t("something to eat"),
        Category.GROCERIES: t("shopping"),
        Category.HEALTH: t("something from the pharmacy"),
        Category.CHILDCARE: t("childcare"),
        Category.PETCARE: t("care of a pet"),
        Category.MOVING: t("a hand to carry something"),
        Category.REPAIR: t("a small repair"),
        Category.CLEANING: t("cleaning"),
        Category.TRANSPORT: t("a lift"),
        Category.IT_HELP: t("help with a computer or phone"),
        Category.ADMIN_HELP: t("help with paperwork"),
        Category.TUTORING: t("lessons"),
        Category.COMPANY: t("company"),
        Category.HOME_WATCH: t("somebody to look after a home"),
        Category.OTHER: t("something"),
    }[value]


def mode(value: Mode, t: Tongue) -> str:
    """Say how something changes hands."""
    return {
        Mode.LEND: t("a loan"),
        Mode.GIVE: t("a gift"),
        Mode.SELL: t("a sale"),
        Mode.SWAP: t("a swap"),
        Mode.SERVICE: t("a service"),
        Mode.ADVICE: t("advice"),
        Mode.SHARE: t("sharing"),
    }[value]


def reason(why: Why, t: Tongue) -> str:
    """Say what spoke for two listings, or against them."""
    modes = {value.value: mode(value, t) for value in Mode}
    text = {
        ReasonKind.SAME: t("“{had}” is what is wanted"),
        ReasonKind.NEAR: t("“{had}” can do for “{wanted}”"),
        ReasonKind.COVERS: t("“{had}” covers “{wanted}”"),
        ReasonKind.SAME_WORDS: t("“{wanted}” and “{had}” are named alike"),
        ReasonKind.SAME_CATEGORY: t("both are of the same kind"),
        ReasonKind.MODE_FITS: t("{wanted} is wanted and {had} is offered"),
        ReasonKind.MODE_DIFFERS: t("{wanted} is wanted, though {had} is offered"),
        ReasonKind.TIME_FITS: t("the times meet"),
        ReasonKind.TIME_DIFFERS: t("the times do not quite meet"),
        ReasonKind.QUANTITY_SHORT: t("{had} of the {wanted} wanted are there"),
        ReasonKind.AUDIENCE_DIFFERS: t("they are not for the same users"),
        ReasonKind.DETAIL_DIFFERS: t("“{wanted}” and “{had}” differ"),
    }[ReasonKind(why.kind)]
    return text.format(wanted=modes.get(why.wanted, why.wanted), had=modes.get(why.had, why.had))
