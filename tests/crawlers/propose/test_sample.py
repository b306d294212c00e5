from crawlers.propose.sample import SamplePage, parse_samples


def test_address_is_the_name_or_what_the_browser_noted() -> None:
    pages = [
        SamplePage("http://a.example/item/1", b"<p>x</p>"),
        SamplePage(
            "x/1.html", b"<!-- saved from url=(0024)http://a.example/item/2 --><p>x</p>"
        ),
        SamplePage("x/2 b.html", b"<p>x</p>"),
    ]
    samples, refused = parse_samples(pages)
    assert [(one.url, one.has_own_address) for one in samples] == [
        ("http://a.example/item/1", True),
        ("http://a.example/item/2", True),
        ("http://market.invalid/x/2%20b.html", False),
    ]
    assert refused == []


def test_what_is_no_page_is_told() -> None:
    samples, refused = parse_samples(
        [SamplePage("a.png", b"\x89PNG\0\0"), SamplePage("b", b"")]
    )
    assert samples == []
    assert [line.partition(":")[0] for line in refused] == ["a.png", "b"]


def test_links_stay_on_the_host_and_out_of_folders() -> None:
    body = b"<title> A  b </title><a href='item.php?id=1'>one</a><a href=http://b.example/>x</a><a href=#t>y</a><a href=mailto:x>z</a>"
    (sample,), _ = parse_samples([SamplePage("listing/1.html", body)])
    assert [(link.target, link.text) for link in sample.links(0)] == [
        ("/item.php?id=1", "one")
    ]
    assert sample.title == "A b"
    assert sample.text_chars > 0
