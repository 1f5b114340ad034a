import { canSpeak, hush, speak } from "./aloud.js";
import { Api } from "./api.js";
import { Composer, LIMIT } from "./composer.js";
import { Conversation } from "./conversation.js";
import { Dictate } from "./dictate.js";
import { wordsOf } from "./foot.js";
import { webLink } from "./format.js";
import { Log } from "./log.js";
import { Menu } from "./menu.js";
import { device } from "./store.js";
import { Strips } from "./strips.js";
import { Suggest } from "./suggest.js";
import { choose, isEnglish, t } from "./words.js";

/** @typedef {import("./types.js").Outgoing} Outgoing */

/** Everything in the window: loaded when somebody is about to open it, made again when the language changes. */
export class Talk {
  /** @param {string} base @param {DOMStringMap} options @param {import("./panel.js").Panel} panel @param {(typed: string) => void} renew makes window and talk again, with what stood in the input */
  constructor(base, options, panel, renew) {
    this.panel = panel;
    this.renew = renew;
    this.title = options.title || t("政务服务助手");
    this.api = new Api(base);
    this.stop = new AbortController();
    /** @type {import("./types.js").Act} */
    const act = {
      send: (out) => void this.conversation.send(out),
      announce: (words) => panel.announce(words),
      judge: (id, useful) => this.api.judge(id, useful),
    };
    const say = (/** @type {string} */ text) => act.send({ text, label: text });
    this.act = act;
    this.log = new Log(options.name || t("政务助手"), () => act);
    if (isEnglish()) this.log.root.lang = "zh-Hans"; // the answers are
    this.composer = new Composer((text) => say(text), act.announce);
    const { input } = this.composer;
    this.suggest = new Suggest(
      input,
      async (words) => (await this.api.look(`suggest?q=${encodeURIComponent(words)}`))?.suggestions ?? [],
      (title) => (this.composer.put(""), say(title), input.focus()),
      act.announce,
    );
    this.dictate = new Dictate({
      value: () => input.value,
      put: (text) => this.composer.put(text),
      focus: () => input.focus(),
      announce: act.announce,
      note: (words) => this.log.note(words),
    });
    this.composer.line.prepend(this.dictate.button);
    this.composer.root.prepend(this.suggest.list);
    this.strips = new Strips(say);
    this.log.root.prepend(this.strips.asides);
    this.menu = new Menu(
      {
        language: (code) => void this.#change(code),
        download: () => void this.#download(),
        person: () => say("转人工"),
        aloud: canSpeak() ? (on) => this.#aloud(on) : null,
      },
      { aloud: device.get("aloud") === true },
    );
    this.conversation = new Conversation(this.api, this.log, this.composer, {
      offline: (away) => this.strips.offline(away),
      handover: (message) => this.strips.handover(message),
      answered: (messages) => this.#answered(messages),
      asked: (field) => {
        this.suggest.enabled = !field;
        this.suggest.close();
        this.dictate.ask(field);
      },
    });
    panel.fill([this.menu.button], [this.menu.panel, this.strips.root, this.log.root, this.composer.root]);
    this.#listen(base);
  }

  /** @param {string} base */
  #listen(base) {
    const until = { signal: this.stop.signal };
    window.addEventListener("online", () => this.conversation.network(true), until);
    window.addEventListener("offline", () => this.conversation.network(false), until);
    document.addEventListener("visibilitychange", () => this.conversation.hidden(document.hidden), until);
    this.panel.dialog.addEventListener("pointerdown", (event) => this.menu.leave(event), until);
    this.panel.dialog.addEventListener("focusin", (event) => this.menu.leave(event), until);
    void this.api.look("config").then((front) => {
      this.strips.front(front);
      // The city's own page, else ours.
      const address = webLink(front?.privacy?.url) ?? new URL("privacy", base).href;
      this.menu.privacy.setAttribute("href", address);
      this.menu.privacy.hidden = false;
      this.panel.privacy(address);
    });
  }

  /** Goes on, or begins. @returns {Promise<boolean>} */
  start() {
    if (navigator.onLine === false) this.strips.offline(true);
    return this.conversation.start();
  }

  /** @param {string} words */
  ask(words) {
    const text = [...words.trim()].slice(0, LIMIT).join("");
    if (text) this.act.send({ text, label: text });
  }

  end() {
    this.stop.abort();
    this.conversation.stop();
    hush();
  }

  /** @param {boolean} on 长辈版 */
  large(on) {
    this.log.toBottom();
    if (on && canSpeak() && device.get("aloud") === null) this.strips.offerAloud((yes) => this.#aloud(yes));
    else this.strips.aloud.hidden = true;
  }

  /** @param {import("./types.js").Message[]} messages */
  #answered(messages) {
    const reading = device.get("aloud") === true && this.panel.isOpen && !this.log.quiet;
    if (reading) speak(wordsOf(messages));
  }

  /** @param {boolean} on */
  #aloud(on) {
    device.set("aloud", on);
    this.menu.aloud(on);
    if (on) speak(t("以后的回答会读给您听"));
    else hush();
  }

  async #download() {
    const { saveTranscript } = await import("./transcript.js");
    saveTranscript(this.title, this.log.lines);
    this.panel.announce(t("对话已下载"));
  }

  /** @param {import("./words.js").Language} code */
  async #change(code) {
    if (!this.conversation.outbox.idle) return this.panel.announce(t("请等这条消息发送完再换语言。"));
    const typed = this.composer.input.value;
    await choose(code);
    this.end();
    this.renew(typed);
  }
}
