def test_a_sound_installation_is_told_so(invoke):
    result = invoke("doctor")
    assert result.exit_code == 0, result.output
    assert "wrong" not in result.output


def test_broken_routing_rules_are_named(invoke, monkeypatch, tmp_path):
    rules = tmp_path / "routing.toml"
    rules.write_text('[[rule]]\nunit = "here"\n', encoding="utf-8")
    monkeypatch.setenv("FEEDBACK_AI_ROUTING", str(rules))
    result = invoke("doctor")
    assert result.exit_code == 1
    assert "wrong routing" in result.output


def test_a_store_that_cannot_be_reached_is_named(invoke, monkeypatch):
    monkeypatch.setenv("FEEDBACK_AI_DATABASE_URL", "mysql://nobody@nowhere/x")
    result = invoke("doctor")
    assert result.exit_code == 1
    assert "wrong store" in result.output
