import { Api } from "./api.js";
import { Composer, LIMIT } from "./composer.js";
import { Conversation } from "./conversation.js";
import { h } from "./dom.js";
import { Log } from "./log.js";
import { Panel } from "./panel.js";
import { device, tab } from "./store.js";

/** @typedef {import("./types.js").Outgoing} Outgoing */

const STYLES = ["widget.css", "messages.css"];

/** @param {HTMLElement} link @returns {Promise<Event>} */
const loaded = (link) =>
  new Promise((done, fail) => {
    link.addEventListener("load", done);
    link.addEventListener("error", fail);
  });

/** Makes <zw-chat> known, talking to the service whose widget.js stands at `base`. @param {string} base */
export function define(base) {
  if (customElements.get("zw-chat")) return;

  class Chat extends HTMLElement {
    /** @type {Panel | null} */
    #panel = null;
    /** @type {Conversation | null} */
    #conversation = null;
    #stop = new AbortController();
    /** Asked before the window was there. @type {string | null} */
    #pending = null;

    connectedCallback() {
      if (this.shadowRoot) return this.#listen();
      const root = this.attachShadow({ mode: "open" });
      const styles = STYLES.map((name) => h("link", { rel: "stylesheet", href: `${base}static/widget/${name}` }));
      // Nothing is shown before its style: an unstyled window would break the host page.
      Promise.all(styles.map(loaded)).then(
        () => this.#build(root),
        () => console.warn("政务助手的样式未能加载"),
      );
      root.append(...styles);
      this.#listen();
    }

    disconnectedCallback() {
      this.#stop.abort();
      this.#conversation?.stream.stop();
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
      if (!this.#conversation) {
        this.#pending = words;
        return;
      }
      const text = [...String(words).trim()].slice(0, LIMIT).join("");
      this.open();
      if (text) void this.#conversation.send({ text, label: text });
    }

    /** @param {ShadowRoot} root */
    #build(root) {
      const name = this.dataset.name || "政务助手";
      /** @type {import("./types.js").Act} */
      const act = {
        send: (out) => void conversation.send(out),
        announce: (words) => panel.announce(words),
      };
      const log = new Log(name, () => act);
      const composer = new Composer((text) => act.send({ text, label: text }), act.announce);
      const conversation = new Conversation(new Api(base), log, composer);
      const panel = new Panel(
        {
          title: this.dataset.title || "政务服务助手",
          launcher: this.dataset.launcher || "智能咨询",
          note: this.dataset.note || "请勿发送密码、银行卡号。人工咨询请拨 12345。",
        },
        log.root,
        composer.root,
        {
          opened: () => {
            tab.set("open", location.pathname);
            void conversation.start().then((started) => started && this.#askItem());
          },
          closed: () => tab.set("open", null),
          large: (on) => {
            device.set("large", on);
            panel.setLarge(on);
            log.toBottom();
          },
        },
      );
      this.#panel = panel;
      this.#conversation = conversation;
      panel.setLarge(device.get("large") === true);
      root.append(panel.root);
      if (tab.get("open") === location.pathname) panel.open({ focus: false });
      else if ("open" in this.dataset) panel.open({ focus: false });
      if (this.#pending !== null) this.ask(this.#pending);
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
