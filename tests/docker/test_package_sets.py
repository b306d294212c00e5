"""Each image imports all that its commands need from its own packages, and nothing of the others."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.docker.images import ROOT, environment_of

IMPORT = """\
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
ROOMS = {
    "beat": ("core", "broker"),
    "crawler": ("core", "broker", "crawlers"),
    "worker": ("core", "broker", "nlp", "search", "workers"),
    "api": ("core", "broker", "search", "api"),
    "setup": ("core", "search"),
}
"""What an image's commands may load, whole."""
SCHEDULING = ("app", "beat", "health")
"""The rest of the schedules' room is for the crawler and for its operator."""
ELSEWHERE = {
    # Certificates and users are made in the image for it alone.
    "worker": ("search/access",),
    "api": ("search/access",),
}
VERBS = {
    "beat": (),
    "crawler": (
        "crawl",
        "evidence",
        "import_",
        "market",
        "reparse",
        "retry",
        "schedule",
    ),
    "worker": ("cluster", "judge", "key", "links", "relink", "search", "setup_indices"),
    "api": ("key", "search"),
    "setup": ("kibana", "setup_credentials", "setup_expiry", "setup_keys"),
}
"""Verbs that operators run in an image, with their subcommands."""
NEVER = {
    "beat": {"scrapy", "twisted", "torch", "elasticsearch", "fastapi"},
    "crawler": {"torch", "sentence_transformers", "spacy", "elasticsearch", "fastapi"},
    "worker": {"scrapy", "twisted", "fastapi", "httpx2"},
    "api": {"torch", "sentence_transformers", "spacy", "scrapy", "twisted"},
    "setup": {"torch", "sentence_transformers", "spacy", "scrapy", "celery", "fastapi"},
}


def modules(image: str) -> list[str]:
    files = [
        path
        for room in ROOMS[image]
        for path in (ROOT / room).rglob("*.py")
        if path.name not in {"__main__.py", "__init__.py"}
        and not any(path.is_relative_to(ROOT / one) for one in ELSEWHERE.get(image, ()))
    ]
    for verb in VERBS[image]:
        found = [
            *(ROOT / "cli").glob(f"{verb}.py"),
            *(ROOT / "cli").glob(f"{verb}_*.py"),
        ]
        assert found, verb
        files += found
    if image == "beat":
        files += [ROOT / "crawlers" / "schedule" / f"{name}.py" for name in SCHEDULING]
    names = [path.relative_to(ROOT).with_suffix("") for path in files]
    return sorted(".".join(name.parts) for name in names)


@pytest.mark.parametrize("image", sorted(ROOMS))
def test_everything_that_an_image_runs_finds_what_it_imports(
    image: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORT, "cli.main", *modules(image)],
        capture_output=True,
        check=False,
        text=True,
        cwd=tmp_path,
        env=environment_of(image, tmp_path),
    )
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert loaded & NEVER[image] == set()
    assert {"core", "cli"} <= loaded


def test_what_an_image_lacks_cannot_be_imported_here_either(tmp_path: Path) -> None:
    ask = """\
import importlib.metadata, importlib.util
assert importlib.util.find_spec("torch") is None
assert importlib.util.find_spec("scrapy") is not None
try:
    importlib.metadata.version("torch")
except importlib.metadata.PackageNotFoundError:
    import torch
"""
    done = subprocess.run(
        [sys.executable, "-c", ask],
        capture_output=True,
        check=False,
        text=True,
        cwd=tmp_path,
        env=environment_of("crawler", tmp_path),
    )
    assert "ModuleNotFoundError: No module named 'torch'" in done.stderr
