"""The licences of everything that is linked into the functions, in one text."""

import re

from infra.tools.project import Refused

NAMES = re.compile(r"(?i)^(un)?licen[cs]e|^copying|^copyright|^notice")
RULE = "=" * 80
INTRODUCTION = """\
Third-party notices

Deskport's functions contain the software listed here, under the licences that follow. Where a licence is a choice (OR), all
texts that the software comes with are given. RUST-LIBRARY-NOTICES.html beside this file is what Rust says of its standard
library (rust-std).
"""


def own_texts(crate):
    """The licences and notices that a crate comes with, in the order of their names."""
    return [
        path.read_text(errors="replace").strip()
        for path in sorted(crate.folder.iterdir())
        if path.is_file() and NAMES.match(path.name) and path.suffix not in (".rs", ".html")
    ]


def standard_texts(crate, known):
    """For a crate that comes without: the text of each licence that it names, below its authors."""
    named = [name for name in re.findall(r"[-.\w]+", crate.licence or "") if name not in ("OR", "AND", "WITH")]
    if not named or not set(named) <= set(known):
        raise Refused(f"{crate.key} comes without the text of its licence ({crate.licence}), and there is none of that name here")
    authors = f"By {', '.join(crate.authors)}. " if crate.authors else ""
    return [f"{authors}The crate comes without a text; this is {name}'s.\n\n{known[name].read_text().strip()}" for name in named]


def compose(crates, parts, known):
    """The notices as text: what is in the functions, and each different text once, with what it is for."""
    uses, listed = {}, []
    for crate in crates:
        if crate.checksum is None:
            continue
        listed.append(f"{crate.name} {crate.version}: {crate.licence}")
        for text in own_texts(crate) or standard_texts(crate, known):
            uses.setdefault(text, []).append(f"{crate.name} {crate.version}")
    for part in parts:
        listed.append(f"{part.name} {part.version}: {part.licence}")
        for path in part.texts:
            uses.setdefault(path.read_text(errors="replace").strip(), []).append(f"{part.name} {part.version}")
    sections = [f"{RULE}\n{', '.join(names)}\n{RULE}\n\n{text}\n" for text, names in uses.items()]
    return "\n".join([INTRODUCTION, *listed, "", *sections])
