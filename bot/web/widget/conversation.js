import { Problem } from "./api.js";
import { masked } from "./format.js";
import { Outbox, wordsOf } from "./outbox.js";
import { Peers } from "./peers.js";
import { tab } from "./store.js";
import { Stream } from "./stream.js";
import { Typing } from "./typing.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Field} Field */

const REST_MS = 60_000;
const REPLAY_MS = 3_000;
const OWN_CONTROL = ["choice", "yes_no", "date", "file"];

/** One session with the assistant: opened, taken up again after a reload, renewed when it has ended. */
export class Conversation {
  /**
   * @param {import("./api.js").Api} api @param {import("./log.js").Log} log @param {import("./composer.js").Composer} composer
   * @param {{offline: (away: boolean) => void, handover: (message: Message) => void, answered: (messages: Message[]) => void, asked: (field: Field | null) => void}} tell
   */
  constructor(api, log, composer, tell) {
    this.tell = tell;
    this.peers = new Peers(api.base, {
      session: () => (api.token ? { token: api.token, greeting: tab.get("greeting") ?? [] } : null),
      heard: (said, messages, token) => token === api.token && this.#overheard(said, messages),
      exchanged: (before, now) => api.exchange(before, now),
    });
    api.exchanged = (before, now) => this.#exchanged(before, now);
    this.api = api;
    this.log = log;
    this.composer = composer;
    this.outbox = new Outbox(api, log, composer, this);
    this.stream = new Stream(
      api,
      (message) => this.#pushed(message),
      (kind, data) => kind === "typing" && this.#typing(data),
      (open) => {
        tell.offline(!open);
        if (open) this.outbox.resume();
      },
    );
    this.typing = new Typing(api, composer.input);
    /** @type {Set<string>} ids of what a person said and is drawn: the stream begins at the beginning again */
    this.drawn = new Set();
    this.typingTimer = 0;
    this.resting = 0;
    this.since = 0; // when the stream began
    /** @type {Field | null} the form field that waits for an answer */
    this.field = null;
    /** @type {Promise<boolean> | null} */
    this.starting = null;
    /** @type {string | null} the token of a session that is over */
    this.ended = null;
  }

  /** @param {import("./types.js").Outgoing} out */
  send(out) {
    return this.outbox.send(out);
  }

  /** Goes on with the tab's session or opens one. @returns {Promise<boolean>} whether there is one to talk in */
  start() {
    this.starting ??= this.#begin().then((started) => {
      if (started) {
        this.since = Date.now();
        this.stream.start();
        this.peers.stay();
      }
      else this.starting = null;
      return started;
    });
    return this.starting;
  }

  /** After the end of a session. @param {string} words that the citizen should know besides */
  async renew(words) {
    this.stream.stop();
    this.ended = this.api.token;
    this.api.take(null);
    this.starting = null;
    if (await this.start()) this.log.note(t("会话已过期，已为您开始新的会话。") + words);
  }

  /** Another language draws it anew. */
  stop() {
    this.stream.stop();
    this.peers.close();
  }

  /** A tab that nobody looks at does not hold a connection for long; nothing is lost, it goes on behind the last. @param {boolean} hidden */
  hidden(hidden) {
    clearTimeout(this.resting);
    if (hidden) this.resting = setTimeout(() => this.stream.rest(), REST_MS);
    else if (this.starting) this.stream.start();
  }

  /** The browser says that the network is there, or is not. @param {boolean} there */
  network(there) {
    this.tell.offline(!there);
    if (!there) return;
    this.stream.wake();
    this.outbox.resume();
  }

  async #begin() {
    this.log.clearFault();
    this.log.typing(true);
    try {
      const joined = this.api.token ? null : await this.peers.join(this.ended);
      if (joined) {
        this.api.take(joined.token);
        tab.set("greeting", joined.greeting);
      }
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
      this.log.note(t("会话已过期，已为您开始新的会话。"));
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
    const greeted = first?.from === "bot" && greeting.some((message) => message.id === first.id);
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

  /** The stream goes on with the new token: its first use ends the old one, for whoever else may hold it. @param {string} before @param {string} now */
  #exchanged(before, now) {
    this.peers.exchange(before, now);
    if (!this.starting) return;
    this.stream.rest();
    this.stream.start();
  }

  /** What was said in another tab of this session, and what came of it. @param {string} said @param {Message[]} messages */
  #overheard(said, messages) {
    if (!this.starting) return;
    this.log.freeze(said);
    this.log.user(said);
    this.receive(messages);
  }

  /** @param {Message} message */
  #pushed(message) {
    if (this.drawn.has(message.id ?? "")) return;
    this.#typing({ on: false });
    this.#note(message);
    this.log.pushed(message);
    // What comes at once was pushed before a reload: heard already.
    if (Date.now() - this.since > REPLAY_MS) this.tell.answered([message]);
  }

  /** What a message says of who answers. @param {Message} message */
  #note(message) {
    if (message.id?.startsWith("h")) this.drawn.add(message.id);
    this.typing.hear(message);
    if (message.type === "handover") this.tell.handover(message);
  }

  /** A person writes; who stops without a word is forgotten. @param {{on?: boolean, name?: string}} data */
  #typing(data) {
    clearTimeout(this.typingTimer);
    if (!this.outbox.idle) return;
    this.log.typing(data.on !== false, data.name || t("工作人员"));
    if (data.on !== false) this.typingTimer = setTimeout(() => this.log.typing(false), 8_000);
  }

  /** Draws an answer and gets ready for what it asks. @param {Message[]} messages @returns {HTMLElement | null} */
  receive(messages) {
    const drawn = this.log.bot(messages);
    messages.forEach((message) => this.#note(message));
    this.tell.answered(messages);
    const last = messages[messages.length - 1];
    const data = last?.type === "form_field" ? last.data : null;
    this.#wait(data ? { label: String(data.label ?? ""), input: String(data.input ?? "text") } : null);
    return drawn;
  }

  /** @param {Field | null} field */
  #wait(field) {
    this.field = field;
    this.composer.ask(field && !OWN_CONTROL.includes(field.input) ? field : null);
    this.tell.asked(field);
  }
}
