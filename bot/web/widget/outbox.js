import { messageId, Problem } from "./api.js";
import { masked } from "./format.js";
import { Cancelled } from "./upload.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Outgoing} Outgoing */
/** @typedef {Outgoing & {message_id: string, entry: import("./log.js").UserEntry, shown: string, stop: AbortController, file_id?: string, refused?: boolean, cut?: boolean}} Letter */

/** What the citizen sends, in order and once each: a letter that fails keeps its id until it is retried or given up. */
export class Outbox {
  /**
   * @param {import("./api.js").Api} api
   * @param {import("./log.js").Log} log
   * @param {import("./composer.js").Composer} composer
   * @param {import("./conversation.js").Conversation} conversation
   */
  constructor(api, log, composer, conversation) {
    this.api = api;
    this.log = log;
    this.composer = composer;
    this.conversation = conversation;
    /** @type {Letter[]} */
    this.letters = [];
    this.busy = false;
    this.unsure = false; // a letter was given up that may have arrived
  }

  /** @param {Outgoing} out */
  async send(out) {
    // A button that is switched off drops its focus: remember now that it had it.
    const fromLog = this.log.root.contains(this.#active());
    if (!(await this.conversation.start())) {
      if (out.text) this.composer.put(out.text);
      return;
    }
    if (!this.busy) this.#giveUp();
    const label = out.text ? masked(this.conversation.field?.input ?? "", out.label) : out.label;
    this.letters.push({
      ...out,
      message_id: messageId(),
      shown: label,
      entry: this.log.user(label),
      stop: new AbortController(),
    });
    if (fromLog) this.log.root.focus({ preventScroll: true });
    await this.#deliver();
  }

  async #deliver() {
    if (this.busy) return;
    this.busy = true;
    this.log.typing(true);
    try {
      while (this.letters.length) {
        const letter = this.letters[0];
        letter.entry.cleared();
        const reply = await this.#post(letter);
        this.letters.shift();
        letter.entry.cleared();
        const answer = this.conversation.receive(reply);
        this.conversation.peers.share(letter.shown, reply, this.api.token);
        if (this.#active() === this.log.root) answer?.focus({ preventScroll: true });
      }
      if (this.unsure) this.unsure = !(await this.conversation.redraw());
    } catch (error) {
      await this.#fail(/** @type {Letter} */ (this.letters[0]), error);
    } finally {
      this.busy = false;
      this.log.typing(false);
    }
  }

  /** @param {Letter} letter */
  async #post(letter) {
    if (letter.file && !letter.file_id) {
      /** @param {number} share */
      const progress = (share) => letter.entry.sending(share, () => letter.stop.abort());
      progress(0);
      this.log.toBottom();
      letter.file_id = await this.api.upload(letter.file, progress, letter.stop.signal);
    }
    const { text, payload, file_id, message_id } = letter;
    const content = file_id ? { file_id } : payload ? { payload } : { text: text ?? letter.label };
    return this.api.send({ ...content, message_id });
  }

  /** @param {Letter} letter @param {unknown} error */
  async #fail(letter, error) {
    if (error instanceof Problem && error.status === 401) return this.#startAnew();
    if (error instanceof Cancelled) return this.#cancel(letter);
    letter.cut = error instanceof Problem && error.status === 0;
    letter.refused = error instanceof Problem && error.final;
    const edit = letter.refused && letter.text ? () => this.#takeBack(letter) : null;
    letter.entry.failed(wordsOf(error), () => this.#retry(), edit);
    this.log.thaw();
    this.log.toBottom();
  }

  /** A file that is not to be sent after all. @param {Letter} letter */
  #cancel(letter) {
    this.letters = this.letters.filter((each) => each !== letter);
    letter.entry.cleared();
    letter.entry.dropped(t("已取消上传"));
    this.log.thaw();
    this.log.root.focus({ preventScroll: true });
  }

  /** The network is back: what it cut off goes out by itself, with the id it had. */
  resume() {
    if (!this.busy && this.letters[0]?.cut) {
      this.log.freeze();
      void this.#deliver();
    }
  }

  /** Nothing waits to be sent. */
  get idle() {
    return !this.busy && !this.letters.length;
  }

  #retry() {
    this.log.freeze();
    this.log.root.focus({ preventScroll: true });
    return this.#deliver();
  }

  /**
   * Saying something else gives up what failed: a failed 确认提交 must never go out ahead of a later 取消.
   * Unless it was refused it may have arrived all the same, so the server's own record is drawn afterwards.
   */
  #giveUp() {
    const letter = this.letters.shift();
    if (!letter) return;
    letter.entry.dropped();
    this.unsure ||= !letter.refused;
  }

  /** Puts a refused text back into the box. @param {Letter} letter */
  #takeBack(letter) {
    this.letters = this.letters.filter((each) => each !== letter);
    letter.entry.dropped();
    this.composer.put(letter.text ?? "");
    this.composer.input.focus();
  }

  /** The session is over: its unsent letters may belong to a form that is gone, so they wait for the citizen. */
  async #startAnew() {
    const unsent = this.letters.splice(0);
    for (const letter of unsent) letter.entry.dropped();
    const text = unsent.find((letter) => letter.text)?.text;
    const kept = text && !this.composer.input.value;
    if (kept) this.composer.put(text);
    await this.conversation.renew(kept ? t("刚才的内容没有发送，已放回输入框。") : "");
  }

  #active() {
    return /** @type {ShadowRoot} */ (this.log.root.getRootNode()).activeElement;
  }
}

/** @param {unknown} error */
export const wordsOf = (error) => (error instanceof Problem ? error.message : t("页面出现问题，请刷新后重试。"));
