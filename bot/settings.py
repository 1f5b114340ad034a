"""Every setting of the product, read once from the environment (prefix ``ZHENGWEN_``) or a ``.env`` file."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError as UnreadableSetting

ROOT = Path(__file__).resolve().parent.parent

DEVELOPMENT_SECRET = "development-only-signing-key"
DEVELOPMENT_DATA_KEY = "ZGV2ZWxvcG1lbnQtb25seS1kYXRhLWtleS0zMmJ5dGU="


def _looks_like(pattern: str, words: str) -> AfterValidator:
    def check(secret: SecretStr) -> SecretStr:
        if not re.fullmatch(pattern, secret.get_secret_value()):
            raise ValueError(words)
        return secret

    return AfterValidator(check)


def _is_network(value: str) -> str:
    try:
        ip_network(value)
    except ValueError:
        raise ValueError("IP 地址或网段，如 10.0.0.0/8") from None
    return value


Network = Annotated[str, AfterValidator(_is_network)]
CallbackToken = Annotated[SecretStr, _looks_like(r"[A-Za-z0-9]{3,32}", "3 至 32 位字母或数字")]
TemplateField = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,20}\d{1,3}$")]
CallbackKey = Annotated[SecretStr, _looks_like(r"[A-Za-z0-9]{43}", "43 位字母或数字")]
HostName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$")]
HeaderSecret = Annotated[SecretStr, _looks_like(r"[A-Za-z0-9_-]{16,256}", "16 至 256 位字母、数字、_ 或 -")]


class SettingsError(Exception):
    """Settings that cannot be used; the message is Chinese, names each one and repeats no value."""


class Settings(BaseSettings):
    """Defaults run the demo city on one machine; production refuses the development secrets."""

    model_config = SettingsConfigDict(
        env_prefix="ZHENGWEN_",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    mode: Literal["development", "production"] = "development"
    city: str = "云江市"
    region_code: str = "990100"  # 行政区划代码; 99 is no real province

    database_url: str = f"sqlite:///{ROOT / 'var' / 'zhengwen.db'}"
    redis_url: str | None = None
    database_timeout_s: int = Field(default=3, ge=1, le=60)
    slow_query_ms: int = Field(default=500, ge=1, le=60_000)  # longer ones are logged

    secret_key: SecretStr = SecretStr(DEVELOPMENT_SECRET)  # signs sessions and button payloads
    secret_keys_before: list[SecretStr] = []  # believed, not used, until what they signed is over
    data_key: SecretStr = SecretStr(DEVELOPMENT_DATA_KEY)  # base64, 32 bytes: AES-GCM; several, newest first
    data_key_file: Path | None = None  # the same in a file, for secrets that are mounted
    session_hours: int = Field(default=24, ge=1, le=24 * 30)
    proof_minutes: int = Field(default=30, ge=1, le=24 * 60)  # how long a one-time code is believed

    staff_session_hours: int = Field(default=12, ge=1, le=24)  # a day's work; then the password again
    staff_idle_minutes: int = Field(default=30, ge=5, le=24 * 60)

    # Systems the government has already (docs/integration.md); without an address the embedded one is used.
    sms_url: str | None = None
    intake_url: str | None = None
    identity_url: str | None = None
    calendar_url: str | None = None
    sharing_url: str | None = None
    ports_token: SecretStr = SecretStr("")  # bearer token sent to all of them
    ports_timeout_s: float = Field(default=5.0, gt=0, le=60)

    open_data_licence: str = "使用条件由数据提供单位确定；引用请注明来源和日期。"

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    public_url: str = "http://127.0.0.1:8000"
    allowed_origins: list[str] = []
    trusted_proxies: list[Network] = ["127.0.0.1", "::1"]  # whose X-Forwarded-For is believed; networks too
    serve_only: Literal["all", "citizen", "staff"] = "all"  # which doors this process opens
    staff_host: HostName | None = None  # the one host name that leads to the console

    max_connections: int = Field(default=10_000, ge=10)  # at once, those that listen to notices among them

    # How many a minute; 0: as many as come. Shared by all replicas when there is a Redis.
    rate_session: int = Field(default=60, ge=0)  # messages and uploads of one conversation
    rate_address: int = Field(default=600, ge=0)  # requests of one address: a hall, a school behind it
    rate_new_sessions: int = Field(default=120, ge=0)  # conversations opened from one address
    rate_login: int = Field(default=20, ge=0)  # staff log-ins tried from one address
    rate_channel: int = Field(default=6_000, ge=0)  # updates of one messaging app
    rate_whole: int = Field(default=30_000, ge=0)  # messages, uploads and new conversations of everybody

    files_dir: Path = ROOT / "var" / "files"  # uploads, encrypted; shared by all replicas
    disk_free_mb: int = Field(default=200, ge=0)  # less room than that, and the replica is not ready
    keep_cases_years: int = Field(default=30, ge=1, le=100)  # personal data of what was handled
    keep_citizens_years: int = Field(default=3, ge=1, le=100)  # of who has not been heard of
    upload_max_mb: int = Field(default=8, ge=1, le=50)  # of one file
    upload_max_files: int = Field(default=20, ge=1, le=500)  # that one conversation may keep
    upload_keep_hours: int = Field(default=24, ge=1, le=24 * 30)  # of a file that answers no field

    # Telegram (docs/channels/telegram.md): off, and 404, until both secrets are there.
    telegram_token: SecretStr | None = None  # from @BotFather
    telegram_webhook_secret: HeaderSecret | None = None
    telegram_api_url: str = "https://api.telegram.org"

    # 微信公众号 (docs/channels/wechat.md): off, and 404, until it has an AppID.
    wechat_app_id: str | None = None
    wechat_app_secret: SecretStr | None = None
    wechat_token: CallbackToken | None = None
    wechat_aes_key: CallbackKey | None = None  # EncodingAESKey: without it messages come in plain
    wechat_notice_template: str | None = None  # 模板消息, for notices after 48 hours
    wechat_notice_fields: dict[TemplateField, Literal["matter_no", "state", "text"]] = {}
    wechat_api_url: str = "https://api.weixin.qq.com"

    # 企业微信的微信客服 (docs/channels/wecom.md): off, and 404, until it has a CorpID.
    wecom_corp_id: str | None = None
    wecom_secret: SecretStr | None = None
    wecom_token: CallbackToken | None = None
    wecom_aes_key: CallbackKey | None = None
    wecom_api_url: str = "https://qyapi.weixin.qq.com"

    tensorflow: bool = False  # true when config.yml has a TensorFlow component (DIET, TED): 400 MB more
    model_dir: Path = ROOT / "models"
    catalogue_dir: Path = ROOT / "data" / "catalogue"
    faq_dir: Path = ROOT / "data" / "nlu" / "faq"
    encoder_dir: Path | None = None  # a sentence encoder in ONNX; without one nothing is missing
    policies_dir: Path = ROOT / "data" / "policies"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @property
    def signing_keys(self) -> list[str]:
        """Oldest first; the last one signs, all of them are believed."""
        return [key.get_secret_value() for key in (*self.secret_keys_before, self.secret_key)]

    @model_validator(mode="after")
    def _refuse_development_secrets(self) -> Settings:
        if self.mode == "production":
            defaults = {
                "ZHENGWEN_SECRET_KEY": DEVELOPMENT_SECRET in self.signing_keys,
                "ZHENGWEN_DATA_KEY": self.data_key_file is None
                and DEVELOPMENT_DATA_KEY in self.data_key.get_secret_value(),
            }
            unset = [name for name, is_default in defaults.items() if is_default]
            if unset:
                raise ValueError(f"生产模式不能使用开发默认密钥，请设置：{'、'.join(unset)}")
        return self

    @model_validator(mode="after")
    def _refuse_half_a_channel(self) -> Settings:
        for first, others in _TOGETHER.items():
            if getattr(self, first) is None:
                continue
            wanted = [name for name in others if name != _PLAIN_IN_DEVELOPMENT or self.mode == "production"]
            missing = [f"ZHENGWEN_{name.upper()}" for name in wanted if getattr(self, name) is None]
            if missing:
                raise ValueError(f"设置了 ZHENGWEN_{first.upper()}，还要设置：{'、'.join(missing)}")
        if self.wechat_notice_template is not None and not self.wechat_notice_fields:
            raise ValueError(
                "设置了 ZHENGWEN_WECHAT_NOTICE_TEMPLATE，还要设置：ZHENGWEN_WECHAT_NOTICE_FIELDS"
            )
        return self


# What a messaging app cannot do without, by what turns it on.
_TOGETHER = {
    "wechat_app_id": ("wechat_app_secret", "wechat_token", "wechat_aes_key"),
    "wecom_corp_id": ("wecom_secret", "wecom_token", "wecom_aes_key"),
}
_PLAIN_IN_DEVELOPMENT = "wechat_aes_key"


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process. Raises SettingsError."""
    try:
        return Settings()
    except ValidationError as error:
        complaints = [_complaint(each["loc"], each["msg"]) for each in error.errors(include_input=False)]
        raise SettingsError("设置有误：" + "；".join(complaints)) from None
    except UnreadableSetting as error:  # a list that is no JSON
        raise SettingsError(f"设置有误：{error}") from None


def _complaint(place: tuple[int | str, ...], message: str) -> str:
    if not place:
        return message.removeprefix("Value error, ")
    return f"ZHENGWEN_{str(place[0]).upper()} 的值不对（{message}）"
