import { h, icon } from "./dom.js";
import { language, t } from "./words.js";

/** Full screen below this width; the same figure stands in widget.css. */
const phone = window.matchMedia("(max-width: 640px)");

/** The launcher and the window around the conversation: opening, closing, focus. */
export class Panel {
  /**
   * @param {{title: string, launcher: string, note: string}} words
   * @param {{opened: () => void, closed: () => void, large: (on: boolean) => void}} tell
   */
  constructor(words, tell) {
    this.tell = tell;
    this.launcher = h(
      "button",
      {
        type: "button",
        class: "launcher",
        "aria-expanded": "false",
        "aria-haspopup": "dialog",
        onclick: () => this.open(),
      },
      icon("chat"),
      h("span", {}, words.launcher),
    );
    this.largeButton = h(
      "button",
      { type: "button", class: "head-button", "aria-pressed": "false", onclick: () => tell.large(!this.large) },
      icon("check"),
      t("长辈版"),
    );
    this.closeButton = h(
      "button",
      { type: "button", class: "head-button square", "aria-label": t("关闭对话窗口"), onclick: () => this.close() },
      icon("close"),
    );
    this.status = h("p", { class: "unseen", role: "status" });
    this.fine = h("p", { class: "fine" }, words.note);
    this.head = h(
      "div",
      { class: "head" },
      h("span", { class: "mark" }, icon("chat")),
      h("h2", { id: "title" }, words.title),
      this.largeButton,
      this.closeButton,
    );
    this.loading = h("div", { class: "loading", role: "status" }, t("正在打开…"));
    this.dialog = h(
      "div",
      { class: "panel", role: "dialog", "aria-labelledby": "title", hidden: true },
      this.head,
      this.loading,
      this.fine,
      this.status,
    );
    this.root = h("div", { class: "zw", lang: language() }, this.launcher, this.dialog);
    this.dialog.addEventListener("keydown", (event) => this.onKey(event));
    this.stop = new AbortController();
    const until = { signal: this.stop.signal };
    phone.addEventListener?.("change", () => this.fit(), until);
    window.visualViewport?.addEventListener("resize", () => this.fit(), until);
    window.visualViewport?.addEventListener("scroll", () => this.fit(), until);
    this.large = false;
    this.inside = false; // the focus came before the conversation
    this.pageOverflow = "";
  }

  /** The conversation, once it is loaded. @param {HTMLElement[]} tools of the head @param {HTMLElement[]} body */
  fill(tools, body) {
    this.closeButton.before(...tools);
    this.loading.replaceWith(...body);
    if (this.inside) this.focusInside();
  }

  /** It could not be loaded. @param {() => void} retry */
  failed(retry) {
    const button = h("button", { type: "button", class: "button", onclick: retry }, t("重试"));
    this.loading.replaceChildren(h("p", {}, t("网络好像断开了，请检查网络后重试。")), button);
  }

  /** @param {string} address of 隐私说明 */
  privacy(address) {
    const words = [t("隐私说明"), h("span", { class: "unseen" }, t("（在新窗口打开）"))];
    this.fine.append(" ", h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...words));
  }

  /** Another takes its place. */
  end() {
    this.stop.abort();
    this.dialog.hidden = true;
    this.fit();
    this.root.remove();
  }

  get isOpen() {
    return !this.dialog.hidden;
  }

  /** @param {{focus?: boolean}} [how] after a reload the page keeps its focus */
  open({ focus = true } = {}) {
    if (!this.isOpen) {
      this.dialog.hidden = false;
      this.launcher.hidden = true;
      this.launcher.setAttribute("aria-expanded", "true");
      this.fit();
      this.tell.opened();
    }
    if (focus) this.focusInside();
  }

  close() {
    this.dialog.hidden = true;
    this.launcher.hidden = false;
    this.launcher.setAttribute("aria-expanded", "false");
    this.fit();
    this.tell.closed();
    this.launcher.focus();
  }

  /** A touch screen would throw its keyboard over the greeting: there the window itself takes the focus. */
  focusInside() {
    this.inside = this.dialog.contains(this.loading); // again when there is something to write in
    const touch = window.matchMedia("(pointer: coarse)").matches;
    const target = touch ? this.closeButton : (this.dialog.querySelector("textarea") ?? this.closeButton);
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  }

  /** Says words to a screen reader, also the same words twice. @param {string} words */
  announce(words) {
    this.status.textContent = "";
    setTimeout(() => (this.status.textContent = words), 60);
  }

  /** @param {boolean} on 长辈版 */
  setLarge(on) {
    this.large = on;
    this.root.classList.toggle("large", on);
    this.largeButton.setAttribute("aria-pressed", String(on));
  }

  /** On a phone the window is the page: it fits above the keyboard and the page behind does not scroll. */
  fit() {
    const full = this.isOpen && phone.matches;
    const view = window.visualViewport;
    this.dialog.style.height = full && view ? `${Math.round(view.height)}px` : "";
    this.dialog.style.top = full && view ? `${Math.round(view.offsetTop)}px` : "";
    if (full) this.dialog.setAttribute("aria-modal", "true");
    else this.dialog.removeAttribute("aria-modal");
    const page = document.documentElement.style;
    if (full && page.overflow !== "hidden") {
      this.pageOverflow = page.overflow;
      page.overflow = "hidden";
    } else if (!full && page.overflow === "hidden") page.overflow = this.pageOverflow;
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.key === "Escape" && !event.isComposing) {
      event.stopPropagation();
      this.close();
    } else if (event.key === "Tab" && this.dialog.hasAttribute("aria-modal")) this.keepFocus(event);
  }

  /** @param {KeyboardEvent} event */
  keepFocus(event) {
    const stops = [...this.dialog.querySelectorAll("button, a[href], input, textarea, summary, [tabindex='0']")].filter(
      (stop) =>
        stop instanceof HTMLElement && stop.tabIndex >= 0 && !stop.matches(":disabled") && stop.offsetParent !== null,
    );
    const active = /** @type {ShadowRoot} */ (this.dialog.getRootNode()).activeElement;
    const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
    if (active !== edge) return;
    event.preventDefault();
    /** @type {HTMLElement} */ (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
  }
}
