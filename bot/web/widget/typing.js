/** @typedef {import("./types.js").Message} Message */

const EVERY_MS = 1_000;

/**
 * What is just being written, for the person who talks with the citizen: sent only while one does, at most once a
 * second, and nothing is said about a failure.
 */
export class Typing {
  /** @param {import("./api.js").Api} api @param {HTMLTextAreaElement} input */
  constructor(api, input) {
    this.api = api;
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
