"""Says what to mend where a file is not YAML."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from yaml.error import Mark, MarkedYAMLError

from hmi.settings.errors import Problem

_QUOTES: Final = "put the text in quotes"
_TAGS: Final = "has a tag that cannot be read; put text that begins with ! in quotes"
_OPEN_QUOTE: Final = "opens a quote that is never closed; add the closing quote"
_NO_COLON: Final = "has no ': ' after its key; write 'key: value'"
# A part of what PyYAML 6.0 says, and what it means to somebody who edits the file. Where PyYAML would repeat a word
# of the file, its own text is not shown: the word may be a password.
_SENTENCES: Final = (
    (r"mapping values are not allowed", f"has a ':' where none may be; check the indentation, or {_QUOTES}"),
    (r"found character '\\t'", "is indented by a tab; use spaces"),
    (r"cannot start any token", f"has text that begins with a sign of YAML; {_QUOTES}"),
    (r"unknown escape character|expected escape sequence", "has a \\ that YAML does not know; use single quotes"),
    (r"quoted scalar", _OPEN_QUOTE),
    (r"while parsing a flow", "needs a comma or the closing bracket here; check the brackets that are open"),
    (r"could not find expected ':'", _NO_COLON),
    (r"block (mapping|collection|scalar)", "does not line up with the lines above; check the indentation"),
    (r"undefined alias", f"uses an anchor that does not exist; if it is text that begins with *, {_QUOTES}"),
    (r"duplicate anchor", "defines an anchor (&) that exists already; give it another name"),
    (r"alphabetic or numeric", f"has a nameless anchor; if it is text that begins with & or *, {_QUOTES}"),
    (r"another document", "begins a second document; delete this line and keep one document in a file"),
    (r"tag", _TAGS),
    (r"expected the node content", f"has a sign of YAML where a value should be; {_QUOTES}"),
    (r"YAML document|directive", "has a line that begins with %; delete the line"),
)
_IMPOSSIBLE: Final = "has a number in an escape (\\U...) or a directive (%) that is too large; correct it"
_TOO_DEEP: Final = "is nested too deeply here; check the brackets"
_UNKNOWN: Final = "is not YAML here; compare this line and the one above with config/site.example.yaml"


def syntax_problem(file: Path, text: str, error: Exception, reached: Mark) -> Problem:
    """Return the one problem that stopped PyYAML. ``reached`` is how far it had read."""
    mark = reached
    if isinstance(error, MarkedYAMLError):
        said = f"{error.context} {error.problem}"
        message = next((sentence for part, sentence in _SENTENCES if re.search(part, said)), _UNKNOWN)
        mark = error.problem_mark or reached
        # Where PyYAML noticed it is no help to somebody who looks for the place where the quote or the key began.
        if error.context_mark and message in (_OPEN_QUOTE, _NO_COLON):
            mark = error.context_mark
    else:
        message = _TOO_DEEP if isinstance(error, RecursionError) else _IMPOSSIBLE
    line, column = mark.line + 1, mark.column + 1
    content = text.rstrip()
    if mark.index >= len(content):
        last = content.splitlines()[-1:] or [""]
        line, column = max(1, len(content.splitlines())), max(1, len(last[0]))
    return Problem(file, line, column, "", message)
