import { tab } from "./store.js";

/** @typedef {import("./types.js").Message} Message */

const WAIT_MS = 30_000;
const WORDS = {
  offline: "网络好像断开了，请检查网络后重试。",
  slow: "等待时间过长，请稍后重试。您的内容不会重复提交。",
  broken: "服务暂时不可用，请稍后重试，或拨打 12345 政务服务热线。",
};

/** A refusal with words a citizen can read. */
export class Problem extends Error {
  /** @param {number} status 0 when no answer came @param {string} detail */
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }

  /** The same message would be refused again. */
  get final() {
    return [400, 413, 415, 422].includes(this.status);
  }
}

/** A new id for a message; `crypto.randomUUID` is missing on plain http and on older phones. */
export function messageId() {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** The chat's HTTP contract; knows nothing of the page. */
export class Api {
  /** @param {string} base address of the folder widget.js came from */
  constructor(base) {
    this.base = base;
    /** @type {string | null} */
    this.token = tab.get("token");
  }

  /** Opens a session and returns its greeting. @returns {Promise<Message[]>} */
  async open() {
    this.forget();
    const reply = await this.#call("POST", "sessions", {});
    this.token = reply.token;
    tab.set("token", reply.token);
    return reply.greeting ?? [];
  }

  forget() {
    this.token = null;
    tab.set("token", null);
  }

  /** @returns {Promise<import("./types.js").HistoryEntry[]>} */
  async history() {
    return (await this.#call("GET", "history")).messages ?? [];
  }

  /** @param {{text?: string, payload?: string, file_id?: string, message_id: string}} body @returns {Promise<Message[]>} */
  async send(body) {
    return (await this.#call("POST", "messages", body)).messages ?? [];
  }

  /** The open stream of what is pushed, behind the event `last`. @param {string} last @param {AbortSignal} until @returns {Promise<Response>} */
  events(last, until) {
    /** @type {Record<string, string>} */
    const headers = { Accept: "text/event-stream" };
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    if (last) headers["Last-Event-ID"] = last;
    return fetch(`${this.base}api/chat/events`, { headers, credentials: "omit", cache: "no-store", signal: until });
  }

  /** For the person at the desk; it does not matter whether it arrives. @param {string} text */
  async typing(text) {
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${this.token}` };
    const body = JSON.stringify({ text });
    await fetch(`${this.base}api/chat/typing`, { method: "POST", headers, body, credentials: "omit" }).catch(() => {});
  }

  /** @param {File} file @returns {Promise<string>} its file_id */
  async upload(file) {
    const form = new FormData();
    form.append("file", file);
    return (await this.#call("POST", "files", form)).file_id;
  }

  /** @param {string} method @param {string} path @param {any} [body] @returns {Promise<any>} */
  async #call(method, path, body) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), WAIT_MS);
    /** @type {Record<string, string>} */
    const headers = { Accept: "application/json" };
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    const isForm = body instanceof FormData;
    if (body && !isForm) headers["Content-Type"] = "application/json";
    try {
      const reply = await fetch(`${this.base}api/chat/${path}`, {
        method,
        headers,
        body: isForm || !body ? body : JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
        signal: stop.signal,
      });
      const content = await reply.json().catch(() => null);
      if (stop.signal.aborted) throw new Problem(0, WORDS.slow);
      if (reply.ok && content) return content;
      const detail = typeof content?.detail === "string" ? content.detail : WORDS.broken;
      throw new Problem(reply.status, detail);
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw new Problem(0, stop.signal.aborted ? WORDS.slow : WORDS.offline);
    } finally {
      clearTimeout(timer);
    }
  }
}
