"""What can go wrong between an agent and us, each told as a reason that a person understands.

EndpointFailure                 everything below; ``reason`` says what to tell
├── NoCredentials               the site file refers to a secret that cannot be had
├── ConnectFailure              no connection: refused, unreachable, name unknown, TLS, a certificate's file
├── NoAnswer                    connected, but nothing came in time, or the stream fell silent
├── ConnectionClosed            the other side ended the connection
├── HttpFailure                 an HTTP status and no MTConnect document: sent elsewhere, not let in, and others
├── NotAnAgent                  something answers that is no MTConnect agent
├── NotAStream                  an agent that answers a streaming request with one document
├── AgentRefused                an MTConnectError document
└── Malformed                   a document or a frame that cannot be read
    ├── MalformedDocument       XML that is none, or that we refuse
    └── BrokenFraming           a multipart stream that breaks its own rules
        └── TooLarge            a part or header beyond our limits
"""

from __future__ import annotations

from dataclasses import dataclass

from hmi.domain.link import LinkFault, LinkReason

_DETAIL_LIMIT = 200
"""What an endpoint says is shown on one line; an HTML page as an error text is not."""


class EndpointFailure(Exception):  # noqa: N818 - it fails, not this program
    """A failure of the endpoint, not of this program; its message never carries credentials."""

    fault: LinkFault

    def __init__(self, detail: str = "") -> None:
        super().__init__(one_line(detail))

    @property
    def reason(self) -> LinkReason:
        """The failure as the link's reason."""
        return LinkReason(self.fault, str(self))


class ConnectFailure(EndpointFailure):
    """There is no connection; ``fault`` says what is in the way."""

    def __init__(self, fault: LinkFault, detail: str = "") -> None:
        super().__init__(detail)
        self.fault = fault


class NoCredentials(EndpointFailure):
    """A secret cannot be had; the detail names the variable or the file, never what is in it."""

    fault = LinkFault.CREDENTIALS


class NoAnswer(EndpointFailure):
    """Nothing came in time; ``silent`` where something had come before."""

    def __init__(self, detail: str, *, silent: bool = False) -> None:
        super().__init__(detail)
        self.fault = LinkFault.SILENT if silent else LinkFault.TIMEOUT


class ConnectionClosed(EndpointFailure):
    """The other side ended the connection."""

    fault = LinkFault.CLOSED


class HttpFailure(EndpointFailure):
    """An HTTP status that carries no MTConnect document; ``fault`` says what it means where that is known."""

    def __init__(self, detail: str, fault: LinkFault = LinkFault.HTTP_STATUS) -> None:
        super().__init__(detail)
        self.fault = fault


class NotAnAgent(EndpointFailure):
    """What answers is no MTConnect agent."""

    fault = LinkFault.NOT_AN_AGENT


class NotAStream(EndpointFailure):
    """The agent answered the streaming request with a single document, so it has to be polled."""

    fault = LinkFault.NOT_AN_AGENT


@dataclass(frozen=True, slots=True)
class AgentError:
    """One error of an MTConnectError document: its code (``OUT_OF_RANGE``) and the agent's own words."""

    code: str
    text: str = ""


class AgentRefused(EndpointFailure):
    """The agent answered with an MTConnectError document."""

    fault = LinkFault.AGENT_ERROR

    def __init__(self, errors: tuple[AgentError, ...]) -> None:
        super().__init__("; ".join(f"{error.code} {error.text}".strip() for error in errors))
        self.errors = errors


class Malformed(EndpointFailure):
    """What came cannot be read."""

    fault = LinkFault.MALFORMED


class MalformedDocument(Malformed):
    """A document that is no XML, or that we refuse to read."""


class BrokenFraming(Malformed):
    """A multipart stream that breaks the rules of RFC 2046."""


class TooLarge(BrokenFraming):
    """A part, header or document beyond our limits."""


def one_line(text: str) -> str:
    """Return a foreign text as one short printable line."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text[: 4 * _DETAIL_LIMIT]).split())
    return line if len(line) <= _DETAIL_LIMIT else line[: _DETAIL_LIMIT - 1] + "…"
