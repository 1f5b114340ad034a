/** @typedef {import("./types.js").Message} Message */

const EVERY_MS = 1_000;
const SEEN_MS = 6_000; // a person who writes on is told of again within this time

/**
 * What is just being written, for the person who talks with the citizen: sent only while one does, at most once a
 * second, and nothing is said about a failure.
 */
export class Typing {
  /** @param {import("./api.js").Api} api @param {HTMLTextAreaElement} input @param {import("./log.js").Log} log */
  constructor(api, input, log) {
    this.api = api;
    this.log = log;
    this.ends = 0;
    this.input = input;
    this.held = false;
    this.timer = 0;
    this.sent = "";
    input.addEventListener("input", () => this.#soon());
  }

  /** Whether a person talks, as the house says it. @param {Message} message */
  hear(message) {
    const stage = message?.type === "handover" ? message.data?.stage : null;
    if (stage) this.held = stage === "held";
  }

  /** The person is writing. */
  seen() {
    clearTimeout(this.ends);
    this.log.typing(true);
    this.ends = window.setTimeout(() => this.log.typing(false), SEEN_MS);
  }

  /** They have said it. */
  over() {
    if (!this.ends) return;
    clearTimeout(this.ends);
    this.ends = 0;
    this.log.typing(false);
  }

  #soon() {
    if (!this.held || this.timer) return;
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      const text = this.input.value.slice(0, 500);
      if (!this.held || text === this.sent) return;
      this.sent = text;
      void this.api.typing(text);
    }, EVERY_MS);
  }
}
