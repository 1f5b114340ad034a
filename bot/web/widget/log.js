import { choose, unchoose } from "./choices.js";
import { h, icon, unseen } from "./dom.js";
import { answerFoot } from "./foot.js";
import { drawMessage } from "./messages.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Act} Act */
/** @typedef {import("./types.js").Message} Message */

const TYPING_AFTER_MS = 300;

/** The conversation on the screen: draws what it is told and decides nothing. */
export class Log {
  /** @param {string} botName @param {() => Act} act */
  constructor(botName, act) {
    this.botName = botName;
    this.act = act;
    this.entries = h("div", { class: "entries" });
    this.typingWord = h("span", { class: "typing-word" });
    const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    this.typingLine = h("div", { class: "typing", hidden: true }, dots, this.typingWord);
    /** @type {import("./types.js").Line[]} what stands here, for a download */
    this.lines = [];
    this.root = h(
      "div",
      { class: "log", role: "log", "aria-live": "polite", "aria-label": t("对话内容"), tabindex: "0" },
      this.entries,
      this.typingLine,
    );
    /** @type {HTMLElement | null} the newest answer: the only one whose controls work */
    this.live = null;
    this.typingTimer = 0;
    this.quiet = false; // drawing what was said before
    /** @type {HTMLElement | null} */
    this.faultLine = null;
  }

  /** Draws what was said before without reading it all aloud again. @param {() => void} draw */
  quietly(draw) {
    this.root.setAttribute("aria-live", "off");
    this.quiet = true;
    draw();
    this.quiet = false;
    this.toBottom();
    setTimeout(() => this.root.setAttribute("aria-live", "polite"), 500);
  }

  clear() {
    this.entries.replaceChildren();
    this.lines = [];
    this.live = null;
  }

  /** @param {string} text @returns {UserEntry} */
  user(text) {
    this.freeze();
    const entry = new UserEntry(text);
    this.lines.push({ speaker: t("您"), text });
    this.entries.append(entry.root);
    this.toBottom();
    return entry;
  }

  /** @param {Message[]} messages @returns {HTMLElement | null} the answer drawn */
  bot(messages) {
    const drawn = messages.filter((message) => message && typeof message === "object");
    if (!drawn.length) return null;
    this.freeze();
    const before = this.entries.lastElementChild;
    const answer = h(
      "div",
      { class: "answer", tabindex: "-1" },
      h("p", { class: "speaker" }, this.botName, unseen("：")),
      ...drawn.map((message) => drawMessage(message, this.act())),
      answerFoot(drawn, this.act()),
    );
    this.#keep(drawn);
    this.entries.append(answer);
    this.live = answer;
    const top = before instanceof HTMLElement && before.classList.contains("user") ? before : answer;
    this.root.scrollTo({ top: top.offsetTop - 12 });
    return answer;
  }

  /** What comes unasked; what the citizen is being asked stays open. @param {Message} message */
  pushed(message) {
    const entry = h(
      "div",
      { class: "answer pushed" },
      h("p", { class: "speaker" }, this.botName, unseen("：")),
      drawMessage(message, this.act()),
      answerFoot([message], this.act()),
    );
    this.#keep([message]);
    this.entries.append(entry);
    this.toBottom();
  }

  /** @param {Message[]} messages */
  #keep(messages) {
    for (const { text, choices, source } of messages) {
      const titles = (choices ?? []).map((choice) => `· ${choice.title}`);
      this.lines.push({ speaker: this.botName, text: [text, ...titles].join("\n"), source });
    }
  }

  /** @param {string} words something the page itself says */
  note(words) {
    this.entries.append(h("p", { class: "note" }, words));
    this.toBottom();
  }

  /** @param {string} words @param {() => void} retry */
  fault(words, retry) {
    const button = h("button", { type: "button", class: "button", onclick: retry }, icon("retry"), t("重试"));
    this.faultLine = h("div", { class: "trouble alone" }, h("p", {}, icon("alert"), words), button);
    this.entries.append(this.faultLine);
    this.toBottom();
  }

  clearFault() {
    this.faultLine?.remove();
  }

  /** Switches the controls of the newest answer off. @param {string} [chosen] title of what the citizen chose, when known */
  freeze(chosen) {
    for (const group of this.live?.querySelectorAll("fieldset") ?? []) group.disabled = true;
    if (!chosen) return;
    for (const button of this.live?.querySelectorAll("button[data-title]") ?? [])
      if (button.getAttribute("data-title") === chosen) return choose(button);
  }

  /** And on again, when the citizen's answer could not be sent. */
  thaw() {
    for (const group of this.live?.querySelectorAll("fieldset") ?? []) group.disabled = false;
    if (this.live) unchoose(this.live);
  }

  /** @param {boolean} on @param {string} [who] a person, by name */
  typing(on, who = "") {
    clearTimeout(this.typingTimer);
    this.typingWord.textContent = who ? t("{who}正在输入…", { who }) : "";
    if (!who) this.root.setAttribute("aria-busy", String(on));
    if (!on) this.typingLine.hidden = true;
    else
      this.typingTimer = setTimeout(() => {
        this.typingLine.hidden = false;
        this.toBottom();
      }, TYPING_AFTER_MS);
  }

  toBottom() {
    this.root.scrollTo({ top: this.root.scrollHeight });
  }
}

/** What the citizen said, with the trouble of sending it. */
export class UserEntry {
  /** @param {string} text */
  constructor(text) {
    this.trouble = h("div", { class: "trouble", hidden: true });
    /** @type {HTMLElement | undefined} */
    this.bar = undefined;
    /** @type {HTMLElement | undefined} */
    this.meter = undefined;
    /** @type {HTMLElement | undefined} */
    this.percent = undefined;
    this.root = h("div", { class: "user" }, h("p", { class: "bubble" }, unseen(`${t("您")}：`), text), this.trouble);
  }

  /** @param {string} words @param {() => void} retry @param {(() => void) | null} edit */
  failed(words, retry, edit) {
    const button = h("button", { type: "button", class: "button", onclick: retry }, icon("retry"), t("重试"));
    this.trouble.replaceChildren(h("p", {}, icon("alert"), t("发送失败：{why}", { why: words })), button);
    if (edit) this.trouble.append(h("button", { type: "button", class: "button", onclick: edit }, t("修改")));
    this.trouble.hidden = false;
  }

  /** No longer to be retried. @param {string} [words] */
  dropped(words = t("发送失败")) {
    this.trouble.replaceChildren(h("p", {}, icon("alert"), words));
    this.trouble.hidden = false;
  }

  /** How far a file is. @param {number} share 0 to 1 @param {() => void} cancel */
  sending(share, cancel) {
    const percent = Math.round(share * 100);
    if (!this.bar) {
      this.bar = h("span", { class: "steps-done" });
      this.percent = h("span", {});
      const button = h("button", { type: "button", class: "button", onclick: cancel }, icon("close"), t("取消上传"));
      const whole = { role: "progressbar", "aria-label": t("上传进度"), "aria-valuemin": "0", "aria-valuemax": "100" };
      this.meter = h("div", { class: "steps-bar", ...whole }, this.bar);
      this.trouble.replaceChildren(h("div", { class: "upload" }, this.percent, this.meter), button);
      this.trouble.classList.add("going");
      this.trouble.hidden = false;
    }
    this.bar.style.width = `${percent}%`;
    this.meter?.setAttribute("aria-valuenow", String(percent));
    if (this.percent) this.percent.textContent = percent < 100 ? t("正在上传 {percent}%", { percent }) : t("已上传，正在检查");
  }

  cleared() {
    this.trouble.hidden = true;
    this.trouble.classList.remove("going");
    this.trouble.replaceChildren();
    this.bar = undefined;
  }
}
