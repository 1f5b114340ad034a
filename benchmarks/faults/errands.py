"""What a citizen comes for: a 居住证 application, a booking, a 诉求; each up to the confirmation, and the confirmation."""

from __future__ import annotations

from benchmarks.faults.citizen import SUBMIT, Citizen, GaveUp

ITEM = "居住证"
_STEPS = 40  # more than any of them has, repeats after a kill included


def application(who: Citizen) -> dict[str, str]:
    """What is said, by field; what a case must hold afterwards."""
    return {
        "local_household": "不在",
        "half_year": "满了",
        "ground": "租房",
        "consent": "同意",
        "name": who.name,
        "id_number": "410184199003150013",
        "mobile": who.mobile,
        "address": f"云江市江滨区幸福路{who.number + 1}号3栋502室",
        "arrived_on": "2024年3月1日",
        "housing": "租的",
        "delivery": "自己去取",
        "remark": f"第{who.number}号",
    }


def fill_in(who: Citizen) -> None:
    """Up to the review. Raises GaveUp when the form has no end."""
    said = application(who)
    who.say(f"我要申请{ITEM}")
    for _ in range(_STEPS):
        if who.field is None:
            if who.payload(SUBMIT) is not None:
                return
            who.say("继续")  # back to the question, after an answer that was none
            continue
        who.say(said[who.field])
    raise GaveUp(f"the form has no end: {who.words}")


def apply(who: Citizen) -> str:
    """The case number that the citizen is told."""
    fill_in(who)
    return _confirm(who, "case_no")


def book(who: Citizen, item: str = "法律援助") -> str:
    """The booking number."""
    return _task(who, f"预约{item}", {"slot": "最早的", "name": who.name, "mobile": who.mobile}, "booking_no")


def told(who: Citizen) -> str:
    return f"第{who.number}号：楼上天天打麻将到凌晨两点"


def complain(who: Citizen) -> str:
    """The number of the work order."""
    said = {
        "content": told(who),
        "location": f"幸福路{who.number + 1}号",
        "happened": "昨晚",
        "target": "楼上住户",
        "anonymous": "实名",
        "name": who.name,
        "mobile": who.mobile,
        "secret": "是",
        "department": "你们定",
    }
    return _task(who, "我要投诉", said, "order_no")


def _task(who: Citizen, opening: str, said: dict[str, str], number: str) -> str:
    """Answers what is asked, also when a confirmation is answered by a question (the hour was given away meanwhile)."""
    who.say(opening)
    for _ in range(_STEPS):
        if found := who.receipt(number):
            return found
        if who.field is None:
            who.say(SUBMIT if who.payload(SUBMIT) is not None else opening)
        elif who.field in said:
            who.say(said[who.field])
        else:
            raise GaveUp(f"unexpected question {who.field}: {who.words}")
    raise GaveUp(f"no end: {who.words}")


def _confirm(who: Citizen, number: str) -> str:
    for _ in range(_STEPS):
        found = who.receipt(number)
        if found is not None:
            return found
        who.say(SUBMIT)
    raise GaveUp(f"no receipt: {who.words}")
