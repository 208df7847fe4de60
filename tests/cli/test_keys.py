from feedback_ai.errors import OptionError


def test_a_key_is_shown_once_listed_and_revoked(invoke):
    made = invoke("keys", "create", "dashboard", "--scope", "read", "--scope", "ingest")
    assert made.exit_code == 0, made.output
    token = made.stdout.strip()
    listed = invoke("keys", "list").stdout
    assert "dashboard" in listed
    assert token not in listed
    key_id = listed.split()[0]
    assert invoke("keys", "revoke", key_id).exit_code == 0
    assert "revoked" in invoke("keys", "list").stdout


def test_an_unknown_scope_lists_the_valid_ones(invoke):
    result = invoke("keys", "create", "x", "--scope", "everything")
    assert isinstance(result.exception, OptionError)
    assert "ingest" in str(result.exception)
