import { Problem } from "./api.js";
import { masked } from "./format.js";
import { Outbox, wordsOf } from "./outbox.js";
import { tab } from "./store.js";
import { Stream } from "./stream.js";
import { Typing } from "./typing.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Field} Field */

const EXPIRED = "会话已过期，已为您开始新的会话。";
const OWN_CONTROL = ["choice", "yes_no", "date", "file"];

/** One session with the assistant: opened, taken up again after a reload, renewed when it has ended. */
export class Conversation {
  /** @param {import("./api.js").Api} api @param {import("./log.js").Log} log @param {import("./composer.js").Composer} composer */
  constructor(api, log, composer) {
    this.api = api;
    this.log = log;
    this.composer = composer;
    this.outbox = new Outbox(api, log, composer, this);
    this.stream = new Stream(
      api,
      (message) => this.pushed(message),
      () => this.typing.seen(),
    );
    this.typing = new Typing(api, composer.input, log);
    /** @type {Set<string>} ids of what a person said and is drawn: the stream begins at the beginning again */
    this.drawn = new Set();
    /** @type {Field | null} the form field that waits for an answer */
    this.field = null;
    /** @type {Promise<boolean> | null} */
    this.starting = null;
  }

  /** @param {import("./types.js").Outgoing} out */
  send(out) {
    return this.outbox.send(out);
  }

  /** Goes on with the tab's session or opens one. @returns {Promise<boolean>} whether there is one to talk in */
  start() {
    this.starting ??= this.#begin().then((started) => {
      if (started) this.stream.start();
      else this.starting = null;
      return started;
    });
    return this.starting;
  }

  /** After the end of a session. @param {string} words that the citizen should know besides */
  async renew(words) {
    this.stream.stop();
    this.api.forget();
    this.starting = null;
    if (await this.start()) this.log.note(EXPIRED + words);
  }

  async #begin() {
    this.log.clearFault();
    this.log.typing(true);
    try {
      if (this.api.token) await this.#resume();
      else await this.#open();
      return true;
    } catch (error) {
      this.log.fault(wordsOf(error), () => this.start());
      return false;
    } finally {
      this.log.typing(false);
    }
  }

  async #open() {
    const greeting = await this.api.open();
    tab.set("greeting", greeting);
    this.receive(greeting);
  }

  async #resume() {
    try {
      this.#drawAll(await this.api.history());
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
      await this.#open();
      this.log.note(EXPIRED);
    }
  }

  /** Draws the server's record instead of what is on the screen. @returns {Promise<boolean>} whether it could be had */
  async redraw() {
    try {
      const entries = await this.api.history();
      this.log.clear();
      this.#drawAll(entries);
      return true;
    } catch {
      return false;
    }
  }

  /** @param {import("./types.js").HistoryEntry[]} entries */
  #drawAll(entries) {
    /** @type {Message[]} */
    const greeting = tab.get("greeting") ?? [];
    const first = entries[0];
    const greeted = first?.from === "bot" && greeting.some((message) => message.text === first.text);
    this.log.quietly(() => {
      if (!greeted) this.receive(greeting);
      for (let index = 0; index < entries.length; index++) {
        const entry = entries[index];
        if (entry.from === "user") {
          this.log.freeze(entry.text);
          this.log.user(masked(this.field?.input ?? "", entry.text));
          this.#wait(null);
        } else {
          const batch = [entry];
          for (let next = entries[index + 1]; next?.from === "bot"; next = entries[++index + 1]) batch.push(next);
          this.receive(batch);
        }
      }
    });
  }

  /** What comes unasked, once. @param {Message} message */
  pushed(message) {
    if (this.drawn.has(message.id ?? "")) return;
    this.#note(message);
    this.typing.over();
    this.log.pushed(message);
  }

  /** @param {Message} message */
  #note(message) {
    if (message.id?.startsWith("h")) this.drawn.add(message.id);
    this.typing.hear(message);
  }

  /** Draws an answer and gets ready for what it asks. @param {Message[]} messages @returns {HTMLElement | null} */
  receive(messages) {
    const drawn = this.log.bot(messages);
    messages.forEach((message) => this.#note(message));
    const last = messages[messages.length - 1];
    const data = last?.type === "form_field" ? last.data : null;
    this.#wait(data ? { label: String(data.label ?? ""), input: String(data.input ?? "text") } : null);
    return drawn;
  }

  /** @param {Field | null} field */
  #wait(field) {
    this.field = field;
    this.composer.ask(field && !OWN_CONTROL.includes(field.input) ? field : null);
  }
}
