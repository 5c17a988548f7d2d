"""What a bot asks about itself and its chats, and the menu that it gives itself."""

from __future__ import annotations

import re

from tests.telegram.arguments import Arguments
from tests.telegram.methods import method, reach
from tests.telegram.network import Network
from tests.telegram.refusals import bad_request
from tests.telegram.wire import bot_json, full_chat_json, member_json
from tests.telegram.world import IN_CHARGE, INSIDE, Json, Kind, Member, Status

SCOPES = frozenset(
    (
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    )
)
_NAME = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_MOST_COMMANDS, _LONGEST_DESCRIPTION = 100, 256
_PROFILE = {"name": 64, "description": 512, "shortdescription": 120}
"""So many characters at most."""


@method("getMe")
def get_me(network: Network, arguments: Arguments) -> object:
    """Tell the bot about itself."""
    return bot_json(network.bot)


@method("getChat", arguments="chat_id")
def get_chat(network: Network, arguments: Arguments) -> object:
    """Tell about a chat."""
    return full_chat_json(reach(network, arguments))


@method("getChatMember", arguments="chat_id user_id")
def get_chat_member(network: Network, arguments: Arguments) -> object:
    """Tell about somebody's place in a chat."""
    chat = reach(network, arguments, edit=True)
    user = network.users.get(arguments.number("user_id"))
    if not arguments.text("user_id") or user is None:
        raise bad_request("invalid user_id specified" if not arguments.text("user_id") else "user not found")
    if chat.hides_members and user is not network.bot.user and not network.in_charge(chat):
        raise bad_request("member list is inaccessible")
    if chat.kind is Kind.PRIVATE:
        return member_json(Member(user), chat)
    return member_json(chat.member(user) or Member(user, Status.LEFT), chat)


@method("getChatAdministrators", arguments="chat_id")
def get_chat_administrators(network: Network, arguments: Arguments) -> object:
    """Tell who is in charge of a chat; of bots, only itself."""
    chat = reach(network, arguments, edit=True)
    if chat.kind is Kind.PRIVATE:
        raise bad_request("there are no administrators in the private chat")
    return [
        member_json(member, chat)
        for member in chat.members.values()
        if member.status in IN_CHARGE and (not member.user.is_bot or member.user is network.bot.user)
    ]


@method("getChatMemberCount", arguments="chat_id")
def get_chat_member_count(network: Network, arguments: Arguments) -> object:
    """Tell how many are in a chat."""
    chat = reach(network, arguments)
    return 2 if chat.user is not None else sum(m.status in INSIDE for m in chat.members.values())


# --- the menu ---


@method("setMyCommands", arguments="commands scope language_code")
def set_my_commands(network: Network, arguments: Arguments) -> object:
    """Change the menu for a scope and a language."""
    given = arguments.json("commands", "commands")
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    commands: list[Json] = []
    for command in given:
        if not isinstance(command, dict) or not {"command", "description"} <= set(command):
            raise bad_request("can't parse BotCommand: expected an Object")
        name = str(command["command"]).removeprefix("/").strip()
        if not _NAME.fullmatch(name):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command["description"])) <= _LONGEST_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        commands.append({"command": name, "description": str(command["description"])})
    if len(commands) > _MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    network.bot.commands[_scope(network, arguments), _language(arguments)] = commands
    network.changed()
    return True


@method("getMyCommands", arguments="scope language_code")
def get_my_commands(network: Network, arguments: Arguments) -> object:
    """Tell the menu for exactly this scope and language."""
    return network.bot.commands.get((_scope(network, arguments), _language(arguments)), [])


@method("deleteMyCommands", arguments="scope language_code")
def delete_my_commands(network: Network, arguments: Arguments) -> object:
    """Take the menu for a scope and a language away."""
    network.bot.commands.pop((_scope(network, arguments), _language(arguments)), None)
    return True


def _scope(network: Network, arguments: Arguments) -> str:
    scope = arguments.json("scope", "BotCommandScope")
    if scope is None:
        return "default"
    if not isinstance(scope, dict) or scope.get("type") not in SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    kind = str(scope["type"])
    if not kind.startswith("chat"):
        return kind
    chat = reach(network, Arguments({"chat_id": str(scope.get("chat_id", ""))}), edit=True)
    return "/".join([kind, str(chat.id), *([str(scope["user_id"])] if kind == "chat_member" else [])])


def _language(arguments: Arguments) -> str:
    code = arguments.text("language_code")
    if not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


@method("setMyName", arguments="name language_code")
@method("setMyDescription", arguments="description language_code")
@method("setMyShortDescription", arguments="short_description language_code")
def set_my_profile(network: Network, arguments: Arguments) -> object:
    """Change what people see of the bot before they talk to it."""
    for name, longest in _PROFILE.items():
        argument = name.replace("short", "short_")
        if argument in arguments.values:
            text = arguments.text(argument)
            if len(text) > longest:
                raise bad_request("BOT_DESCRIPTION_TOO_LONG" if name != "name" else "BOT_TITLE_TOO_LONG")
            network.bot.profile[argument, _language(arguments)] = text
    return True
