/** @typedef {import("./types.js").Message} Message */

const WAIT_MS = 150; // where a browser cannot tell whether anybody else is there
const ANSWER_MS = 3_000; // of a tab that is there: it may sleep

/**
 * The other tabs of this browser that talk to the same assistant: a new one joins their conversation, and each shows
 * what the others said and heard. The session still ends with the last of them. Pushed messages come to each by itself.
 */
export class Peers {
  /**
   * @param {string} base
   * @param {{session: () => {token: string, greeting: Message[]} | null, heard: (said: string, messages: Message[], token: string) => void, exchanged: (before: string, now: string) => void}} tell
   */
  constructor(base, tell) {
    this.tell = tell;
    /** @type {((session: {token: string, greeting: Message[]} | null) => void) | null} */
    this.waiting = null;
    this.name = `zw-chat ${base}`;
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(this.name) : null;
    this.left = () => {};
    this.here = false;
    this.channel?.addEventListener("message", (event) => this.#take(event.data));
  }

  /** The session of another tab, unless it is the one that has just ended. @param {string | null} ended @returns {Promise<{token: string, greeting: Message[]} | null>} */
  async join(ended) {
    const wait = await this.#patience();
    if (!this.channel || !wait) return null;
    const answer = new Promise((done) => {
      this.waiting = done;
      setTimeout(() => done(null), wait);
    });
    this.channel.postMessage({ kind: "ask" });
    const session = /** @type {any} */ (await answer);
    this.waiting = null;
    return session && session.token !== ended ? session : null;
  }

  /** Lets the others know that somebody is here, as long as this tab lives. */
  stay() {
    if (this.here) return;
    this.here = true;
    const until = new Promise((done) => (this.left = () => done(undefined)));
    void navigator.locks?.request(this.name, { mode: "shared" }, () => until);
  }

  /** How long to wait for another tab: not at all where there is none. */
  async #patience() {
    if (!navigator.locks) return WAIT_MS;
    const { held } = await navigator.locks.query();
    const tabs = (held ?? []).filter((each) => each.name === this.name).length;
    return tabs > (this.here ? 1 : 0) ? ANSWER_MS : 0;
  }

  /** What the citizen said here, as it is shown, and what came of it. @param {string} said @param {Message[]} messages @param {string | null} token */
  share(said, messages, token) {
    this.channel?.postMessage({ kind: "said", said, messages, token });
  }

  /** The session goes on with another token. @param {string} before @param {string} now */
  exchange(before, now) {
    this.channel?.postMessage({ kind: "token", before, now });
  }

  close() {
    this.left();
    this.channel?.close();
  }

  /** @param {any} news */
  #take(news) {
    if (news?.kind === "ask") {
      const session = this.tell.session();
      if (session) this.channel?.postMessage({ kind: "session", session });
    } else if (news?.kind === "session") this.waiting?.(news.session);
    else if (news?.kind === "said") this.tell.heard(String(news.said), news.messages, String(news.token));
    else if (news?.kind === "token") this.tell.exchanged(String(news.before), String(news.now));
  }
}
