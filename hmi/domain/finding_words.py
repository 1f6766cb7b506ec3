"""The sentences of the findings, in English and marked for translation; ``%1``, ``%2`` ... stand for arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hmi.domain.link import LinkFault
from hmi.domain.words import QT_TRANSLATE_NOOP

WORKS: Final = QT_TRANSLATE_NOOP("Inspection", "This works.")
WORKS_BUT_ONE: Final = QT_TRANSLATE_NOOP("Inspection", "This works. One thing to look at.")
WORKS_BUT_MANY: Final = QT_TRANSLATE_NOOP("Inspection", "This works. %1 things to look at.")
WORKS_NOT: Final = QT_TRANSLATE_NOOP("Inspection", "This does not work yet.")

ONLY: Final = "%1"
"""A figure, or a reason, that says everything by itself in every language."""
LESS_THAN: Final = "< %1"
LISTED: Final = "%1."

ANSWERS: Final = QT_TRANSLATE_NOOP("Inspection", "It answers")
AN_AGENT: Final = QT_TRANSLATE_NOOP("Inspection", "An MTConnect agent, at the first try.")
AN_AGENT_OF_VERSION: Final = QT_TRANSLATE_NOOP("Inspection", "An MTConnect agent, version %1, at the first try.")
ANSWERS_NOT: Final = QT_TRANSLATE_NOOP("Inspection", "It does not answer")
ANSWERS_WRONG: Final = QT_TRANSLATE_NOOP("Inspection", "Something else answers")
ANSWERS_BADLY: Final = QT_TRANSLATE_NOOP("Inspection", "It answers, but not as it should")
ASKS_WHO: Final = QT_TRANSLATE_NOOP("Inspection", "It wants to know who asks")
NOT_SECURE: Final = QT_TRANSLATE_NOOP("Inspection", "No secure connection comes about")
NO_SECRET: Final = QT_TRANSLATE_NOOP("Inspection", "The password or token is not there")
LEADS_AWAY: Final = QT_TRANSLATE_NOOP("Inspection", "It has moved")
DEFECT: Final = QT_TRANSLATE_NOOP("Inspection", "The test itself has failed")

REFUSALS: Final[Mapping[LinkFault, str]] = {
    LinkFault.NOT_AN_AGENT: ANSWERS_WRONG,
    LinkFault.HTTP_STATUS: ANSWERS_WRONG,
    LinkFault.AGENT_ERROR: ANSWERS_BADLY,
    LinkFault.MALFORMED: ANSWERS_BADLY,
    LinkFault.CLOSED: ANSWERS_BADLY,
    LinkFault.TLS: NOT_SECURE,
    LinkFault.TLS_ONLY: NOT_SECURE,
    LinkFault.TLS_MISSING: NOT_SECURE,
    LinkFault.CERTIFICATE_UNTRUSTED: NOT_SECURE,
    LinkFault.CERTIFICATE_WRONG_NAME: NOT_SECURE,
    LinkFault.CERTIFICATE_EXPIRED: NOT_SECURE,
    LinkFault.CERTIFICATE_ASKED: ASKS_WHO,
    LinkFault.CERTIFICATE_REFUSED: ASKS_WHO,
    LinkFault.CERTIFICATE_FILE: NOT_SECURE,
    LinkFault.CREDENTIALS: NO_SECRET,
    LinkFault.CREDENTIALS_ASKED: ASKS_WHO,
    LinkFault.CREDENTIALS_REFUSED: ASKS_WHO,
    LinkFault.REDIRECTED: LEADS_AWAY,
    LinkFault.INTERNAL: DEFECT,
}
"""What to call the faults of an agent that answers, or that could; of the others it is said that it does not."""

ADVICE: Final[Mapping[LinkFault, str]] = {
    LinkFault.REFUSED: QT_TRANSLATE_NOOP("Inspection", "%1. Start the agent, or correct the port; it is often 5000."),
    LinkFault.UNREACHABLE: QT_TRANSLATE_NOOP(
        "Inspection", "%1. Check the address, the cable, and whether the machine's computer is on."
    ),
    LinkFault.NAME_UNKNOWN: QT_TRANSLATE_NOOP(
        "Inspection", "%1. Correct the name, or write the number of the address in its place."
    ),
    LinkFault.TIMEOUT: QT_TRANSLATE_NOOP(
        "Inspection", "%1. Something takes the call and says nothing: start the agent again."
    ),
    LinkFault.SILENT: QT_TRANSLATE_NOOP("Inspection", "%1. It has stopped speaking: start the agent again."),
    LinkFault.CLOSED: QT_TRANSLATE_NOOP(
        "Inspection", "%1. Test again; if it stays so, look into the agent's own log for the cause."
    ),
    LinkFault.NOT_AN_AGENT: QT_TRANSLATE_NOOP(
        "Inspection", "%1. Another program has this port: correct the port or the path of the address."
    ),
    LinkFault.AGENT_ERROR: QT_TRANSLATE_NOOP("Inspection", "%1. Its own words say what is to be put right there."),
    LinkFault.HTTP_STATUS: QT_TRANSLATE_NOOP(
        "Inspection", "%1. Correct the port or the path: the address is the agent's, without /probe or /current."
    ),
    LinkFault.TLS: QT_TRANSLATE_NOOP(
        "Inspection", "%1. Write http:// if the agent has no certificate; else look into its log for the cause."
    ),
    LinkFault.CERTIFICATE_WRONG_NAME: QT_TRANSLATE_NOOP(
        "Inspection", "%1. Write the address as the certificate has it, or have one made for this address."
    ),
    LinkFault.CERTIFICATE_REFUSED: QT_TRANSLATE_NOOP(
        "Inspection", "%1. Show one that an authority has signed whom the agent believes."
    ),
    LinkFault.MALFORMED: QT_TRANSLATE_NOOP(
        "Inspection", "%1. Test again; if it stays so, the agent has a defect: bring it up to date."
    ),
}
"""What went wrong, in the words of the link, and what to do about it where those words do not say it themselves."""

ONE_MACHINE: Final = QT_TRANSLATE_NOOP("Inspection", "It has one machine")
MANY_MACHINES: Final = QT_TRANSLATE_NOOP("Inspection", "It has %1 machines")
NO_MACHINE: Final = QT_TRANSLATE_NOOP("Inspection", "It has no machine")
NO_SUCH_MACHINE: Final = QT_TRANSLATE_NOOP("Inspection", "It does not have this machine")
ONE_DEVICE: Final = QT_TRANSLATE_NOOP("Inspection", "1 device")
MANY_DEVICES: Final = QT_TRANSLATE_NOOP("Inspection", "%1 devices")
NO_DEVICE: Final = QT_TRANSLATE_NOOP(
    "Inspection", "The agent answers, but reports no device: fill in its Devices.xml and start it again."
)
DEVICE: Final = QT_TRANSLATE_NOOP("Inspection", "Device “%1”, %2 signals.")
DEVICE_ONE_PATH: Final = QT_TRANSLATE_NOOP("Inspection", "Device “%1”, one path, %2 signals.")
DEVICE_PATHS: Final = QT_TRANSLATE_NOOP("Inspection", "Device “%1”, %3 paths, %2 signals.")
DEVICE_SERIAL: Final = QT_TRANSLATE_NOOP("Inspection", "Device “%1”, serial %3, %2 signals.")
DEVICE_SERIAL_ONE_PATH: Final = QT_TRANSLATE_NOOP("Inspection", "Device “%1”, serial %3, one path, %2 signals.")
DEVICE_SERIAL_PATHS: Final = QT_TRANSLATE_NOOP("Inspection", "Device “%1”, serial %3, %4 paths, %2 signals.")
DEVICES_AND_MORE: Final = QT_TRANSLATE_NOOP("Inspection", "%1 and %2 more.")

SIGNALS: Final = QT_TRANSLATE_NOOP("Inspection", "The signals that matter are there")
SOME_SIGNALS: Final = QT_TRANSLATE_NOOP("Inspection", "Some signals that matter are missing")
NO_SIGNALS: Final = QT_TRANSLATE_NOOP("Inspection", "No signal that matters is there")
OF: Final = QT_TRANSLATE_NOOP("Inspection", "%1 of %2")
MISSING: Final = QT_TRANSLATE_NOOP("Inspection", "Missing: %1. The tile leaves their places empty.")
MISSING_EXECUTION: Final = QT_TRANSLATE_NOOP(
    "Inspection", "Missing: %1. Without execution the state is told by motion and finished parts."
)
MISSING_AT_SOME: Final = QT_TRANSLATE_NOOP("Inspection", "Device “%1” lacks: %2. Machines that lack something: %3.")
MISSING_ALL: Final = QT_TRANSLATE_NOOP(
    "Inspection", "Nothing of this can be shown on a tile: let the agent's Devices.xml name the machine's signals."
)

FLOWS: Final = QT_TRANSLATE_NOOP("Inspection", "Data is flowing")
FLOWS_STALE: Final = QT_TRANSLATE_NOOP("Inspection", "Data is flowing, but stamped with another time")
FLOWS_NOT: Final = QT_TRANSLATE_NOOP("Inspection", "No data is flowing now")
BREAKS_OFF: Final = QT_TRANSLATE_NOOP("Inspection", "The data break off")
HEARD: Final = QT_TRANSLATE_NOOP("Inspection", "%1 observations in %2, newest %3 old.")
HEARD_IN: Final = QT_TRANSLATE_NOOP("Inspection", "%1 observations in %2, newest %3 old. %4.")
HEARD_POLLING: Final = QT_TRANSLATE_NOOP(
    "Inspection", "%1 observations in %2, newest %3 old. The agent does not stream, so it is asked again and again."
)
HEARD_ONE: Final = QT_TRANSLATE_NOOP("Inspection", "One observation in %1, %2 old.")
HEARD_BEHIND: Final = QT_TRANSLATE_NOOP(
    "Inspection", "What has just come is stamped %1 ago: set the clock of the machine's control or adapter."
)
HEARD_AHEAD: Final = QT_TRANSLATE_NOOP(
    "Inspection", "What has just come is stamped %1 ahead: set the clock of the machine's control or adapter."
)
HEARD_NOTHING: Final = QT_TRANSLATE_NOOP(
    "Inspection", "Nothing new in %1. The machine may be off; test again while it works."
)
HEARD_NOTHING_IN: Final = QT_TRANSLATE_NOOP("Inspection", "Nothing new in %1: %2. Test again while the machine works.")
NEWEST: Final = QT_TRANSLATE_NOOP("Inspection", "%1 old")
PER_SECOND: Final = QT_TRANSLATE_NOOP("Inspection", "%1 / s")

BUFFER_ENOUGH: Final = QT_TRANSLATE_NOOP("Inspection", "The buffer survives an outage")
BUFFER_SMALL: Final = QT_TRANSLATE_NOOP("Inspection", "The buffer is small")
BUFFER_UNKNOWN: Final = QT_TRANSLATE_NOOP("Inspection", "The buffer is there")
COVERS: Final = QT_TRANSLATE_NOOP("Inspection", "It holds %1 observations, about %2. A shorter outage loses nothing.")
COVERS_UNKNOWN: Final = QT_TRANSLATE_NOOP(
    "Inspection", "It holds %1 observations; for how long is not known while nothing comes."
)
COVERS_LITTLE: Final = QT_TRANSLATE_NOOP(
    "Inspection",
    "It holds %1 observations, about %2. A longer outage would lose data. BufferSize %3 in agent.cfg gives %4.",
)
COVERS_LITTLE_AT_MOST: Final = QT_TRANSLATE_NOOP(
    "Inspection", "It holds %1 observations, about %2. A longer outage would lose data, and no buffer is larger."
)

CLOCKS_AGREE: Final = QT_TRANSLATE_NOOP("Inspection", "The clocks agree")
CLOCKS_DIFFER: Final = QT_TRANSLATE_NOOP("Inspection", "The clocks differ")
CLOCK_CLOSE: Final = QT_TRANSLATE_NOOP("Inspection", "The agent's and this computer's are less than a second apart.")
CLOCK_AHEAD: Final = QT_TRANSLATE_NOOP("Inspection", "The agent is %1 ahead of this computer.")
CLOCK_BEHIND: Final = QT_TRANSLATE_NOOP("Inspection", "The agent is %1 behind this computer.")
CLOCK_FAR_AHEAD: Final = QT_TRANSLATE_NOOP(
    "Inspection", "The agent is %1 ahead of this computer. Let both take the time from the network (NTP)."
)
CLOCK_FAR_BEHIND: Final = QT_TRANSLATE_NOOP(
    "Inspection", "The agent is %1 behind this computer. Let both take the time from the network (NTP)."
)

ASKS_NOTHING: Final = QT_TRANSLATE_NOOP("Inspection", "No password is asked")
SENDS_SECRET: Final = QT_TRANSLATE_NOOP("Inspection", "The password is taken, and safe on its way")
SENDS_TOKEN: Final = QT_TRANSLATE_NOOP("Inspection", "The token is taken, and safe on its way")
SENDS_CERTIFICATE: Final = QT_TRANSLATE_NOOP("Inspection", "The certificate is taken")
SENDS_OPENLY: Final = QT_TRANSLATE_NOOP("Inspection", "The password or token can be read on its way")
OPEN: Final = QT_TRANSLATE_NOOP(
    "Inspection", "The connection is not encrypted. That is usual inside a machine network."
)
OPEN_SECRET: Final = QT_TRANSLATE_NOOP(
    "Inspection", "The connection is not encrypted. Write https:// if the agent can do that."
)
ENCRYPTED: Final = QT_TRANSLATE_NOOP("Inspection", "The connection is encrypted, and the agent's certificate is valid.")
ENCRYPTED_OWN_CA: Final = QT_TRANSLATE_NOOP(
    "Inspection", "The connection is encrypted, and your own authority vouches for the agent."
)
