"""A group's file as a whole: from bytes to tables, and from tables to the shortest bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import batched

from bot.store.port import Change, Tables
from bot.store.rules import apply
from bot.store.tinydb.lines import Commit, Header, LineError, commits_line, header_line, read_commits, read_header
