"""A bot killed at any moment has lost nothing that it confirmed, and said nothing twice.

What there should be at the end is worked out anew: a bot on a store in memory gets what was
applied, one event at a time, in the same order, and is never killed.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.bootstrap import build
from bot.clock import ManualClock
from bot.directory import ACCOUNTS
from bot.directory import GROUP as DIRECTORY
from bot.domain.group import Group
from bot.domain.places import MessageRef
from bot.effects import Edit, Effect, React, Send
from bot.events import ButtonPressed, Event, MessageSent
from bot.intent.catalogue import Catalogue
from bot.lane import APPLIED, INBOX, PARKED
from bot.outbox import TABLE as OUTBOX
from bot.store.memory import MemoryStore
from bot.store.port import Change, Tables
from bot.store.tinydb import TinyDBStore
from bot.unit_of_work import Outgoing
from tests.kill.neighbours import Neighbours
from tests.kill.pipeline_child import DRAIN, EVENTS, GROUPS, performed
from tests.neighbourhood import MONDAY, Chat, PlainLanguage

KILLS = 110
ROOT = Path(__file__).parents[2]
SEED = 12
UNDER_WAY = 3
"""Deliveries to each group that are not answered yet."""
BOOKS = ("group", "neighbours", "listings", "pledges", "matches", "questions", "timers")
