def test_upgrade_makes_a_store_and_can_be_repeated(invoke, home):
    first = invoke("db", "upgrade")
    assert first.exit_code == 0, first.output
    assert (home / "feedback.sqlite").is_file()
    assert invoke("db", "upgrade").stdout == first.stdout
