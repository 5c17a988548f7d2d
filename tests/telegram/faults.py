"""What goes wrong with a call, on demand: before anything was done, or after (then the bot is in doubt)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web

BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n"
    "<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
    "<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
)
INTERNAL_ERROR = '{"ok":false,"error_code":500,"description":"Internal Server Error"}'


class Fault(StrEnum):
    """How it goes wrong."""

    HANG = "hang"
    """No answer comes."""
    RESET = "reset"
    """The connection breaks."""
    TRUNCATED = "truncated"
    """The answer ends in the middle, though the connection ends well."""
    BAD_GATEWAY = "bad gateway"
    """A page in HTML, from what stands before the server."""
    INTERNAL = "internal"
    """500, said in JSON."""
    SLOW = "slow"
    """The answer is right, but late."""


@dataclass
class _Planned:
    method: str
    fault: Fault
    done: bool
    seconds: float
    left: int


class Faults:
    """What is to go wrong."""

    def __init__(self) -> None:
        self.happened: list[tuple[str, Fault]] = []
        self._planned: list[_Planned] = []
        self._ended = asyncio.Event()

    def plan(
        self, method: str, fault: Fault, *, done: bool = False, times: int = 1, seconds: float = 1.0
    ) -> None:
        """Have the next calls of a method ("" for any but getUpdates) go wrong.

        `done`: only after it was done. `seconds`: how late a SLOW answer is.
        """
        self._planned.append(_Planned(method.lower(), fault, done, seconds, times))

    def take(self, method: str) -> _Planned | None:
        """Give what is to go wrong with a call."""
        method = method.lower()
        for planned in self._planned:
            if planned.method == method or (not planned.method and method != "getupdates"):
                planned.left -= 1
                if not planned.left:
                    self._planned.remove(planned)
                self.happened.append((method, planned.fault))
                return planned
        return None

    def clear(self) -> None:
        """Let everything go well again."""
        self._planned.clear()

    def end(self) -> None:
        """Let go of what hangs."""
        self._ended.set()

    async def spoil(
        self, planned: _Planned, request: web.Request, answer: web.Response | None
    ) -> web.StreamResponse:
        """Answer wrongly; `answer` is what should have been said, where it was done."""
        match planned.fault:
            case Fault.BAD_GATEWAY:
                return web.Response(status=502, text=BAD_GATEWAY, content_type="text/html")
            case Fault.INTERNAL:
                return web.Response(status=500, text=INTERNAL_ERROR, content_type="application/json")
            case Fault.SLOW:
                await asyncio.sleep(planned.seconds)
                assert answer is not None, "what is slow is done"
                return answer
            case Fault.HANG:
                await self._ended.wait()
            case Fault.TRUNCATED:
                text = INTERNAL_ERROR if answer is None or answer.text is None else answer.text
                return web.Response(text=text[: len(text) // 2], content_type="application/json")
            case Fault.RESET:
                pass
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)
