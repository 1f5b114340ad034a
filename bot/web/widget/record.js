import { choiceGroup } from "./choices.js";
import { h, icon } from "./dom.js";
import { day, leftover, moment } from "./format.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Act} Act */
/** @typedef {import("./types.js").Message} Message */

/** @param {[string, string][]} rows label, value */
export function rowList(rows) {
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
    { role: "group", class: "card", "aria-label": t("核对信息") },
    h("h3", { class: "card-title" }, icon("list"), data.item ? t("核对信息：{item}", { item: data.item }) : t("核对信息")),
    words(text),
    rowList(rows),
    choiceGroup(message.choices, act, { lead: true }),
  );
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
    { role: "group", class: "card", "aria-label": t("办理进度") },
    h("h3", { class: "card-title" }, icon("clock"), t("办理进度")),
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
