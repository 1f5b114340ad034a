import { h } from "./dom.js";
import { Panel } from "./panel.js";
import { device, tab } from "./store.js";
import { choose, t } from "./words.js";

/** @typedef {import("./talk.js").Talk} Talk */

const FIRST = ["widget.css"]; // what the button and the window need
const REST = ["messages.css", "tools.css"]; // what stands in it
/** What talk.js needs, asked for at once: over a slow network each step from file to file is a wait of its own. */
const MODULES = (
  "talk aloud api composer conversation dictate foot format log menu strips suggest upload outbox peers stream typing " +
  "choices messages field guide handover rating receipt record slots source copy"
).split(" ");

/** Makes <zw-chat> known, talking to the service whose widget.js stands at `base`. @param {string} base */
export function define(base) {
  if (customElements.get("zw-chat")) return;

  /** @param {ShadowRoot} root @param {string[]} names @returns {Promise<unknown>} when they hold */
  function styles(root, names) {
    const links = names.map((name) => h("link", { rel: "stylesheet", href: `${base}static/widget/${name}` }));
    root.prepend(...links);
    return Promise.all(
      links.map(
        (link) =>
          new Promise((done, fail) => {
            link.addEventListener("load", done);
            link.addEventListener("error", fail);
          }),
      ),
    );
  }

  class Chat extends HTMLElement {
    /** @type {Panel | null} */
    #panel = null;
    /** @type {Talk | null} */
    #talk = null;
    /** @type {Promise<Talk> | null} */
    #loading = null;
    /** @type {Promise<unknown> | null} */
    #styled = null;
    #stop = new AbortController();
    /** Asked before the window was there. @type {string | null} */
    #pending = null;

    connectedCallback() {
      if (this.shadowRoot) return this.#listen();
      const root = this.attachShadow({ mode: "open" });
      // Nothing is shown before its style: an unstyled window would break the host page.
      Promise.all([styles(root, FIRST), choose(undefined, this.dataset.lang)]).then(
        () => this.#build(root),
        () => console.warn("政务助手的样式未能加载"),
      );
      this.#listen();
    }

    disconnectedCallback() {
      this.#stop.abort();
      this.#talk?.conversation.stop();
    }

    /** Opens the window. */
    open() {
      this.#panel?.open();
    }

    close() {
      if (this.#panel?.isOpen) this.#panel.close();
    }

    /** Opens the window and asks. @param {string} words */
    ask(words) {
      if (!this.#panel) {
        this.#pending = words;
        return;
      }
      this.open();
      void this.#load()?.then((talk) => talk.ask(String(words)));
    }

    /** @param {ShadowRoot} root @param {{open?: boolean, typed?: string}} [before] the window it takes the place of */
    #build(root, before = {}) {
      const panel = new Panel(
        {
          title: this.dataset.title || t("政务服务助手"),
          launcher: this.dataset.launcher || t("智能咨询"),
          note: this.dataset.note || t("请勿发送密码、银行卡号。人工咨询请拨 12345。"),
        },
        {
          opened: () => {
            tab.set("open", location.pathname);
            void this.#load()?.then((talk) => talk.start().then((started) => started && this.#askItem()));
          },
          closed: () => tab.set("open", null),
          large: (on) => {
            device.set("large", on);
            panel.setLarge(on);
            this.#talk?.large(on);
          },
        },
      );
      this.#panel = panel;
      panel.setLarge(device.get("large") === true);
      root.append(panel.root);
      // Whoever comes near the button is about to press it.
      for (const near of ["pointerenter", "focus", "touchstart"])
        panel.launcher.addEventListener(near, () => void this.#load(), { once: true, passive: true });
      const reopened = tab.get("open") === location.pathname || "open" in this.dataset;
      if (before.open) panel.open();
      else if (reopened) panel.open({ focus: false });
      if (before.typed) void this.#load()?.then((talk) => talk.composer.put(before.typed ?? ""));
      if (this.#pending !== null) this.ask(this.#pending);
      this.#pending = null;
    }

    /** The conversation itself: most of the code, not needed to show a button. */
    #load() {
      const root = this.shadowRoot;
      const panel = this.#panel;
      if (!root || !panel) return null;
      if (!this.#loading)
        for (const name of MODULES)
          root.append(h("link", { rel: "modulepreload", href: `${base}static/widget/${name}.js` }));
      this.#loading ??= Promise.all([import("./talk.js"), (this.#styled ??= styles(root, REST))]).then(
        ([{ Talk }]) => {
          this.#talk = new Talk(base, this.dataset, panel, (typed) => this.#renew(root, typed));
          return this.#talk;
        },
      );
      this.#loading.catch(() => {
        this.#loading = this.#styled = null;
        panel.failed(() => panel.tell.opened());
      });
      return this.#loading;
    }

    /** In another language. @param {ShadowRoot} root @param {string} typed */
    #renew(root, typed) {
      const open = this.#panel?.isOpen;
      this.#panel?.end();
      this.#talk = this.#loading = null;
      this.#build(root, { open, typed });
    }

    /** data-item opens the conversation on that service, once a tab. */
    #askItem() {
      const item = this.dataset.item;
      if (!item || tab.get("item") === item) return;
      tab.set("item", item);
      this.ask(item);
    }

    /** Any element of the host page with data-zw-ask asks its words; a form asks what is typed in it. */
    #listen() {
      this.#stop = new AbortController();
      const until = { signal: this.#stop.signal };
      document.addEventListener(
        "click",
        (event) => {
          const asker = event.target instanceof Element ? event.target.closest("[data-zw-ask]") : null;
          if (!asker || asker instanceof HTMLFormElement) return;
          event.preventDefault();
          this.ask(asker.getAttribute("data-zw-ask") ?? "");
        },
        until,
      );
      document.addEventListener(
        "submit",
        (event) => {
          const form = event.target;
          if (!(form instanceof HTMLFormElement) || !form.matches("[data-zw-ask]")) return;
          event.preventDefault();
          const input = form.querySelector("input");
          this.ask(input?.value ?? "");
          form.reset();
        },
        until,
      );
    }
  }

  customElements.define("zw-chat", Chat);
}
