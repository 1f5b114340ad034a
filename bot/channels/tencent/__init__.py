"""What WeChat Official Accounts and WeCom have in common: the envelope, the API behind a token, menus, XML."""
