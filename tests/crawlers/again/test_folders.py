import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import ConfigError
from crawlers.again.folders import FolderPage, count_files, read_folder
from crawlers.profile.load import parse_profile
from crawlers.profile.market import MarketProfile
from crawlers.profile.pages import PageKind
from tests.crawlers.evidence.builders import ORIGIN
from tests.crawlers.small_market import SmallMarket, profile_text


@pytest.fixture
def profile(lamps: SmallMarket) -> MarketProfile:
    return parse_profile(profile_text(lamps), source="lamps.yml")


def put(folder: Path, name: str, text: str = "<html><p>a lamp</html>") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def pages_of(folder: Path, profile: MarketProfile) -> dict[str, FolderPage]:
    return {page.hint.name or "": page for page in read_folder(folder, profile)}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("item/7.html", "/item/7"),
        ("vendor/v1.htm", "/vendor/v1"),
        ("item/7@x=1.html", "/item/7?x=1"),
        ("index.html", "/"),
        ("saved page.html", "/saved%20page.html"),
    ],
)
def test_path_stands_for_an_address(
    tmp_path: Path, profile: MarketProfile, name: str, path: str
) -> None:
    put(tmp_path, name)
    (page,) = read_folder(tmp_path, profile)
    assert page.file.url == ORIGIN + path
    assert page.hint.name == f"file:{name}"


def test_two_files_are_two_pages(tmp_path: Path, profile: MarketProfile) -> None:
    put(tmp_path, "item/7")
    put(tmp_path, "item/7.html")
    urls = [page.file.url for page in read_folder(tmp_path, profile)]
    assert urls == [f"{ORIGIN}/item/7", f"{ORIGIN}/item/7.html"]


def test_folder_names_tell_the_kind(tmp_path: Path, profile: MarketProfile) -> None:
    put(tmp_path, "listings/a.html")
    put(tmp_path, "sellers/b.html")
    put(tmp_path, "misc/c.html")
    kinds = {name: page.hint.kind for name, page in pages_of(tmp_path, profile).items()}
    assert kinds == {
        "file:listings/a.html": PageKind.LISTING,
        "file:sellers/b.html": PageKind.VENDOR,
        "file:misc/c.html": None,
    }


def test_time_is_when_the_file_was_written(
    tmp_path: Path, profile: MarketProfile
) -> None:
    os.utime(put(tmp_path, "a.html"), (1_000_000_000, 1_000_000_000))
    (page,) = read_folder(tmp_path, profile)
    assert page.file.taken_at == datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)


def test_map_tells_addresses_and_times(tmp_path: Path, profile: MarketProfile) -> None:
    put(tmp_path, "0001.html")
    (tmp_path / "p.png").write_bytes(b"\x89PNG")
    lines = [
        {
            "file": "0001.html",
            "url": f"{ORIGIN}/item/7",
            "fetched_at": "2020-05-01T10:00",
        },
        {"file": "p.png", "url": f"{ORIGIN}/p.png"},
    ]
    put(tmp_path, "urls.jsonl", "\n".join(map(json.dumps, lines)) + "\n\n")
    page, picture = read_folder(tmp_path, profile)
    assert page.file.url == f"{ORIGIN}/item/7"
    assert page.file.taken_at == datetime(2020, 5, 1, 10, tzinfo=UTC)
    assert (picture.file.url, picture.file.content_type) == (
        f"{ORIGIN}/p.png",
        "image/png",
    )


def test_wrong_line_of_a_map_is_named(tmp_path: Path, profile: MarketProfile) -> None:
    put(tmp_path, "a.html")
    put(tmp_path, "urls.jsonl", '{"file": "a.html"}\n')
    with pytest.raises(ConfigError, match=r"urls\.jsonl:1"):
        list(read_folder(tmp_path, profile))


def test_log_of_a_mirror_is_understood(tmp_path: Path, profile: MarketProfile) -> None:
    put(tmp_path, "127.0.0.1/x.html")
    cells = ["10:00", "9/9", "-", "200", "added", "text/html", "-", f"{ORIGIN}/item/7"]
    put(
        tmp_path,
        "hts-cache/new.txt",
        "date\tsize\n" + "\t".join([*cells, "/mirrors/127.0.0.1/x.html", "from"]),
    )
    (page,) = read_folder(tmp_path, profile)
    assert page.file.url == f"{ORIGIN}/item/7"


def test_text_is_no_page(tmp_path: Path, profile: MarketProfile) -> None:
    put(tmp_path, "item/7")
    put(tmp_path, "notes", "bought on Monday")
    urls = [page.file.url for page in read_folder(tmp_path, profile)]
    assert urls == [f"{ORIGIN}/item/7"]


def test_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds no pages"):
        count_files(tmp_path)


def test_name_that_is_no_text_is_a_page_all_the_same(
    tmp_path: Path, profile: MarketProfile
) -> None:
    put(tmp_path, os.fsdecode(b"caf\xe9.html"))
    (page,) = read_folder(tmp_path, profile)
    assert page.file.url == f"{ORIGIN}/caf%E9.html"
    assert page.hint.name == "file:caf\\xe9.html"


def test_nothing_outside_the_folder_is_read(
    tmp_path: Path, profile: MarketProfile
) -> None:
    folder = tmp_path / "seized"
    secret = put(tmp_path, "secret.html")
    picture = put(tmp_path, "secret.png")
    put(folder, "a.html")
    (folder / "b.html").symlink_to(secret)
    (folder / "c.png").symlink_to(picture)
    lines = [
        {"file": name, "url": f"{ORIGIN}/{number}"}
        for number, name in enumerate(("../secret.png", str(picture), "c.png"))
    ]
    text = "".join(f"{json.dumps(line)}\n" for line in lines)
    put(folder, "urls.jsonl", text)
    assert [page.file.url for page in read_folder(folder, profile)] == [
        f"{ORIGIN}/a.html"
    ]
    assert count_files(folder) == 1


@pytest.mark.parametrize(
    "line",
    [
        b"\xff\xfe{}",
        b'{"file": "a.html", "url": "u", "fetched_at": "9999-12-31T00:00:00-05:00"}',
        b'{"file": "a.html", "url": "u", "fetched_at": "2999-01-01T00:00:00Z"}',
    ],
)
def test_map_with_bytes_or_times_that_cannot_be_is_refused(
    tmp_path: Path, profile: MarketProfile, line: bytes
) -> None:
    put(tmp_path, "a.html")
    (tmp_path / "urls.jsonl").write_bytes(line + b"\n")
    with pytest.raises(ConfigError, match=r"urls.jsonl:1: .* a time that is past"):
        list(read_folder(tmp_path, profile))


def test_times_with_a_zone_are_kept_as_utc(
    tmp_path: Path, profile: MarketProfile
) -> None:
    put(tmp_path, "a.html")
    facts = {"file": "a.html", "url": "u", "fetched_at": "2020-05-01T10:00:00+05:00"}
    put(tmp_path, "urls.jsonl", json.dumps(facts))
    (page,) = read_folder(tmp_path, profile)
    assert page.file.taken_at.isoformat() == "2020-05-01T05:00:00+00:00"


def test_file_from_the_future_is_of_today(
    tmp_path: Path, profile: MarketProfile
) -> None:
    os.utime(put(tmp_path, "a.html"), (32_000_000_000, 32_000_000_000))
    (page,) = read_folder(tmp_path, profile)
    assert page.file.taken_at <= datetime.now(UTC)
