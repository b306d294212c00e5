from testmarkets.skins.foundry.replies import replies_to


def test_replies_depend_on_the_thread_alone() -> None:
    assert replies_to("t17") == replies_to("t17")
    assert {len(replies_to(f"t{number}")) for number in range(50)} == {0, 1, 2, 3}


def test_reply_quotes_all_that_were_before_it() -> None:
    threads = [replies_to(f"t{number}") for number in range(50)]
    longest = max(threads, key=len)
    assert longest[0].quoted == ()
    assert longest[2].quoted == (longest[1].text, longest[0].text)
