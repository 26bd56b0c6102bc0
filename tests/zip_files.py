"""Backups and archives taken apart, to be looked at, or put together again differently."""

import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Self


@dataclass
class TakenApart:
    """What the entry LIST says, and all other entries."""

    LIST: ClassVar[str]
    listed: dict[str, Any]
    entries: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, file: Path) -> Self:
        """What is in the file."""
        with zipfile.ZipFile(file) as archive:
            entries = {name: archive.read(name) for name in archive.namelist() if name != cls.LIST}
            return cls(json.loads(archive.read(cls.LIST)), entries)

    def write(self, file: Path, *, packing: int = zipfile.ZIP_DEFLATED) -> Path:
        """Put it together, packed in one of zipfile's ways."""
        with zipfile.ZipFile(file, "w", packing) as archive:
            for name, content in self.entries.items():
                archive.writestr(name, content)
            archive.writestr(self.LIST, json.dumps(self.listed))
        return file

    def write_misnamed(self, file: Path) -> Path:
        """The same with one entry more, whose name is no text."""
        self.entries["é"] = b""
        content = self.write(file).read_bytes()
        file.write_bytes(content.replace("é".encode(), b"\xff\xff"))
        return file
