"""企业微信的微信客服: citizens write from WeChat, we fetch what they wrote and answer (docs/channels/wecom.md)."""
