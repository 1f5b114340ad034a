"""微信公众号: a WeChat Official Account, answered in the response and by customer-service messages (docs/channels/wechat.md)."""
