"""What `b4 prep` looks for on a branch: an empty commit below the first patch, with the cover letter and a JSON record.

As b4 itself writes it (src/b4/ez.py, make_magic_json and store_cover), with its default strategy "commit". To: and Cc:
stand as trailers at the end of the cover letter.
"""

from __future__ import annotations

import hashlib
import json
import re

from kzfix.deliver.series.base import Base
from kzfix.deliver.series.commits import Change
from kzfix.deliver.series.mail import address
from kzfix.deliver.series.model import Addresses, Cover

_MARK = "--- b4-submit-tracking ---\n# This section is used internally by b4 prep for tracking purposes.\n"


def cover(base: Base, branch: str, letter: Cover, to: Addresses, number: int) -> Change:
    """What the commit is to be, for a branch of that name."""
    trailers = [*(f"To: {address(each)}" for each in to.to), *(f"Cc: {address(each)}" for each in to.cc)]
    text = "\n\n".join(filter(None, (letter.subject, letter.body.strip(), "\n".join(trailers))))
    told = {"series": {"revision": number, "change-id": _change(base, branch), "prefixes": [], "presubject": ""}}
    text = re.sub(r"^#", ">#", text, flags=re.MULTILINE)  # b4 takes a line with # for a comment
    return Change(f"{text}\n\n{_MARK}{json.dumps(told, indent=2)}\n", {})


def _change(base: Base, branch: str) -> str:
    """The id that all versions of a series share: a date, a name and some digits."""
    date = base.git.line("show", "-s", "--format=%cs", base.commit).replace("-", "")
    slug = re.sub(r"\W+", "-", branch.removeprefix("b4/")).strip("-").lower()
    return f"{date}-{slug}-{hashlib.sha256(f'{base.commit} {branch}'.encode()).hexdigest()[:12]}"
