"""What the audit log's actions are called on a page; an action without a word is shown as it is."""

from __future__ import annotations

ACTIONS = {
    "audit.verify": "核验日志",
    "catalogue.import": "导入事项",
    "faq.submit": "提交审核",
    "faq.approve": "审核通过",
    "faq.return": "审核退回",
    "faq.ask_withdraw": "申请撤下",
    "faq.emergency": "紧急发布",
    "faq.emergency_review": "事后审核",
    "faq.release": "检查后发布",
    "faq.golden_add": "添加必答问题",
    "faq.golden_remove": "移除必答问题",
    "faq.upload": "表格导入",
    "faq.export": "导出问答",
    "faq.ignore": "忽略市民的问题",
    "faq.take_back": "取回忽略的问题",
    "faq.publish": "发布问答",
    "faq.rollback": "回退问答",
    "privacy.export": "复制个人信息",
    "privacy.erase": "删除个人信息",
    "staff.add": "新增账号",
    "staff.grant": "分配角色",
    "staff.reset_password": "重置密码",
    "staff.change_password": "修改密码",
    "staff.enable": "启用账号",
    "staff.disable": "停用账号",
    "staff.unlock": "解除锁定",
    "staff.locked": "账号锁定",
    "staff.log_in": "登录",
    "staff.log_out": "退出",
    "staff.recovery_code": "用恢复码登录",
    "staff.set_totp": "启用动态口令",
    "staff.remove_totp": "停用动态口令",
    "staff.forget_totp": "解除动态口令",
}


def action_word(action: str) -> str:
    return ACTIONS.get(action, action)
