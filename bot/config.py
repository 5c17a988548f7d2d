"""The settings: config.yaml, with environment variables over it.

Every option stands in config.example.yaml. `PALIER_DATA=/srv/palier` sets `data`,
`PALIER_LOG__LEVEL=debug` sets `log.level`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import (
    BaseModel,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)

from bot.domain.calendar import QuietHours, known_zone
from bot.domain.group import Group
from bot.domain.places import Room
from bot.errors import ConfigError
from bot.matrix_settings import MatrixPaceSettings, MatrixSettings, matrix_room
from bot.section import Section
from bot.telegram_settings import TelegramSettings, TelegramWebhookSettings, telegram_chat

DEFAULT_FILE = Path("config.yaml")
EXAMPLE = "config.example.yaml shows every option"


class LogLevel(StrEnum):
    """How much is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogSettings(Section):
    """What is logged, and where. No log line holds what people write, or their names."""

    level: LogLevel = LogLevel.INFO
    format: Literal["text", "json"] = "text"
    file: Path | None = None


class QuietHoursSettings(Section):
    """From when to when the bot only says what is urgent."""

    start: str = "22:00"
    end: str = "08:00"

    @field_validator("start", "end", mode="before")
    @classmethod
    def _clock(cls, value: object) -> str:
        if isinstance(value, int):  # YAML reads 22:00 without quotes as 1320, in minutes
            value = f"{value // 60:02}:{value % 60:02}"
        hours, _, minutes = str(value).partition(":")
        if not (hours.isdecimal() and minutes.isdecimal() and int(hours) < 24 and int(minutes) < 60):
            raise ValueError(f'{value!r} is no time of day; write for example "22:00"')
        return f"{int(hours):02}:{int(minutes):02}"

    def domain(self) -> QuietHours:
        """Give the hours as the core wants them."""
        return QuietHours.model_validate({"start": self.start, "end": self.end})


class RoomSettings(Section):
    """One chat of a group on one network."""

    network: str
    chat: str
    thread: str | None = None

    @model_validator(mode="after")
    def _is_there(self) -> RoomSettings:
        if self.network == "matrix":
            matrix_room(self.chat)
            if self.thread is not None:
                raise ValueError("a thread of a Matrix room is no room of its own; leave thread out")
        if self.network == "telegram":
            telegram_chat(self.chat)
        return self


class GroupSettings(Section):
    """The neighbours of one building or street."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    name: str
    language: str = "fr"
    zone: str = "Europe/Paris"
    quiet_hours: QuietHoursSettings = QuietHoursSettings()
    rooms: tuple[RoomSettings, ...] = Field(min_length=1)

    @field_validator("zone")
    @classmethod
    def _zone(cls, zone: str) -> str:
        return known_zone(zone)

    def domain(self) -> Group:
        """Give the group as the core wants it."""
        return Group(
            id=self.id,
            name=self.name,
            language=self.language,
            zone=self.zone,
            quiet_hours=self.quiet_hours.domain(),
            rooms=tuple(Room(**room.model_dump()) for room in self.rooms),
        )


class ConsoleSettings(Section):
    """The terminal as a network: for trying things out on this machine."""


class NetworkSettings(Section):
    """The networks to serve."""

    console: ConsoleSettings | None = None
    matrix: MatrixSettings | None = None
    telegram: TelegramSettings | None = None

    @model_validator(mode="before")
    @classmethod
    def _named_is_set_up(cls, networks: object) -> object:
        """Take `matrix:` or `telegram:` with nothing behind it as all its defaults."""
        if not isinstance(networks, dict):
            return networks
        return {name: {} if options is None else options for name, options in networks.items()}

    @property
    def named(self) -> list[str]:
        """The names of the networks that are set up."""
        return [name for name in type(self).model_fields if getattr(self, name) is not None]


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        env_prefix="PALIER_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    data: Path = Path("data")
    log: LogSettings = LogSettings()
    networks: NetworkSettings
    groups: tuple[GroupSettings, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _rooms_are_served(self) -> Settings:
        seen: dict[tuple[str, str, str | None], str] = {}
        for group in self.groups:
            for room in group.rooms:
                if room.network not in self.networks.named:
                    raise ValueError(
                        f"group {group.id!r} has a room on {room.network!r}, which is not under networks; "
                        f"add it there or write one of: {', '.join(self.networks.named) or 'console'}"
                    )
                place = (room.network, room.chat, room.thread)
                if place in seen:
                    both = f"{seen[place]!r} and {group.id!r}"
                    raise ValueError(f"groups {both} share the room {room.chat!r}; give it to one")
                seen[place] = group.id
        ids = [group.id for group in self.groups]
        if len(set(ids)) < len(ids):
            raise ValueError("two groups have the same id; give each its own")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic calls it with these names
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment over what the file says."""
        return env_settings, init_settings


def load(path: Path) -> Settings:
    """Read the settings from a file.

    Raises
    ------
    ConfigError
        The file cannot be read, or an option is wrong; names it and says what to write instead.

    """
    try:
        values = (
            YamlConfigSettingsSource(Settings, yaml_file=path, yaml_file_encoding="utf-8")()
            if path.exists()
            else None
        )
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f", line {where.line + 1}" if where else ""
        raise ConfigError(
            f"{path}{line}: this is not YAML ({getattr(error, 'problem', error)}); {EXAMPLE}"
        ) from error
    except (TypeError, ValueError) as error:
        raise ConfigError(f"{path}: write options as `name: value`, one a line; {EXAMPLE}") from error
    if values is None:
        raise ConfigError(f"{path} does not exist; copy config.example.yaml to {path} and change it")
    try:
        return Settings(**values)
    except ValidationError as error:
        raise ConfigError("\n".join(_sentences(path, error))) from error


def _sentences(path: Path, error: ValidationError) -> Iterable[str]:
    problems = error.errors()
    for problem in problems:
        if problem["type"] == "too_short" and any(
            len(other["loc"]) > len(problem["loc"]) for other in problems
        ):
            continue  # it is short because what is in it is wrong, and that is said below
        option = ".".join(str(part) for part in problem["loc"])
        match problem["type"]:
            case "extra_forbidden":
                yield f"{path}: there is no option {option}{_nearest(problem['loc'])}"
            case "missing":
                yield f"{path}: {option} is missing; {EXAMPLE}"
            case "string_pattern_mismatch":
                yield f"{path}: {option}: write lower-case letters, digits and hyphens, such as lilas-12"
            case _:
                said = problem["msg"].removeprefix("Value error, ")
                yield f"{path}: {option}: {said}" if option else f"{path}: {said}"


def _nearest(location: tuple[int | str, ...]) -> str:
    """Give the known options next to an unknown one, the nearest first."""
    model: object = Settings
    for part in location[:-1]:
        fields: Mapping[str, object] = getattr(model, "model_fields", {})
        field = fields.get(str(part)) if isinstance(part, str) else None
        if field is not None:
            annotation = str(getattr(field, "annotation", ""))
            model = next((s for s in _SECTIONS if re.search(rf"\b{s.__name__}\b", annotation)), model)
    known = list(getattr(model, "model_fields", {}))
    near = difflib.get_close_matches(str(location[-1]), known, n=1)
    return f"; did you mean {near[0]}?" if near else f"; there are: {', '.join(known)}" if known else ""


_SECTIONS: tuple[type[BaseModel], ...] = (
    LogSettings,
    QuietHoursSettings,
    RoomSettings,
    GroupSettings,
    ConsoleSettings,
    MatrixPaceSettings,
    MatrixSettings,
    TelegramSettings,
    TelegramWebhookSettings,
    NetworkSettings,
)
