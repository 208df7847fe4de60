"""Every setting of the software, read from `FEEDBACK_AI_*` environment variables."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from feedback_ai.errors import SettingError


class Settings(BaseSettings):
    """Settings; each field is the environment variable `FEEDBACK_AI_<FIELD>` in capitals."""

    model_config = SettingsConfigDict(env_prefix="FEEDBACK_AI_", frozen=True)

    home: Path = Field(
        default_factory=lambda: Path.home() / ".feedback-ai",
        description="Directory of the default store and of the generated secret key.",
    )
    database_url: str | None = Field(
        default=None,
        description="SQLAlchemy URL of the store; a SQLite file under the home directory if unset.",
    )
    model: Path | None = Field(
        default=None,
        description="Directory of the model bundle; the shipped bundle if unset.",
    )
    secret_key: str | None = Field(
        default=None,
        min_length=16,
        description="Key of the hash of customer ids and of the secrets of webhooks; generated once under the home "
        "directory if unset.",
    )
    lang: Annotated[Literal["en", "zh"] | None, BeforeValidator(lambda value: value or None)] = Field(
        default=None,
        description="Language of commands where `--lang` is not given, `en` or `zh`; if unset, English, but errors "
        "are told in Chinese where the locale is Chinese; so are counts of refused rows of commands without `--lang`.",
    )
    metadata_keys: list[str] = Field(
        default=[],
        description="Metadata keys that may be stored (a JSON list); all others are dropped.",
    )
    batch_size: int = Field(
        default=256,
        ge=1,
        le=4096,
        description="Records analysed and committed together.",
    )
    journey: Path | None = Field(
        default=None,
        description="TOML file of the customer's journey (touchpoints and their terms); the built-in one if unset.",
    )
    routing: Path | None = Field(
        default=None,
        description="TOML file of the rules that name the responsible team; no rules if unset.",
    )
    alerts: Path | None = Field(
        default=None,
        description="TOML file of the alert rules and quiet hours; the built-in ones if unset.",
    )
    incidents: Path | None = Field(
        default=None,
        description="TOML file of what counts as a mass incident, and of the playbooks; the built-in one if unset.",
    )
    sla: str = Field(
        default="default",
        description="Deadlines of cases: `default`, `china`, `fca_disp`, or a TOML file of your own.",
    )
    queue: Path | None = Field(
        default=None,
        description="TOML file of what orders the queue of cases; the built-in one if unset.",
    )
    grades: Path | None = Field(
        default=None,
        description="TOML file of how units are graded from A to E; the built-in one if unset.",
    )
    indicators: Path | None = Field(
        default=None,
        description="TOML file of indicators, service standards and scales of ratings; the built-in one if unset.",
    )
    trackers: Path | None = Field(
        default=None,
        description="TOML file of the trackers (Jira, GitHub, ServiceNow, webhooks) that items go to; none if unset.",
    )
    containment_days: int = Field(
        default=0,
        ge=0,
        le=365,
        description="Days until a containment is due where no date is given; 0 is at once.",
    )
    countermeasure_days: int = Field(
        default=7,
        ge=1,
        le=365,
        description="Days until a lasting countermeasure is due where no date is given: 3 to 7, or 10.",
    )
    targets: Path | None = Field(
        default=None,
        description="TOML file of management's targets, which `measure gap` sets against what was met; none if unset.",
    )
    model_threads: int = Field(
        default=0,
        ge=0,
        description="Threads of the model; 0 leaves the choice to the library.",
    )
    torch_device: str | None = Field(
        default=None,
        description="Device on which torch runs the model, such as `cuda`; ONNX Runtime on the CPU if unset.",
    )
    max_body_bytes: int = Field(
        default=8_000_000,
        ge=1_000,
        description="Largest HTTP request body, in bytes.",
    )
    dashboard: bool = Field(
        default=True,
        description="Whether `serve` also shows the overview page at `/`; it needs a single API process.",
    )
    max_waiting: int = Field(
        default=32,
        ge=1,
        description="HTTP requests that may wait for the model before new ones are answered 503.",
    )

    @property
    def store_url(self) -> str:
        """The URL of the store in use."""
        return self.database_url or f"sqlite:///{self.home / 'feedback.sqlite'}"


def load_settings(**overrides: Any) -> Settings:
    """Read the settings from the environment.

    Raises:
        SettingError: If a value is not of its type or range; the message names variable and reason.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"][:1]).upper()
        raise SettingError(
            f"FEEDBACK_AI_{name} cannot be used: {first['msg']}.",
            hint="Correct the environment variable or unset it; `docs/settings.md` lists all.",
        ) from None


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return load_settings()
