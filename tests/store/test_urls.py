import pytest

from feedback_ai.errors import StoreError
from feedback_ai.store.urls import display, parse_url, sqlite_file


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_gets_the_driver_that_we_ship(scheme: str) -> None:
    assert parse_url(f"{scheme}://me:pw@host/db").drivername == "postgresql+psycopg"


def test_a_password_is_never_displayed() -> None:
    url = parse_url("postgresql://me:s3cret@host:5433/db?password=s3cret&sslmode=require")
    assert display(url) == "postgresql://me:***@host:5433/db"


@pytest.mark.parametrize(
    "url",
    ["mysql://me:s3cret@host/db", "s3cret", "postgresql://me:s3cret@host:port/db", "sqlite://", "sqlite:///:memory:"],
)
def test_other_urls_are_refused_with_an_example_and_without_their_password(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        parse_url(url)
    assert "sqlite:////" in str(caught.value)
    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_file_of_a_sqlite_store() -> None:
    assert str(sqlite_file(parse_url("sqlite:////var/lib/a.sqlite"))) == "/var/lib/a.sqlite"
    assert sqlite_file(parse_url("postgresql://host/db")) is None
