import { h, icon } from "./dom.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Field} Field */

export const LIMIT = 500;
const COUNT_FROM = 400;

/** How each kind of field is typed. @type {Record<string, {inputmode?: string, autocomplete?: string, hint?: string}>} */
const KINDS = {
  name: { autocomplete: "name" },
  id_number: { inputmode: "text", hint: "18 位，最后一位可以是 X" },
  mobile: { inputmode: "tel", autocomplete: "tel", hint: "11 位手机号码" },
  uscc: { inputmode: "text", hint: "18 位数字和大写字母" },
  number: { inputmode: "numeric" },
  amount: { inputmode: "decimal", hint: "单位：元" },
  address: { autocomplete: "street-address" },
};

/** Where the citizen writes: Enter sends, Shift+Enter breaks the line, a word still being composed is left alone. */
export class Composer {
  /** @param {(text: string) => void} send @param {(words: string) => void} announce */
  constructor(send, announce) {
    this.send = send;
    this.announce = announce;
    this.input = /** @type {HTMLTextAreaElement} */ (
      h("textarea", {
        id: "words",
        rows: "1",
        "aria-label": t("请输入您的问题"),
        "aria-describedby": "count",
        enterkeyhint: "send",
      })
    );
    this.field = h("p", { class: "filling", hidden: true });
    this.count = h("p", { class: "count", id: "count", hidden: true });
    this.line = h("div", { class: "compose-line" }, this.input);
    this.button = h("button", { type: "submit", class: "send", "aria-label": t("发送") }, icon("send"));
    this.root = h(
      "form",
      { class: "composer", novalidate: true },
      this.field,
      this.count,
      this.line,
    );
    this.line.append(this.button);
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.input.addEventListener("input", () => this.measure());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.ask(null);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    // 229: Safari ends a composition before it reports the Enter that ended it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.submit();
  }

  submit() {
    const text = this.input.value.trim();
    const over = length(text) - LIMIT;
    if (over > 0) this.announce(t("超出 {n} 字，请精简后再发送。", { n: over }));
    else if (text) {
      this.put("");
      this.send(text);
    }
    this.input.focus();
  }

  /** @param {string} text */
  put(text) {
    this.input.value = text;
    this.measure();
  }

  /** Fits the box to its words and counts them near the limit. */
  measure() {
    this.input.style.height = "auto";
    if (this.input.scrollHeight) this.input.style.height = `${this.input.scrollHeight}px`;
    const left = LIMIT - length(this.input.value.trim());
    this.count.hidden = left > LIMIT - COUNT_FROM;
    this.count.textContent = left >= 0
        ? t("还可输入 {n} 字（最多 {most} 字）", { n: left, most: LIMIT })
        : t("超出 {n} 字，请精简后再发送", { n: -left });
    this.count.classList.toggle("over", left < 0);
    this.input.setAttribute("aria-invalid", String(left < 0));
    if (!this.count.hidden && left % 20 === 0) this.announce(this.count.textContent);
  }

  /** Gets ready for a form field, or with null for anything. @param {Field | null} field */
  ask(field) {
    const kind = field ? (KINDS[field.input] ?? {}) : {};
    const words = field ? t("请输入{label}", { label: field.label }) : t("请输入您的问题");
    this.input.placeholder = field && kind.hint ? t(kind.hint) : words;
    this.input.setAttribute("aria-label", words);
    this.input.setAttribute("inputmode", kind.inputmode ?? "text");
    this.input.setAttribute("autocomplete", kind.autocomplete ?? "off");
    this.field.hidden = !field;
    this.field.textContent = field ? t("正在填写：{label}", { label: field.label }) : "";
  }
}

/** Characters as people count them, not UTF-16 units. @param {string} text */
const length = (text) => [...text].length;
