/** @typedef {import("./types.js").Message} Message */

const FIRST_MS = 1_000;
const MOST_MS = 30_000;
const OVER = [401, 404]; // the session has ended, or the service knows no events

/**
 * What the assistant says of itself: notices, a person's words. Server-sent events, read with fetch because
 * EventSource cannot carry the session's token; after a break it goes on behind the last that arrived.
 */
export class Stream {
  /**
   * @param {import("./api.js").Api} api @param {(message: Message) => void} receive
   * @param {(kind: string, data: any) => void} other events that are no message, a person's typing above all
   * @param {(open: boolean) => void} connected told when it opens and when it breaks
   */
  constructor(api, receive, other, connected) {
    this.api = api;
    this.receive = receive;
    this.other = other;
    this.connected = connected;
    this.last = "";
    /** @type {AbortController | null} */
    this.open = null;
    this.wake = () => {};
  }

  start() {
    if (this.open) return;
    this.open = new AbortController();
    void this.#run(this.open.signal);
  }

  /** Ends it; the next start hears from the beginning, as a new session must. */
  stop() {
    this.rest();
    this.last = "";
  }

  /** Ends it for a while; the next start goes on behind the last that arrived. */
  rest() {
    this.open?.abort();
    this.wake();
    this.open = null;
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
          this.connected(true);
          await this.#read(reply.body.getReader());
        }
      } catch {
        if (!until.aborted) this.connected(false);
      }
      if (until.aborted) return;
      await this.#pause(wait);
      wait = Math.min(wait * 2, MOST_MS);
    }
  }

  /** @param {number} ms at most: `wake` ends it */
  #pause(ms) {
    return new Promise((done) => {
      const timer = setTimeout(done, ms);
      this.wake = () => (clearTimeout(timer), done(undefined));
    });
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
    if (!fields.event) return;
    try {
      const data = JSON.parse(fields.data);
      if (fields.event === "message") {
        this.receive(data);
        this.last = fields.id ?? this.last;
      } else this.other(fields.event, data);
    } catch {
      /* not one of ours */
    }
  }
}
