"""The sheet's sentences about what was typed and what became of it, in English and marked for translation."""

from __future__ import annotations

from typing import Final

from hmi.domain.phrase import Phrase
from hmi.domain.words import QT_TRANSLATE_NOOP

ADDRESS_EMPTY: Final = Phrase(
    QT_TRANSLATE_NOOP("Inspection", "Write the address of the machine's agent, such as 192.168.0.10:5000.")
)
ADDRESS_WITH_SECRET: Final = Phrase(
    QT_TRANSLATE_NOOP(
        "Inspection", "Leave user name and password out of the address: it is shown and written down as it stands."
    )
)
ADDRESS_OF_ANOTHER_KIND: Final = Phrase(
    QT_TRANSLATE_NOOP("Inspection", "Machines are read over http:// or https://: write the address of an agent.")
)
ADDRESS_WITH_BAD_PORT: Final = Phrase(
    QT_TRANSLATE_NOOP("Inspection", "The port is a whole number from 1 to 65535; an agent often has 5000.")
)
ADDRESS_INVALID: Final = Phrase(
    QT_TRANSLATE_NOOP("Inspection", "There can be no such address: write it like 192.168.0.10:5000.")
)

NAME_EMPTY: Final = Phrase(QT_TRANSLATE_NOOP("Inspection", "Give the machine a name."))
NAME_TAKEN: Final = QT_TRANSLATE_NOOP("Inspection", "There is a machine “%1” already: give this one another name.")

SECRET_NOWHERE: Final = Phrase(
    QT_TRANSLATE_NOOP("Inspection", "Say where the password is: the sheet takes none itself.")
)
SECRET_VARIABLE_INVALID: Final = Phrase(
    QT_TRANSLATE_NOOP("Inspection", "A variable's name has letters, digits and underscores, and begins with no digit.")
)
SECRET_FILE_RELATIVE: Final = Phrase(
    QT_TRANSLATE_NOOP("Inspection", "Write the file's whole path, from the drive or the root on.")
)

TEST_FIRST: Final = Phrase(QT_TRANSLATE_NOOP("Inspection", "Test the address first."))
TESTING: Final = Phrase(QT_TRANSLATE_NOOP("Inspection", "It can be added once the test is done."))
NOTHING_ANSWERS: Final = Phrase(
    QT_TRANSLATE_NOOP(
        "Inspection",
        "It cannot be added while nothing answers. To have it watched all the same, name it in the site file.",
    )
)
SECRET_FIRST: Final = Phrase(
    QT_TRANSLATE_NOOP("Inspection", "Name the password that the agent asks for, then test again.")
)
ALL_COLLECTED: Final = Phrase(QT_TRANSLATE_NOOP("Inspection", "Every machine at this address is collected already."))
STARTS_AT_ONCE: Final = Phrase(QT_TRANSLATE_NOOP("Inspection", "Starts at once."))
ADDING: Final = Phrase(QT_TRANSLATE_NOOP("Inspection", "Is being added."))
ADDED: Final = QT_TRANSLATE_NOOP("Inspection", "%1 is added. Here is the next one.")

DEFECT: Final = Phrase(QT_TRANSLATE_NOOP("Inspection", "Something in this program has failed: its log says what."))
NOT_YET: Final = Phrase(
    QT_TRANSLATE_NOOP("Inspection", "Nothing is collected at the moment, so nothing can be tested or added.")
)
NOT_STARTED: Final = Phrase(
    QT_TRANSLATE_NOOP(
        "Inspection", "The machine could not be started, and its file was taken back: the program's log says why."
    )
)
NOT_STARTED_BUT_WRITTEN: Final = QT_TRANSLATE_NOOP(
    "Inspection", "The machine could not be started now. Its file %1 stays: it starts with the program's next start."
)
ONLY_LOOKING: Final = Phrase(
    QT_TRANSLATE_NOOP("Inspection", "Another window or program collects: add the machine there.")
)
DEMO: Final = Phrase(
    QT_TRANSLATE_NOOP(
        "Inspection", "The demo has no site file to add a machine to; addresses can be tested all the same."
    )
)
