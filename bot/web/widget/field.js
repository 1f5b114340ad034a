import { answer, choiceGroup, group } from "./choices.js";
import { h, icon } from "./dom.js";
import { day } from "./format.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Act} Act */
/** @typedef {import("./types.js").Message} Message */

let counter = 0;

/** One form field. What fits the composer is typed there; dates, files and choices have their own control. @param {Message} message @param {Act} act */
export function fieldCard(message, act) {
  const data = message.data ?? {};
  const own = { date: dateInput, file: fileInput, yes_no: yesNo }[String(data.input)];
  const control = own ? own(data, act, message) : null;
  const choices = data.input === "yes_no" && control ? null : choiceGroup(message.choices, act);
  return h(
    "div",
    { role: "group", class: "card field", "aria-label": t("填写：{label}", { label: data.label ?? "" }) },
    stepLine(data),
    data.label
      ? h(
          "h3",
          { class: "card-title" },
          data.label,
          data.required === false ? h("span", { class: "optional" }, t("选填")) : null,
        )
      : null,
    message.text && message.text !== data.label ? h("p", { class: "words" }, message.text) : null,
    control,
    choices,
    data.help
      ? h(
          "details",
          { class: "why" },
          h("summary", {}, icon("info"), t("为什么要填")),
          h("p", { class: "words" }, data.help),
        )
      : null,
  );
}

/** @param {any} data */
function stepLine(data) {
  const step = Number(data.step);
  const steps = Number(data.steps);
  if (!(step > 0) || !(steps >= step)) return null;
  const bar = h("span", { class: "steps-done" });
  bar.style.width = `${Math.round((step / steps) * 100)}%`;
  return h(
    "p",
    { class: "steps" },
    t("第 {step} 步，共 {steps} 步", { step, steps }),
    h("span", { class: "steps-bar", "aria-hidden": "true" }, bar),
  );
}

/** @param {any} data @param {Act} act @param {Message} message */
function yesNo(data, act, message) {
  if (message.choices?.length) return choiceGroup(message.choices, act);
  return group(
    t("请选择"),
    "choices",
    ...["是", "否"].map((word) => answer(act, { text: word, label: t(word) }, "button", h("span", {}, t(word)))),
  );
}

/** @param {string} title @param {HTMLInputElement} input @param {string} missing @param {Act} act @param {() => void} send */
function inputRow(title, input, missing, act, send) {
  const fault = h("p", { class: "fault", id: `${input.id}-fault` });
  input.setAttribute("aria-describedby", fault.id);
  const button = h("button", { type: "button", class: "button primary", onclick: submit }, t("确定"));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") submit();
  });
  input.addEventListener("input", () => complain(""));

  /** @param {string} words */
  function complain(words) {
    fault.textContent = words;
    input.setAttribute("aria-invalid", String(Boolean(words)));
  }
  function submit() {
    if (input.value) return send();
    complain(missing);
    act.announce(missing);
    input.focus();
  }
  return group(
    t("请填写"),
    "input-row",
    h("label", { for: input.id }, title),
    h("div", { class: "input-line" }, input, button),
    fault,
  );
}

/** @param {any} data @param {Act} act */
function dateInput(data, act) {
  const input = /** @type {HTMLInputElement} */ (
    h("input", { type: "date", id: `field-${++counter}`, max: "9999-12-31" })
  );
  return inputRow(t("选择{label}", { label: data.label ?? t("日期") }), input, t("请先选择日期。"), act, () =>
    act.send({ text: input.value, label: day(input.value) }),
  );
}

/** The browser's own words on a file control follow the system's language, so the button is ours. @param {any} data @param {Act} act */
function fileInput(data, act) {
  const input = /** @type {HTMLInputElement} */ (
    h("input", { type: "file", id: `field-${++counter}`, class: "unseen" })
  );
  const title = t("上传{label}", { label: data.label ?? t("文件") });
  const row = inputRow(title, input, t("请先选择文件。"), act, () => {
    const file = input.files?.[0];
    if (file) act.send({ file, label: t("文件：{name}", { name: file.name }) });
  });
  const name = h("span", {}, t("选择文件"));
  input.after(h("label", { for: input.id, class: "button pick" }, icon("file"), name));
  input.addEventListener("change", () => (name.textContent = input.files?.[0]?.name ?? t("选择文件")));
  return row;
}
