/** @typedef {import("./types.js").Message} Message */

const FIRST_MS = 1_000;
const MOST_MS = 30_000;
const OVER = [401, 404]; // the session has ended, or the service knows no events

/** @param {number} ms @param {AbortSignal} until */
const pause = (ms, until) =>
  new Promise((done) => {
    const timer = setTimeout(done, ms);
    until.addEventListener("abort", () => (clearTimeout(timer), done(undefined)), { once: true });
  });

/**
 * What the assistant says of itself: notices, a person's words. Server-sent events, read with fetch because
 * EventSource cannot carry the session's token; after a break it goes on behind the last that arrived.
 */
export class Stream {
  /** @param {import("./api.js").Api} api @param {(message: Message) => void} receive @param {() => void} writing a person is */
  constructor(api, receive, writing = () => {}) {
    this.api = api;
    this.receive = receive;
    this.writing = writing;
    this.last = "";
    /** @type {AbortController | null} */
    this.open = null;
  }

  start() {
    if (this.open) return;
    this.open = new AbortController();
    void this.#run(this.open.signal);
  }

  /** Ends it; the next start hears from the beginning, as a new session must. */
  stop() {
    this.open?.abort();
    this.open = null;
    this.last = "";
  }

  /** @param {AbortSignal} until */
  async #run(until) {
    let wait = FIRST_MS;
    while (!until.aborted) {
      try {
        const reply = await this.api.events(this.last, until);
        if (OVER.includes(reply.status)) return;
        if (reply.ok && reply.body) {
          wait = FIRST_MS;
          await this.#read(reply.body.getReader());
        }
      } catch {
        /* the network is away: nobody is told, the next message will be */
      }
      await pause(wait, until);
      wait = Math.min(wait * 2, MOST_MS);
    }
  }

  /** @param {ReadableStreamDefaultReader<Uint8Array>} reader */
  async #read(reader) {
    const decoder = new TextDecoder();
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      const events = text.split("\n\n");
      text = events.pop() ?? "";
      events.forEach((event) => this.#take(event));
    }
  }

  /** @param {string} event its lines */
  #take(event) {
    /** @type {Record<string, string>} */
    const fields = {};
    for (const line of event.split("\n")) {
      const colon = line.indexOf(":");
      if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
    }
    if (fields.event === "typing") this.writing();
    if (fields.event !== "message") return;
    try {
      const message = JSON.parse(fields.data);
      this.receive(message);
      this.last = fields.id ?? this.last;
    } catch {
      /* not one of ours */
    }
  }
}
