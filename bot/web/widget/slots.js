import { answer, choiceGroup, group } from "./choices.js";
import { h, icon } from "./dom.js";
import { day, leftover, shortDay } from "./format.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Choice} Choice */

/**
 * 预约时段: a row of buttons a day. The same slots come as `choices` for channels that only number them; a
 * choice that names a slot's date and start becomes that button, the others (换一天, 取消) stand below.
 * A slot without a choice sends its date and start as text.
 *
 * @param {import("./types.js").Message} message @param {import("./types.js").Act} act
 */
export function slotsCard(message, act) {
  const data = message.data ?? {};
  const days = (Array.isArray(data.days) ? data.days : []).filter(
    (/** @type {any} */ each) => Array.isArray(each?.slots) && each.slots.length,
  );
  if (!days.length) return null;
  const rest = [...(message.choices ?? [])];

  /** @param {string} date @param {any} slot */
  function slotButton(date, slot) {
    const label = `${shortDay(date)} ${slot.start}${slot.end ? `-${slot.end}` : ""}`;
    const left = Number(slot.left ?? 1);
    const taken = rest.findIndex((choice) => names(choice, date, slot.start));
    const payload = slot.payload ?? (taken >= 0 ? rest.splice(taken, 1)[0].payload : undefined);
    const out = payload ? { payload, label } : { text: `${date} ${slot.start}`, label };
    const time = h("span", { class: "slot-time" }, `${slot.start}${slot.end ? `-${slot.end}` : ""}`);
    const note = h("span", { class: "slot-left" }, left > 0 ? t("余 {n}", { n: left }) : t("已约满"));
    const button = answer(act, out, "button slot", time, note);
    if (left <= 0) button.setAttribute("disabled", "");
    return button;
  }

  const rows = days.map((/** @type {any} */ each) =>
    group(
      day(each.date),
      "slot-day",
      h("p", { class: "slot-date" }, shortDay(each.date)),
      h("div", { class: "slot-row" }, ...each.slots.map((/** @type {any} */ slot) => slotButton(each.date, slot))),
    ),
  );
  const starts = days.flatMap((/** @type {any} */ each) =>
    each.slots.flatMap((/** @type {any} */ slot) => [
      day(each.date),
      each.date,
      ...shortDay(each.date).split(" "),
      slot.start,
      slot.end,
    ]),
  );
  const text = leftover(message.text, starts, ["余", "已约满", "餘", "已約滿"]);
  return h(
    "div",
    { role: "group", class: "card", "aria-label": t("选择预约时间") },
    h("h3", { class: "card-title" }, icon("clock"), data.item ? t("预约：{item}", { item: data.item }) : t("选择预约时间")),
    text ? h("p", { class: "words" }, text) : null,
    ...rows,
    choiceGroup(rest, act),
  );
}

/** @param {Choice} choice @param {string} date @param {string} start */
function names(choice, date, start) {
  const [, month, dayOfMonth] = date.split("-").map(Number);
  const title = String(choice?.title ?? "");
  const named = [date, date.slice(5), `${month}月${dayOfMonth}日`, `${date.slice(5, 7)}月${date.slice(8)}日`];
  return title.includes(start) && named.some((each) => title.includes(each));
}
