import { h, icon } from "./dom.js";
import { t } from "./words.js";

const WAIT_MS = 120;
const LONGEST = 24;
const PERSONAL = /\d{4}/; // a number is no question, and a query may end in a server's log

/** Type-ahead under the input: items and questions that begin with what is typed, by pinyin initials too. */
export class Suggest {
  /**
   * @param {HTMLTextAreaElement} input
   * @param {(typed: string) => Promise<{title: string, kind: string}[]>} look
   * @param {(title: string) => void} pick @param {(words: string) => void} announce
   */
  constructor(input, look, pick, announce) {
    this.input = input;
    this.look = look;
    this.pick = pick;
    this.announce = announce;
    this.list = h("ul", { class: "suggest", id: "suggest", role: "listbox", "aria-label": t("您可能想问"), hidden: true });
    this.enabled = true;
    this.active = -1;
    this.timer = 0;
    this.asked = 0;
    /** @type {Map<string, {title: string, kind: string}[]>} */
    this.known = new Map();
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", "suggest");
    input.addEventListener("input", (event) => this.typed(/** @type {InputEvent} */ (event).isComposing));
    input.addEventListener("compositionend", () => this.typed(false));
    input.addEventListener("blur", () => this.close());
    // Before the composer's own: a chosen line is what Enter means, and Escape closes the list, not the window.
    input.addEventListener("keydown", (event) => this.onKey(event), true);
  }

  get options() {
    return /** @type {HTMLElement[]} */ ([...this.list.children]);
  }

  /** @param {boolean} composing */
  typed(composing) {
    clearTimeout(this.timer);
    const words = this.input.value.trim();
    if (composing) return;
    if (!this.enabled || !words || [...words].length > LONGEST || words.includes("\n") || PERSONAL.test(words))
      return this.close();
    this.timer = setTimeout(() => void this.open(words), WAIT_MS);
  }

  /** @param {string} words */
  async open(words) {
    const asked = ++this.asked;
    const found = this.known.get(words) ?? (await this.look(words));
    this.known.set(words, found);
    if (asked !== this.asked || !this.enabled || this.input.value.trim() !== words) return;
    this.active = -1;
    this.list.replaceChildren(...found.map((each, index) => this.#option(each, index)));
    this.list.hidden = !found.length;
    this.#mark();
    if (found.length) this.announce(t("{n} 条联想，按上下键选择", { n: found.length }));
  }

  close() {
    clearTimeout(this.timer);
    this.asked++;
    this.list.hidden = true;
    this.active = -1;
    this.#mark();
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const last = this.options.length - 1;
    if (this.list.hidden) {
      if (event.key === "ArrowDown" && this.enabled && !this.input.value) {
        event.preventDefault();
        void this.open("");
      }
      return;
    }
    if (event.key === "ArrowDown") this.active = this.active >= last ? -1 : this.active + 1;
    else if (event.key === "ArrowUp") this.active = this.active < 0 ? last : this.active - 1;
    else if (event.key === "Enter" && this.active >= 0) this.#choose(this.active);
    else if (event.key === "Escape") this.close();
    else {
      if (event.key === "Enter") this.close();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#mark();
  }

  /** @param {number} index */
  #choose(index) {
    const title = this.options[index].dataset.title ?? "";
    this.close();
    this.pick(title);
  }

  #mark() {
    this.options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.active)));
    const chosen = this.options[this.active];
    if (chosen && !this.list.hidden) {
      this.input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  /** @param {{title: string, kind: string}} found @param {number} index */
  #option({ title, kind }, index) {
    const option = h(
      "li",
      { role: "option", id: `suggest-${index}`, class: "suggest-line", "data-title": title, "aria-selected": "false" },
      icon(kind === "item" ? "book" : "chat"),
      h("span", {}, title),
      h("span", { class: "suggest-kind" }, kind === "item" ? t("事项") : kind === "hot" ? t("常问") : t("问答")),
    );
    option.addEventListener("pointerdown", (event) => event.preventDefault()); // the input keeps its focus
    option.addEventListener("click", () => this.#choose(index));
    return option;
  }
}
