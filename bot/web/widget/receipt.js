import { choiceGroup } from "./choices.js";
import { copyText } from "./copy.js";
import { h, icon } from "./dom.js";
import { day, leftover, shownDay } from "./format.js";
import { rowList } from "./record.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Act} Act */
/** @typedef {import("./types.js").Message} Message */
/** @typedef {{label: string, code: string, rows: [string, string][], parts: {name: string, rows: [string, string][]}[], note: string}} Receipt what stands on it, on every medium */

/** What a receipt may carry, in reading order, with the words of a paper receipt. @type {[string, string, (value: any) => string][]} */
const ROWS = [
  ["item", "事项", String],
  ["department", "承办单位", String],
  ["date", "预约日期", shownDay],
  ["start", "预约时间", String],
  ["queue_no", "排队号", String],
  ["promised_on", "承诺办结日期", shownDay],
  ["statutory_on", "法定办结日期", shownDay],
  ["due_on", "办理期限", shownDay],
];
/** @type {[string, string][]} */
const NUMBERS = [
  ["case_no", "办件编号"],
  ["booking_no", "预约编号"],
  ["order_no", "工单编号"],
];
/** 一件事: the number of the whole, and the labels of its items' lines in the text. */
const WHOLE = "总编号";
const PART_LABELS = ["办件编号", "承诺办结", "法定期限"];
/** What the text says of a date that is not known yet: in a list of items it is a row of its own. */
const LATER = "以受理通知为准";

/** @param {any} data @param {string} [without] @returns {[string, string][]} */
const rowsOf = (data, without) =>
  ROWS.filter(([key]) => key !== without && data[key]).map(([key, label, read]) => [t(label), read(data[key])]);

/** @param {Message} message @returns {Receipt | null} */
function receiptOf(message) {
  const data = message.data ?? {};
  const number = NUMBERS.find(([key]) => data[key]);
  if (!number) return null;
  /** @type {any[]} */
  const parts = (Array.isArray(data.parts) ? data.parts : []).filter((/** @type {any} */ part) => part?.case_no);
  const label = parts.length ? WHOLE : number[1];
  const values = [data, ...parts].flatMap((each) => [
    each[number[0]],
    ...ROWS.flatMap(([key]) => (each[key] ? [each[key], day(each[key])] : [])),
  ]);
  const later = parts.length && [LATER, t(LATER)].some((words) => String(message.text).includes(words));
  const unknown = later ? { promised_on: t(LATER), statutory_on: t(LATER) } : {};
  if (later) values.push(LATER, t(LATER));
  return {
    label: t(label),
    code: String(data[number[0]]),
    rows: rowsOf(data),
    parts: parts.map((part) => ({
      name: String(part.item ?? ""),
      rows: [[t("办件编号"), String(part.case_no)], ...rowsOf({ ...unknown, ...part }, "item")],
    })),
    note: leftover(message.text, values, [number[1], label, ...PART_LABELS, ...ROWS.map((row) => row[1])]),
  };
}

/** 回执 of an application, a booking or a work order. @param {Message} message @param {Act} act */
export function receiptCard(message, act) {
  const receipt = receiptOf(message);
  if (!receipt) return null;
  const { label, code, rows, parts, note } = receipt;
  return h(
    "div",
    { role: "group", class: "card receipt", "aria-label": t("回执") },
    h("h3", { class: "card-title good" }, icon("check"), t("回执")),
    h("p", { class: "number-label" }, label),
    h("p", { class: "number" }, code),
    h(
      "div",
      { class: "keep" },
      copyButton(receipt, act),
      keepButton("print", t("打印"), act, async () => (await import("./print.js")).print(receipt)),
      keepButton("picture", t("保存图片"), act, async () => (await import("./picture.js")).save(receipt)),
    ),
    rowList(rows),
    parts.length
      ? h(
          "ol",
          { class: "parts" },
          ...parts.map((part) => h("li", {}, h("p", { class: "part-name" }, part.name), rowList(part.rows))),
        )
      : null,
    note ? h("p", { class: "words" }, note) : null,
    choiceGroup(message.choices, act),
  );
}

/** @param {Receipt} receipt @param {Act} act */
function copyButton({ code, label }, act) {
  const word = h("span", {}, t("复制编号"));
  const button = h("button", { type: "button", class: "button" }, icon("copy"), word);
  button.addEventListener("click", async () => {
    const done = await copyText(code);
    word.textContent = done ? t("已复制") : t("请长按编号复制");
    act.announce(done ? t("{label}已复制", { label }) : t("浏览器不允许复制，请选中编号手动复制"));
    setTimeout(() => (word.textContent = t("复制编号")), 3000);
  });
  return button;
}

/** @param {string} picture @param {string} words @param {Act} act @param {() => Promise<void>} keep */
function keepButton(picture, words, act, keep) {
  const button = h("button", { type: "button", class: "button" }, icon(picture), words);
  button.addEventListener("click", () =>
    keep().catch(() => act.announce(t("这个浏览器做不到，请抄下或复制编号。"))),
  );
  return button;
}
