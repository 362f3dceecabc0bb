"""The code blocks of the documentation."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block, and where it stands."""

    page: str
    line: int
    language: str
    text: str
    # What was written since the block before it.
    introduction: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line} ({self.language or 'no language'}) {self.first_line}"

    @property
    def first_line(self) -> str:
        return self.text.split("\n", 1)[0]


def all_blocks() -> list[Block]:
    """Every block of every page, in the order of reading."""
    blocks = []
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]):
        text = path.read_text("utf-8")
        end = 0
        for found in FENCED.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            page = str(path.relative_to(ROOT))
            introduction = text[end : found.start()]
            blocks.append(Block(page, line, found[1], found[2], introduction))
            end = found.end()
    return blocks
