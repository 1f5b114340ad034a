import { choiceGroup } from "./choices.js";
import { h, icon } from "./dom.js";
import { day, leftover, moment } from "./format.js";

/** @typedef {import("./types.js").Act} Act */
/** @typedef {import("./types.js").Message} Message */

/** What a receipt may carry, in reading order, with the words of a paper receipt. @type {[string, string, (value: any) => string][]} */
const RECEIPT_ROWS = [
  ["item", "事项", String],
  ["department", "承办单位", String],
  ["date", "预约日期", day],
  ["start", "预约时间", String],
  ["queue_no", "排队号", String],
  ["promised_on", "承诺办结日期", day],
  ["statutory_on", "法定办结日期", day],
  ["due_on", "办理期限", day],
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

/** @param {[string, string][]} rows label, value */
function rowList(rows) {
  return h(
    "dl",
    { class: "rows" },
    ...rows.map(([label, value]) => h("div", {}, h("dt", {}, label), h("dd", {}, value))),
  );
}

/** @param {string} text */
const words = (text) => (text ? h("p", { class: "words" }, text) : null);

/** 核对信息: everything about to be filed. @param {Message} message @param {Act} act */
export function reviewCard(message, act) {
  const data = message.data ?? {};
  /** @type {[string, string][]} */
  const rows = (Array.isArray(data.rows) ? data.rows : []).map((/** @type {any} */ row) => [
    String(row?.label ?? ""),
    String(row?.value ?? ""),
  ]);
  if (!rows.length) return null;
  const text = leftover(
    message.text,
    [...rows.map((row) => row[1]), data.item],
    rows.map((row) => row[0]),
  );
  return h(
    "div",
    { role: "group", class: "card", "aria-label": "核对信息" },
    h("h3", { class: "card-title" }, icon("list"), data.item ? `核对信息：${data.item}` : "核对信息"),
    words(text),
    rowList(rows),
    choiceGroup(message.choices, act, { lead: true }),
  );
}

/** 回执 of an application, a booking or a work order. @param {Message} message @param {Act} act */
export function receiptCard(message, act) {
  const data = message.data ?? {};
  const number = NUMBERS.find(([key]) => data[key]);
  if (!number) return null;
  const code = String(data[number[0]]);
  /** @type {[string, string][]} */
  const rows = RECEIPT_ROWS.filter(([key]) => data[key]).map(([key, label, read]) => [label, read(data[key])]);
  /** @type {any[]} */
  const parts = (Array.isArray(data.parts) ? data.parts : []).filter((part) => part?.case_no);
  const label = parts.length ? WHOLE : number[1];
  const values = [data, ...parts].flatMap((each) => [
    each[number[0]],
    ...RECEIPT_ROWS.flatMap(([key]) => (each[key] ? [each[key], day(each[key])] : [])),
  ]);
  const text = leftover(message.text, values, [number[1], label, ...PART_LABELS, ...rows.map((row) => row[0])]);
  return h(
    "div",
    { role: "group", class: "card receipt", "aria-label": "回执" },
    h("h3", { class: "card-title good" }, icon("check"), "回执"),
    h("p", { class: "number-label" }, label),
    h("p", { class: "number" }, code),
    copyButton(code, label, act),
    rowList(rows),
    parts.length ? h("ol", { class: "parts" }, ...parts.map(partLine)) : null,
    words(text),
    choiceGroup(message.choices, act),
  );
}

/** One item of a 一件事, with the number of its own. @param {any} part */
function partLine(part) {
  /** @type {[string, string][]} */
  const rows = [
    ["办件编号", String(part.case_no)],
    ...RECEIPT_ROWS.filter(([key]) => key !== "item" && part[key]).map(
      ([key, label, read]) => /** @type {[string, string]} */ ([label, read(part[key])]),
    ),
  ];
  return h("li", {}, h("p", { class: "part-name" }, String(part.item ?? "")), rowList(rows));
}

/** @param {string} code @param {string} label @param {Act} act */
function copyButton(code, label, act) {
  const word = h("span", {}, "复制编号");
  const button = h("button", { type: "button", class: "button copy" }, icon("copy"), word);
  button.addEventListener("click", async () => {
    const done = await copyText(code);
    word.textContent = done ? "已复制" : "请长按编号复制";
    act.announce(done ? `${label}已复制` : "浏览器不允许复制，请选中编号手动复制");
    setTimeout(() => (word.textContent = "复制编号"), 3000);
  });
  return button;
}

/** The clipboard needs https; older pages get the old way. @param {string} text */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = /** @type {HTMLTextAreaElement} */ (h("textarea", { readonly: true, "aria-hidden": "true" }, text));
    area.style.position = "fixed";
    area.style.opacity = "0";
    document.body.append(area);
    const focused = document.activeElement?.shadowRoot?.activeElement;
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return done;
  }
}

/** 办理进度 as a time line, newest step marked. @param {Message} message @param {Act} act */
export function progressCard(message, act) {
  const data = message.data ?? {};
  /** @type {any[]} */
  const events = (Array.isArray(data.events) ? data.events : []).filter(Boolean);
  if (!events.length && !data.state) return null;
  const values = [
    data.case_no,
    data.state,
    ...events.flatMap((event) => [event.note, event.state, event.at, moment(event.at), day(event.at)]),
  ];
  const text = leftover(message.text, values, ["办件编号", "当前状态", "办理进度"]);
  const latest = events.reduce(
    (best, event, index) => (String(event.at ?? "") >= String(events[best].at ?? "") ? index : best),
    0,
  );
  return h(
    "div",
    { role: "group", class: "card", "aria-label": "办理进度" },
    h("h3", { class: "card-title" }, icon("clock"), "办理进度"),
    data.case_no || data.state
      ? h(
          "p",
          { class: "state-line" },
          h("span", { class: "state" }, data.state ?? ""),
          data.case_no ? h("span", { class: "case-no" }, data.case_no) : null,
        )
      : null,
    words(text),
    h("ol", { class: "timeline" }, ...events.map((event, index) => eventLine(event, index === latest))),
    choiceGroup(message.choices, act),
  );
}

/** @param {any} event @param {boolean} latest */
function eventLine(event, latest) {
  return h(
    "li",
    { class: latest ? "latest" : null, "aria-current": latest ? "step" : null },
    h("p", { class: "event-state" }, event.state ?? ""),
    event.at ? h("p", { class: "event-at" }, moment(event.at)) : null,
    event.note ? h("p", { class: "words" }, event.note) : null,
  );
}
