import hmac
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from feedback_ai.errors import SettingError
from feedback_ai.services.privacy import Privacy
from feedback_ai.services.secret_key import find_secret_key, secret_key
from feedback_ai.settings import Settings


def test_the_same_customer_has_the_same_hash_under_one_key_only(tmp_path: Path) -> None:
    one = Privacy(Settings(home=tmp_path, secret_key="k" * 16))
    other = Privacy(Settings(home=tmp_path, secret_key="l" * 16))
    assert one.customer_hash("c-1") == one.customer_hash("c-1") != one.customer_hash("c-2")
    assert one.customer_hash("c-1") != other.customer_hash("c-1")
    assert one.customer_hash("c-1") == hmac.new(b"k" * 16, b"c-1", "sha256").hexdigest()
    assert one.customer_hash(None) is None
    assert list(tmp_path.iterdir()) == []


def test_the_key_is_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    assert find_secret_key(settings) is None
    key = secret_key(settings)
    (file,) = (tmp_path / "home").iterdir()
    assert (file.name, stat.S_IMODE(file.stat().st_mode)) == ("secret.key", 0o600)
    assert len(key) == 64
    assert secret_key(settings) == find_secret_key(settings) == key


def test_many_that_make_the_key_at_once_agree(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: secret_key(settings), range(32)))) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["secret.key"]


def test_no_key_is_made_before_a_customer_id_needs_it(tmp_path: Path) -> None:
    Privacy(Settings(home=tmp_path)).customer_hash(None)
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    with pytest.raises(SettingError, match="FEEDBACK_AI_SECRET_KEY"):
        Privacy(Settings(home=tmp_path / "home")).customer_hash("c-1")


def test_only_allowed_metadata_is_kept_and_its_texts_are_redacted(tmp_path: Path) -> None:
    rules = Privacy(Settings(home=tmp_path, metadata_keys=["note", "score", "flag", "endless"]))
    kept = rules.metadata(
        {"note": "mail\0 bob@example.org", "score": 1.5, "flag": True, "endless": float("inf"), "other": "x"}
    )
    assert kept == {"note": "mail <EMAIL>", "score": 1.5, "flag": True, "endless": None}


def test_nothing_is_kept_by_default(tmp_path: Path) -> None:
    assert Privacy(Settings(home=tmp_path)).metadata({"note": "x"}) == {}
