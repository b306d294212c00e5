"""How the images are built: checked by hadolint, and by what compose and the locks say."""

import json
import re
import subprocess
import tomllib
from typing import Any

import pytest

from tests.docker.images import BIN, FOLDER, IMAGES, ROOT, project, rendered

TEXT = (FOLDER / "Dockerfile").read_text("utf-8")
JOINED = TEXT.replace("\\\n", " ")


def stages() -> dict[str, str]:
    """Return what stands in each stage, by its name."""
    parts = re.split(r"^FROM (\S+) AS (\S+)$", JOINED, flags=re.MULTILINE)
    names, bodies = parts[2::3], parts[3::3]
    return dict(zip(names, bodies, strict=True))


def parents() -> dict[str, str]:
    return {
        name: base
        for base, name in re.findall(r"^FROM (\S+) AS (\S+)$", JOINED, re.MULTILINE)
    }


def service_of(image: str) -> dict[str, Any]:
    made: dict[str, Any] = rendered()["services"][image]
    return made


def test_hadolint_finds_nothing() -> None:
    done = subprocess.run(
        [BIN / "hadolint", "--no-color", FOLDER / "Dockerfile"],
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.stdout == ""
    assert done.returncode == 0


def test_every_image_stands_on_the_pinned_base() -> None:
    (base,) = re.findall(r"^ARG PYTHON_IMAGE=(\S+)$", TEXT, re.MULTILINE)
    assert re.fullmatch(r"python:3\.11\.\d+-slim-bookworm@sha256:[0-9a-f]{64}", base)
    for name, parent in parents().items():
        assert parent in {"${PYTHON_IMAGE}", "tools", "base"}, name
    assert {name for name, parent in parents().items() if parent == "base"} == set(
        IMAGES
    )


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_is_its_packages_and_our_code(image: str) -> None:
    copied = re.findall(r"^COPY --from=(\S+) (\S+)", stages()[image], re.MULTILINE)
    assert copied == [
        (f"{image}-packages", "/opt/stallwatch"),
        ("project", "/opt/project"),
    ]
    assert f"docker/locks/{image}.lock" in stages()[f"{image}-packages"]


def test_nothing_is_installed_without_its_hash() -> None:
    installs = re.findall(r"(?:pip install|pip sync)[^&\n]*", JOINED)
    assert len(installs) == 3 + len(IMAGES)
    for one in installs:
        # Our own wheel was built a line before.
        assert "--require-hashes" in one or "--offline --no-deps" in one
    assert "apt-get" not in TEXT
    assert "curl" not in TEXT


def test_images_run_as_nobody_in_particular() -> None:
    assert re.findall(r"^USER (.*)$", TEXT, re.MULTILINE) == ["10001:0"]
    assert "USER 10001:0" in stages()["base"]


@pytest.mark.parametrize("image", ["api", "beat", "crawler", "worker"])
def test_command_and_health_check_are_those_that_compose_gives(image: str) -> None:
    service = service_of(image)
    (healthcheck,) = re.findall(
        r"^HEALTHCHECK (.*?)\s+CMD (\[.*\])$", stages()[image], re.MULTILINE
    )
    options, check = healthcheck
    assert json.loads(check) == service["healthcheck"]["test"][1:]
    (command,) = re.findall(r"^CMD (\[.*\])$", stages()[image], re.MULTILINE)
    assert json.loads(command) == service["command"]
    assert f"--timeout={service['healthcheck']['timeout']}" in options
    assert f"--retries={service['healthcheck']['retries']}" in options


def test_every_folder_that_becomes_a_volume_may_be_written() -> None:
    (line,) = re.findall(
        r"install .* --mode=0770 (.*)$", stages()["base"], re.MULTILINE
    )
    made = line.split()
    for service in rendered()["services"].values():
        for mount in service.get("volumes", ()):
            ours = mount["target"].startswith("/var/lib/stallwatch")
            if mount["type"] == "volume" and ours:
                assert mount["target"] in made, mount


def test_only_what_is_built_goes_into_the_build() -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    let_in = {line.removeprefix("!") for line in rules if line.startswith("!")}
    targets = project()["tool"]["hatch"]["build"]["targets"]
    packages = set(targets["wheel"]["packages"])
    others = {
        "LICENSE",
        "README.md",
        "pyproject.toml",
        "requirements-bootstrap.lock",
        "docker/locks",
        "docker/preflight.sh",
    }
    assert let_in == packages | others
    for name in let_in:
        assert (ROOT / name).exists()


def test_every_file_that_is_copied_is_let_in() -> None:
    copied = re.findall(r"^COPY (?!--from)(?:--\S+ )*(\S+) \S+$", JOINED, re.MULTILINE)
    named = [name for name in copied if name not in {".", "${WORKER_LOCK}"}]
    assert len(named) >= len(IMAGES)
    for name in named:
        assert (ROOT / name).is_file()


def test_the_build_needs_what_the_project_says() -> None:
    described = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert (
        described["build-system"]["requires"] == described["dependency-groups"]["build"]
    )
