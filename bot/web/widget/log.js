import { choose, unchoose } from "./choices.js";
import { h, icon, unseen } from "./dom.js";
import { drawMessage } from "./messages.js";

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
    this.typingLine = h("div", { class: "typing", hidden: true, "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    this.root = h(
      "div",
      { class: "log", role: "log", "aria-live": "polite", "aria-label": "对话内容", tabindex: "0" },
      this.entries,
      this.typingLine,
    );
    /** @type {HTMLElement | null} the newest answer: the only one whose controls work */
    this.live = null;
    this.typingTimer = 0;
    /** @type {HTMLElement | null} */
    this.faultLine = null;
  }

  /** Draws what was said before without reading it all aloud again. @param {() => void} draw */
  quietly(draw) {
    this.root.setAttribute("aria-live", "off");
    draw();
    this.toBottom();
    setTimeout(() => this.root.setAttribute("aria-live", "polite"), 500);
  }

  clear() {
    this.entries.replaceChildren();
    this.live = null;
  }

  /** @param {string} text @returns {UserEntry} */
  user(text) {
    this.freeze();
    const entry = new UserEntry(text);
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
    );
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
    );
    this.entries.append(entry);
    this.toBottom();
  }

  /** @param {string} words something the page itself says */
  note(words) {
    this.entries.append(h("p", { class: "note" }, words));
    this.toBottom();
  }

  /** @param {string} words @param {() => void} retry */
  fault(words, retry) {
    const button = h("button", { type: "button", class: "button", onclick: retry }, icon("retry"), "重试");
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

  /** @param {boolean} on */
  typing(on) {
    clearTimeout(this.typingTimer);
    this.root.setAttribute("aria-busy", String(on));
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
    this.root = h("div", { class: "user" }, h("p", { class: "bubble" }, unseen("您："), text), this.trouble);
  }

  /** @param {string} words @param {() => void} retry @param {(() => void) | null} edit */
  failed(words, retry, edit) {
    const button = h("button", { type: "button", class: "button", onclick: retry }, icon("retry"), "重试");
    this.trouble.replaceChildren(h("p", {}, icon("alert"), `发送失败：${words}`), button);
    if (edit) this.trouble.append(h("button", { type: "button", class: "button", onclick: edit }, "修改"));
    this.trouble.hidden = false;
  }

  /** No longer to be retried. */
  dropped() {
    this.trouble.replaceChildren(h("p", {}, icon("alert"), "发送失败"));
    this.trouble.hidden = false;
  }

  cleared() {
    this.trouble.hidden = true;
    this.trouble.replaceChildren();
  }
}
