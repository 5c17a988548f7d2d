"""Texts: HTML as the real server parses it, and what it counts and finds in a text.

`parse_html` follows td/telegram/MessageEntity.cpp (tdlib/td, Boost licence), its words and its byte
offsets included. Lengths and offsets of entities are in UTF-16 units
(https://core.telegram.org/api/entities#entity-length).
"""

from __future__ import annotations

import re

from tests.telegram.refusals import bad_request
from tests.telegram.world import Json

LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024
_TYPES = {
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
    "a": "text_link",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_NAMED = {b"lt": b"<", b"gt": b">", b"amp": b"&", b"quot": b'"'}
_REFERENCE = re.compile(rb"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([a-zA-Z]*));?")
_SPACE = b" \t\r\n\0\v"
_FOUND = (
    ("bot_command", re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z0-9_]{3,32}\b")),
    ("url", re.compile(r"\bhttps?://[^\s<>]+")),
    ("hashtag", re.compile(r"(?<![\w#])#\w*[^\W\d]\w*")),
)


def units(text: str) -> int:
    """Count UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def found_entities(text: str) -> list[Json]:
    """Find what the server finds by itself in what people write."""
    return [
        {"type": kind, "offset": units(text[: match.start()]), "length": units(match[0])}
        for kind, pattern in _FOUND
        for match in pattern.finditer(text)
    ]


def parse_html(text: str) -> tuple[str, list[Json]]:
    """Give the text without its tags, and their entities.

    Raises
    ------
    Refusal
        In the real server's words, prefixed with "can't parse entities: ".

    """
    return _Html(text.encode()).parse()


class _Html:
    def __init__(self, data: bytes) -> None:
        self._data = data + b"\0"
        self._end = len(data)
        self._at = 0
        self._plain = bytearray()
        self._open: list[tuple[str, str, int, int]] = []
        self._entities: list[Json] = []

    def parse(self) -> tuple[str, list[Json]]:
        while self._at < self._end:
            here = self._data[self._at]
            if here == ord("<"):
                if self._data[self._at + 1] == ord("/"):
                    self._close_tag()
                else:
                    self._open_tag()
            elif here == ord("&"):
                self._plain += self._reference()
            else:
                self._plain.append(here)
                self._at += 1
        if self._open:
            raise _error(f"Can't find end tag corresponding to start tag {self._open[-1][0]}")
        try:
            text = self._plain.decode()
        except UnicodeDecodeError:
            raise _error(
                "Text contains invalid Unicode characters after decoding HTML entities,"
                " check for unmatched surrogate code units"
            ) from None
        return text, sorted(self._entities, key=lambda e: (int(str(e["offset"])), -int(str(e["length"]))))

    def _reference(self) -> bytes:
        """Take a character reference; one that is not known is plain text."""
        match = _REFERENCE.match(self._data, self._at)
        assert match is not None
        hexadecimal, decimal, name = match.groups()
        if name is not None:
            character = _NAMED.get(name)
        else:
            code = int(hexadecimal, 16) if hexadecimal else int(decimal or b"0")
            long = match.end() - self._at - match[0].endswith(b";") >= 10
            is_one = 0 < code < 0x10FFFF and not long
            character = chr(code).encode("utf-8", "surrogatepass") if is_one else None
        self._at = self._at + 1 if character is None else match.end()
        return b"&" if character is None else character

    def _open_tag(self) -> None:
        begin = self._at
        self._at += 1
        self._skip_to_space_or(b">")
        if self._at >= self._end:
            raise _error(f"Unclosed start tag at byte offset {begin}")
        tag = self._data[begin + 1 : self._at].decode().lower()
        if tag not in _TYPES:
            raise _error(f'Unsupported start tag "{tag}" at byte offset {begin}')
        argument = ""
        while self._data[self._at] != ord(">"):
            self._skip_space()
            if self._data[self._at] == ord(">"):
                break
            name, value = self._attribute(tag, begin)
            argument = _argument(tag, name, value) or argument
        if tag == "span" and argument != "spoiler":
            raise _error(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self._at += 1
        self._open.append((tag, argument, self._units(), len(self._plain)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        start = self._at
        self._skip_to_space_or(b"=")
        name = self._data[start : self._at].decode()
        if not name:
            raise _error(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._skip_space()
        if self._data[self._at] != ord("="):
            raise _error(
                "Expected equal sign in declaration of an attribute of the tag"
                f' "{tag}" at byte offset {begin}'
            )
        self._at += 1
        self._skip_space()
        if self._at >= self._end:
            raise _error(f'Unclosed start tag "{tag}" at byte offset {begin}')
        quote = self._data[self._at]
        value = self._quoted(quote) if quote in b"'\"" else self._token()
        if self._at >= self._end:
            raise _error(f"Unclosed start tag at byte offset {begin}")
        return name, value

    def _quoted(self, quote: int) -> str:
        self._at += 1
        value = bytearray()
        while self._at < self._end and self._data[self._at] != quote:
            if self._data[self._at] == ord("&"):
                value += self._reference()
            else:
                value.append(self._data[self._at])
                self._at += 1
        self._at += self._at < self._end
        return value.decode()

    def _token(self) -> str:
        start = self._at
        while chr(self._data[self._at]).isalnum() or self._data[self._at] in b".-":
            self._at += 1
        if self._data[self._at] not in _SPACE + b">":
            raise _error(f"Unexpected end of name token at byte offset {start}")
        return self._data[start : self._at].decode().lower()

    def _close_tag(self) -> None:
        begin = self._at
        if not self._open:
            raise _error(f"Unexpected end tag at byte offset {begin}")
        self._skip_to_space_or(b">")
        tag = self._data[begin + 2 : self._at].decode().lower()
        self._skip_space()
        if self._data[self._at] != ord(">"):
            raise _error(f"Unclosed end tag at byte offset {begin}")
        self._at += 1
        expected, argument, offset, start = self._open.pop()
        if tag and tag != expected:
            raise _error(
                f'Unmatched end tag at byte offset {begin}, expected "</{expected}>", found "</{tag}>"'
            )
        length = self._units() - offset
        if length > 0:
            extra = _extra(expected, argument or self._plain[start:].decode())
            if extra is not None:
                self._entities.append({"type": _TYPES[expected], "offset": offset, "length": length, **extra})

    def _units(self) -> int:
        return units(self._plain.decode("utf-8", "surrogatepass"))

    def _skip_space(self) -> None:
        while self._at < self._end and self._data[self._at] in _SPACE:
            self._at += 1

    def _skip_to_space_or(self, stop: bytes) -> None:
        while self._at < self._end and self._data[self._at] not in _SPACE + stop:
            self._at += 1


def _argument(tag: str, name: str, value: str) -> str:
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case "span", "class":
            return value.removeprefix("tg-") if value.startswith("tg-") else ""
        case "code", "class":
            return value.removeprefix("language-")
    return ""


def _extra(tag: str, argument: str) -> Json | None:
    """Give an entity's further fields; None for a link that leads nowhere, which is dropped."""
    if tag == "a":
        known = re.match(r"(?:https?|tg|tonsite)://|[\w-]+(?:\.[\w-]+)+", argument)
        return None if known is None else {"url": argument if "://" in argument else f"http://{argument}/"}
    if tag == "tg-emoji":
        if not argument.isdecimal():
            raise _error("Invalid custom emoji identifier specified")
        return {"custom_emoji_id": argument}
    return {}


def _error(text: str) -> Exception:
    return bad_request(f"can't parse entities: {text}")
