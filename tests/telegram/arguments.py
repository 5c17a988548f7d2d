"""What a call brings: texts by name, from its address, its form or its JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from aiohttp import web

from tests.telegram.refusals import bad_request

_INTEGER = re.compile(r"\s*(-?\d+)")


class Arguments:
    """The arguments of one call. All are texts; what is not given is empty (`Query::arg`)."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = dict(values)

    @classmethod
    async def of(cls, request: web.Request) -> Arguments:
        """Read them from a request."""
        values = dict(request.query)
        if request.content_type == "application/json":
            given = json.loads(await request.text() or "{}")
            values |= {name: v if isinstance(v, str) else json.dumps(v) for name, v in given.items()}
        elif request.method == "POST":
            values |= {name: v for name, v in (await request.post()).items() if isinstance(v, str)}
        return cls(values)

    def text(self, name: str) -> str:
        """Give one; empty if it was not given."""
        return self.values.get(name, "")

    def number(self, name: str, default: int = 0, least: int = -(2**63), most: int = 2**63) -> int:
        """Give a whole number, brought within its bounds (`get_integer_arg`)."""
        found = _INTEGER.match(self.text(name))
        return default if found is None else min(max(int(found[1]), least), most)

    def flag(self, name: str) -> bool:
        """Give a yes or no (`to_bool`)."""
        return self.text(name).strip().lower() in {"true", "yes", "1"}

    def json(self, name: str, what: str) -> object:
        """Give what is written in JSON; None if it was not given.

        Raises
        ------
        Refusal
            It is not JSON; `what` says in the words of the real server what it should be.

        """
        if not self.text(name):
            return None
        try:
            return json.loads(self.text(name))
        except ValueError:
            raise bad_request(f"Can't parse {what} JSON object") from None
