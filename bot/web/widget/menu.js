import { h, icon } from "./dom.js";
import { language, LANGUAGES, t } from "./words.js";

/** 更多: what is seldom wanted. A button and what it discloses; Escape and a click elsewhere close it. */
export class Menu {
  /**
   * @param {{language: (code: import("./words.js").Language) => void, download: () => void, person: () => void, aloud: ((on: boolean) => void) | null}} tell
   * @param {{aloud: boolean}} now
   */
  constructor(tell, now) {
    this.button = h(
      "button",
      { type: "button", class: "head-button square", "aria-expanded": "false", "aria-controls": "more" },
      icon("more"),
      h("span", { class: "unseen" }, t("更多")),
    );
    this.privacy = h(
      "a",
      { class: "menu-line", target: "_blank", rel: "noopener noreferrer", hidden: true },
      icon("lock"),
      t("隐私说明"),
      h("span", { class: "unseen" }, t("（在新窗口打开）")),
    );
    const languages = LANGUAGES.map(([code, name]) => {
      const chosen = code === language();
      const button = h(
        "button",
        { type: "button", class: "button", lang: code, "aria-pressed": String(chosen) },
        chosen ? icon("check") : null,
        name,
      );
      button.addEventListener("click", () => tell.language(code));
      return button;
    });
    /** Shows whether answers are read out. @param {boolean} _on */
    this.aloud = (_on) => {};
    this.panel = h(
      "div",
      { class: "menu", id: "more", role: "group", "aria-label": t("更多"), hidden: true },
      h("div", { class: "menu-languages", role: "group", "aria-label": t("界面语言") }, ...languages),
      tell.aloud ? this.#toggle(tell.aloud, now.aloud) : null,
      this.#line("person", t("转人工服务"), tell.person),
      this.#line("save", t("下载对话"), tell.download),
      this.privacy,
    );
    this.button.addEventListener("click", () => this.show(this.panel.hidden));
    for (const each of [this.button, this.panel])
      each.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || this.panel.hidden) return;
        event.stopPropagation();
        this.show(false);
        this.button.focus();
      });
  }

  /** @param {boolean} on */
  show(on) {
    this.panel.hidden = !on;
    this.button.setAttribute("aria-expanded", String(on));
    if (on) /** @type {HTMLElement} */ (this.panel.querySelector("button")).focus();
  }

  /** Closes it when somebody is busy elsewhere. @param {Event} event */
  leave(event) {
    const inside = event.composedPath().some((each) => each === this.panel || each === this.button);
    if (!inside && !this.panel.hidden) this.show(false);
  }

  /** @param {string} picture @param {string} words @param {() => void} act */
  #line(picture, words, act) {
    const line = h("button", { type: "button", class: "menu-line" }, icon(picture), words);
    line.addEventListener("click", () => {
      this.show(false);
      this.button.focus();
      act();
    });
    return line;
  }

  /** @param {(on: boolean) => void} act @param {boolean} on */
  #toggle(act, on) {
    const state = h("span", { class: "menu-state" });
    const line = h("button", { type: "button", class: "menu-line" }, icon("sound"), t("自动朗读回答"), state);
    this.aloud = (/** @type {boolean} */ now) => {
      on = now;
      line.setAttribute("aria-pressed", String(now));
      state.textContent = now ? t("已开") : t("已关");
    };
    line.addEventListener("click", () => act(!on));
    this.aloud(on);
    return line;
  }
}
