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


def test_broken_alert_rules_are_named(invoke, monkeypatch, tmp_path):
    rules = tmp_path / "alerts.toml"
    rules.write_text('[[rule]]\nname = "a"\nsignal = "spike"\n', encoding="utf-8")
    monkeypatch.setenv("FEEDBACK_AI_ALERTS", str(rules))
    result = invoke("doctor")
    assert result.exit_code == 1
    assert "wrong alerts" in result.output
    assert "ok    incidents: 8 cases at least, 3 playbooks" in result.output
