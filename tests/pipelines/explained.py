"""What `hedui explain` says, as sections below sections."""

import json
from typing import Any

from pipelines.workspace.folders import Workspace
from tests.pipelines.small_district import hedui

Section = dict[str, Any]


def told(workspace: Workspace, key: object, *options: object) -> list[Section]:
    done = hedui("explain", key, "--json", "--workspace", workspace.root, *options)
    assert done.returncode == 0, done.stderr
    sections: list[Section] = json.loads(done.stdout)
    return sections


def titled(sections: list[Section], word: str) -> list[Section]:
    return [section for section in sections if word in section["title"]]


def lines(section: Section) -> list[str]:
    """All titles below a section."""
    return [title for child in section["children"] for title in (child["title"], *lines(child))]
