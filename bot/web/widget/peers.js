/** @typedef {import("./types.js").Message} Message */

const WAIT_MS = 150;

/**
 * The other tabs of this browser that talk to the same assistant: a new one joins their conversation, and each shows
 * what the others said and heard. The session still ends with the last of them. Pushed messages come to each by itself.
 */
export class Peers {
  /**
   * @param {string} base
   * @param {{session: () => {token: string, greeting: Message[]} | null, heard: (said: string, messages: Message[], token: string) => void}} tell
   */
  constructor(base, tell) {
    this.tell = tell;
    /** @type {((session: {token: string, greeting: Message[]} | null) => void) | null} */
    this.waiting = null;
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(`zw-chat ${base}`) : null;
    this.channel?.addEventListener("message", (event) => this.#take(event.data));
  }

  /** The session of another tab, unless it is the one that has just ended. @param {string | null} ended @returns {Promise<{token: string, greeting: Message[]} | null>} */
  async join(ended) {
    if (!this.channel) return null;
    const answer = new Promise((done) => {
      this.waiting = done;
      setTimeout(() => done(null), WAIT_MS);
    });
    this.channel.postMessage({ kind: "ask" });
    const session = /** @type {any} */ (await answer);
    this.waiting = null;
    return session && session.token !== ended ? session : null;
  }

  /** What the citizen said here, as it is shown, and what came of it. @param {string} said @param {Message[]} messages @param {string | null} token */
  share(said, messages, token) {
    this.channel?.postMessage({ kind: "said", said, messages, token });
  }

  close() {
    this.channel?.close();
  }

  /** @param {any} news */
  #take(news) {
    if (news?.kind === "ask") {
      const session = this.tell.session();
      if (session) this.channel?.postMessage({ kind: "session", session });
    } else if (news?.kind === "session") this.waiting?.(news.session);
    else if (news?.kind === "said") this.tell.heard(String(news.said), news.messages, String(news.token));
  }
}
